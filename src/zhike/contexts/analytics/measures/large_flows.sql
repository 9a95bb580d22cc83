-- title: 大额资金流动 / Large flows of the day
-- formula: The sum of the day's flows of a customer in one direction, where it reaches the first threshold; level 1, 2
--   or 3 by the thresholds reached. With it as evidence: how many bookings, the largest of them and its bank, and how
--   much went to or came from accounts of the same name at another bank.
-- unit: minor units of the bank's base currency
-- grain: customer and direction
-- source: SPEC ANA-7; FINDINGS §4 (managers watch 200 k, 500 k and 1 m)
-- inputs: flow_bookings
-- example: Two transfers out of 150,000.00 each on one day: one large outflow of 300,000.00, level 1.
WITH ranked AS (
    SELECT
        customer_id AS customer_id,
        direction AS direction,
        transaction_no AS transaction_no,
        amount_minor AS amount_minor,
        kind AS kind,
        counterparty_bank AS counterparty_bank,
        own_account_elsewhere AS own_account_elsewhere,
        ROW_NUMBER() OVER (
            PARTITION BY customer_id, direction ORDER BY amount_minor DESC, transaction_no
        ) AS place
    FROM flow_bookings
    WHERE business_date = :as_of
),
summed AS (
    SELECT
        customer_id AS customer_id,
        direction AS direction,
        SUM(amount_minor) AS total_minor,
        COUNT(*) AS transactions,
        MAX(amount_minor) AS largest_minor,
        MAX(transaction_no) FILTER (WHERE place = 1) AS largest_transaction_no,
        MAX(kind) FILTER (WHERE place = 1) AS largest_kind,
        MAX(counterparty_bank) FILTER (WHERE place = 1) AS largest_bank,
        COALESCE(SUM(amount_minor) FILTER (WHERE own_account_elsewhere), 0) AS own_elsewhere_minor
    FROM ranked
    GROUP BY customer_id, direction
)
SELECT
    customer_id AS customer_id,
    direction AS direction,
    CAST(total_minor AS BIGINT) AS total_minor,
    CAST(transactions AS BIGINT) AS transactions,
    CAST(largest_minor AS BIGINT) AS largest_minor,
    CAST(largest_transaction_no AS VARCHAR) AS largest_transaction_no,
    CAST(largest_kind AS VARCHAR) AS largest_kind,
    CAST(largest_bank AS VARCHAR) AS largest_bank,
    CAST(own_elsewhere_minor AS BIGINT) AS own_elsewhere_minor,
    CAST(
        CASE WHEN total_minor >= :large_flow_3 THEN 3 WHEN total_minor >= :large_flow_2 THEN 2 ELSE 1 END AS SMALLINT
    ) AS level
FROM summed
WHERE total_minor >= :large_flow_1
