"""`zhike serve`: the pages over HTTP."""

import ipaddress
import os
import signal
import socket
import sys

import click
import uvicorn
from django.conf import settings
from django.db import connections

from zhike.contexts.org.public import Staff
from zhike.interfaces.cli.findings import refuse_unready_database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64))
def command(host: str, port: int, processes: int) -> None:
    """Serve the pages until Ctrl-C or TERM. Set ZHIKE_ALLOWED_HOSTS to the names users type."""
    refuse_unready_database()
    refuse_demonstration_beyond_loopback(host)
    refuse_used_port(host, port)
    settings.STATIC_ROOT.mkdir(
        parents=True, exist_ok=True
    )  # files come from the finders, but WhiteNoise looks here too
    connections.close_all()  # from here on requests share a few
    os.environ["ZHIKE_SERVE_PID"] = str(os.getpid())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)  # uvicorn sends itself the signal once more after it has shut down in order
    uvicorn.run(
        "zhike.config.asgi:application",
        host=host,
        port=port,
        workers=processes,
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _end(number: int, frame: object) -> None:
    sys.exit(0)


def refuse_demonstration_beyond_loopback(host: str) -> None:
    """Demonstration accounts have known passwords; raises where others than this machine could use them."""
    if _is_loopback(host):
        return
    known = Staff.objects.filter(is_demonstration=True).count()
    if known:
        raise click.ClickException(
            f"this database holds {known} demonstration accounts with published passwords, so it is served on loopback "
            f"addresses only, not on {host}. Use an empty database for a bank of your own."
        )


def refuse_used_port(host: str, port: int) -> None:
    """Raises where some other program listens on the address already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {host}:{port}: {error.strerror}. Another program may use the port; "
                "choose another with --port (make demo PORT=8001)."
            ) from error


def _is_loopback(host: str) -> bool:
    try:
        addresses = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise click.ClickException(f"{host} is not an address of this machine: {error.strerror}") from error
    return all(ipaddress.ip_address(address).is_loopback for address in addresses)
