"""`grantcalc remaining`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.ending import end, note_today
from grantcalc.cli.help import Command
from grantcalc.cli.options import (
    BY_ENDING,
    AsOfOption,
    BudgetOption,
    ConfigOption,
    Format,
    FormatOption,
    LanguageOption,
    LedgerOption,
    OutputOption,
    PasswordOption,
    ProfileOption,
    day_or_today,
    format_for,
    password_in,
)
from grantcalc.output import refuse_trace_target, watched, write, write_trace

if TYPE_CHECKING:
    from grantcalc.report.explanation import Explained
    from grantcalc.report.remaining import RemainingReport


@app.command(cls=Command, epilog="Example: grantcalc remaining --as-of 2022-02-14")
def remaining(
    as_of: AsOfOption = None,
    budget: BudgetOption = None,
    ledger: LedgerOption = None,
    format_: FormatOption = None,
    explain_: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="LINE|GRANT|all",
            help="Show what a figure is made of: every entry and cell behind it.",
        ),
    ] = None,
    trace: Annotated[
        Path | None,
        typer.Option("--trace", metavar="FILE", help="Write every entry to this .xlsx or .csv."),
    ] = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    profile: ProfileOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Show how much of each grant is spent and left, by project year and by budget line.

    Reads the project in this folder: its grantcalc.toml, or budget.xlsx and ledger.xlsx.
    """
    from grantcalc.api.accounting import account as account_of

    day = day_or_today(as_of)
    where = config.parent if config else Path()
    password = password_in(password_file)
    if trace:
        refuse_trace_target(trace)
    with watched() as progress:
        account = account_of(
            where,
            day,
            budget=budget,
            ledgers=ledger or [],
            config=config,
            profile=profile,
            password=password,
            progress=progress,
        )
        explained = account.explain(explain_) if explain_ is not None else None
        if trace:
            write_trace(trace, account, progress)
    if as_of is None:
        note_today(day)

    chosen = format_for(format_, output, BY_ENDING, Format.TEXT)
    _write(output, chosen, account.report, explained)
    end(fails=account.report.fails)


def _write(
    output: Path | None,
    format_: Format,
    report: RemainingReport,
    explained: Iterable[Explained] | None,
) -> None:
    from grantcalc.rendering.explanation_text import explanation_text
    from grantcalc.rendering.json_text import to_json
    from grantcalc.rendering.remaining_text import remaining_text

    def as_text(width: int | None, colour: bool) -> Iterable[str]:
        if explained is not None:
            return explanation_text(report, explained, width, colour=colour)
        return [remaining_text(report, width, colour=colour)]

    if format_ is Format.JSON:
        write(output, lambda _width, _colour: to_json(report, explained))
    else:
        write(output, as_text)
