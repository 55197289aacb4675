"""Whether a budget was understood, as its own figures tell; one that was not is said once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grantcalc.errors import declaring
from grantcalc.language import tr
from grantcalc.model import Amount, Budget, CellState

_FEWEST_TEXTS = 3
_FEWEST_GAPS = 4


@dataclass(frozen=True, slots=True)
class _Sum:
    """A stated sum, and what its parts add up to, in minor units."""

    stated: int
    computed: int


def reason_to_distrust(budget: Budget) -> str | None:
    """Why the reading of a sheet is more likely wrong than the sheet; None where it is credible.

    An honest budget holds few texts among its amounts, and one fault breaks all its sums by the same
    amount. Where a quarter of the amounts are texts, or most sums are off, each by an amount of its
    own, the columns or rows are something else than they were taken for.
    """
    amounts = [a for line in budget.lines for a in line.amounts]
    texts = [a for a in amounts if a.state is CellState.UNREADABLE]
    filled = [a for a in amounts if a.state is not CellState.BLANK]
    if len(texts) >= _FEWEST_TEXTS and 4 * len(texts) >= len(filled):
        shown = ", ".join(str(a.at.cell) for a in texts[:3])
        return _advice(
            tr(
                "{count} of the {all} cells that were taken for amounts hold text ({cells})",
                count=len(texts),
                all=len(filled),
                cells=shown,
            )
        )
    sums = list(_sums(budget))
    gaps = {abs(s.stated - s.computed) for s in sums if s.stated != s.computed}
    broken = sum(s.stated != s.computed for s in sums)
    if len(gaps) >= _FEWEST_GAPS and 2 * broken > len(sums):
        return _advice(
            tr(
                "{count} of its {all} sums do not come to what they were taken to sum, each by an amount "
                "of its own",
                count=broken,
                all=len(sums),
            )
        )
    return None


def _advice(evidence: str) -> str:
    return tr(
        "it is not clear what its rows and columns are: {evidence}; {declare} "
        "header_row = the number of the row that names the columns, and columns = {{ A = "
        '"label", B = "amount" }} with the right letters, or sheet = the name of another '
        "sheet that holds the budget",
        evidence=evidence,
        declare=declaring("budget"),
    )


def _sums(budget: Budget) -> Iterator[_Sum]:
    """Every stated sum of lines whose parts are known and that states something."""
    for total in budget.totals:
        for period, amount in enumerate(total.amounts):
            parts = {i: budget.lines[i].amounts[period] for i in total.covers}
            if computed := _computed(amount, parts, total.covers):
                yield computed
    for line in budget.lines:
        if line.total is not None and len(line.amounts) > 1:
            parts = dict(enumerate(line.amounts))
            if computed := _computed(line.total, parts, dict.fromkeys(parts, 1)):
                yield computed


def _computed(
    stated: Amount | None, parts: dict[int, Amount], times: dict[int, int]
) -> _Sum | None:
    if stated is None or stated.value is None or not parts:
        return None
    known = {i: a.value.minor for i, a in parts.items() if a.value is not None}
    if len(known) < len(parts):
        return None
    return _Sum(stated.value.minor, sum(minor * times[i] for i, minor in known.items()))
