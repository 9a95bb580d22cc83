"""People for a bank that came in by `zhike ingest`: somebody in every role, and nobody taken for the bank's own."""

from datetime import date

import pytest

from cast import make_cast, make_customer
from database.fixtures import Role
from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import Post, Staff, Unit
from zhike.foundation.models import BankProfile
from zhike.interfaces.demonstration.people_of_bank import add_people
from zhike.interfaces.demonstration.seeding import SeedRefusedError
from zhike.interfaces.demonstration.sign_in_accounts import sign_ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def replayed() -> BankProfile:
    return BankProfile.objects.create(
        name="Berka", base_currency="CZK", clock=BankProfile.Clock.DATA, published_business_date=date(1993, 12, 31)
    )


def test_roles_nobody_holds_are_filled_and_marked(replayed: BankProfile, as_loader: Role) -> None:
    cast = make_cast()
    with as_loader():
        outcome = add_people()
    assert outcome.sign_ins == len(sign_ins()) == 9
    new = Staff.objects.filter(staff_no__startswith="DEMO")
    assert {post.role for post in Post.objects.filter(staff__in=new)} == {
        "lobby_manager",
        "branch_head",
        "system_administrator",
    }
    assert all(person.name.endswith("（演示）") for person in new)
    assert Post.objects.get(role="branch_head").unit == cast.units["branch"]
    assert Post.objects.get(role="lobby_manager").unit == cast.units["east"]
    assert BankProfile.objects.get().is_demonstration


def test_a_bank_without_staff_gets_a_manager_per_outlet_with_its_customers(
    replayed: BankProfile, as_loader: Role
) -> None:
    root = Unit.objects.create(code="HQ", name="Berka", kind=Unit.Kind.HEAD_OFFICE)
    region = Unit.objects.create(code="R1", name="Prague", kind=Unit.Kind.BRANCH, parent=root)
    outlets = [
        Unit.objects.create(code=f"D{number}", name="Praha", kind=Unit.Kind.OUTLET, parent=region) for number in (1, 2)
    ]
    for number in range(4):
        make_customer(f"B{number}", "1993", outlets[number % 2], None)
    with as_loader():
        add_people()
        owners = dict(Customer.objects.values_list("customer_no", "owner__staff_no"))
        units = dict(Post.objects.filter(role="relationship_manager").values_list("staff__staff_no", "unit__code"))
        people = sign_ins()
        assert add_people().sign_ins == len(people)
    assert owners == {"B0": "DEMO0001", "B1": "DEMO0002", "B2": "DEMO0001", "B3": "DEMO0002"}
    assert units == {"DEMO0001": "D1", "DEMO0002": "D2"}
    assert "sub_branch_head" not in Post.objects.values_list("role", flat=True)  # the bank has no sub-branch
    assert people == sign_ins()


def test_a_bank_on_todays_date_gets_none() -> None:
    make_cast()
    BankProfile.objects.create(name="一家真的银行", clock=BankProfile.Clock.WALL)
    with pytest.raises(SeedRefusedError, match="runs on today's date"):
        add_people()
    assert not Staff.objects.filter(is_demonstration=True).exists()
