"""How a process that serves many people at once keeps its connections few."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from zhike.config.databases import POOL, share_connections
from zhike.contexts.org.public import Staff
from zhike.foundation import audit
from zhike.foundation.fence import FenceSettings, fenced

CROWD = 60


@pytest.fixture
def sharing(committed: None) -> Iterator[None]:
    default = connections["default"]
    default.close()
    before = {**default.settings_dict, "OPTIONS": dict(default.settings_dict["OPTIONS"])}
    share_connections()
    yield
    default.close()
    for alias in ("default", "audit"):
        default.copy(alias=alias).close_pool()
    default.settings_dict.update(before)


def _one_request(number: int) -> tuple[int, str]:
    try:
        with fenced(FenceSettings(staff_id=number)), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('zhike.staff'), pg_sleep(0.02)")
            pid, staff, _ = cursor.fetchone()
            audit.record(action="tried", actor_id=number)
            return pid, staff
    finally:
        connection.close()


def test_a_crowd_waits_for_few_connections_and_nobody_inherits_a_scope(sharing: None) -> None:
    with ThreadPoolExecutor(CROWD) as people:
        answers = list(people.map(_one_request, range(CROWD)))
    assert [staff for _, staff in answers] == [str(number) for number in range(CROWD)]
    assert len({pid for pid, _ in answers}) <= POOL["max_size"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('zhike.staff', true)")
        assert not cursor.fetchone()[0]


def test_a_connection_that_was_cut_is_not_handed_out(sharing: None) -> None:
    connection.ensure_connection()
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    connection.close()
    assert Staff.objects.count() == 0
