"""Reports to funders made by hand: only the figures that pictures are drawn from."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from typing import Any

from grantcalc.model import AwardStatus, Kind, Side, SourceKind
from grantcalc.money import Money, known_total, total
from grantcalc.period import Period
from grantcalc.report.funder import BudgetRow, Curve, CurvePoint, FunderReport, LineUse
from grantcalc.report.parts import Summary
from grantcalc.report.remaining import EntriesReport, GrantReport, LedgerReport

START, END = date(2021, 7, 1), date(2022, 6, 30)
AS_OF = date(2022, 2, 14)
YEAR = Period(label="01.07.2021 - 30.06.2022", start=START, end=END)
NEXT = Period(label="01.07.2022 - 30.06.2023", start=date(2022, 7, 1), end=date(2023, 6, 30))


def nok(major: float) -> Money:
    return Money(round(major * 100), "NOK")


def use(
    label: str,
    budgeted: float | None,
    spent: float | None,
    committed: float = 0,
    *,
    kind: Kind = Kind.CASH,
    period: int | None = 0,
) -> LineUse:
    """A line against the accounts; what pictures do not show is left empty."""
    known = None if budgeted is None or spent is None else nok(budgeted) - nok(spent)
    return LineUse(
        label=label,
        kind=kind,
        period=period,
        approved=None,
        budgeted=None if budgeted is None else nok(budgeted),
        spent=None if spent is None else nok(spent),
        committed=nok(committed),
        remaining=known,
        available=None if known is None else known - nok(committed),
        spent_share=None,
        expected=None,
        deviation=None,
    )


def sum_of(lines: Sequence[LineUse]) -> LineUse:
    return use("", 0, 0, period=lines[0].period).model_copy(
        update={
            "budgeted": known_total((line.budgeted for line in lines), "NOK"),
            "spent": known_total((line.spent for line in lines), "NOK"),
            "committed": total((line.committed for line in lines), "NOK"),
            "is_sum": True,
        }
    )


def curve(
    costs: Mapping[date, float],
    award: float | None,
    *,
    planned: float | None = None,
    other: float = 0,
    start: date = START,
    end: date = END,
    as_of: date = AS_OF,
    period: int | None = 0,
) -> Curve:
    """A curve of costs on days, planned evenly from start to end (as much as is awarded, if not said)."""
    before = min([start, *costs]) - timedelta(days=1)
    steps = {before: 0.0, max(min(as_of, end), before): 0.0, **costs}
    sums = accumulate(amount for _, amount in sorted(steps.items()))
    whole = award if planned is None else planned
    evenly = [(start - timedelta(days=1), 0.0), (end, whole)] if whole else []
    by_now = None
    if whole:
        gone = Period(label="", start=start, end=end).elapsed_share(as_of)
        by_now = Money.nearest(nok(whole).minor * (gone or Fraction(0)) / 100, "NOK")
    return Curve(
        period=period,
        start=start,
        end=end,
        spent=tuple(
            CurvePoint(day=day, amount=nok(amount))
            for day, amount in zip(sorted(steps), sums, strict=True)
        ),
        planned=tuple(CurvePoint(day=day, amount=nok(amount or 0)) for day, amount in evenly),
        planned_by_now=by_now,
        award=None if award is None else nok(award),
        other_money=nok(other),
        ceiling=None if award is None else nok(award + other),
    )


def source(
    label: str,
    amounts: Sequence[float | None],
    of: SourceKind = SourceKind.GRANT,
    kind: Kind = Kind.CASH,
) -> BudgetRow:
    values = tuple(None if amount is None else nok(amount) for amount in amounts)
    return BudgetRow(
        label=label,
        side=Side.INCOME,
        kind=kind,
        source=of,
        amounts=values,
        total=known_total(values, "NOK"),
    )


def grant(label: str, period: Period, status: AwardStatus, amount: float) -> GrantReport:
    awarded = nok(0) if status is AwardStatus.APPLIED else nok(amount)
    names = ("carried_in", "carried_out", "received", "overdue", "spent", "committed")
    return GrantReport(
        source=label,
        period=period,
        status=status,
        granted=awarded,
        awarded=awarded,
        applied_for=nok(amount) - awarded,
        remaining=awarded,
        available=awarded,
        spent_share=None,
        elapsed_days=None,
        elapsed_share=None,
        pace=None,
        **dict.fromkeys(names, nok(0)),
    )


def funder_report(**parts: Any) -> FunderReport:
    """A report of one project year without anything; `parts` are what it has."""
    nothing = EntriesReport(entries=0, amount=nok(0))
    ledger = LedgerReport(
        files=(),
        read=nothing,
        included=nothing,
        excluded=(),
        rejected_rows=0,
        totals_left_out=0,
        posted_later=None,
    )
    names = (
        *("budget", "grants", "lines", "sources", "unmapped", "own_contribution"),
        *("application", "milestones", "curves", "findings", "inputs", "rules"),
    )
    values: dict[str, Any] = {
        "kind": "status",
        "as_of": AS_OF,
        "currency": "NOK",
        "project": "Prosjekt",
        "period": 0,
        "periods": (YEAR,),
        "closing": None,
        "commitments": None,
        "days": None,
        "elapsed_days": None,
        "elapsed_share": None,
        "tolerance": "0.1000",
        "ledger": ledger,
        "summary": Summary.of(()),
        **dict.fromkeys(names, ()),
    }
    return FunderReport.model_validate({**values, **parts})
