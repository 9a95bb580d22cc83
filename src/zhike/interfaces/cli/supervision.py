"""Keeps child processes running: starts them, restarts what crashes, stops all of them together."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from zhike.foundation.processes import started_at

_LONGEST_PAUSE = 60.0
_STEADY_AFTER = 60.0
_GRACE_SECONDS = 15.0
Announce = Callable[[str], None]


class AlreadyRunningError(RuntimeError):
    """Another supervisor holds this data directory; the text is its address."""


class StoppedError(RuntimeError):
    """Ctrl-C or TERM arrived while a step was running."""


class StepFailedError(RuntimeError):
    """A command that had to succeed did not; the text names it."""


class Stop:
    """Remembers that Ctrl-C, TERM or a closed terminal asked for the end."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        self.asked = True


@contextmanager
def only_supervisor(run_dir: Path, address: str) -> Iterator[None]:
    """One supervisor per data directory; a killed one's lock ends with it. Raises AlreadyRunningError."""
    run_dir.mkdir(parents=True, exist_ok=True)
    with (run_dir / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunningError(lock.read().strip()) from None
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def zhike_command(*arguments: str) -> list[str]:
    """The command line that runs `zhike` with the Python of this process."""
    return [sys.executable, "-m", "zhike.interfaces.cli.main", *arguments]


def run_step(arguments: Sequence[str], stop: Stop) -> None:
    """Run one `zhike` command to its end, its output on our terminal; raises StepFailedError or StoppedError."""
    process = _launch(arguments)
    while process.poll() is None:
        if stop.asked:
            _end(process)
            raise StoppedError
        time.sleep(0.05)
    if process.returncode != 0:
        raise StepFailedError(f"zhike {' '.join(arguments)} failed; what it printed above says why")


@dataclass
class Child:
    """One `zhike` command that has to keep running."""

    name: str
    arguments: Sequence[str]
    run_dir: Path
    process: subprocess.Popen[bytes] | None = None
    crashes: int = 0
    since: float = 0.0
    next_try: float = field(default=0.0)

    @property
    def pid_file(self) -> Path:
        return self.run_dir / f"{self.name}.json"

    def start(self) -> None:
        self.process = _launch(self.arguments)
        self.since = time.monotonic()
        self.pid_file.write_text(json.dumps({"pid": self.process.pid, "started": started_at(self.process.pid)}))

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self, announce: Announce) -> None:
        """Notice a crash; start again after a pause that doubles as long as crashes follow each other."""
        now = time.monotonic()
        if self.is_alive():
            return
        if self.process is not None:
            self.crashes = 1 if now - self.since > _STEADY_AFTER else self.crashes + 1
            pause = min(_LONGEST_PAUSE, 2.0 ** (self.crashes - 1))
            announce(f"{self.name} ended with code {self.process.returncode}; starting it again in {pause:.0f} s")
            self.process, self.next_try = None, now + pause
        elif now >= self.next_try:
            self.start()

    def end_leftover(self) -> None:
        """Where the system cannot tie children to their parent, a killed supervisor leaves them: end them now."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            kept = json.loads(self.pid_file.read_text())
            if kept["started"] and started_at(kept["pid"]) == kept["started"]:
                os.killpg(kept["pid"], signal.SIGKILL)
        self.pid_file.unlink(missing_ok=True)


def stop_children(children: Sequence[Child]) -> None:
    """TERM to all at once, then KILL to the group of whoever is still there after the grace."""
    running = [child.process for child in children if child.process is not None and child.is_alive()]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        _kill_group(process)
    for child in children:
        child.pid_file.unlink(missing_ok=True)


def _launch(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C in the terminal reaches the supervisor only, which then stops them in order.
    environment = {**os.environ, "ZHIKE_SUPERVISOR_PID": str(os.getpid())}
    return subprocess.Popen(zhike_command(*arguments), env=environment, start_new_session=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_SECONDS)
    _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
