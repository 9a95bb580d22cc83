"""Asks the operating system about one process: is it alive, what is it, since when."""

import subprocess
from pathlib import Path


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
