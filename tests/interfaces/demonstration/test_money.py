"""Every balance is the one before it plus what was booked, to the fen."""

from decimal import Decimal

from interfaces.demonstration.reading import Generated

_BOOKED = """
    SELECT account_no, business_date, sum(CASE direction WHEN 'in' THEN amount ELSE -amount END) AS change
    FROM {prefix}transactions GROUP BY account_no, business_date
"""


def test_closing_balances_are_the_opening_ones_and_the_bookings(generated: Generated) -> None:
    different = generated.sql(f"""
        WITH booked AS ({_BOOKED.format(prefix="")}),
        closing AS (
            SELECT *, lag(balance, 1, 0.00) OVER (PARTITION BY account_no ORDER BY business_date) AS before,
                   business_date = (SELECT min(business_date) FROM balances) AS opening
            FROM balances
        )
        SELECT account_no, business_date FROM closing FULL JOIN booked USING (account_no, business_date)
        WHERE coalesce(NOT opening, true) AND before + coalesce(change, 0) IS DISTINCT FROM balance
          AND NOT (balance IS NULL AND change = 0)
    """)
    assert different == []


def test_the_next_day_goes_on_from_the_history(generated: Generated) -> None:
    different = generated.sql(f"""
        WITH booked AS ({_BOOKED.format(prefix="next_")}),
        last AS (SELECT account_no, arg_max(balance, business_date) AS before FROM balances GROUP BY account_no)
        SELECT * FROM booked LEFT JOIN last USING (account_no) LEFT JOIN next_balances USING (account_no)
        WHERE change <> 0 AND coalesce(before, 0) + change IS DISTINCT FROM balance
    """)
    assert different == []


def test_the_balance_after_each_booking_follows_from_the_one_before(generated: Generated) -> None:
    different = generated.sql("""
        WITH ordered AS (
            SELECT *, lag(balance_after) OVER (PARTITION BY account_no ORDER BY transaction_no) AS before,
                   CASE direction WHEN 'in' THEN amount ELSE -amount END AS change
            FROM transactions
        )
        SELECT transaction_no FROM ordered WHERE before + change <> balance_after
    """)
    assert different == []


def test_every_account_has_an_opening_balance_or_was_opened_later(generated: Generated) -> None:
    without = generated.sql("""
        SELECT account_no FROM accounts
        WHERE account_no NOT IN (SELECT account_no FROM balances)
           OR (opened_on <= (SELECT min(business_date) FROM balances) AND account_no NOT IN
               (SELECT account_no FROM balances WHERE business_date = (SELECT min(business_date) FROM balances)))
    """)
    assert without == []


def test_deposits_are_never_overdrawn_and_loans_are_owed(generated: Generated) -> None:
    wrong = generated.sql("""
        SELECT account_no FROM balances JOIN accounts USING (account_no)
        WHERE CASE kind WHEN 'loan' THEN balance > 0 ELSE balance < 0 END
    """)
    assert wrong == []


def test_what_has_matured_is_closed_and_empty(generated: Generated) -> None:
    matured = generated.sql("""
        SELECT status, closed_on = maturity_on, arg_max(balance, business_date)
        FROM accounts JOIN balances USING (account_no)
        WHERE kind IN ('time_deposit', 'wealth_product') AND maturity_on <= (SELECT max(business_date) FROM balances)
        GROUP BY ALL
    """)
    assert set(matured) == {("closed", True, Decimal("0.00"))}


def test_employers_inside_the_bank_pay_what_their_people_receive(generated: Generated) -> None:
    received = generated.sql("""
        SELECT counterparty_account, business_date, sum(amount) FROM transactions
        WHERE kind = 'payroll' AND direction = 'in' AND counterparty_bank = '瓯江银行' GROUP BY ALL
    """)
    paid = {(account, day): amount for account, day, amount in generated.sql(
        "SELECT account_no, business_date, amount FROM transactions WHERE kind = 'payroll' AND direction = 'out'"
    )}  # fmt: skip
    matched = [(account, day) for account, day, amount in received if paid.get((account, day)) == amount]
    assert len(received) > 50
    assert len(matched) > len(received) * 0.7  # a company that is short of money pays from elsewhere
