"""Drives `zhike demo` as a person would: starts it, waits for the address, kills what has to be killed."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from commands import product_environment, zhike
from zhike.foundation.postgres import embedded
from zhike.foundation.postgres.places import places_for
from zhike.foundation.processes import command_of

PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: object, what: str, seconds: float = PATIENCE) -> None:
    """Call `condition` until it is true; fail with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for: {what}"
        time.sleep(0.1)


@dataclass
class Demonstration:
    """One run of `zhike demo` over `data_dir`."""

    data_dir: Path
    port: int
    supervisor: subprocess.Popen[bytes]
    output: Path

    @classmethod
    def start(cls, data_dir: Path, port: int | None = None) -> "Demonstration":
        port = port or free_port()
        output = data_dir / f"demo-{port}-{time.monotonic_ns()}.log"
        data_dir.mkdir(parents=True, exist_ok=True)
        with output.open("wb") as log:
            supervisor = subprocess.Popen(
                zhike("demo", "--port", str(port)),
                env=product_environment(data_dir),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(data_dir, port, supervisor, output)

    def wait_ready(self, seconds: float = PATIENCE) -> None:
        wait_until(lambda: "Ctrl-C stops" in self.said() or self.has_ended(), "the address", seconds)
        assert not self.has_ended(), self.said()
        assert self.answers()

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def has_ended(self) -> bool:
        return self.supervisor.poll() is not None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return json.load(answer) == {"state": "ready"}
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def child(self, name: str) -> int:
        """The process id of "serve" or "worker"; 0 while there is none."""
        try:
            return int(json.loads((self.data_dir / "run" / f"{name}.json").read_text())["pid"])
        except (OSError, ValueError):
            return 0

    def database(self) -> int:
        try:
            return int((places_for(self.data_dir).cluster / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return 0

    def comes_back(self, name: str, old: int) -> None:
        wait_until(lambda: self.child(name) not in (0, old) and command_of(self.child(name)), f"a new {name}")

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        self.supervisor.send_signal(signal.SIGINT)
        return self.supervisor.wait(60)

    def kill(self) -> None:
        os.kill(self.supervisor.pid, signal.SIGKILL)
        self.supervisor.wait()

    def clean_up(self) -> None:
        if not self.has_ended():
            self.interrupt()


def everything_stopped(demonstration: Demonstration, pids: list[int]) -> bool:
    return not any(command_of(pid) for pid in pids) and not embedded.is_running(demonstration.data_dir)
