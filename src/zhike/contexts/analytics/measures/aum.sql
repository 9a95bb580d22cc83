-- title: 金融资产(时点) / Assets under management, spot
-- formula: Sum of the closing balances of all asset accounts of the customer at the end of the business date; the
--   figure of the calendar day before beside it.
-- unit: minor units of the bank's base currency
-- grain: customer
-- source: SPEC ANA-1
-- inputs: customer_balances
-- example: Demand deposit 12,000.00 and wealth product 50,000.00: 62,000.00, which is 6200000 minor units.
SELECT
    customer_id AS customer_id,
    CAST(COALESCE(SUM(balance_minor) FILTER (WHERE valid_to > :as_of), 0) AS BIGINT) AS aum_minor,
    CAST(
        COALESCE(SUM(balance_minor) FILTER (WHERE valid_from < :as_of AND valid_to > :previous_day), 0) AS BIGINT
    ) AS aum_previous_minor
FROM customer_balances
WHERE is_asset AND valid_from < :next_day AND valid_to > :previous_day
GROUP BY customer_id
