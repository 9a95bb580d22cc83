-- title: 资产下降 / Drop of assets
-- formula: How far the spot assets stand below their mean of the 90 days before the business date, in basis points of
--   that mean, rounded down. The mean runs over the days since the first balance where those are fewer, and is absent
--   while they are fewer than :history_days. A loss below :drop_minimum counts as no drop.
-- unit: minor units of the bank's base currency; basis points
-- grain: customer
-- source: SPEC ANA-8
-- inputs: customer_balances, aum
-- example: Mean 200,000.00, now 124,000.00: (200,000 − 124,000) × 10,000 ÷ 200,000 = 3,800 basis points, 38 %.
WITH known AS (
    SELECT customer_id AS customer_id, MIN(valid_from) AS first_on
    FROM customer_balances
    WHERE is_asset
    GROUP BY customer_id
),
accumulated AS (
    SELECT
        known.customer_id AS customer_id,
        MAX(DATE_DIFF('day', GREATEST(known.first_on, :window_start), :as_of)) AS days,
        COALESCE(
            SUM(
                customer_balances.balance_minor
                * DATE_DIFF(
                    'day',
                    GREATEST(customer_balances.valid_from, :window_start),
                    LEAST(customer_balances.valid_to, :as_of)
                )
            ),
            0
        ) AS balance_days
    FROM known
    LEFT JOIN customer_balances
        ON customer_balances.customer_id = known.customer_id
        AND customer_balances.is_asset
        AND customer_balances.valid_from < :as_of
        AND customer_balances.valid_to > :window_start
    GROUP BY known.customer_id
),
means AS (
    SELECT
        accumulated.customer_id AS customer_id,
        COALESCE(aum.aum_minor, 0) AS aum_minor,
        CAST(
            SIGN(accumulated.balance_days)
            * ((2 * ABS(accumulated.balance_days) + accumulated.days) // (2 * accumulated.days)) AS BIGINT
        ) AS mean_minor
    FROM accumulated
    LEFT JOIN aum ON aum.customer_id = accumulated.customer_id
    WHERE accumulated.days >= :history_days
)
SELECT
    customer_id AS customer_id,
    mean_minor AS three_month_mean_minor,
    CAST(
        CASE
            WHEN mean_minor > 0 AND mean_minor - aum_minor >= :drop_minimum
                THEN LEAST((mean_minor - aum_minor) * 10000 // mean_minor, 2000000)
            ELSE 0
        END AS INTEGER
    ) AS drop_bp
FROM means
