"""The form that logs a contact has words for every refusal, and can be sent again after each."""

import ast
import inspect
from datetime import date

from django.http import QueryDict

from zhike.contexts.work.actions import contacts
from zhike.contexts.work.public import ContactRefusedError
from zhike.interfaces.web.contact_form.entry import NOTE_LIMIT, REFUSALS, ContactEntry, entry_from


def _codes() -> set[str]:
    """The second argument of every refusal in the action's source."""
    return {
        str(ast.literal_eval(node.args[1]))
        for node in ast.walk(ast.parse(inspect.getsource(contacts)))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ContactRefusedError"
    }


def test_every_refusal_has_words() -> None:
    assert len(_codes()) >= 7
    assert _codes() <= set(REFUSALS)


def test_a_key_that_was_used_is_replaced() -> None:
    entry = ContactEntry(request_key="used")
    entry.refuse(ContactRefusedError("request_key", "request_key_unusable"))
    assert entry.request_key != "used"
    assert entry.errors


def test_other_refusals_keep_the_key() -> None:
    """Sending again is then still the same contact."""
    entry = ContactEntry(request_key="mine")
    entry.refuse(ContactRefusedError("channel", "unknown_channel"))
    assert entry.request_key == "mine"


def test_a_note_the_browser_let_in_is_kept_whole() -> None:
    """A text field counts a line end as one character and sends it as two."""
    note = "行\n" * (NOTE_LIMIT // 2)
    posted = QueryDict(mutable=True)
    posted["note"] = note.replace("\n", "\r\n")
    form = entry_from(posted).form(customer_id=1, task_id=None, today=date(2026, 11, 21))
    assert form.note == note
