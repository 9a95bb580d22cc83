"""The one table event → functions. Sibling contexts meet nowhere else; read it to know what follows from a fact.

Every function takes the event, runs in the transaction that published it, and may be called twice for one fact.
"""

from collections.abc import Callable, Sequence
from typing import Any

REACTIONS: dict[type, Sequence[Callable[[Any], None]]] = {}
