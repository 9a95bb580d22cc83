"""Facts and reactions: in the order of the table, in the transaction of the fact."""

from dataclasses import dataclass

import pytest
from django.apps import apps

from zhike.foundation import events


@dataclass(frozen=True)
class Happened:
    number: int


@dataclass(frozen=True)
class OtherHappened:
    number: int


@pytest.fixture
def connected():
    yield events.connect
    apps.get_app_config("journeys").ready()


def test_every_reaction_in_order_and_no_other(connected) -> None:
    told: list[str] = []
    connected(
        {
            Happened: [lambda event: told.append(f"first {event.number}"), lambda event: told.append("second")],
            OtherHappened: [lambda event: told.append("other")],
        }
    )
    events.publish(Happened(3))
    assert told == ["first 3", "second"]


def test_a_fact_nobody_reacts_to(connected) -> None:
    connected({})
    events.publish(Happened(1))


def test_a_reaction_that_raises_stops_the_rest(connected) -> None:
    told: list[str] = []

    def refuse(event: Happened) -> None:
        raise RuntimeError("no")

    connected({Happened: [refuse, lambda event: told.append("too late")]})
    with pytest.raises(RuntimeError, match="no"):
        events.publish(Happened(1))
    assert told == []
