"""`grantcalc explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.help import Command
from grantcalc.cli.options import LanguageOption, OutputOption
from grantcalc.errors import ConfigError
from grantcalc.language import tr
from grantcalc.output import write


@app.command(cls=Command, epilog="Example: grantcalc explain B001")
def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="A finding's code, such as B001.")
    ] = None,
    output: OutputOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Explain a finding's code, or list all codes."""
    from grantcalc.checks import every_check
    from grantcalc.rendering.explain_text import explain_text, list_text

    infos = {info.code: info for info in every_check()}
    if code is None:
        write(output, lambda width, colour: [list_text(list(infos.values()), width, colour=colour)])
        return
    info = infos.get(code.upper())
    if info is None:
        raise ConfigError(_unknown(code, list(infos)))
    write(output, lambda width, colour: [explain_text(info, width, colour=colour)])


def _unknown(code: str, codes: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(code.upper(), codes, n=1)
    if near:
        return tr(
            'there is no code "{code}"; grantcalc explain lists them all (did you mean {near}?)',
            code=code,
            near=near[0],
        )
    return tr('there is no code "{code}"; grantcalc explain lists them all', code=code)
