"""What is wrong with a total's formula, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grantcalc.checks.wording import are_all_named, cells, in_order
from grantcalc.finding import Place
from grantcalc.language import and_more, mark, sentence_list, tr
from grantcalc.model import Amount, Budget, Formulas

_MOST_NAMED = 6
#: What a formula does wrong with some cells: as the first clause, and after another.
_FAULTS = (
    (
        mark("Its formula {formula} leaves out {cells}"),
        mark("it leaves out {cells}"),
    ),
    (
        mark("Its formula {formula} counts {cells} more than once"),
        mark("it counts {cells} more than once"),
    ),
    (
        mark("Its formula {formula} counts {cells} with the wrong sign"),
        mark("it counts {cells} with the wrong sign"),
    ),
    (
        mark("Its formula {formula} also takes {cells}"),
        mark("it also takes {cells}"),
    ),
)


class Remedies:
    """What is wrong with the formulas of a budget's totals."""

    def __init__(self, budget: Budget) -> None:
        self._formulas: Formulas = {**_typed_totals(budget), **budget.formulas}
        self._made = budget.formulas

    def remedy(self, stated: Amount, parts: Mapping[Place, int]) -> str | None:
        """What a stated sum's formula does wrong, and what to write; None where it does nothing wrong.

        `parts` are the cells that it should sum, and how often each counts.
        """
        if stated.formula is None or stated.at not in self._made:
            return None
        summed = _summed(self._formulas, stated.at, parts)
        missing = [place for place, times in parts.items() if not summed.get(place)]
        twice = [p for p, times in parts.items() if abs(summed.get(p, 0)) > abs(times)]
        turned = [p for p, k in parts.items() if summed.get(p, 0) * k < 0 and p not in twice]
        beyond = [place for place in summed if place not in parts]
        faults = (missing, twice, turned, beyond)
        found = [(wording, wrong) for wording, wrong in zip(_FAULTS, faults, strict=True) if wrong]
        if not found:
            return None
        (first, wrong), *others = found
        clauses = [tr(first[0], formula=stated.formula, cells=_named(wrong))]
        clauses += [tr(wording[1], cells=_named(wrong)) for wording, wrong in others]
        if are_all_named(in_order(parts)):
            is_sum = set(parts.values()) == {1}
            should = tr("it should sum {cells}") if is_sum else tr("it should be {cells}")
            clauses.append(should.format(cells=cells(in_order(parts))))
        return f"{'; '.join(clauses)}."


def _typed_totals(budget: Budget) -> Formulas:
    """What totals without a formula stand for: the lines that they should sum."""
    return {
        amount.at: {budget.lines[i].amounts[period].at: k for i, k in total.covers.items()}
        for total in budget.totals
        for period, amount in enumerate(total.amounts)
        if amount and amount.formula is None
    }


def _summed(formulas: Formulas, at: Place, parts: Mapping[Place, int]) -> dict[Place, int]:
    """How often a formula counts each cell, through the formulas between down to `parts`."""
    times: dict[Place, int] = {at: 1}
    found: dict[Place, int] = {}
    for place in _made_of(formulas, at, parts):
        for part, k in formulas.get(place, {}).items():
            counted = times.get(place, 0) * int(k) if k == int(k) else 0
            into = found if part in parts or part not in formulas else times
            into[part] = into.get(part, 0) + counted
    return {place: count for place, count in found.items() if count}


def _made_of(formulas: Formulas, at: Place, parts: Mapping[Place, int]) -> list[Place]:
    """The formulas between a total and its parts, each before those that it is made of."""
    order: list[Place] = []
    seen = {at}
    stack = [(at, iter(formulas.get(at, ())))]
    while stack:
        place, rest = stack[-1]
        following = next(
            (p for p in rest if p not in seen and p not in parts and p in formulas), None
        )
        if following is None:
            order.append(place)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(formulas[following])))
    return order[::-1]


def _named(places: Iterable[Place]) -> str:
    names = [place.cell or "" for place in in_order(dict.fromkeys(places, 1))]
    if len(names) > _MOST_NAMED:
        return and_more(", ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED)
    return sentence_list(names)
