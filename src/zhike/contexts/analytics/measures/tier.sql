-- title: 客户分层 / Tier
-- formula: The band of the tier scheme whose floor the settled month average reaches; below every floor the lowest
--   band. A customer without assets in the month that decides (a new one) is placed by the current month. The gap is
--   what is missing to the floor of the next band; the highest band has none.
-- unit: minor units of the bank's base currency
-- grain: customer
-- source: SPEC ANA-3
-- inputs: customers, aum_month_average, tier_bands
-- example: Floors 0, 50,000 and 200,000, average 182,000: the second band, 18,000 short of the third.
WITH bands AS (
    SELECT
        tier_code AS tier_code,
        tier_rank AS tier_rank,
        lower_minor AS lower_minor,
        LEAD(lower_minor) OVER (ORDER BY tier_rank) AS upper_minor
    FROM tier_bands
),
placed AS (
    SELECT
        customers.customer_id AS customer_id,
        COALESCE(settled.average_minor, present.average_minor, 0) AS basis_minor
    FROM customers
    LEFT JOIN aum_month_average AS settled
        ON settled.customer_id = customers.customer_id AND settled.reading = 'settled'
    LEFT JOIN aum_month_average AS present
        ON present.customer_id = customers.customer_id AND present.reading = 'current'
)
SELECT
    placed.customer_id AS customer_id,
    bands.tier_code AS tier_code,
    CAST(bands.tier_rank AS SMALLINT) AS tier_rank,
    CAST(bands.upper_minor - placed.basis_minor AS BIGINT) AS next_tier_gap_minor
FROM placed
JOIN bands
    ON (bands.tier_rank = 1 OR placed.basis_minor >= bands.lower_minor)
    AND (bands.upper_minor IS NULL OR placed.basis_minor < bands.upper_minor)
