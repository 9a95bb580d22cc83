-- title: 金融资产构成 / Assets by kind of product
-- formula: The spot assets of the customer, summed by kind of product; the kinds add up to the spot assets.
-- unit: minor units of the bank's base currency
-- grain: customer and kind
-- source: SPEC ANA-1
-- inputs: customer_balances
-- example: Two time deposits of 30,000.00 and 20,000.00: time_deposit 5000000.
SELECT
    customer_id AS customer_id,
    kind AS kind,
    CAST(SUM(balance_minor) AS BIGINT) AS balance_minor
FROM customer_balances
WHERE is_asset AND valid_from < :next_day AND valid_to > :as_of
GROUP BY customer_id, kind
