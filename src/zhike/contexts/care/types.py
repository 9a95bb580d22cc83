"""What crosses the door of `care`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CoverageRow:
    """Contacts owed and made in a month for the customers of one tier (应触达/已触达).

    `required` is contacts owed, `done` those made, each customer's counted up to what is owed; `customers` is how many
    customers owe any. `tier_rank` orders the rows, the highest first.
    """

    tier_code: str
    tier_rank: int
    customers: int
    done: int
    required: int
