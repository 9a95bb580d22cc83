"""Search as a Chinese banker types, never beyond the scope."""

import pytest
from django.db import connection

from cast import Cast, make_customer
from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument, SearchToken
from zhike.contexts.customers.public import search_customer_ids
from zhike.contexts.org.public import Viewer, scope
from zhike.foundation.encryption import blind_index, encrypt
from zhike.foundation.fence import WHOLE_BANK, FenceSettings, fenced

NUMBER = "33010219791013002X"


@pytest.fixture
def people(cast: Cast) -> dict[str, Customer]:
    east, lin, ye = cast.units["east"], cast.staff["lin"], cast.staff["ye"]
    made = {
        "zhou": cast.mine,
        "zeng": make_customer("KH0009", "曾小贤", east, lin, mobile="13600009999", document=NUMBER),
        "zhang": make_customer("20230001", "张三", east, lin, mobile="13600002207"),
        "feng": make_customer("20230002", "张三丰", east, lin),
        "company": make_customer("91330", "3M瓯江机械有限公司", east, lin, kind="corporate"),
        "theirs": make_customer(
            "20230003", "张三宝", cast.units["west"], ye, mobile="13500002207", document="E12345678"
        ),
    }
    with fenced(WHOLE_BANK):
        theirs = {"customer": made["theirs"], "scope_unit_id": cast.units["west"].pk, "owner_id": ye.pk}
        for model, kind, number in (
            (ContactPoint, "work_phone", "057788001234"),
            (IdentityDocument, "passport", "E7654321"),
        ):
            column = "value" if model is ContactPoint else "number"
            model.objects.create(
                kind=kind,
                last_four=number[-4:],
                masked="*",
                **{f"{column}_index": blind_index(kind, number), f"{column}_ciphertext": encrypt(number)},
                **theirs,
            )
    return made


def _found(text: str, cast: Cast, people: dict[str, Customer], name: str = "lin", limit: int = 20) -> list[str]:
    viewer = cast.viewer(name)
    with scope(viewer):
        found = search_customer_ids(text, viewer=viewer, limit=limit)
    names = {customer.pk: key for key, customer in people.items()} | {
        cast.theirs.pk: "ye's",
        cast.colleagues.pk: "chen's",
    }
    return [names[pk] for pk in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三", ["zhang", "feng"]), ("张三丰", ["feng"]), ("三丰", ["feng"]), ("小贤", ["zeng"]),
        ("zhangsan", ["zhang", "feng"]), ("ZhangSan", ["zhang", "feng"]), ("zhang sanfeng", ["feng"]),
        ("zs", ["zhang", "feng"]), ("zsf", ["feng"]), ("zengxiaoxian", ["zeng"]), ("ceng", ["zeng"]), ("zxx", ["zeng"]),
        ("13600009999", ["zeng"]), ("136 0000 9999", ["zeng"]), ("+86-13600009999", ["zeng"]),
        ("１３６００００９９９９", ["zeng"]), ("2207", ["zhou", "zhang"]), ("9999", ["zeng"]),
        (NUMBER, ["zeng"]), (NUMBER.lower(), ["zeng"]), ("330102 19791013 002x", ["zeng"]), ("002x", ["zeng"]),
        ("KH0009", ["zeng"]), ("kh0009", ["zeng"]), (" 20230001 ", ["zhang"]), ("91330", ["company"]),
        ("3M", ["company"]), ("瓯江", ["company"]), ("ojjx", ["company"]),
        ("张三宝", []), ("13500002207", []), ("20230003", []), ("057788001234", []), ("E7654321", []),
        ("李秀兰", []), ("nobody", []), ("000", []), ("1", []), ("", []), ("   ", []), ("·", []), ("%", []), ("_", []),
        ("张%", []), ("'; DROP TABLE", []), ("\0", []), ("张\0三丰", ["feng"]), ("9\0", []),
    ],
)  # fmt: skip
def test_each_way(cast: Cast, people: dict[str, Customer], text: str, expected: list[str]) -> None:
    assert _found(text, cast, people) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("张三", "ye", ["theirs"]), ("2207", "ye", ["theirs"]), ("20230003", "ye", ["theirs"]),
        ("0577-88001234", "ye", ["theirs"]), ("e7654321", "ye", ["theirs"]), ("E12345678", "ye", []),
        ("张三", "wu", ["zhang", "feng"]), ("张三", "zhou", ["zhang", "feng", "theirs"]),
        ("张三", "gao", ["zhang", "feng", "theirs"]), ("张三", "hu", []), ("2207", "hu", []), ("20230003", "hu", []),
        ("13500002207", "hu", []), ("sjg", "wu", ["chen's"]), ("sjg", "lin", []), ("lxl", "zhou", ["ye's"]),
    ],
)  # fmt: skip
def test_within_the_scope_of_each(
    cast: Cast, people: dict[str, Customer], text: str, name: str, expected: list[str]
) -> None:
    """E12345678 stands as a resident id in `people`: an index of another kind finds nothing."""
    with fenced(WHOLE_BANK):
        IdentityDocument.objects.filter(number_index=blind_index("resident_id", "E12345678")).delete()
    assert _found(text, cast, people, name) == expected


