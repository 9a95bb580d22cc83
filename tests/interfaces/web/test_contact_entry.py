"""The form that logs a contact has words for every refusal, and can be sent again after each."""

import ast
import inspect

from zhike.contexts.work.actions import contacts
from zhike.contexts.work.public import ContactRefusedError
from zhike.interfaces.web.contact_form.entry import REFUSALS, ContactEntry


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
