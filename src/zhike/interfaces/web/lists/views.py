"""The customer list: who is in my scope, in which order, narrowed to what."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from zhike.contexts.analytics.public import (
    CustomerPage,
    CustomerSort,
    LargeFlow,
    TierLabel,
    list_customers,
    list_tier_labels,
)
from zhike.foundation import calendar
from zhike.foundation.models import BankProfile
from zhike.interfaces.web.lists.address import KINDS, ListAddress, address_from
from zhike.interfaces.web.lists.columns import COLUMNS, Column, columns_of, keep_columns
from zhike.interfaces.web.lists.rows import CustomerLine, customer_lines
from zhike.interfaces.web.lists.searching import found_rows, keep_search, kept_search, typed_text
from zhike.interfaces.web.requests import ViewerRequest

PAGE_ROWS = 50
_KIND_WORDS: dict[str, str | Promise] = {"personal": _("Personal"), "corporate": _("Corporate")}
_FLOW_WORDS: tuple[tuple[str, str | Promise], ...] = (
    (LargeFlow.OUT, _("Large outflow")),
    (LargeFlow.IN, _("Large inflow")),
)


@require_GET
def show_list(request: ViewerRequest) -> HttpResponse:
    """The page, or only the list when a filter, an order or a page of it is chosen."""
    profile = calendar.bank()
    labels = list_tier_labels()
    address = address_from(request.GET, [label.code for label in labels])
    text = kept_search(request, request.GET.get("found", ""))
    if text is not None:
        context = found_context(request, text, profile, labels)
    else:
        context = _listed_context(request, address, profile, labels)
    whole = not request.htmx or request.htmx.history_restore_request
    return render(request, "lists/page.html" if whole else "lists/list.html", context)


@require_POST
@sensitive_post_parameters("text")
def search(request: ViewerRequest) -> HttpResponse:
    """All matches as a list of their own, at once while somebody types; nothing typed means the whole list."""
    text = typed_text(request)
    if not request.htmx:
        found = f"?found={keep_search(request, text)}" if text else ""
        return HttpResponseRedirect(reverse("customers:list") + found)
    profile, labels = calendar.bank(), list_tier_labels()
    if text:
        name = keep_search(request, text, request.POST.get("found", ""))
        context, address = found_context(request, text, profile, labels), f"?found={name}"
    else:
        context, address = _listed_context(request, ListAddress(), profile, labels), ""
    response = render(request, "lists/list.html", context)
    response["HX-Replace-Url"] = reverse("customers:list") + address
    return response


@require_POST
def choose_columns(request: ViewerRequest) -> HttpResponse:
    """Keep the chosen columns and come back to the same part of the list."""
    keep_columns(request.user, request.POST.getlist("column"))
    codes = [label.code for label in list_tier_labels()]
    return HttpResponseRedirect(address_from(QueryDict(request.POST.get("query", "")), codes).url)


def found_context(
    request: ViewerRequest, text: str, profile: BankProfile, labels: Sequence[TierLabel]
) -> dict[str, Any]:
    """The list as the answer to a search: ranked, all on one page."""
    rows, more = found_rows(text, viewer=request.viewer)
    columns = columns_of(request.user)
    return {
        **_common(request, ListAddress(), profile, labels, columns),
        "lines": customer_lines(
            rows,
            viewer=request.viewer,
            today=calendar.today(profile),
            labels={label.code: label for label in labels},
            with_units=any(column.code == "unit" for column in columns),
        ),
        "searched": text,
        "more_found": more,
        "total": f"{len(rows):,}{'+' if more else ''}",
    }


def _listed_context(
    request: ViewerRequest, address: ListAddress, profile: BankProfile, labels: Sequence[TierLabel]
) -> dict[str, Any]:
    columns = columns_of(request.user)
    page = list_customers(
        address.filters,
        viewer=request.viewer,
        sort=address.sort,
        after=address.after(request.viewer),
        limit=PAGE_ROWS,
    )
    lines: list[CustomerLine] = customer_lines(
        page.rows,
        viewer=request.viewer,
        today=calendar.today(profile),
        labels={label.code: label for label in labels},
        with_units=any(column.code == "unit" for column in columns),
    )
    following = address.next_page(page.after, request.viewer)
    return {
        **_common(request, address, profile, labels, columns),
        "lines": lines,
        "total": _total_text(page),
        "chips": _chips(address, labels) if profile.published_business_date else [],
        "next_url": following.url if following else "",
        "first_url": address.top().url if address.cursor else "",
    }


def _common(
    request: ViewerRequest,
    address: ListAddress,
    profile: BankProfile,
    labels: Sequence[TierLabel],
    columns: Sequence[Column],
) -> dict[str, Any]:
    return {
        "address": address,
        "columns": columns,
        "all_columns": COLUMNS,
        "chosen_codes": [column.code for column in columns],
        "heads": [_head(column, address) for column in columns],
        "name_url": address.sorted_by(CustomerSort.NAME).url,
        "by_name": address.sort == CustomerSort.NAME,
        "query": address.url.partition("?")[2],
        "currency": profile.base_currency,
        "no_night": profile.published_business_date is None,
        "list_url": reverse("customers:list"),
        "may_log": request.viewer.may("contacts.log"),
        "many_owners": bool(request.viewer.scope.units or request.viewer.scope.bank),
    }


def _head(column: Column, address: ListAddress) -> dict[str, Any]:
    return {
        "column": column,
        "url": address.sorted_by(column.sort).url if column.sort else "",
        "is_sorted": column.sort == address.sort,
    }


def _chips(address: ListAddress, labels: Sequence[TierLabel]) -> list[dict[str, Any]]:
    """All, then one chip a condition; a chosen one is taken back by the same chip."""
    chips = [_chip(_("All"), ListAddress(sort=address.sort), not address.is_filtered)]
    chips += [
        _chip(label.label, address.toggled_tier(label.code), label.code in address.tiers) for label in reversed(labels)
    ]
    chips += [_chip(_KIND_WORDS[kind], address.with_kind(kind), address.kind == kind) for kind in KINDS]
    chips += [_chip(words, address.with_flow(code), address.flow == code) for code, words in _FLOW_WORDS]
    return [*chips, _chip(_("Assets fallen"), address.toggled_drop(), address.drop)]


def _chip(label: str | Promise, address: ListAddress, selected: bool) -> dict[str, Any]:
    return {"label": label, "url": address.url, "selected": selected}


def _total_text(page: CustomerPage) -> str:
    return f"{page.total:,}{'+' if page.total_is_capped else ''}"