def test_the_fence_does_not_do_the_work_of_the_predicate(cast: Cast, people: dict[str, Customer]) -> None:
    viewer = cast.viewer("lin")
    with fenced(WHOLE_BANK):
        for text in ("张三宝", "13500002207", "20230003", "057788001234"):
            assert search_customer_ids(text, viewer=viewer) == [], text
        assert len(search_customer_ids("2207", viewer=viewer)) == 2


def test_equal_comes_before_longer_and_the_rest_by_name(cast: Cast) -> None:
    names = ["张伟民", "张伟", "小张伟", "张卫", "张威"]
    made = {
        make_customer(f"R{number}", name, cast.units["east"], cast.staff["lin"]).pk: name
        for number, name in enumerate(names)
    }
    viewer = cast.viewer("lin")
    with scope(viewer):
        assert [made[pk] for pk in search_customer_ids("张伟", viewer=viewer)] == ["张伟", "小张伟", "张伟民"]
        found = [made[pk] for pk in search_customer_ids("zhangwei", viewer=viewer)]
    assert set(found[:4]) == {"张伟", "小张伟", "张卫", "张威"}
    assert found[4:] == ["张伟民"]


def test_a_name_longer_than_a_token_is_found(cast: Cast) -> None:
    name = "Wenzhou Oujiang Precision Hardware and Machinery Manufacturing Company Limited"
    company = make_customer("K9", name, cast.units["east"], cast.staff["lin"], kind="corporate")
    viewer = cast.viewer("lin")
    with scope(viewer):
        assert search_customer_ids(name, viewer=viewer) == [company.pk]


def test_at_most_so_many(cast: Cast) -> None:
    for number in range(8):
        make_customer(f"L{number}", "丁一", cast.units["east"], cast.staff["lin"], mobile=f"1390000{number}4321")
    viewer = cast.viewer("lin")
    with scope(viewer):
        assert len(search_customer_ids("丁", viewer=viewer, limit=5)) == 5
        assert len(search_customer_ids("4321", viewer=viewer, limit=5)) == 5
        assert len(search_customer_ids("dingyi", viewer=viewer)) == 8


def test_how_many_queries(cast: Cast, people: dict[str, Customer], django_assert_max_num_queries) -> None:
    viewer = cast.viewer("wu")
    with scope(viewer):
        with django_assert_max_num_queries(1):
            search_customer_ids("zs", viewer=viewer)
        with django_assert_max_num_queries(4):
            search_customer_ids("1234", viewer=viewer)


MANY = 20_000


