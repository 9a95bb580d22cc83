"""A PostgreSQL that is not the wheel's: Debian's own, reached by DATABASE_URL, carries the product."""

import base64
import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from commands import product_environment, zhike
from operations.demonstration import free_port
from zhike.foundation.postgres import embedded
from zhike.foundation.postgres.binaries import list_binaries, wheel_folder

SYSTEM = [found for found in list_binaries() if found.folder != wheel_folder()]
NEEDS = "no PostgreSQL of the system is installed (apt install postgresql)"
pytestmark = pytest.mark.skipif(not SYSTEM, reason=NEEDS)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables of an installation on the system's PostgreSQL, migrated and with a small bank."""
    server = tmp_path_factory.mktemp("server")
    embedded.start(server, binaries=SYSTEM[0], settings={"fsync": "off"})
    roles = {"DATABASE_URL": "zhike_app", "DATABASE_OWNER_URL": "zhike_owner", "DATABASE_LOADER_URL": "zhike_loader"}
    key = base64.b64encode(bytes(32)).decode()
    variables = product_environment(
        tmp_path_factory.mktemp("data"),
        **{name: embedded.url_for(server, role) for name, role in roles.items()},
        ZHIKE_SECRET_KEY="0" * 50,
        ZHIKE_FIELD_KEYS=f"k1:{key}",
        ZHIKE_INDEX_KEY=key,
    )
    yield variables
    embedded.remove(server)


def run(environment: dict[str, str], *arguments: str) -> dict[str, object]:
    finished = subprocess.run(zhike(*arguments, "--json"), env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return dict(json.loads(finished.stdout.splitlines()[-1]))


def test_it_is_migrated_checked_filled_and_served(environment: dict[str, str]) -> None:
    assert int(str(run(environment, "migrate")["migrations"])) > 50
    assert run(environment, "check")["right"] is True
    seeded = run(environment, "seed", "--customers", "100", "--days", "3")
    assert seeded["customers"] == 100
    port = free_port()
    with subprocess.Popen(zhike("serve", "--port", str(port), "--processes", "1"), env=environment) as serve:
        try:
            assert "csrfmiddlewaretoken" in page(f"http://127.0.0.1:{port}/sign-in/")
        finally:
            serve.terminate()
    assert serve.returncode == 0


def page(url: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.2)
