"""What the operating system says about processes, and children that end with their parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhike.foundation.processes import command_of, started_at

SOURCE = Path(__file__).resolve().parents[2] / "src"
PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid())])
print(child.pid, flush=True)
time.sleep(60)
"""
CHILD = """
import sys, time
from zhike.foundation.processes import die_with_parent
die_with_parent(int(sys.argv[1]))
time.sleep(60)
"""


def test_a_process_is_known_by_command_and_start() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        deadline = time.monotonic() + 10
        while "time.sleep(60)" not in command_of(process.pid):  # empty for a moment while the program is replaced
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert started_at(process.pid) == started_at(process.pid) != started_at(os.getpid())
        process.kill()
        while command_of(process.pid):
            time.sleep(0.01)
    assert started_at(process.pid) == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ties a child to its parent")
def test_a_child_ends_with_its_killed_parent() -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", PARENT, CHILD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        deadline = time.monotonic() + 10
        while "die_with_parent" not in command_of(child) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        parent.send_signal(signal.SIGKILL)
        while command_of(child) and time.monotonic() < deadline:
            time.sleep(0.01)
    assert command_of(child) == ""
