"""`grantcalc show`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.ending import end, say
from grantcalc.cli.help import Command
from grantcalc.cli.options import (
    ConfigOption,
    LanguageOption,
    OutputOption,
    PasswordOption,
    password_in,
)
from grantcalc.output import write


@app.command(cls=Command, epilog="Examples: grantcalc show budget.xlsx | grantcalc show ledger.csv")
def show(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A workbook, or a project's folder.")
    ],
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Write each cell as it is stored on a line: for git diff."),
    ] = False,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Show how a budget or ledger was read: what each column and row was taken for, and why.

    For a ledger it writes the [ledger] table of grantcalc.toml that says the same, to be pasted.
    """
    from grantcalc.api import showing

    if plain:
        lines = showing.plain(path, config, password_in(password_file))
        write(output, lambda _width, _colour: lines)
        return
    from grantcalc.rendering.show_text import show_text

    shown = showing.show(path, config, password_in(password_file))
    for failure in shown.failures:
        say(failure)
    write(output, lambda width, colour: [show_text(shown, width, colour=colour)])
    end(incomplete=bool(shown.failures))
