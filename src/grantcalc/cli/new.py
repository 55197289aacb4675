"""`grantcalc new`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grantcalc.cli.app import app
from grantcalc.cli.help import Command
from grantcalc.cli.options import LanguageOption
from grantcalc.output import write


class AwardStanding(StrEnum):
    """Whether money is promised, or only asked for."""

    APPLIED = "applied"
    AWARDED = "awarded"


AwardOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="AMOUNT", help="What the funder gives; once for each project year, in order."
    ),
]
OwnWorkOption = Annotated[
    bool | None,
    typer.Option(
        "--own-work/--no-own-work",
        help="Whether work in kind is a part of the budget; if left out, where the funder accepts it.",
    ),
]


@app.command(
    cls=Command,
    epilog='Example: grantcalc new our-project --funder "Our foundation" --start 2026-07-01 --years 2',
)
def new(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="The folder to make; this one if left out."),
    ] = Path(),
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The project's name.")] = None,
    funder: Annotated[str | None, typer.Option(metavar="TEXT", help="Who gives the grant.")] = None,
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The funder's rules: grantcalc profiles lists them."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Three letters, such as NOK.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day, such as 2026-07-01.")
    ] = None,
    years: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", help="How many project years of twelve months; 1 if left out."
        ),
    ] = None,
    end: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day, in place of --years.")
    ] = None,
    award: AwardOption = None,
    status: Annotated[
        AwardStanding | None,
        typer.Option(help="Whether the award is promised, or only applied for."),
    ] = None,
    own_work: OwnWorkOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: take what would be suggested.")
    ] = False,
    lang: LanguageOption = None,
) -> None:
    """Make a folder for a new project: budget, ledger, timesheet and orders, ready to be filled in.

    Asks for what is not given, on a terminal. What exists is never overwritten.
    """
    from grantcalc.api.starting import new_project
    from grantcalc.cli.new_answers import Given, answered
    from grantcalc.cli.new_told import told

    given = Given(
        folder=folder,
        name=name,
        funder=funder,
        profile=profile,
        currency=currency,
        start=start,
        years=years,
        end=end,
        awards=tuple(award or ()),
        status=status.value if status else None,
        own_work=own_work,
        has_language=lang is not None,
    )
    made = new_project(folder, **answered(given, takes_suggestions=yes))
    write(None, lambda _width, _colour: [told(made)])
