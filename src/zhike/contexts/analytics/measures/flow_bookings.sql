-- title: 资金流水 / Bookings that count as flows
-- formula: The bookings on the customer's asset accounts from :flows_since to the business date. A booking that has a
--   counterpart – same customer, same day, same amount, other direction, another of the customer's accounts – is money
--   moved between own accounts and does not count.
-- unit: minor units of the bank's base currency
-- grain: booking
-- source: SPEC ANA-7
-- inputs: owned_accounts, transactions
-- example: 300,000.00 out of the demand deposit and 300,000.00 into a new time deposit on one day: neither is a flow.
WITH booked AS (
    SELECT
        transactions.transaction_no AS transaction_no,
        owned_accounts.customer_id AS customer_id,
        transactions.account_id AS account_id,
        transactions.business_date AS business_date,
        transactions.direction AS direction,
        transactions.amount_minor AS amount_minor,
        transactions.kind AS kind,
        transactions.channel AS channel,
        COALESCE(transactions.counterparty_bank, '') AS counterparty_bank,
        COALESCE(transactions.own_account_elsewhere, FALSE) AS own_account_elsewhere
    FROM transactions
    JOIN owned_accounts ON owned_accounts.account_id = transactions.account_id
    WHERE
        owned_accounts.is_asset
        AND transactions.business_date >= :flows_since
        AND transactions.business_date < :next_day
)
SELECT
    booked.transaction_no AS transaction_no,
    booked.customer_id AS customer_id,
    booked.account_id AS account_id,
    booked.business_date AS business_date,
    booked.direction AS direction,
    booked.amount_minor AS amount_minor,
    booked.kind AS kind,
    booked.channel AS channel,
    booked.counterparty_bank AS counterparty_bank,
    booked.own_account_elsewhere AS own_account_elsewhere
FROM booked
WHERE NOT EXISTS (
    SELECT 1
    FROM booked AS counterpart
    WHERE
        counterpart.customer_id = booked.customer_id
        AND counterpart.business_date = booked.business_date
        AND counterpart.amount_minor = booked.amount_minor
        AND counterpart.direction <> booked.direction
        AND counterpart.account_id <> booked.account_id
)
