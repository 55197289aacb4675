"""`grantcalc map`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.help import Command
from grantcalc.cli.options import (
    BY_ENDING,
    ConfigOption,
    Format,
    FormatOption,
    LanguageOption,
    OutputOption,
    PasswordOption,
    format_for,
    password_in,
)
from grantcalc.output import write


@app.command("map", cls=Command, epilog="Example: grantcalc map")
def map_(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A project's folder or grantcalc.toml.")
    ] = Path(),
    format_: FormatOption = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Propose [[mapping]] rules for ledger entries on no budget line; nothing is changed by itself."""
    from grantcalc.api.mapping import map_rules

    report = map_rules(path, config, password_in(password_file))
    if format_for(format_, output, BY_ENDING, Format.TEXT) is Format.JSON:
        from grantcalc.rendering.json_text import to_json

        write(output, lambda _width, _colour: to_json(report))
        return
    from grantcalc.rendering.map_text import map_text

    write(output, lambda width, colour: [map_text(report, width, colour=colour)])
