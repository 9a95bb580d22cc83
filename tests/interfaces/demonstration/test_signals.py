"""What the truth file says is in the files: planted movements, and what can be read off the bank."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from interfaces.demonstration.reading import NEXT, UNTIL, Generated, read_delivery
from zhike.interfaces.demonstration.history import delivery_path, generate_days, generate_history

_DAILY_AUM = """
    WITH days AS (SELECT DISTINCT business_date AS day FROM balances),
    valid AS (
        SELECT account_no, business_date AS since, balance,
               lead(business_date, 1, DATE '2999-12-31') OVER (PARTITION BY account_no ORDER BY business_date) AS until
        FROM balances
    )
    SELECT customer_no, day, sum(balance) AS aum
    FROM days JOIN valid ON day >= since AND day < until
    JOIN accounts USING (account_no) JOIN account_holders USING (account_no)
    WHERE accounts.kind <> 'loan' AND holder_role = 'owner' GROUP BY 1, 2
"""


def planted(generated: Generated, kind: str) -> list[tuple[str, date, Decimal]]:
    return [
        (signal["customer_no"], date.fromisoformat(signal["date"]), Decimal(signal["amount"]))
        for signal in generated.truth_at_until["planted"]
        if signal["kind"] == kind
    ]


def standing(generated: Generated, kind: str) -> list[tuple[str, date, str]]:
    return [
        (signal["customer_no"], date.fromisoformat(signal["date"]), signal["amount"])
        for signal in generated.truth_at_until["standing"]
        if signal["kind"] == kind
    ]


def test_movements_are_planted_on_each_of_the_last_ten_days(generated: Generated) -> None:
    days = Counter(signal["date"] for signal in generated.truth_at_until["planted"])
    assert set(days) == {(UNTIL - timedelta(days=back)).isoformat() for back in range(10)}
    assert min(days.values()) >= 3


def test_planted_large_movements_were_booked(generated: Generated) -> None:
    for kind, direction in (("large_inflow", "in"), ("large_outflow", "out"), ("balance_drop", "out")):
        booked = set(generated.sql(f"""
            SELECT customer_no, business_date, amount FROM transactions JOIN account_holders USING (account_no)
            WHERE direction = '{direction}' AND kind = 'transfer' AND holder_role = 'owner'
        """))  # fmt: skip
        truth = planted(generated, kind)
        assert len(truth) >= 8
        assert set(truth) <= booked
        if kind != "balance_drop":
            assert min(amount for _, _, amount in truth) >= 200_000


def test_every_size_of_inflow_a_manager_watches_occurs(generated: Generated) -> None:
    amounts = [amount for _, _, amount in planted(generated, "large_inflow")]
    for low, high in ((200_000, 500_000), (500_000, 1_000_000), (1_000_000, 4_000_000)):
        assert any(low <= amount < high for amount in amounts)


def test_planted_drops_leave_less_than_seven_tenths_of_the_three_month_mean(generated: Generated) -> None:
    daily = {(customer, day): aum for customer, day, aum in generated.sql(_DAILY_AUM)}
    for customer, day, _ in planted(generated, "balance_drop"):
        window = [daily[customer, day - timedelta(days=back)] for back in range(1, 90)
                  if (customer, day - timedelta(days=back)) in daily]  # fmt: skip
        assert daily[customer, day] < Decimal("0.7") * sum(window) / len(window), (customer, day)


def test_near_tier_customers_stand_just_below_an_edge_all_month(generated: Generated) -> None:
    truth = {customer: Decimal(gap) for customer, _, gap in standing(generated, "near_tier")}
    assert len(truth) >= 6
    month = generated.sql(
        f"SELECT customer_no, min(aum), max(aum) FROM ({_DAILY_AUM}) WHERE day > DATE '{UNTIL}' - 30 GROUP BY 1"
    )
    for customer, low, high in month:
        if customer in truth:
            assert low == high
            assert any(Decimal("0.96") * edge <= high < edge and edge - high == truth[customer]
                       for edge in (50_000, 200_000, 1_000_000, 5_000_000))  # fmt: skip


def test_maturities_within_thirty_days_are_all_named(generated: Generated) -> None:
    due = generated.sql(f"""
        SELECT customer_no, maturity_on, arg_max(balance, business_date)::VARCHAR
        FROM accounts JOIN account_holders USING (account_no) JOIN balances USING (account_no)
        WHERE kind IN ('time_deposit', 'wealth_product') AND status = 'active' AND holder_role = 'owner'
          AND maturity_on BETWEEN DATE '{NEXT}' AND DATE '{NEXT}' + 29
        GROUP BY account_no, customer_no, maturity_on
    """)
    assert len(due) > 100
    assert sorted(due) == sorted(standing(generated, "maturity"))


def test_birthdays_of_the_managers_day_are_all_named(generated: Generated) -> None:
    born = generated.sql(f"SELECT customer_no FROM customers WHERE strftime(birth_date, '%m-%d') = '{NEXT:%m-%d}'")
    assert len(born) >= 4
    assert {customer for (customer,) in born} == {customer for customer, _, _ in standing(generated, "birthday")}


def test_stopped_payrolls_were_paid_before_and_missed_their_day(generated: Generated) -> None:
    truth = standing(generated, "payroll_stopped")
    assert len(truth) >= 4
    paid = dict(generated.sql("""
        SELECT customer_no, max(business_date) FROM transactions JOIN account_holders USING (account_no)
        WHERE kind = 'payroll' AND direction = 'in' AND holder_role = 'owner' GROUP BY 1
    """))  # fmt: skip
    for customer, missed, _ in truth:
        assert 27 <= (missed - paid[customer]).days <= 31
        assert missed <= UNTIL


def test_the_next_day_plants_again_and_renews_what_stands(generated: Generated) -> None:
    truth = json.loads((generated.root / "truth.json").read_text(encoding="utf-8"))
    assert truth["business_date"] == NEXT.isoformat()
    assert truth["planted"][: len(generated.truth_at_until["planted"])] == generated.truth_at_until["planted"]
    assert any(signal["date"] == NEXT.isoformat() for signal in truth["planted"])


def test_drops_are_drops_after_half_a_year_of_signals_too(tmp_path: Path) -> None:
    bank = generate_history(tmp_path, customers=1200, days=100, seed=3, until=UNTIL)
    last = UNTIL + timedelta(days=180)
    generate_days(tmp_path, last, bank)
    connection = duckdb.connect()
    read_delivery(connection, delivery_path(tmp_path, UNTIL), prefix="first_")
    read_delivery(connection, delivery_path(tmp_path, last), prefix="then_")
    for table in ("balances", "accounts", "account_holders"):
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM first_{table} UNION ALL SELECT * FROM then_{table}")
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    drops = [
        (signal["customer_no"], date.fromisoformat(signal["date"]))
        for signal in truth["planted"]
        if signal["kind"] == "balance_drop"
    ]
    assert len(drops) > 60
    assert drops[-1][1] > last - timedelta(days=30)
    customers = ", ".join(f"'{customer}'" for customer, _ in drops)
    # an account whose row was delivered twice (opened, then closed) is one account
    one_row = _DAILY_AUM.replace("JOIN accounts", "JOIN (SELECT DISTINCT account_no, kind FROM accounts) AS accounts")
    daily = {
        (customer, day): aum
        for customer, day, aum in connection.sql(
            f"SELECT * FROM ({one_row}) WHERE customer_no IN ({customers})"
        ).fetchall()
    }
    for customer, day in drops:
        window = [
            aum for back in range(1, 91) if (aum := daily.get((customer, day - timedelta(days=back)))) is not None
        ]
        assert daily[customer, day] < Decimal("0.7") * sum(window) / len(window), (customer, day)
