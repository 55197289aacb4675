"""What the pictures' labels say: figures from Money, in the document's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from grantcalc.language import tr
from grantcalc.money import Money, shown_percent
from grantcalc.rendering.documents.figures import plain
from grantcalc.report.funder import FunderReport
from grantcalc.report.labels import period_name

#: A label is cut after so many signs before it is measured: only its beginning is ever shown.
_LONGEST = 300


def label_of(text: str) -> str:
    """A label from a file, without what no file can hold and longer than anybody reads."""
    return plain(" ".join(text.split()))[:_LONGEST].strip()


def amounts_in(shown: Iterable[Money | None]) -> Amounts:
    """How the amounts of one picture are written: all with decimals, or none."""
    return Amounts(exactly=not all(amount.is_whole for amount in shown if amount is not None))


@dataclass(frozen=True)
class Amounts:
    """Writes the amounts of one picture alike."""

    exactly: bool

    def __call__(self, amount: Money | None) -> str:
        """An amount, or that it is not known."""
        if amount is None:
            return tr("not known")
        return plain(amount.grouped_exactly if self.exactly else amount.grouped)


def percent(share: Fraction | None) -> str:
    """A part of one as a percentage; nothing where it is not known."""
    return "" if share is None else plain(shown_percent(share))


def currency_of(report: FunderReport) -> str:
    """The currency as readers write it: Norwegians call their own kr."""
    return tr("NOK") if report.currency == "NOK" else report.currency


def period_of(report: FunderReport, number: int | None) -> str:
    """A project year by its days, or by its label where it has none; or that it is the whole project."""
    if number is None:
        return tr("the whole project")
    return label_of(period_name(report.periods[number]))


class _OfPeriod(Protocol):
    """A part of the report that is about one project year, or (None) the whole project."""

    @property
    def period(self) -> int | None: ...


_Part = TypeVar("_Part", bound=_OfPeriod)


def in_scope(parts: Sequence[_Part], report: FunderReport) -> list[_Part]:
    """Those of the project year that the report is about, or of the whole project.

    Where there is one project year alone, the two are the same.
    """
    chosen = [part for part in parts if part.period == report.period]
    return chosen or (list(parts) if len(report.periods) == 1 else [])
