"""Bars of text: how much of an amount is spent, on order and left, and how much of the time is gone.

They are for screens alone: in files and pipes there are the figures, which neither change with the
width of somebody's terminal nor need an explanation.
"""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from grantcalc.language import tr
from grantcalc.money import Money

#: A bar in pieces with their styles.
Pieces = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Signs:
    """What a bar is made of, one sign a cell; `beyond` ends a bar that goes on beyond the whole."""

    spent: str
    committed: str
    left: str
    gone: str
    beyond: str


BLOCKS = Signs("█", "▒", "░", "│", ">")
PLAIN = Signs("#", "=", ".", "|", ">")


def signs_shown(variables: Mapping[str, str] = os.environ) -> Signs:
    """Blocks, or what every terminal shows where this one's encoding has no blocks."""
    if variables.get("TERM") == "dumb":
        return PLAIN
    if sys.platform == "win32":  # its consoles take any text, whatever the system's code page is
        return BLOCKS
    try:
        "".join(vars(BLOCKS).values()).encode(locale.getencoding())
    except UnicodeEncodeError:
        return PLAIN
    return BLOCKS


@dataclass(frozen=True)
class Bar:
    """An amount with what is spent of it and on order, and the part of its time that is gone."""

    whole: Money
    spent: Money
    committed: Money
    elapsed: Fraction | None = None

    def cells(self, width: int, signs: Signs) -> str:
        """The bar, exactly as wide; nothing where there is no amount to be a part of.

        What is there shows, however little it is, and what is left as well.
        """
        if self.whole.minor <= 0:
            return ""
        spent = self._cells(self.spent, width)
        bound = max(self._cells(self.spent + self.committed, width), spent)
        if self.committed.minor > 0 and bound == spent and spent < width:
            bound += 1
        cells = [signs.spent] * spent + [signs.committed] * (bound - spent)
        cells += [signs.left] * (width - bound)
        if self.elapsed is not None and self.elapsed < 1:
            cells[int(self.elapsed * width)] = signs.gone
        if self.spent + self.committed > self.whole:
            cells[-1] = signs.beyond
        return "".join(cells)

    def _cells(self, amount: Money, width: int) -> int:
        """How many cells an amount fills: none or all of them only where it is nothing or all."""
        if amount.minor <= 0:
            return 0
        if amount >= self.whole:
            return width
        return min(max(round(Fraction(amount.minor, self.whole.minor) * width), 1), width - 1)


def styled(bar: str, signs: Signs) -> Pieces:
    """A bar with the colours of its parts."""
    styles = {signs.spent: "cyan", signs.committed: "yellow", signs.beyond: "red"}
    return tuple(("".join(cells), styles.get(sign)) for sign, cells in groupby(bar))


def key(bar: str, signs: Signs) -> str:
    """What the signs of a bar mean, those that it has."""
    words = {
        signs.spent: tr("spent"),
        signs.committed: tr("committed"),
        signs.left: tr("left"),
        signs.gone: tr("time gone"),
        signs.beyond: tr("more than there is"),
    }
    return "  ".join(f"{sign} {word}" for sign, word in words.items() if sign in bar)
