-- title: 客户余额区间 / Balances of a customer by interval
-- formula: The balance intervals of the accounts a customer owns. From the day an account is closed it holds nothing.
-- unit: minor units of the bank's base currency
-- grain: account and change of balance
-- source: SPEC ANA-1
-- inputs: owned_accounts, balance_intervals
-- example: 100 from the 3rd, account closed on the 10th: 100 from the 3rd to the 9th.
SELECT
    owned_accounts.customer_id AS customer_id,
    owned_accounts.account_id AS account_id,
    owned_accounts.kind AS kind,
    owned_accounts.is_asset AS is_asset,
    balance_intervals.valid_from AS valid_from,
    LEAST(balance_intervals.valid_to, COALESCE(owned_accounts.closed_on, balance_intervals.valid_to)) AS valid_to,
    balance_intervals.balance_minor AS balance_minor
FROM balance_intervals
JOIN owned_accounts ON owned_accounts.account_id = balance_intervals.account_id
WHERE
    balance_intervals.valid_from
    < LEAST(balance_intervals.valid_to, COALESCE(owned_accounts.closed_on, balance_intervals.valid_to))
