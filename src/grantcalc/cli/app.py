"""The application that the commands belong to, and its own options."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from grantcalc import __version__
from grantcalc.cli.help import Group
from grantcalc.cli.options import LanguageOption

app = typer.Typer(
    name="grantcalc",
    cls=Group,
    help="Tells whether a grant budget adds up, and how much of the money is left.",
    epilog="Examples: grantcalc check budget.xlsx | grantcalc remaining --as-of 2022-02-14",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"grantcalc {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    lang: LanguageOption = None,
) -> None:
    """Tells whether a grant budget adds up, and how much of the money is left."""
