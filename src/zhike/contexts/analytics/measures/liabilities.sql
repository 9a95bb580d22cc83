-- title: 负债余额 / Liabilities, spot
-- formula: What the customer owes on loans and cards at the end of the business date. The core books a debt as a
--   negative balance; the figure is positive. A card in credit owes nothing.
-- unit: minor units of the bank's base currency
-- grain: customer
-- source: SPEC ANA-1
-- inputs: customer_balances
-- example: Loan −300,000.00, card +20.00: 30000000.
SELECT
    customer_id AS customer_id,
    CAST(SUM(GREATEST(-balance_minor, 0)) AS BIGINT) AS liabilities_minor
FROM customer_balances
WHERE kind IN ('loan', 'card') AND valid_from < :next_day AND valid_to > :as_of
GROUP BY customer_id
