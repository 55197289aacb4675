"""The ways of charging: which of several sources of money pays for a cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from grantcalc.config import ChargingMethod, ChargingTable, Shares
from grantcalc.errors import UnclearChoiceError
from grantcalc.language import quoted, tr
from grantcalc.model import Budget, SourceKind, same_label
from grantcalc.money import Money


@dataclass(frozen=True)
class CashSource:
    """A source of money in one project year, with what can be expected of it there.

    `awarded` is what a funder has promised, where awards are declared; `carried_in` is what was left
    of it in the year before.
    """

    label: str
    kind: SourceKind
    budgeted: Money
    carried_in: Money | None = None
    awarded: Money | None = None

    @property
    def expected(self) -> Money:
        """What it can pay: what is awarded, else budgeted, and what was left of the year before."""
        own = self.budgeted if self.awarded is None else self.awarded
        return own + self.carried_in if self.carried_in else own


@dataclass(frozen=True)
class Cost:
    """Money spent or bound in a project year (its index), and what may tell who pays it."""

    year: int
    line: int | None
    tag: str | None
    amount: Money


def charge(
    spent: Money, sources: Sequence[CashSource], method: ChargingMethod | None
) -> list[Money] | None:
    """What each source pays of `spent`; the parts add up to it exactly.

    One source pays everything. With several, `method` decides: the first in turn pay up to what
    is expected of them and the last of them pays the rest, or all pay in proportion to the budget.
    None where there is no source, or where several have no declared method: that is never guessed.
    """
    if len(sources) == 1:
        return [spent]
    if not sources or method is None or method.is_by_cost:
        return None
    if method is ChargingMethod.PRO_RATA:
        weights = [max(source.budgeted.minor, 0) for source in sources]
        return spent.split(weights) if any(weights) else None
    return _in_turn(spent, sources, _order(sources, method))


def charge_also(
    more: Money, spent: Money, sources: Sequence[CashSource], method: ChargingMethod | None
) -> list[Money] | None:
    """What each source pays of `more`, after what it has paid of `spent`; adds up to `more`.

    What is paid in proportion is divided by itself: as the difference of two divided sums, a
    source's part could come out an øre below zero.
    """
    if method is ChargingMethod.PRO_RATA:
        return charge(more, sources, method)
    before, after = charge(spent, sources, method), charge(spent + more, sources, method)
    if before is None or after is None:
        return None
    return [a - b for a, b in zip(after, before, strict=True)]


def _order(sources: Sequence[CashSource], method: ChargingMethod) -> list[int]:
    first = SourceKind.GRANT if method is ChargingMethod.GRANT_FIRST else SourceKind.OWN
    return sorted(range(len(sources)), key=lambda i: sources[i].kind is not first)


def _in_turn(spent: Money, sources: Sequence[CashSource], order: list[int]) -> list[Money]:
    paid = [Money.zero(spent.currency)] * len(sources)
    left = spent
    for i in order[:-1]:
        paid[i] = min(left, sources[i].expected)
        left -= paid[i]
    paid[order[-1]] = left
    return paid


class Payers:
    """Who pays which cost of one project year, by its budget line or its tag.

    `further` are the sources that are declared to pay beside those that the budget expects to.

    Raises:
        UnclearChoiceError: there are costs for which no source is declared.
    """

    def __init__(
        self,
        budget: Budget,
        table: ChargingTable,
        sources: Sequence[CashSource],
        costs: Sequence[Cost],
    ) -> None:
        self._budget = budget
        self._table = table
        self._sources = sources
        self._rest = table.rest or (sources[0].label if len(sources) == 1 else None)
        keys = dict.fromkeys(self._key(cost) for cost in costs if cost.amount)
        self._paying = {key: payers for key in keys if (payers := self._payers_of(key))}
        lacking = [key for key in keys if key not in self._paying]
        if lacking:
            raise self._nobody_pays(lacking, costs)
        self.further: list[str] = []
        for label in (label for payers in self._paying.values() for label in payers):
            known = [*(source.label for source in sources), *self.further]
            if not any(same_label(label, one) for one in known):
                self.further.append(label)

    def charge(self, costs: Sequence[Cost], sources: Sequence[CashSource]) -> list[Money]:
        """What each source pays of the costs; the parts add up to them exactly."""
        paid = [Money.zero(self._budget.currency)] * len(sources)
        for key, payers in self._paying.items():
            amount = self._sum(costs, key)
            parts = amount.split(_whole_numbers(payers))
            for label, part in zip(payers, parts, strict=True):
                i = next(i for i, s in enumerate(sources) if same_label(s.label, label))
                paid[i] += part
        return paid

    def _key(self, cost: Cost) -> int | str | None:
        return cost.line if self._table.method is ChargingMethod.BY_LINE else cost.tag

    def _sum(self, costs: Sequence[Cost], key: int | str | None) -> Money:
        amounts = (cost.amount for cost in costs if self._key(cost) == key)
        return sum(amounts, Money.zero(self._budget.currency))

    def _payers_of(self, key: int | str | None) -> Shares | None:
        """The declared payers of a line or a tag; else the source that pays the rest.

        A tag that no table explains is the name of the source itself.
        """
        name = self._budget.lines[key].label if isinstance(key, int) else key
        declared = {**self._table.lines, **self._table.tags}
        labels = [source.label for source in self._sources]
        if isinstance(key, str) and not declared:
            declared = {label: {label: Decimal(1)} for label in labels}
        found = (payers for one, payers in declared.items() if name and same_label(one, name))
        rest = {self._rest: Decimal(1)} if self._rest else None
        return next(found, rest)

    def _nobody_pays(
        self, lacking: Sequence[int | str | None], costs: Sequence[Cost]
    ) -> UnclearChoiceError:
        by_line = self._table.method is ChargingMethod.BY_LINE
        unnamed = (
            tr("costs on no budget line")
            if by_line
            else tr("costs without {column}", column=self._table.tag)
        )
        listed = []
        for key in lacking:
            name = self._budget.lines[key].label if isinstance(key, int) else key
            amount = self._sum(costs, key).grouped
            listed.append(f"{quoted(name)} ({amount})" if name else f"{unnamed} ({amount})")
        return UnclearChoiceError(
            tr(
                "it is not declared who pays for {costs}; in grantcalc.toml (a text file beside the "
                'workbook), write for each, under [{table}], "..." = "the source that pays", or under '
                '[charging] rest = "the source that pays everything else"; the sources are {sources}',
                costs=", ".join(listed),
                table="charging.lines" if by_line else "charging.tags",
                sources=", ".join(quoted(source.label) for source in self._sources),
            )
        )


def _whole_numbers(shares: Shares) -> list[int]:
    """Shares such as 12.5 and 87.5 as whole numbers in the same proportion."""
    parts = [Fraction(part) for part in shares.values()]
    common = lcm(*(part.denominator for part in parts))
    return [int(part * common) for part in parts]
