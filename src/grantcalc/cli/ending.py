"""How a command ends: what it says on stderr, and its exit code."""

from __future__ import annotations

import sys
from datetime import date
from typing import NoReturn

import typer

from grantcalc.language import shown_day, tr

OK, FINDINGS, FAILED = 0, 1, 2


def end(*, fails: bool = False, incomplete: bool = False) -> NoReturn:
    """Ends a command whose result is written.

    `fails`: there are findings of the severity that fails. `incomplete`: something could not be read.
    """
    raise typer.Exit(FAILED if incomplete else FINDINGS if fails else OK)


def say(message: str) -> None:
    """Says on stderr what is wrong, a line for each line of the message."""
    from grantcalc.rendering.terminal import safe

    for line in message.splitlines():
        sys.stderr.write(f"{tr('error')}: {safe(line)}\n")


def tell(message: str) -> None:
    """Says on stderr what became of the work, where somebody sits before it."""
    from grantcalc.rendering.terminal import safe

    if sys.stderr.isatty():
        sys.stderr.write(f"{safe(message)}\n")


def note(message: str) -> None:
    """Says on stderr what a person is to know of a result, whoever reads it."""
    from grantcalc.rendering.terminal import safe

    sys.stderr.write(f"{safe(message)}\n")


def note_today(day: date) -> None:
    """Says up to which day a result counts that nobody gave a day for."""
    note(tr("no --as-of given: counting up to today, {day}", day=shown_day(day)))


def failed(message: str) -> int:
    """Says what is wrong; gives the exit code of work that could not be done."""
    say(message)
    return FAILED
