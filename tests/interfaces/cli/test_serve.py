"""`zhike serve` refuses what would be dangerous or cannot work, and says why."""

import socket

import click
import pytest

from zhike.contexts.org.models import Staff
from zhike.interfaces.cli.serve import refuse_demonstration_beyond_loopback, refuse_used_port


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_demonstration_accounts_are_served_on_loopback(host: str, db: None) -> None:
    Staff.objects.create(staff_no="D1", name="演示", is_demonstration=True)
    refuse_demonstration_beyond_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_demonstration_accounts_are_served_nowhere_else(host: str, db: None) -> None:
    Staff.objects.create(staff_no="D1", name="演示", is_demonstration=True)
    with pytest.raises(click.ClickException, match="1 demonstration accounts"):
        refuse_demonstration_beyond_loopback(host)


def test_a_bank_without_them_is_served_everywhere(db: None) -> None:
    Staff.objects.create(staff_no="1001", name="林晓")
    refuse_demonstration_beyond_loopback("0.0.0.0")


def test_a_used_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"127.0.0.1:{port}.*--port"):
            refuse_used_port("127.0.0.1", port)
    refuse_used_port("127.0.0.1", port)
