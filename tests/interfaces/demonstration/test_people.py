"""The people look like a Chinese bank's customers, and none of their numbers can be anybody's."""

from collections import Counter

import pytest
from stdnum import luhn
from stdnum.cn import ric, uscc

from interfaces.demonstration.reading import Generated
from zhike.interfaces.demonstration.names import word_list


def test_every_tier_has_customers_of_both_kinds(generated: Generated) -> None:
    tiers = generated.sql("""
        WITH last AS (SELECT account_no, arg_max(balance, business_date) AS balance FROM balances GROUP BY 1),
        held AS (
            SELECT customer_no, sum(balance) AS aum FROM last JOIN accounts USING (account_no)
            JOIN account_holders USING (account_no)
            WHERE holder_role = 'owner' AND accounts.kind <> 'loan' GROUP BY 1
        )
        SELECT kind, CASE WHEN aum < 50000 THEN 0 WHEN aum < 200000 THEN 1 WHEN aum < 1000000 THEN 2
                          WHEN aum < 5000000 THEN 3 ELSE 4 END AS tier, count(*)
        FROM held JOIN customers USING (customer_no) GROUP BY 1, 2
    """)
    sizes = {(kind, tier): count for kind, tier, count in tiers}
    assert {tier for kind, tier in sizes if kind == "personal"} == {0, 1, 2, 3, 4}
    assert {tier for kind, tier in sizes if kind == "corporate"} >= {1, 2, 3, 4}
    assert 3 <= sizes[("personal", 4)] <= 25
    corporates = sum(count for (kind, _), count in sizes.items() if kind == "corporate")
    assert 0.04 < corporates / sum(sizes.values()) < 0.08


def test_identity_numbers_have_the_right_form_and_nobodys_area(generated: Generated) -> None:
    rows = generated.sql("""
        SELECT document_number, strftime(birth_date, '%Y%m%d'), sex FROM identities JOIN customers USING (customer_no)
        WHERE document_kind = 'resident_id'
    """)
    assert len(rows) > 1000
    assert len({number for number, _, _ in rows}) == len(rows)
    for number, birth, sex in rows:
        assert len(number) == 18
        assert number[:2] == "99"
        assert number[6:14] == birth
        assert number[17] == ric.calc_check_digit(number)
        assert int(number[16]) % 2 == (1 if sex == "M" else 0)


def test_social_credit_codes_and_cards_have_valid_check_digits(generated: Generated) -> None:
    codes = [code for (code,) in generated.sql("SELECT document_number FROM identities WHERE document_kind = 'uscc'")]
    assert codes
    assert all(uscc.is_valid(code) and code[2:4] == "99" for code in codes)
    assert all(luhn.is_valid(number) for (number,) in generated.sql("SELECT card_no FROM cards"))


def test_phones_and_addresses_reach_nobody(generated: Generated) -> None:
    mobiles = [value for (value,) in generated.sql("SELECT value FROM contacts WHERE contact_kind = 'mobile'")]
    assert all(len(value) == 11 and value[:3] in {"154", "161", "163", "164", "168", "169"} for value in mobiles)
    lines = generated.sql("SELECT value FROM contacts WHERE contact_kind IN ('home_phone', 'work_phone')")
    assert all(value.startswith("0577-0") for (value,) in lines)
    mails = generated.sql("SELECT value FROM contacts WHERE contact_kind = 'email'")
    assert all(value.endswith("@example.com") for (value,) in mails)


def test_surnames_are_as_frequent_as_in_life(generated: Generated) -> None:
    first = Counter(name[0] for (name,) in generated.sql("SELECT name FROM customers WHERE kind = 'personal'"))
    total = sum(first.values())
    assert {"王", "李", "张"} <= {surname for surname, _ in first.most_common(4)}
    assert first["王"] / total == pytest.approx(0.078, abs=0.03)
    assert len(first) > 80


def test_names_a_search_must_survive_are_there(generated: Generated) -> None:
    names = [name for (name,) in generated.sql("SELECT name FROM customers WHERE kind = 'personal'")]
    rare = set(word_list("names.toml")["rare"]["characters"])
    assert any(name[0] in "单曾解查仇任华区盖乐朴翟" for name in names)
    assert any(name[:2] in ("欧阳", "上官", "尉迟", "司马", "諸葛") for name in names)
    assert sum(bool(rare & set(name)) for name in names) >= 5
    assert all(name.encode("gb18030") for name in names)


def test_owners_work_in_the_customers_outlet(generated: Generated) -> None:
    roles = generated.sql("""
        SELECT role, count(*), count(*) FILTER (staff.unit_code <> customers.unit_code)
        FROM ownership JOIN staff USING (staff_no) JOIN customers USING (customer_no) GROUP BY 1
    """)
    assert {(role, elsewhere) for role, _, elsewhere in roles} == {("relationship_manager", 0), ("lobby_manager", 0)}
    per_manager = generated.sql("SELECT count(customer_no) FROM staff LEFT JOIN ownership USING (staff_no) "
                                "WHERE role = 'relationship_manager' GROUP BY staff_no")  # fmt: skip
    assert min(count for (count,) in per_manager) >= 10


def test_the_tree_has_two_sub_branches_of_three_outlets(generated: Generated) -> None:
    kinds = dict(generated.sql("SELECT kind, count(*) FROM units GROUP BY 1"))
    assert kinds == {"head_office": 1, "branch": 1, "department": 4, "sub_branch": 2, "outlet": 6}
    roles = {role for (role,) in generated.sql("SELECT DISTINCT role FROM staff")}
    assert len(roles) == 9


def test_every_kind_of_product_is_held_and_opened_by_its_customer(generated: Generated) -> None:
    kinds = {kind for (kind,) in generated.sql("SELECT DISTINCT kind FROM accounts")}
    assert kinds == {"demand_deposit", "time_deposit", "wealth_product", "agency_fund", "agency_insurance",
                     "precious_metal", "loan"}  # fmt: skip
    early = generated.sql("""
        SELECT count(*) FROM accounts JOIN account_holders USING (account_no) JOIN customers USING (customer_no)
        WHERE holder_role = 'owner' AND accounts.kind <> 'loan' AND accounts.opened_on < customers.opened_on
    """)
    assert early == [(0,)]
