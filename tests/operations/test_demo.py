"""`zhike demo`: one command serves a bank, Ctrl-C ends it all, and no kill -9 blocks what comes next."""

import os
import signal
import socket
from pathlib import Path

import pytest

from operations.demonstration import Demonstration, everything_stopped, wait_until
from zhike.foundation.postgres import embedded
from zhike.foundation.processes import command_of


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_serves(small_bank: Path) -> None:
    first = Demonstration.start(small_bank)
    first.wait_ready()
    children = [first.child("serve"), first.child("worker")]
    assert all(command_of(pid) for pid in children)
    first.kill()
    wait_until(lambda: not any(command_of(pid) for pid in children), "the children to end", 10)
    second = Demonstration.start(small_bank, first.port)
    try:
        second.wait_ready()
        pids = [second.child("serve"), second.child("worker"), second.database()]
        assert second.interrupt() == 0
        assert everything_stopped(second, pids)
    finally:
        second.clean_up()


@pytest.mark.long
@pytest.mark.parametrize("name", ["serve", "worker"])
def test_a_killed_child_comes_back(name: str, demonstration: Demonstration) -> None:
    old = demonstration.child(name)
    os.kill(old, signal.SIGKILL)
    demonstration.comes_back(name, old)
    wait_until(demonstration.answers, "the pages to answer again", 30)
    assert f"{name} ended with code -9" in demonstration.said()


@pytest.mark.long
def test_a_killed_database_comes_back(demonstration: Demonstration) -> None:
    old = demonstration.database()
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: demonstration.database() not in (0, old), "a new server process", 60)
    wait_until(demonstration.answers, "the pages to answer again", 60)


@pytest.mark.long
def test_everything_killed_at_once_starts_again(small_bank: Path) -> None:
    first = Demonstration.start(small_bank)
    first.wait_ready()
    for pid in (first.supervisor.pid, first.database(), first.child("serve"), first.child("worker")):
        os.kill(pid, signal.SIGKILL)
    first.supervisor.wait()
    second = Demonstration.start(small_bank, first.port)
    try:
        second.wait_ready()
    finally:
        second.clean_up()


@pytest.mark.long
def test_a_second_start_of_the_same_bank_names_the_first(demonstration: Demonstration) -> None:
    second = Demonstration.start(demonstration.data_dir)
    assert second.supervisor.wait(60) == 1
    assert f"being served already, at http://127.0.0.1:{demonstration.port}/" in second.said()
    assert demonstration.answers()


@pytest.mark.long
def test_a_port_in_use_is_named(small_bank: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = Demonstration.start(small_bank, port)
        assert refused.supervisor.wait(60) == 1
    assert f"cannot listen on 127.0.0.1:{port}" in refused.said()
    assert "Traceback" not in refused.said()


@pytest.mark.long
def test_the_first_start_makes_a_bank_even_if_it_was_killed_while_making_it(tmp_path: Path) -> None:
    killed = Demonstration.start(tmp_path)
    wait_until(lambda: "making a small demonstration bank" in killed.said(), "the seeding to begin", 120)
    killed.kill()
    first = Demonstration.start(tmp_path)
    try:
        first.wait_ready(300)
        assert "staff number" in first.said()
        first.interrupt()
        second = Demonstration.start(tmp_path)
        second.wait_ready(30)
        assert "making a small demonstration bank" not in second.said()
        second.clean_up()
    finally:
        first.clean_up()
        embedded.remove(tmp_path)
