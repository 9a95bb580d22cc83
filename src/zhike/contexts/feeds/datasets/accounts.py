"""Products, accounts and who holds them, cards, standing orders."""

from zhike.contexts.feeds.datasets.declaration import (
    DataSet,
    Mode,
    account_number,
    code,
    date,
    integer,
    money,
    reference,
    sealed,
    text,
)
from zhike.contexts.feeds.datasets.transactions import TRANSACTION_KINDS
from zhike.foundation.money import EXPONENTS

PRODUCT_KINDS = (
    "demand_deposit",
    "time_deposit",
    "wealth_product",
    "agency_fund",
    "agency_insurance",
    "precious_metal",
    "loan",
    "card",
)

PRODUCTS = DataSet(
    name="products",
    meaning="What the bank sells.",
    mode=Mode.CHANGES,
    key=("product_code",),
    master_of="accounts",
    columns=(
        text("product_code", "Code of the product", required=True, max_length=20),
        text("name", "Name of the product", required=True, max_length=80),
        code("kind", "Kind of product", PRODUCT_KINDS, required=True),
        code("risk_level", "Risk level of an investment product", ("R1", "R2", "R3", "R4", "R5")),
    ),
)

ACCOUNTS = DataSet(
    name="accounts",
    meaning="Accounts and contracts with a balance.",
    mode=Mode.CHANGES,
    key=("account_no",),
    master_of="accounts",
    own_id="account_id",
    outside_lake=("account_no",),
    columns=(
        account_number("account_no", "Account number"),
        reference("product_code", "Product", "products"),
        code("kind", "Kind of product", PRODUCT_KINDS, required=True),
        reference("unit_code", "Unit that keeps the account", "units", required=True),
        code("currency", "ISO 4217 code", tuple(EXPONENTS), required=True),
        date("opened_on", "Day of opening", required=True),
        date("maturity_on", "Day of maturity"),
        integer("annual_rate_bp", "Interest rate a year", unit="basis points"),
        code("status", "Active or closed", ("active", "closed"), required=True),
        date("closed_on", "Day of closing"),
    ),
)

ACCOUNT_HOLDERS = DataSet(
    name="account_holders",
    meaning="Who owns an account or may use it.",
    mode=Mode.CHANGES,
    key=("account_no", "customer_no"),
    master_of="accounts",
    columns=(
        account_number("account_no", "Account number", references="accounts"),
        reference("customer_no", "Customer", "customers", required=True),
        code("holder_role", "Owner or authorised user", ("owner", "authorised"), required=True),
    ),
)

STANDING_ORDERS = DataSet(
    name="standing_orders",
    meaning="Orders to pay the same amount again and again.",
    mode=Mode.SNAPSHOT,
    key=("order_no",),
    columns=(
        text("order_no", "Number of the order", required=True, max_length=64),
        account_number("account_no", "Account that pays", references="accounts"),
        text("counterparty_bank", "Bank of the receiver"),
        sealed("counterparty_account", "Account of the receiver", index_kind="account"),
        money("amount", "Amount of one payment", required=True, positive=True),
        code("kind", "What is paid for", TRANSACTION_KINDS, required=True),
    ),
)

CARDS = DataSet(
    name="cards",
    meaning="Cards issued to customers.",
    mode=Mode.CHANGES,
    key=("card_no",),
    columns=(
        account_number("card_no", "Card number"),
        account_number("account_no", "Account behind the card", references="accounts"),
        reference("customer_no", "Customer the card is issued to", "customers", required=True),
        text("card_kind", "Kind of card", max_length=64),
        date("issued_on", "Day of issue"),
    ),
)
