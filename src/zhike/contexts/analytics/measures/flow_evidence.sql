-- title: 大额资金明细 / Bookings behind a large flow
-- formula: The three largest bookings of each large flow of the day; equal amounts by booking number.
-- unit: minor units of the bank's base currency
-- grain: customer, direction and place
-- source: SPEC ANA-7
-- inputs: flow_bookings, large_flows
-- example: A large outflow of five bookings shows its three largest as places 1, 2 and 3.
WITH ranked AS (
    SELECT
        flow_bookings.customer_id AS customer_id,
        flow_bookings.direction AS direction,
        ROW_NUMBER() OVER (
            PARTITION BY flow_bookings.customer_id, flow_bookings.direction
            ORDER BY flow_bookings.amount_minor DESC, flow_bookings.transaction_no
        ) AS place,
        flow_bookings.transaction_no AS transaction_no,
        flow_bookings.account_id AS account_id,
        flow_bookings.amount_minor AS amount_minor,
        flow_bookings.kind AS kind,
        flow_bookings.channel AS channel,
        flow_bookings.counterparty_bank AS counterparty_bank,
        flow_bookings.own_account_elsewhere AS own_account_elsewhere
    FROM flow_bookings
    JOIN large_flows
        ON large_flows.customer_id = flow_bookings.customer_id AND large_flows.direction = flow_bookings.direction
    WHERE flow_bookings.business_date = :as_of
)
SELECT
    customer_id AS customer_id,
    direction AS direction,
    CAST(place AS SMALLINT) AS place,
    CAST(transaction_no AS VARCHAR) AS transaction_no,
    CAST(account_id AS BIGINT) AS account_id,
    CAST(amount_minor AS BIGINT) AS amount_minor,
    CAST(kind AS VARCHAR) AS kind,
    CAST(channel AS VARCHAR) AS channel,
    CAST(counterparty_bank AS VARCHAR) AS counterparty_bank,
    CAST(own_account_elsewhere AS BOOLEAN) AS own_account_elsewhere
FROM ranked
WHERE place <= 3
