import pytest
from django.http import Http404

from zhike.interfaces.web.cursors import open_cursor, seal_cursor


def test_a_cursor_gives_back_what_was_sealed() -> None:
    sealed = seal_cursor([12, "zhou hui min", None], purpose="list", staff_id=7)
    assert open_cursor(sealed, purpose="list", staff_id=7) == [12, "zhou hui min", None]
    assert open_cursor("", purpose="list", staff_id=7) is None


def test_a_cursor_tells_nothing_and_differs_each_time() -> None:
    first, second = (seal_cursor(["zhou"], purpose="list", staff_id=7) for _ in range(2))
    assert "zhou" not in first
    assert first != second


@pytest.mark.parametrize(("purpose", "staff_id"), [("other", 7), ("list", 8), ("list", None)])
def test_it_serves_its_list_and_reader_only(purpose: str, staff_id: int | None) -> None:
    sealed = seal_cursor([1], purpose="list", staff_id=7)
    with pytest.raises(Http404):
        open_cursor(sealed, purpose=purpose, staff_id=staff_id)


@pytest.mark.parametrize("broken", ["x", "AAAA", "知客", "%00"])
def test_a_broken_one_leads_nowhere(broken: str) -> None:
    with pytest.raises(Http404):
        open_cursor(broken, purpose="list", staff_id=7)
    sealed = seal_cursor([1], purpose="list", staff_id=7)
    with pytest.raises(Http404):
        open_cursor(sealed[:-2] + "AA", purpose="list", staff_id=7)
