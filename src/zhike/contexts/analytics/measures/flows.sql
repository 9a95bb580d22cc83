-- title: 资金去向 / Flows by other side
-- formula: The customer's flows by day, direction, kind of booking, bank of the other side, and whether that is an account
--   of the same name at another bank.
-- unit: minor units of the bank's base currency
-- grain: customer, day, direction, kind, bank, own account elsewhere
-- source: SPEC ANA-7
-- inputs: flow_bookings
-- example: Three transfers of 40,000.00 to one's own account at CMB on a day: one row of 120,000.00 and 3 bookings.
SELECT
    customer_id AS customer_id,
    business_date AS business_date,
    direction AS direction,
    kind AS kind,
    counterparty_bank AS counterparty_bank,
    own_account_elsewhere AS own_account_elsewhere,
    CAST(SUM(amount_minor) AS BIGINT) AS amount_minor,
    CAST(COUNT(*) AS BIGINT) AS transactions
FROM flow_bookings
GROUP BY customer_id, business_date, direction, kind, counterparty_bank, own_account_elsewhere
