"""`grantcalc report status` and `grantcalc report final`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from grantcalc.cli.app import app
from grantcalc.cli.ending import end
from grantcalc.cli.help import Command, Group
from grantcalc.cli.options import (
    ConfigOption,
    LanguageOption,
    OutputOption,
    PasswordOption,
    day_in,
    password_in,
)
from grantcalc.language import shown_day, tr
from grantcalc.output import watched, write

report = typer.Typer(
    cls=Group,
    name="report",
    help="Write the economy section of a report to the funder, every figure from the accounts.",
    epilog="Example: grantcalc report status --as-of 2022-02-14 --output status.docx",
    rich_markup_mode=None,
)
app.add_typer(report, name="report")

AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The last day that counts, such as 2022-02-14; today if left out.",
    ),
]
BudgetOption = Annotated[
    Path | None, typer.Option("--budget", metavar="FILE", help="The budget's file.")
]
LedgerOption = Annotated[
    list[Path] | None,
    typer.Option("--ledger", metavar="FILE", help="A ledger's file; may be given again."),
]


@report.command(
    cls=Command, epilog="Example: grantcalc report status --as-of 2022-02-14 --output status.docx"
)
def status(
    as_of: AsOfOption = None,
    budget: BudgetOption = None,
    ledger: LedgerOption = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Write the economy section of a status report: what is spent and left in the project year."""
    _report("status", as_of, budget, ledger or [], output, config, password_file)


@report.command(
    cls=Command, epilog="Example: grantcalc report final --as-of 2023-06-30 --output final.docx"
)
def final(
    as_of: AsOfOption = None,
    budget: BudgetOption = None,
    ledger: LedgerOption = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Write the final accounts of a project: the award against all that was spent."""
    _report("final", as_of, budget, ledger or [], output, config, password_file)


def _report(
    kind: Literal["status", "final"],
    as_of: str | None,
    budget: Path | None,
    ledgers: list[Path],
    output: Path | None,
    config: Path | None,
    password_file: Path | None,
) -> None:
    from grantcalc.api.reporting import funder_report
    from grantcalc.rendering.json_text import to_json

    day = day_in(as_of) if as_of is not None else date.today()  # noqa: DTZ011  the user's own day
    password = password_in(password_file)
    with watched() as progress:
        found = funder_report(
            kind,
            config.parent if config else Path(),
            day,
            budget=budget,
            ledgers=ledgers,
            config=config,
            password=password,
            progress=progress,
        )
    if as_of is None:
        sys.stderr.write(
            tr("no --as-of given: counting up to today, {day}", day=shown_day(day)) + "\n"
        )
    write(output, lambda _width, _colour: to_json(found))
    end(fails=found.fails)
