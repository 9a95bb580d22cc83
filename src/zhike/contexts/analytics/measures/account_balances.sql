-- title: 账户余额 / Balance of an account
-- formula: The closing balance of the business date, and since when it stands.
-- unit: minor units of the account's currency
-- grain: account
-- source: SPEC ANA-1
-- inputs: balance_intervals
-- example: Changes on the 3rd (100) and the 10th (70), seen on the 12th: 70 since the 10th.
SELECT
    account_id AS account_id,
    CAST(balance_minor AS BIGINT) AS balance_minor,
    valid_from AS since
FROM balance_intervals
WHERE valid_to > :as_of
