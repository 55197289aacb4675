"""`grantcalc verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.ending import end
from grantcalc.cli.help import Command
from grantcalc.cli.options import (
    BY_ENDING,
    BudgetOption,
    ConfigOption,
    Format,
    FormatOption,
    LanguageOption,
    LedgerOption,
    OutputOption,
    PasswordOption,
    day_in,
    format_for,
    password_in,
)
from grantcalc.output import watched, write


@app.command(cls=Command, epilog="Example: grantcalc verify status-report.docx")
def verify(
    report: Annotated[
        Path,
        typer.Argument(
            metavar="REPORT", help="A status or final report as .docx, .pdf, .txt, .md or .html."
        ),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="The last day that counts for figures that the report gives no day for.",
        ),
    ] = None,
    budget: BudgetOption = None,
    ledger: LedgerOption = None,
    format_: FormatOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Leave nothing out of the text.")
    ] = False,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Check the figures that a report to a funder states, in its sentences and in its tables.

    Each is compared with the accounts of the project in the report's folder, as of the day that the
    report gives; with the report's tables; and with what the report says elsewhere.
    """
    from grantcalc.api.verifying import verify as verify_report

    day = day_in(as_of) if as_of is not None else None
    with watched() as progress:
        found = verify_report(
            report,
            config=config,
            budget=budget,
            ledgers=ledger or [],
            as_of=day,
            password=password_in(password_file),
            progress=progress,
        )
    if format_for(format_, output, BY_ENDING, Format.TEXT) is Format.JSON:
        from grantcalc.rendering.json_text import to_json

        write(output, lambda _width, _colour: to_json(found))
    else:
        from grantcalc.rendering.verify_text import verify_text

        write(
            output,
            lambda width, colour: [verify_text(found, width, colour=colour, verbose=verbose)],
        )
    end(fails=found.fails)
