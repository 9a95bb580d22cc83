"""How personal data looks when it is not shown: one place for every page, file and log.

Usual formats under JR/T 0171: name hides part, identity number first 1 + last 1, mobile first 3 + last 4,
card first 6 + last 4, e-mail first 3 + domain.
"""


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳建国 → 欧**国; eight characters and more keep the first two and the last two."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:
        return name[0] + "*"
    kept = 2 if len(name) >= 8 else 1
    return name[:kept] + "*" * (len(name) - 2 * kept) + name[-kept:]


def mask_mobile(number: str) -> str:
    """13800001234 → 138****1234; a number too short for that shows its last two digits at most."""
    return _keep(number, 3, 4)


def mask_document(number: str) -> str:
    """330102199001011234 → 3****************4."""
    return _keep(number, 1, 1)


def mask_card(number: str) -> str:
    """6222021234567890123 → 622202*********0123."""
    return _keep(number, 6, 4)


def mask_email(address: str) -> str:
    """zhangsan@example.com → zha***@example.com."""
    local, separator, domain = address.rpartition("@")
    if not separator:
        return _keep(address, 1, 0)
    return local[: min(3, max(len(local) - 1, 0))] + "***@" + domain


def mask_address(address: str) -> str:
    """Only province and city, at most six characters."""
    return address[: min(6, len(address) // 2)] + "***"


def _keep(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden < 2:  # too short for its format: a third of it at most, never more than two
        first, last = 0, min(2, len(text) // 3)
        hidden = len(text) - last
    return text[:first] + "*" * hidden + text[len(text) - last :]
