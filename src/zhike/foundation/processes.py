"""Asks the operating system about one process: is it alive, what is it, since when; and ties a child to its parent."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def command_of(pid: int) -> str:
    """The command line of process `pid`, its arguments separated by spaces; "" when there is no such process."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            if "\nState:\tZ" in (proc / str(pid) / "status").read_text():
                return ""  # ended, only not yet collected by its parent
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    answer = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return answer.stdout.strip()


def started_at(pid: int) -> str:
    """An opaque mark of when `pid` started: equal marks mean the same process, "" that there is none."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}:{after_name[19]}"
    except (OSError, IndexError):
        pass
    if Path("/proc/self").exists():
        return ""
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return answer.stdout.strip()


def die_with_parent(parent: int) -> None:
    """Ask Linux to kill this process when `parent`, which started it, ends in whatever way; elsewhere do nothing.

    Ends the process at once when the parent is gone already.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
