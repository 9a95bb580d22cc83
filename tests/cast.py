"""The shared cast of people: every page and query test asks what each of them sees.

Lin (owner) and Chen (colleague) keep portfolios in the outlet East; Wu heads it; Ye keeps one in the outlet West of the
same sub-branch; Zhou heads that sub-branch; Gao audits the bank; Hu runs its data; Jin works on its figures.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument, SearchToken
from zhike.contexts.customers.rules.names import search_tokens, sort_key
from zhike.contexts.org.public import Post, Staff, Unit, Viewer, viewer_of
from zhike.foundation.encryption import blind_index, encrypt
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.masking import mask_document, mask_mobile

PASSWORD = "correct-horse-battery-知客"  # a test's password for people who exist in a test only
START = date(2020, 1, 1)


@dataclass
class Cast:
    """Units, staff and two customers: `mine` is Lin's in East, `theirs` is Ye's in West."""

    units: dict[str, Unit]
    staff: dict[str, Staff]
    mine: Customer
    colleagues: Customer
    theirs: Customer

    def viewer(self, name: str) -> Viewer:
        return viewer_of(self.staff[name])


def make_cast() -> Cast:
    """Create everybody; call it within a database test."""
    units = _units()
    staff = {
        "lin": _person("1001", "林晓", units["east"], "relationship_manager"),
        "chen": _person("1002", "陈露", units["east"], "relationship_manager"),
        "wu": _person("1003", "吴敏", units["east"], "outlet_head"),
        "ye": _person("1004", "叶青", units["west"], "relationship_manager"),
        "zhou": _person("1005", "周强", units["sub_branch"], "sub_branch_head"),
        "gao": _person("1006", "高洁", units["head_office"], "auditor"),
        "hu": _person("1007", "胡杰", units["head_office"], "operations"),
        "jin": _person("1008", "金鑫", units["head_office"], "analyst"),
    }
    return Cast(
        units=units,
        staff=staff,
        mine=make_customer("C001", "周慧敏", units["east"], staff["lin"], mobile="13800002207"),
        colleagues=make_customer("C002", "单建国", units["east"], staff["chen"], mobile="13900006618"),
        theirs=make_customer("C003", "李秀兰", units["west"], staff["ye"], mobile="13700001234"),
    )


def make_customer(
    number: str,
    name: str,
    unit: Unit,
    owner: Staff | None,
    *,
    kind: str = "personal",
    mobile: str = "",
    document: str = "",
    birth_date: date | None = date(1979, 10, 13),
) -> Customer:
    """A customer with search tokens, and a mobile and identity number where given."""
    with fenced(WHOLE_BANK):
        customer = Customer.objects.create(
            customer_no=number,
            kind=kind,
            name=name,
            name_sort_key=sort_key(name, is_person=kind == "personal"),
            sex="F" if kind == "personal" else "",
            birth_date=birth_date,
            opened_on=date(2011, 5, 20),
            scope_unit=unit,
            owner=owner,
        )
        scope = {"customer": customer, "scope_unit_id": unit.pk, "owner_id": owner.pk if owner else None}
        SearchToken.objects.bulk_create(
            SearchToken(token=token, **scope) for token in search_tokens(name, is_person=kind == "personal")
        )
        if mobile:
            _give_mobile(scope, mobile)
        if document:
            _give_document(scope, document)
    return customer


def _give_mobile(scope: dict[str, Any], mobile: str) -> None:
    ContactPoint.objects.create(
        kind="mobile",
        value_ciphertext=encrypt(mobile),
        value_index=blind_index("mobile", mobile),
        last_four=mobile[-4:],
        masked=mask_mobile(mobile),
        **scope,
    )


def _give_document(scope: dict[str, Any], document: str) -> None:
    IdentityDocument.objects.create(
        kind="resident_id",
        number_ciphertext=encrypt(document),
        number_index=blind_index("resident_id", document),
        last_four=document[-4:],
        masked=mask_document(document),
        **scope,
    )


def _units() -> dict[str, Unit]:
    head_office = Unit.objects.create(code="T00", name="测试银行", kind=Unit.Kind.HEAD_OFFICE)
    branch = Unit.objects.create(code="T01", name="瓯江分行", kind=Unit.Kind.BRANCH, parent=head_office)
    sub_branch = Unit.objects.create(code="T011", name="城区支行", kind=Unit.Kind.SUB_BRANCH, parent=branch)
    east = Unit.objects.create(code="T0111", name="城东网点", kind=Unit.Kind.OUTLET, parent=sub_branch)
    west = Unit.objects.create(code="T0112", name="城西网点", kind=Unit.Kind.OUTLET, parent=sub_branch)
    return {"head_office": head_office, "branch": branch, "sub_branch": sub_branch, "east": east, "west": west}


def _person(number: str, name: str, unit: Unit, role: str) -> Staff:
    staff = Staff(staff_no=number, name=name)
    staff.set_password(PASSWORD)
    staff.save()
    Post.objects.create(staff=staff, unit=unit, role=role, valid_from=START)
    return staff
