import pytest

from zhike.interfaces.web.figures import short_amount


@pytest.mark.parametrize(
    ("minor", "currency", "chinese", "english"),
    [
        (0, "CNY", ("0", "元"), ("0", "CNY")),
        (930_000, "CNY", ("9,300", "元"), ("9,300", "CNY")),
        (999_950, "CNY", ("1.0", "万"), ("10.0", "k")),
        (206_400_000, "CNY", ("206.4", "万"), ("2.06", "m")),
        (-206_400_000, "CNY", ("−206.4", "万"), ("−2.06", "m")),
        (99_999_950, "CNY", ("100.0", "万"), ("1.00", "m")),
        (48_600_000_000, "CNY", ("4.86", "亿"), ("486.00", "m")),
        (123_456_789_012_00, "CNY", ("1,234.57", "亿"), ("123.46", "bn")),
        (930_000, "CZK", ("9,300", "CZK"), ("9,300", "CZK")),
        (-40, "CNY", ("0", "元"), ("0", "CNY")),
    ],
)
def test_amounts_by_size(minor: int, currency: str, chinese: tuple[str, str], english: tuple[str, str]) -> None:
    assert short_amount(minor, currency, "zh-hans") == chinese
    assert short_amount(minor, currency, "en") == english
