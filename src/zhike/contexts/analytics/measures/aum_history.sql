-- title: 金融资产走势 / Assets by kind over time
-- formula: The spot assets by kind of product at the end of each day asked for (month-ends as `month`, the last days as
--   `day`).
-- unit: minor units of the bank's base currency
-- grain: point, customer, day and kind
-- source: SPEC ANA-1
-- inputs: customer_balances, history_days
-- example: 100 from the 3rd and 70 from the 10th: 100 on the 9th, 70 on the 10th.
SELECT
    history_days.point AS point,
    customer_balances.customer_id AS customer_id,
    history_days.business_date AS business_date,
    customer_balances.kind AS kind,
    CAST(SUM(customer_balances.balance_minor) AS BIGINT) AS balance_minor
FROM customer_balances
JOIN history_days
    ON customer_balances.valid_from <= history_days.business_date
    AND customer_balances.valid_to > history_days.business_date
WHERE customer_balances.is_asset
GROUP BY history_days.point, customer_balances.customer_id, history_days.business_date, customer_balances.kind