@pytest.fixture
def many_customers(cast: Cast) -> Cast:
    """20,000 customers in fifty outlets; Wu's outlet has four hundred of them, Lin owns two hundred."""
    with fenced(WHOLE_BANK), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO org_unit (code, name, kind)
            SELECT 'M' || n, 'M' || n, 'outlet' FROM generate_series(1, 49) AS n;
            INSERT INTO customers_customer
                (customer_no, kind, name, name_sort_key, sex, status, scope_unit_id, owner_id)
            SELECT 'M' || n, 'personal', 'm' || md5(n::text), md5(n::text), '', 'active',
                CASE WHEN n %% 50 = 0 THEN %(east)s ELSE (SELECT id FROM org_unit WHERE code = 'M' || n %% 50) END,
                CASE WHEN n %% 100 = 0 THEN %(lin)s END
            FROM generate_series(1, %(many)s) AS n;
            INSERT INTO customers_search_token (customer_id, token, scope_unit_id, owner_id)
            SELECT id, substr(name, start), scope_unit_id, owner_id
            FROM customers_customer, generate_series(1, 2) AS start WHERE customer_no LIKE 'M%%';
            INSERT INTO customers_contact
                (customer_id, kind, value_ciphertext, value_index, last_four, masked, scope_unit_id, owner_id)
            SELECT id, 'mobile', '', decode(md5(id::text), 'hex'), lpad((id %% 10000)::text, 4, '0'), '',
                scope_unit_id, owner_id
            FROM customers_customer WHERE customer_no LIKE 'M%%';
            INSERT INTO customers_identity
                (customer_id, kind, number_ciphertext, number_index, last_four, masked, scope_unit_id, owner_id)
            SELECT customer_id, 'resident_id', '', value_index, last_four, '', scope_unit_id, owner_id
            FROM customers_contact;
            """,
            {"east": cast.units["east"].pk, "lin": cast.staff["lin"].pk, "many": MANY},
        )
        cursor.execute("SET LOCAL ROLE zhike_owner")
        cursor.execute("ANALYZE customers_search_token, customers_contact, customers_identity, customers_customer")
        cursor.execute("SET LOCAL ROLE zhike_app")
    return cast


def _plan(settings: FenceSettings, statement: str, parameters: list[object]) -> str:
    with fenced(settings), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF) " + statement, parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_a_search_uses_an_index_under_the_fence(many_customers: Cast) -> None:
    """A filter that is not leakproof would be tried on every row of the table after the policy."""
    for name in ("lin", "wu", "zhou", "gao"):
        viewer = many_customers.viewer(name)
        for statement, parameters in _statements_of_a_search(viewer):
            plan = _plan(viewer.scope.fence(), statement, list(parameters))
            assert "Seq Scan on customers_" not in plan, plan


def _statements_of_a_search(viewer: Viewer) -> list[tuple[str, tuple[object, ...]]]:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def remember(execute, statement, parameters, many, context):
        asked.append((statement, parameters))
        return execute(statement, parameters, many, context)

    with scope(viewer), connection.execute_wrapper(remember):
        for text in ("ab12", "13800002207", "2207"):
            search_customer_ids(text, viewer=viewer)
    about_customers = [(statement, parameters) for statement, parameters in asked if "customers_" in statement]
    assert len(about_customers) >= 7
    return about_customers


@pytest.mark.long
def test_like_would_not(many_customers: Cast) -> None:
    """Why tokens are compared by `>=` and `<`: the same prefix by LIKE reads the table."""
    fence = many_customers.viewer("gao").scope.fence()
    by_like = _plan(fence, "SELECT customer_id FROM customers_search_token WHERE token LIKE %s", ["mab12%"])
    by_range = _plan(
        fence, "SELECT customer_id FROM customers_search_token WHERE token >= %s AND token < %s", ["mab12", "mab13"]
    )
    assert "Seq Scan" in by_like
    assert "Seq Scan" not in by_range


def test_the_tokens_stay_in_step_with_the_customers(cast: Cast) -> None:
    with fenced(WHOLE_BANK):
        assert SearchToken.objects.filter(customer=cast.mine, scope_unit_id=cast.mine.scope_unit_id).count() == 9
