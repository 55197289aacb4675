"""`grantcalc diff`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.ending import end
from grantcalc.cli.help import Command
from grantcalc.cli.options import (
    ConfigOption,
    LanguageOption,
    OutputOption,
    PasswordOption,
    format_for,
    password_in,
)
from grantcalc.output import write


class DiffFormat(StrEnum):
    """The forms in which a comparison can be written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


_BY_ENDING = {".json": DiffFormat.JSON, ".md": DiffFormat.MARKDOWN}


@app.command(
    cls=Command,
    epilog="Examples: grantcalc diff budget.xlsx updated-budget.xlsx | grantcalc diff --exit-code a b",
)
def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="The budget as it was: a workbook or a project.")
    ],
    new: Annotated[
        Path, typer.Argument(metavar="NEW", help="The budget as it is: a workbook or a project.")
    ],
    format_: Annotated[
        DiffFormat | None, typer.Option("--format", help="How to write the result.")
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with exit code 1 if the budgets differ.")
    ] = False,
    old_sheet: Annotated[
        str | None,
        typer.Option("--old-sheet", metavar="SHEET", help="The sheet of OLD that is the budget."),
    ] = None,
    new_sheet: Annotated[
        str | None,
        typer.Option("--new-sheet", metavar="SHEET", help="The sheet of NEW that is the budget."),
    ] = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Compare two versions of a budget by meaning: lines, money moved, periods and sources.

    Exit code 0, or with --exit-code 1 if they differ. 2: something could not be read.
    """
    from grantcalc.api import comparing

    report = comparing.diff(
        old, new, config, password_in(password_file), old_sheet=old_sheet, new_sheet=new_sheet
    )

    def as_text(width: int | None, colour: bool) -> list[str]:
        from grantcalc.rendering.diff_text import diff_text

        return [diff_text(report, width, colour=colour)]

    chosen = format_for(format_, output, _BY_ENDING, DiffFormat.TEXT)
    if chosen is DiffFormat.JSON:
        from grantcalc.rendering.json_text import to_json

        write(output, lambda _width, _colour: to_json(report))
    elif chosen is DiffFormat.MARKDOWN:
        from grantcalc.rendering.diff_markdown import diff_markdown

        write(output, lambda _width, _colour: diff_markdown(report))
    else:
        write(output, as_text)
    end(fails=exit_code and report.differs)
