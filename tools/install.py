"""Makes the environment in .venv and brings what the asked-for work needs; quick when nothing has changed.

`python3 tools/install.py run` for `make demo`, `python3 tools/install.py test` for tests and checks. Runs with any
Python from 3.11 on and uses nothing but its standard library.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
EXTRAS = {"run": "build", "test": "build,test,check"}
NOTO = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto-cjk")


def main(kind: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - any Python may be asked to run this file
        return fail(f"Zhike needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    make_environment()
    bring_python_libraries(kind)
    run("-m", "zhike.foundation.browser_libraries")
    run("-m", "zhike.foundation.translations")
    if kind == "test":
        bring_browser()
    return 0


def make_environment() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(fail(f"Python's venv is missing. On Debian or Ubuntu: apt install python{version}-venv"))
    say(f"making an environment in .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def bring_python_libraries(kind: str) -> None:
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()
    stamp = VENV / f"zhike-{kind}.stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"bringing Python libraries for {kind} (a minute or two the first time)")
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    command += ["-e", f"{ROOT}[{EXTRAS[kind]}]"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=environment
    ) as pip:
        told = watch(pip)
    if pip.returncode != 0:
        print("\n".join(told[-25:]), file=sys.stderr)
        sys.exit(fail("pip could not install the libraries: see above. Does this machine reach its package index?"))
    stamp.write_text(wanted)


def watch(pip: "subprocess.Popen[str]") -> list[str]:
    """Show one moving line on a terminal and nothing elsewhere; return everything pip said."""
    told: list[str] = []
    packages = 0
    assert pip.stdout
    for line in pip.stdout:
        told.append(line.rstrip())
        if line.startswith(("Collecting ", "Installing ")):
            packages += line.startswith("Collecting ")
            if sys.stdout.isatty():
                print(f"\r\033[K    {packages} packages · {line.strip()[:60]}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="")
    return told


def bring_browser() -> None:
    """A Chromium and Chinese fonts for the browser tests."""
    has_fonts = any(Path(folder).is_dir() for folder in NOTO)
    if shutil.which("chromium") and has_fonts:
        return
    debian = shutil.which("apt-get") is not None
    if debian and os.geteuid() == 0:
        packages = [] if has_fonts else ["fonts-noto-cjk"]
        # Ubuntu's chromium package is only a pointer to a snap.
        if "ubuntu" not in Path("/etc/os-release").read_text().lower() and not shutil.which("chromium"):
            packages.append("chromium")
        if packages:
            say(f"installing {' and '.join(packages)} with apt for the browser tests")
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", "update", "-qq"], env=quiet, capture_output=True)
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
            subprocess.run(install, env=quiet, capture_output=True)
    if shutil.which("chromium"):
        return
    say("bringing Playwright's own Chromium for the browser tests")
    options = ["--with-deps"] if debian and os.geteuid() == 0 else []
    brought = subprocess.run([PYTHON, "-m", "playwright", "install", *options, "chromium"], capture_output=True)
    if brought.returncode != 0:
        sys.exit(
            fail(
                "no Chromium for the browser tests. Install it and Chinese fonts "
                "(Debian: apt install chromium fonts-noto-cjk), or let this machine reach Playwright's downloads."
            )
        )


def run(*arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    if subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment).returncode != 0:
        sys.exit(1)


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def fail(text: str) -> int:
    print(f"Error: {text}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
