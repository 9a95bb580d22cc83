"""Facts that happened, told to whoever reacts, in the same transaction and in a fixed order.

The one table of who reacts to what is `zhike.journeys.reactions`; contexts only publish.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_REACTIONS: dict[type, tuple[Callable[[Any], None], ...]] = {}


def connect(reactions: Mapping[type, Sequence[Callable[[Any], None]]]) -> None:
    """Install the table event type → functions; called once as the process starts."""
    _REACTIONS.clear()
    _REACTIONS.update({kind: tuple(functions) for kind, functions in reactions.items()})


def publish(event: object) -> None:
    """Call every reaction to `event`; one that raises rolls back what caused the event."""
    for react in _REACTIONS.get(type(event), ()):
        react(event)
