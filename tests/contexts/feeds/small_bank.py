"""A bank of three customers, delivered in the canonical layout, to bend in every way a delivery can be bent."""

import hashlib
from datetime import date
from pathlib import Path

DAY = date(2025, 11, 20)
FILES = {
    "units": [
        "unit_code,parent_code,name,kind",
        "O2,B1,城西网点,outlet",
        "O1,B1,城东网点,outlet",
        "B1,HQ,瓯江分行,branch",
        "HQ,,测试银行,head_office",
    ],
    "staff": ["staff_no,name,unit_code,role", "9001,林晓,O1,relationship_manager", "9002,陈露,O2,outlet_head"],
    "customers": [
        "customer_no,kind,name,sex,birth_date,unit_code,opened_on,status",
        "C1,personal,单建国,M,1970-02-03,O1,2011-05-20,active",
        "C2,personal,李秀兰,F,,O2,,active",
        "C3,corporate,温州远帆有限公司,,,O2,2015-01-01,active",
    ],
    "identities": [
        "customer_no,document_kind,document_number",
        "C1,resident_id,33038219700203001x",
        "C3,uscc,91330300MA2ABCDE1X",
    ],
    "contacts": ["customer_no,contact_kind,value", "C1,mobile,+86 138-0000-2207", "C2,email,lan@example.com"],
    "ownership": ["customer_no,staff_no", "C1,9001", "C2,9002"],
    "products": ["product_code,name,kind,risk_level", "P1,活期,demand_deposit,", "P2,稳健理财,wealth_product,R2"],
    "accounts": [
        "account_no,product_code,kind,unit_code,currency,opened_on,maturity_on,annual_rate_bp,status,closed_on",
        "6222000000000001,P1,demand_deposit,O1,CNY,2011-05-20,,20,active,",
        "6222000000000002,P2,wealth_product,O2,CNY,2020-01-01,2026-01-01,310,active,",
    ],
    "account_holders": [
        "account_no,customer_no,holder_role",
        "6222000000000001,C2,authorised",
        "6222000000000001,C1,owner",
        "6222000000000002,C2,owner",
    ],
    "balances": [
        "account_no,business_date,balance",
        f"6222000000000001,{DAY},900.00",
        f"6222000000000002,{DAY},50000.00",
    ],
    "transactions": [
        "transaction_no,account_no,business_date,direction,amount,balance_after,kind,channel,counterparty_account,"
        "counterparty_name,own_account_elsewhere",
        f"T1,6222000000000001,{DAY},in,1000.00,1000.00,payroll,batch,6217000000000009,远帆,false",
        f"T2,6222000000000001,{DAY},out,100.00,900.00,cash,atm,,,",
    ],
    "standing_orders": [
        "order_no,account_no,counterparty_bank,counterparty_account,amount,kind",
        "S1,6222000000000001,ICBC,6212000000000007,300.00,household",
    ],
    "cards": [
        "card_no,account_no,customer_no,card_kind,issued_on",
        "4000000000000002,6222000000000001,C1,gold,2012-01-01",
    ],
}
TOTALS = {"transactions": {"amount": "1100.00"}, "balances": {"balance": "50900.00"}}


def deliver(
    folder: Path,
    *,
    day: date = DAY,
    last: date | None = None,
    files: dict[str, list[str]] | None = None,
    totals: dict[str, dict[str, str]] | None = None,
    closing: dict[str, str] | None = None,
    only: tuple[str, ...] = (),
) -> Path:
    """Write the bank's files, with those of `files` in place of the usual ones, and a manifest that fits them."""
    folder.mkdir(parents=True)
    content = {name: lines for name, lines in (FILES | (files or {})).items() if not only or name in only}
    manifest = [f"from = {day}", f"to = {last}"] if last else [f"business_date = {day}"]
    if closing:
        manifest += ["[closing]", *(f'{when} = "{total}"' for when, total in closing.items())]
    for name, lines in content.items():
        text = "\n".join(lines) + "\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        manifest += ["[[file]]", f'name = "{name}.csv"', f"rows = {len(lines) - 1}", f'sha256 = "{digest}"']
        for column, total in (totals or {}).get(name, {}).items():
            manifest += ["[file.totals]", f'{column} = "{total}"']
    (folder / "manifest.toml").write_text("\n".join(manifest) + "\n", encoding="utf-8")
    return folder


def with_line(name: str, *lines: str) -> dict[str, list[str]]:
    """The usual file with further lines."""
    return {name: [*FILES[name], *lines]}
