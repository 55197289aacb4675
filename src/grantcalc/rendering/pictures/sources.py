"""The picture "sources": who gives what in each project year, as it is budgeted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.document import Picture
from grantcalc.language import plural, tr
from grantcalc.model import AwardStatus, Kind, Side, SourceKind, same_label
from grantcalc.money import Money, known_share, known_total
from grantcalc.rendering.pictures.bars import Bar, BarTable, Row
from grantcalc.rendering.pictures.drawing import BLACK, BLUE, GREEN, ORANGE, WHITE, Ink
from grantcalc.rendering.pictures.words import (
    Amounts,
    amounts_in,
    currency_of,
    label_of,
    percent,
    period_of,
)
from grantcalc.report.funder import BudgetRow, FunderReport
from grantcalc.report.labels import in_kind

#: So many bars are read at a glance; more sources than they leave room for are summed in one.
_MOST_BARS = 30
_FEWEST_SOURCES = 3
#: Of more project years than this the whole project is shown alone.
_MOST_YEARS = 8

_IN_MONEY = {SourceKind.GRANT: BLUE, SourceKind.OWN: ORANGE, SourceKind.OTHER: GREEN}
_HATCHED = {Kind.CASH: None, Kind.IN_KIND: "//////"}


def sources_picture(report: FunderReport) -> Picture | None:
    """The income side of the budget by project year; None where it has none."""
    rows = [row for row in report.budget if row.side is Side.INCOME and not row.is_sum]
    if not any(amount for row in rows for amount in (*row.amounts, row.total)):
        return None
    shown, rest = _largest(rows, len(report.periods))
    amounts = amounts_in(amount for row in rows for amount in (*row.amounts, row.total))
    return _Sources(report, rows, shown, rest, amounts).picture()


def _size(row: BudgetRow) -> int:
    return abs(row.total.minor) if row.total else 0


def _largest(rows: Sequence[BudgetRow], years: int) -> tuple[list[BudgetRow], list[BudgetRow]]:
    """The sources that there is room for in their order, and the others, of which there are several."""
    most = max(_FEWEST_SOURCES, _MOST_BARS // (years if years <= _MOST_YEARS else 1))
    if len(rows) <= most:
        return list(rows), []
    order = sorted(range(len(rows)), key=lambda i: -_size(rows[i]))
    largest = set(order[: most - 1])
    chosen = [row for i, row in enumerate(rows) if i in largest]
    return chosen, [row for i, row in enumerate(rows) if i not in largest]


@dataclass(frozen=True)
class _Sources:
    """The picture of sources, being drawn."""

    report: FunderReport
    every: Sequence[BudgetRow]
    largest: Sequence[BudgetRow]
    rest: Sequence[BudgetRow]
    shown: Amounts

    def picture(self) -> Picture:
        """The whole of it."""
        title = tr("Sources by project year, as budgeted")
        subtitle = tr("Amounts in {currency}", currency=currency_of(self.report))
        years: Sequence[int | None] = range(len(self.report.periods))
        if len(years) > _MOST_YEARS:
            years = [None]
        rows = [row for year in years for row in self._year(year)]
        headings = [(tr("Amount"), None), (tr("Share"), None)]
        sheet = BarTable(title, subtitle, headings, rows).draw()
        alt = " ".join([f"{title}. {subtitle}.", *map(_sentence, rows)])
        return Picture("sources", title, alt, sheet.svg(title, alt), sheet.png(title, alt))

    def _year(self, year: int | None) -> Iterator[Row]:
        """A project year (None: the whole project) with its sum, then its sources."""
        whole = self._sum(self.every, year)
        label = tr("The whole project") if year is None else period_of(self.report, year)
        yield Row(label, (self.shown(whole), ""), bold=True)
        for row in self.largest:
            amount = row.total if year is None else row.amounts[year]
            yield self._row(self._label(row, year), amount, whole, self._ink(row, year))
        if self.rest:
            count = len(self.rest)
            label = plural("{count} other source", "{count} other sources", count)
            # The bar of many sources together would dwarf the others.
            yield self._row(label, self._sum(self.rest, year), whole)

    def _sum(self, rows: Sequence[BudgetRow], year: int | None) -> Money | None:
        amounts = (row.total if year is None else row.amounts[year] for row in rows)
        return known_total(amounts, self.report.currency)

    def _row(
        self, label: str, amount: Money | None, whole: Money | None, ink: Ink | None = None
    ) -> Row:
        zero, share = Money.zero(self.report.currency), percent(known_share(amount, whole))
        bars = (Bar(zero, amount or zero, ink, is_wide=True),) if ink else ()
        return Row(label, (self.shown(amount), share), bars)

    def _label(self, row: BudgetRow, year: int | None) -> str:
        label = label_of(row.label)
        if row.kind is Kind.IN_KIND:
            return in_kind(label, row.kind)
        return tr("{source} (applied for)", source=label) if self._is_applied(row, year) else label

    def _ink(self, row: BudgetRow, year: int | None) -> Ink:
        """Money in one colour, work hatched, and what is only applied for an empty frame."""
        colour = _IN_MONEY[row.source or SourceKind.OTHER]
        if self._is_applied(row, year):
            return Ink(WHITE, colour, width=1.2, dashes="--")
        return Ink(colour, BLACK, hatch=_HATCHED[row.kind or Kind.CASH])

    def _is_applied(self, row: BudgetRow, year: int | None) -> bool:
        """Whether a grant's money of a project year is applied for and not awarded."""
        return year is not None and any(
            grant.status is AwardStatus.APPLIED
            and grant.period == self.report.periods[year]
            and same_label(grant.source, row.label)
            for grant in self.report.grants
        )


def _sentence(row: Row) -> str:
    """A row in words, for those who do not see the picture."""
    amount, share = row.figures
    if not share:
        return tr("{label}: {amount}.", label=row.label, amount=amount)
    return tr("{label}: {amount}, {share}.", label=row.label, amount=amount, share=share)
