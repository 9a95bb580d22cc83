-- title: 余额拉链 / Balances by interval
-- formula: A balance stands from the day of its change to the day before the next change; the last one stands up to
--   and including the business date. Changes after the business date do not exist yet.
-- unit: minor units of the account's currency
-- grain: account and change of balance
-- source: FINDINGS §2 (validity intervals)
-- inputs: balances
-- example: Changes on the 3rd (100) and the 10th (70), seen on the 12th: 100 from the 3rd to before the 10th, 70 from
--   the 10th to before the 13th.
SELECT
    account_id AS account_id,
    business_date AS valid_from,
    COALESCE(LEAD(business_date) OVER (PARTITION BY account_id ORDER BY business_date), :next_day) AS valid_to,
    balance_minor AS balance_minor
FROM balances
WHERE business_date < :next_day
