-- title: 金融资产月日均 / Assets, month average
-- formula: Σ (balance × days it stood within the month, up to the business date) ÷ days of the month elapsed, the
--   business date included (积数法). Half a minor unit is rounded away from nought. Two readings: `current` is the month
--   of the business date; `settled` is the month that decides the tier: the same one from the settling day on, until
--   then the whole month before.
-- unit: minor units of the bank's base currency
-- grain: customer and reading
-- source: SPEC ANA-1
-- inputs: customer_balances
-- example: 1,000.00 from the 1st, 4,000.00 from the 6th, seen on the 10th: (1,000 × 5 + 4,000 × 5) ÷ 10 = 2,500.00.
WITH readings AS (
    SELECT 'current' AS reading, :month_start AS first_day, :next_day AS end_day
    UNION ALL
    SELECT 'settled' AS reading, :settled_start AS first_day, :settled_end AS end_day
),
accumulated AS (
    SELECT
        customer_balances.customer_id AS customer_id,
        readings.reading AS reading,
        SUM(
            customer_balances.balance_minor
            * DATE_DIFF(
                'day',
                GREATEST(customer_balances.valid_from, readings.first_day),
                LEAST(customer_balances.valid_to, readings.end_day)
            )
        ) AS balance_days,
        MAX(DATE_DIFF('day', readings.first_day, readings.end_day)) AS days
    FROM customer_balances
    JOIN readings
        ON customer_balances.valid_from < readings.end_day AND customer_balances.valid_to > readings.first_day
    WHERE customer_balances.is_asset
    GROUP BY customer_balances.customer_id, readings.reading
)
SELECT
    customer_id AS customer_id,
    reading AS reading,
    CAST(SIGN(balance_days) * ((2 * ABS(balance_days) + days) // (2 * days)) AS BIGINT) AS average_minor
FROM accumulated
