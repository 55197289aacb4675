"""`grantcalc schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.help import Command
from grantcalc.cli.options import LanguageOption, OutputOption
from grantcalc.language import mark
from grantcalc.output import write


class Schema(StrEnum):
    """What there is a schema of: the outputs, and the files that people write."""

    CHECK = "check"
    REMAINING = "remaining"
    DIFF = "diff"
    REPORT = "report"
    MAP = "map"
    VERIFY = "verify"
    CONFIG = "config"
    BASELINE = "baseline"
    PROFILE = "profile"


@app.command(
    cls=Command, epilog=mark("Example: grantcalc schema config --output grantcalc.schema.json")
)
def schema(
    name: Annotated[
        Schema,
        typer.Argument(
            metavar="NAME",
            help=mark(
                "check, remaining, report, diff, map or verify (what --format json writes), config "
                "(grantcalc.toml), profile (a funder's rules) or baseline."
            ),
        ),
    ],
    output: OutputOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Print the JSON Schema of an output, or of grantcalc.toml."""
    from importlib.resources import files

    text = files("grantcalc.schemas").joinpath(f"{name.value}.json").read_text("utf-8")
    write(output, lambda _width, _colour: [text])
