"""Customers, how to identify and reach them, and who looks after them."""

from zhike.contexts.feeds.datasets.declaration import (
    Column,
    ColumnType,
    DataSet,
    Mode,
    PersonalClass,
    code,
    date,
    reference,
    sealed,
    text,
)

DOCUMENT_KINDS = ("resident_id", "passport", "uscc", "birth_number", "other")
CONTACT_KINDS = ("mobile", "home_phone", "work_phone", "email", "address")

CUSTOMERS = DataSet(
    name="customers",
    meaning="Personal and corporate customers.",
    mode=Mode.CHANGES,
    key=("customer_no",),
    master_of="customers",
    own_id="customer_id",
    outside_lake=("customer_no", "name", "sex"),
    columns=(
        text("customer_no", "The bank's customer number", required=True, max_length=32),
        code("kind", "Personal or corporate", ("personal", "corporate"), required=True),
        Column("name", ColumnType.TEXT, "Name", required=True, personal_class=PersonalClass.C1, max_length=120),
        code("sex", "Sex of a personal customer", ("F", "M")),
        date("birth_date", "Date of birth or foundation"),
        reference("unit_code", "Unit that keeps the customer", "units", required=True),
        date("opened_on", "First day as a customer"),
        code("status", "Active or closed", ("active", "closed"), required=True),
    ),
)

IDENTITIES = DataSet(
    name="identities",
    meaning="Identity documents of customers.",
    mode=Mode.CHANGES,
    key=("customer_no", "document_kind"),
    in_lake=False,
    master_of="customers",
    columns=(
        reference("customer_no", "Customer", "customers", required=True),
        code("document_kind", "Kind of document", DOCUMENT_KINDS, required=True),
        sealed("document_number", "Number on the document", index_kind="@document_kind", required=True),
    ),
)

CONTACTS = DataSet(
    name="contacts",
    meaning="Phones, addresses and e-mail of customers.",
    mode=Mode.CHANGES,
    key=("customer_no", "contact_kind"),
    in_lake=False,
    master_of="customers",
    columns=(
        reference("customer_no", "Customer", "customers", required=True),
        code("contact_kind", "Kind of contact", CONTACT_KINDS, required=True),
        sealed("value", "Number or address", index_kind="@contact_kind", required=True),
    ),
)

OWNERSHIP = DataSet(
    name="ownership",
    meaning="Which relationship manager looks after which customer.",
    mode=Mode.CHANGES,
    key=("customer_no",),
    in_lake=False,
    master_of="customers",
    columns=(
        reference("customer_no", "Customer", "customers", required=True),
        reference("staff_no", "Relationship manager", "staff", required=True),
    ),
)
