"""`grantcalc profiles`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.help import Command
from grantcalc.cli.options import (
    BY_ENDING,
    Format,
    FormatOption,
    LanguageOption,
    OutputOption,
    format_for,
)
from grantcalc.output import write


@app.command(cls=Command, epilog="Example: grantcalc profiles nasjonalbiblioteket")
def profiles(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="A profile, or a .toml file with one of your own; none: list them."
        ),
    ] = None,
    format_: FormatOption = None,
    output: OutputOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """List the profiles of funders' rules, or explain each rule of one."""
    from grantcalc.profile import load_profile, profile_names
    from grantcalc.rendering.json_text import to_json
    from grantcalc.rendering.profile_text import list_text, profile_text
    from grantcalc.report.profiles import ProfilesReport

    found = [load_profile(one, Path()) for one in ([name] if name else profile_names())]
    chosen = format_for(format_, output, BY_ENDING, Format.TEXT)
    if chosen is Format.JSON:
        write(output, lambda _width, _colour: to_json(ProfilesReport(profiles=tuple(found))))
    elif name:
        write(output, lambda width, colour: [profile_text(found[0], width, colour=colour)])
    else:
        write(output, lambda width, colour: [list_text(found, width, colour=colour)])
