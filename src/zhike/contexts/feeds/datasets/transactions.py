"""Balances and transactions."""

from zhike.contexts.feeds.datasets.declaration import (
    DataSet,
    Mode,
    account_number,
    boolean,
    code,
    date,
    money,
    sealed,
    text,
)

DIRECTIONS = ("in", "out")
TRANSACTION_KINDS = (
    "cash",
    "transfer",
    "payroll",
    "interest",
    "fee",
    "card",
    "loan_repayment",
    "household",
    "insurance",
    "pension",
    "merchant",
    "maturity",
    "other",
)
CHANNELS = ("counter", "mobile", "online", "atm", "pos", "batch", "other")

BALANCES = DataSet(
    name="balances",
    meaning="Closing balances: a row when the closing balance of an account changed.",
    mode=Mode.CHANGES,
    key=("account_no", "business_date"),
    business_date_column="business_date",
    columns=(
        account_number("account_no", "Account number", references="accounts"),
        date("business_date", "Day at whose end the balance stands", required=True),
        money("balance", "Closing balance", required=True),
    ),
)

TRANSACTIONS = DataSet(
    name="transactions",
    meaning="Every booking on an account.",
    mode=Mode.EVENTS,
    key=("transaction_no",),
    business_date_column="business_date",
    columns=(
        text("transaction_no", "Number of the booking", required=True, max_length=64),
        account_number("account_no", "Account number", references="accounts"),
        date("business_date", "Day of booking", required=True),
        code("direction", "Into or out of the account", DIRECTIONS, required=True),
        money("amount", "Amount, without sign", required=True, positive=True),
        money("balance_after", "Balance of the account after the booking"),
        code("kind", "What the booking is", TRANSACTION_KINDS, required=True),
        code("channel", "Where it was made", CHANNELS, required=True),
        text("counterparty_bank", "Bank of the other side"),
        sealed("counterparty_account", "Account of the other side", index_kind="account"),
        sealed("counterparty_name", "Name of the other side"),
        boolean("own_account_elsewhere", "The other side is an account of the same name at another bank"),
    ),
)
