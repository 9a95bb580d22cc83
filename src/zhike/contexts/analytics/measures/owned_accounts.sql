-- title: 客户名下账户 / Accounts of a customer
-- formula: Each account counts for one customer: its owner, of joint owners the first (the lowest customer id).
--   Whoever is only authorised to use an account owns nothing of it. Accounts in another currency than the bank's are
--   left out: without a rate their part is absent, not nought. Deposits, wealth products, agency funds, agency
--   insurance and precious metal are assets; loans and cards are not.
-- unit: none
-- grain: account
-- source: SPEC ANA-1
-- inputs: accounts, account_holders
-- example: An account with the owners 7 and 12 counts for customer 7 alone.
SELECT
    accounts.account_id AS account_id,
    owners.customer_id AS customer_id,
    accounts.kind AS kind,
    accounts.closed_on AS closed_on,
    accounts.kind IN (
        'demand_deposit', 'time_deposit', 'wealth_product', 'agency_fund', 'agency_insurance', 'precious_metal'
    ) AS is_asset
FROM accounts
JOIN (
    SELECT account_id, MIN(customer_id) AS customer_id
    FROM account_holders
    WHERE holder_role = 'owner'
    GROUP BY account_id
) AS owners ON owners.account_id = accounts.account_id
WHERE accounts.currency = :base_currency
