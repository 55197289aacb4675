"""What a figure of `grantcalc remaining` is made of, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from grantcalc.finding import Place
from grantcalc.money import Money
from grantcalc.report.parts import Part
from grantcalc.report.remaining import EntryReport

FigureKind = Literal["grant", "line", "unmapped", "own_contribution", "other_source", "not_counted"]


class Origin(Part):
    """A figure of an explanation, and where it comes from: a cell, a declaration, other figures."""

    name: str
    amount: Money | None
    at: Place | None = None
    how: str = ""


class ExplainedEntry(EntryReport):
    """A ledger entry behind a figure, with the sum of those before it and itself."""

    supplier: str
    running: Money


class ExplainedHours(Part):
    """Hours behind a figure of work; `amount` and `running` are exact, in major units."""

    file: str
    sheet: str | None
    cell: str
    line: None = Field(None, exclude=True)
    date: date
    role: str
    hours: str
    rate: str
    amount: str
    running: str


class Explanation(Part):
    """What a figure is made of; its entries follow it, one by one (see `Explained`)."""

    figure: FigureKind
    name: str
    period: str | None
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Explained:
    """An explanation with the entries that add up to it; they may be millions, and are read once."""

    head: Explanation
    entries: Iterable[ExplainedEntry | ExplainedHours]
