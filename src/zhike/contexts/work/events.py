"""Facts of `work`, in the past tense."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ContactLogged:
    """A contact was logged; `on` is the bank's day it counts for."""

    contact_id: int
    customer_id: int
    on: date
    at: datetime


@dataclass(frozen=True)
class ContactUndone:
    """A logged contact was taken back by its author."""

    contact_id: int
    customer_id: int
    on: date
    at: datetime
