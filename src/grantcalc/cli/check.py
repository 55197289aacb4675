"""`grantcalc check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.ending import end, say
from grantcalc.cli.options import (
    ConfigOption,
    Format,
    FormatOption,
    LanguageOption,
    OutputOption,
    PasswordOption,
    password_in,
)
from grantcalc.output import watched, write


@app.command(
    epilog="Examples: grantcalc check budget.xlsx | grantcalc check --format json projects/library"
)
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Workbooks, folders or grantcalc.toml files; none: the project in this folder.",
        ),
    ] = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Check budgets: sums, balance of income and expenditure, shares, awards and dates.

    Exit code 0: no errors. 1: there are errors. 2: something could not be read.
    """
    from grantcalc.api import checking

    password = password_in(password_file)
    with watched() as progress:
        report = checking.check(paths or [Path()], config, password, progress)

    def as_text(width: int | None, colour: bool) -> list[str]:
        from grantcalc.rendering.check_text import check_text

        return [check_text(report, width, colour=colour)]

    for failure in report.unreadable:
        say(failure.message)
    if format_ is Format.JSON:
        from grantcalc.rendering.json_text import to_json

        write(output, lambda _width, _colour: to_json(report))
    else:
        write(output, as_text)
    end(fails=report.fails, incomplete=bool(report.unreadable))
