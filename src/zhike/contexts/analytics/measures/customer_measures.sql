-- title: 客户指标 / Published figures of a customer
-- formula: One row for every customer known on the business date, with the figures of the other measures; a customer
--   without accounts has noughts and the lowest tier.
-- unit: minor units of the bank's base currency
-- grain: customer
-- source: SPEC ANA-1, ANA-3, ANA-7, ANA-8
-- inputs: customers, aum, aum_month_average, balance_drop, large_flows, liabilities, tier
-- example: See the parts.
SELECT
    CAST(customers.customer_id AS BIGINT) AS customer_id,
    :as_of AS business_date,
    CAST(COALESCE(aum.aum_minor, 0) AS BIGINT) AS aum_minor,
    CAST(COALESCE(aum.aum_previous_minor, 0) AS BIGINT) AS aum_previous_minor,
    CAST(COALESCE(present.average_minor, 0) AS BIGINT) AS aum_month_average_minor,
    CAST(balance_drop.three_month_mean_minor AS BIGINT) AS three_month_mean_minor,
    CAST(balance_drop.drop_bp AS INTEGER) AS drop_bp,
    CAST(COALESCE(inflow.total_minor, 0) AS BIGINT) AS large_in_minor,
    CAST(COALESCE(outflow.total_minor, 0) AS BIGINT) AS large_out_minor,
    CAST(COALESCE(liabilities.liabilities_minor, 0) AS BIGINT) AS liabilities_minor,
    CAST(tier.tier_code AS VARCHAR) AS tier_code,
    CAST(tier.tier_rank AS SMALLINT) AS tier_rank,
    CAST(tier.next_tier_gap_minor AS BIGINT) AS next_tier_gap_minor
FROM customers
JOIN tier ON tier.customer_id = customers.customer_id
LEFT JOIN aum ON aum.customer_id = customers.customer_id
LEFT JOIN aum_month_average AS present
    ON present.customer_id = customers.customer_id AND present.reading = 'current'
LEFT JOIN balance_drop ON balance_drop.customer_id = customers.customer_id
LEFT JOIN liabilities ON liabilities.customer_id = customers.customer_id
LEFT JOIN large_flows AS inflow ON inflow.customer_id = customers.customer_id AND inflow.direction = 'in'
LEFT JOIN large_flows AS outflow ON outflow.customer_id = customers.customer_id AND outflow.direction = 'out'
ORDER BY customer_id
