"""The one table event → functions. Sibling contexts meet nowhere else; read it to know what follows from a fact.

Every function takes the event, runs in the transaction that published it, and may be called twice for one fact.
"""

from collections.abc import Callable, Sequence
from typing import Any

from zhike.contexts.care.public import reconsider_cadence
from zhike.contexts.work.events import ContactLogged, ContactUndone


def _count_for_care_plan(event: ContactLogged | ContactUndone) -> None:
    reconsider_cadence(customer_id=event.customer_id, on=event.on, at=event.at)


REACTIONS: dict[type, Sequence[Callable[[Any], None]]] = {
    ContactLogged: (_count_for_care_plan,),
    ContactUndone: (_count_for_care_plan,),
}
