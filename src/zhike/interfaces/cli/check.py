"""`zhike check`: what is wrong with this installation, and how to mend it."""

import json
import sys
from dataclasses import asdict

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zhike.interfaces.cli.findings import Finding, look_at_everything


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Look at database, roles, data folder, libraries and nights; exit code 1 if anything is wrong."""
    findings = look_at_everything()
    wrong = [finding for finding in findings if not finding.is_right]
    if as_json:
        checks = [{**asdict(finding), "right": finding.is_right} for finding in findings]
        click.echo(json.dumps({"right": not wrong, "checks": checks}, ensure_ascii=False))
    else:
        _print(findings, wrong)
    sys.exit(1 if wrong else 0)


def _print(findings: list[Finding], wrong: list[Finding]) -> None:
    table = Table(title="zhike check", title_style="bold")
    for heading in ("", "check", "found", "mend by"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        state = "[green]ok[/]" if finding.is_right else "[red]wrong[/]"
        table.add_row(state, finding.name, escape(finding.said), escape(finding.mend))
    console = Console()
    console.print(table)
    console.print(f"{len(wrong)} of {len(findings)} are wrong" if wrong else f"all {len(findings)} are right")
