"""`zhike worker`: background jobs, taken from the queue inside PostgreSQL."""

import asyncio

import click
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from zhike.interfaces.cli.findings import refuse_unready_database


@click.command()
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 64), help="Jobs at a time.")
def command(concurrency: int) -> None:
    """Run jobs until Ctrl-C or TERM; a job under way gets half a minute to end."""
    refuse_unready_database()
    asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector), "procrastinate's Django application brings its own connector"
    with app.replace_connector(connector.get_worker_connector()) as working:
        async with working.open_async():
            await working.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=True,
                listen_notify=True,
                fetch_job_polling_interval=5,
                shutdown_graceful_timeout=30,
            )
