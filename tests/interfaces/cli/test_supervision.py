"""The supervisor's parts: one at a time, steps that must succeed, children that come back."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhike.foundation.processes import command_of
from zhike.interfaces.cli import supervision
from zhike.interfaces.cli.supervision import AlreadyRunningError, Child, StepFailedError, only_supervisor


@pytest.fixture(autouse=True)
def python_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children here are small Python programs, so that a test takes no web server."""
    monkeypatch.setattr(supervision, "zhike_command", lambda *arguments: [sys.executable, "-c", *arguments])


class NoStop(supervision.Stop):
    def __init__(self) -> None:
        self.asked = False


def test_a_second_supervisor_is_told_the_address_of_the_first(tmp_path: Path) -> None:
    second = only_supervisor(tmp_path, "http://127.0.0.1:9000/")
    with only_supervisor(tmp_path, "http://127.0.0.1:8000/"), pytest.raises(AlreadyRunningError, match="8000"):
        second.__enter__()
    with only_supervisor(tmp_path, "http://127.0.0.1:9000/"):
        pass


def test_a_step_that_fails_is_named() -> None:
    supervision.run_step(["pass"], NoStop())
    with pytest.raises(StepFailedError, match="zhike raise SystemExit"):
        supervision.run_step(["raise SystemExit(3)"], NoStop())


def test_a_crashed_child_comes_back_after_a_growing_pause(tmp_path: Path) -> None:
    said: list[str] = []
    child = Child("serve", ["raise SystemExit(3)"], tmp_path)
    child.start()
    pauses = []
    for _ in range(2):
        child.process.wait()  # type: ignore[union-attr]
        child.watch(said.append)
        pauses.append(child.next_try - time.monotonic())
        child.next_try = 0.0
        child.watch(said.append)
    child.process.wait()  # type: ignore[union-attr]
    assert "ended with code 3" in said[0]
    assert 0.5 < pauses[0] <= 1 < pauses[1] <= 2


def test_stopping_ends_even_a_child_that_will_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "_GRACE_SECONDS", 0.5)
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    children = [Child("deaf", [stubborn], tmp_path), Child("willing", ["import time; time.sleep(60)"], tmp_path)]
    for child in children:
        child.start()
    time.sleep(0.3)
    supervision.stop_children(children)
    assert not any(child.is_alive() for child in children)
    assert list(tmp_path.glob("*.json")) == []


def test_a_leftover_of_a_killed_supervisor_is_ended(tmp_path: Path) -> None:
    child = Child("serve", ["import time; time.sleep(60)"], tmp_path)
    child.start()
    Child("serve", [], tmp_path).end_leftover()
    assert child.process
    assert child.process.wait(5) == -signal.SIGKILL


def test_a_process_that_got_the_same_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as other:
        (tmp_path / "serve.json").write_text(f'{{"pid": {other.pid}, "started": "another time"}}')
        Child("serve", [], tmp_path).end_leftover()
        assert command_of(other.pid)
        os.kill(other.pid, signal.SIGKILL)
