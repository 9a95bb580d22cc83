"""The side bar: which pages there are, grouped by work, and what waits in each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.contexts.org.public import Viewer
from zhike.contexts.work.public import count_tasks_by_kind
from zhike.foundation import calendar
from zhike.foundation.models import BankProfile

Words = str | Promise


@dataclass(frozen=True)
class Entry:
    """A page of the side bar; `key` is the letter after `g`, `count` what waits there, `tab` = also a tab on phones.

    `wide_label` stands instead of `label` for whoever sees more than their own customers.
    """

    label: Words
    icon: str
    url_name: str
    permission: str
    key: str = ""
    tab: bool = False
    count: Callable[[Viewer, BankProfile], int | None] | None = None
    wide_label: Words = ""


@dataclass(frozen=True)
class Group:
    """Entries of one kind of work; the first group has no title."""

    title: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Item:
    """An entry as one viewer sees it."""

    slug: str
    label: Words
    icon: str
    url: str
    key: str
    tab: bool
    current: bool
    count: int | None


def _count_tasks(viewer: Viewer, profile: BankProfile) -> int:
    return sum(count_tasks_by_kind(viewer=viewer, on=calendar.today(profile)).values())


GROUPS = (
    Group(
        "",
        (
            Entry(_("Today"), "sun", "my_day:today", "my_day.view", key="d", tab=True, count=_count_tasks),
            Entry(
                _("My customers"),
                "users",
                "customers:list",
                "customers.view",
                key="c",
                tab=True,
                wide_label=_("Customer list"),
            ),
        ),
    ),
    Group(
        _("Data"),
        (
            Entry(_("Nights"), "moon-stars", "nights:list", "nights.view", key="n", tab=True),
            Entry(_("Deliveries"), "database-import", "quarantine:list", "feeds.view", key="q", tab=True),
        ),
    ),
)


def groups_for(
    viewer: Viewer, path: str, profile: BankProfile, counted: Mapping[str, int]
) -> list[tuple[Words, list[Item]]]:
    """Title and items of every group that holds something for `viewer`; the page at `path` is the current one.

    `counted`: url name → what the view has counted already.
    """
    found = []
    for group in GROUPS:
        items = []
        for entry, url in _open_entries(group, viewer):
            count = counted.get(entry.url_name)
            if count is None and entry.count:
                count = entry.count(viewer, profile)
            items.append(_item(entry, url, path, count, viewer))
        if items:
            found.append((group.title, items))
    return found


def first_page(viewer: Viewer) -> str:
    """Where `viewer` lands after signing in: the first page their role opens, else their own settings."""
    for group in GROUPS:
        for _entry, url in _open_entries(group, viewer):
            return url
    return reverse("personal:page")


def _open_entries(group: Group, viewer: Viewer) -> Iterator[tuple[Entry, str]]:
    for entry in group.entries:
        if viewer.may(entry.permission):
            try:
                yield entry, reverse(entry.url_name)
            except NoReverseMatch:  # a bank may leave a page package out of urls.py
                continue


def customers_label(viewer: Viewer) -> Words:
    """What the customer list is called: one's own, or all of the units one sees."""
    entry = next(entry for group in GROUPS for entry in group.entries if entry.url_name == "customers:list")
    return _label(entry, viewer)


def _label(entry: Entry, viewer: Viewer) -> Words:
    beyond_own = bool(viewer.scope.units) or viewer.scope.bank
    return entry.wide_label if beyond_own and entry.wide_label else entry.label


def _item(entry: Entry, url: str, path: str, count: int | None, viewer: Viewer) -> Item:
    return Item(
        slug=entry.url_name.replace(":", "-"),
        label=_label(entry, viewer),
        icon=entry.icon,
        url=url,
        key=entry.key,
        tab=entry.tab,
        current=path == url or (url != "/" and path.startswith(url)),
        count=count,
    )


def customer_url(customer_id: int) -> str:
    """The unified view of a customer, by surrogate id; "" where a bank leaves that page out."""
    try:
        return reverse("customer_360:show", args=[customer_id])
    except NoReverseMatch:
        return ""
