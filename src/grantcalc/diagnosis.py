"""Which cell is wrong: the smallest change that explains every broken sum.

A cross-footed budget is an error-correcting code. Every claim ("this cell is the sum of those")
is a linear equation over cells; a wrong cell breaks each equation that it stands in by the same
amount. Solving for one cell (then two) that mends all broken equations at once finds the fault;
what no small change explains is said plainly, and a claim that must be broken because others are
is listed under those instead of being reported again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from types import MappingProxyType

from grantcalc.finding import Place
from grantcalc.language import tr
from grantcalc.model import Formulas
from grantcalc.money import Money

_HALF_A_UNIT = Decimal("0.5")

#: Amounts in minor units by the cell they stand in; None is a gap: something unreadable.
Values = Mapping[Place, int | None]


@dataclass(frozen=True)
class Claim:
    """One equation: the cells of `actual` together should be those of `expected` plus `constant`.

    Both sides give how often each cell counts. `at` is where a fault in it is reported, `message`
    makes the sentence from (expected, actual), `is_sum` says that the sheet itself states it
    (a sum), not a rule from outside it (a balance, an award). `remedy` is what to write instead of
    the cell's own formula, where that formula is known not to be the claim's. `factors` are the cells
    and numbers whose product the claim's constant is.
    """

    at: Place
    actual: Mapping[Place, int]
    expected: Mapping[Place, int]
    message: Callable[[Money, Money], str]
    constant: int = 0
    is_sum: bool = True
    code: str = ""
    remedy: str | None = None
    factors: tuple[tuple[Place, Decimal], ...] = ()

    @property
    def terms(self) -> dict[Place, int]:
        """Each cell's coefficient in expected minus actual."""
        terms = dict(self.expected)
        for place, times in self.actual.items():
            terms[place] = terms.get(place, 0) - times
        return {place: times for place, times in terms.items() if times}

    def sides(self, values: Values) -> tuple[int, int] | None:
        """(expected, actual) in minor units; None where one of the cells is a gap."""
        known = [[(values[p], k) for p, k in side.items()] for side in (self.expected, self.actual)]
        if any(value is None for value, _ in chain(*known)):
            return None
        expected, actual = (sum((v or 0) * k for v, k in side) for side in known)
        return expected + self.constant, actual


@dataclass(frozen=True)
class Broken:
    """A claim that does not hold: its two sides in minor units, and the claims it drags along.

    `suspects` are the cells of which any one alone could be the fault, where that is known.
    """

    claim: Claim
    expected: int
    actual: int
    implied: tuple[Claim, ...] = ()
    suspects: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Repair:
    """The cell that explains the broken claims `mends`, and the value that mends them.

    Of two repairs, it may take both to mend a claim. `is_certain` says that no other single cell
    would do as well.
    """

    cell: Place
    actual: int
    expected: int
    mends: tuple[Claim, ...]
    is_certain: bool


@dataclass(frozen=True)
class Verdict:
    """What became of a budget's claims; `values` are the amounts with the repairs applied."""

    checked: int
    held: int
    skipped: int
    rounded: tuple[Broken, ...]
    repairs: tuple[Repair, ...]
    broken: tuple[Broken, ...]
    values: Values


def diagnose(
    claims: Sequence[Claim],
    values: Values,
    rounding_step: int = 0,
    formulas: Formulas = MappingProxyType({}),
    fractions: Mapping[Place, Decimal] = MappingProxyType({}),
) -> Verdict:
    """Weigh all claims together.

    `formulas` say which cells are made of which: who repairs a cell changes those made of it, too.

    `rounding_step` (minor units, 0 for exact): parts and total were rounded to this step, so n
    parts and their total may differ by up to (n + 1) / 2 steps; such a gap is set aside. So is one that
    the `fractions` of a minor unit close, which the cells hold beyond their values.
    """
    proven, values = _mend_formulas(claims, values, formulas)
    system = _System.of(claims, values, formulas)
    rounded = [
        system.broken_claim(i, values) for i in system.within_rounding(rounding_step, fractions)
    ]
    repairs, broken = _explain(system)
    repaired = dict(values)
    for repair in repairs:
        repaired = system.repaired(repair, repaired)
    repairs = [*proven, *repairs]
    for fault in broken:
        repaired.update(dict.fromkeys(fault.suspects))
    known = len(system.claims) - len(system.unknown)
    faults = {id(c) for r in repairs for c in r.mends} | {
        id(c) for b in (*broken, *rounded) for c in (b.claim, *b.implied)
    }
    return Verdict(
        checked=known,
        held=known - len(faults),
        skipped=len(system.unknown),
        rounded=tuple(rounded),
        repairs=tuple(repairs),
        broken=tuple(broken),
        values=repaired,
    )


def _mend_formulas(
    claims: Sequence[Claim], values: Values, formulas: Formulas
) -> tuple[list[Repair], Values]:
    """Repairs the totals whose own formula is known to be wrong, those of the fewest cells first."""
    repairs: list[Repair] = []
    wrong = sorted((c for c in claims if c.remedy), key=lambda claim: len(claim.terms))
    if not wrong:
        return repairs, values
    system = _System.of(claims, values, formulas)
    broken = [system.claims[i] for i in system.gaps]
    for claim in wrong:
        sides = claim.sides(values)
        if sides is None or sides[0] == sides[1]:
            continue
        repair = Repair(next(iter(claim.actual)), sides[1], sides[0], (claim,), is_certain=True)
        values = system.repaired(repair, values)
        left = [other for other in broken if not _holds(other, values)]
        known = {id(other) for other in (claim, *left)}
        mended = [other for other in broken if id(other) not in known]
        broken = left
        repairs.append(replace(repair, mends=(claim, *mended)))
    return repairs, values


def _holds(claim: Claim, values: Values) -> bool:
    sides = claim.sides(values)
    return sides is not None and sides[0] == sides[1]


#: How much one cell changes with another.
Coefficient = int | Fraction

#: The broken claims by index, with expected minus actual in minor units.
_Gaps = dict[int, int]


@dataclass
class _System:
    """The claims as equations over cells."""

    claims: Sequence[Claim]
    values: Values
    terms: list[dict[Place, int]]
    gaps: _Gaps = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    touching: dict[Place, dict[int, Coefficient]] = field(default_factory=dict)
    dependents: dict[Place, dict[Place, Coefficient]] = field(default_factory=dict)
    _touched: dict[Place, dict[int, Coefficient]] = field(default_factory=dict)

    @classmethod
    def of(cls, claims: Sequence[Claim], values: Values, formulas: Formulas) -> _System:
        system = cls(claims, values, [claim.terms for claim in claims])
        for place, parts in formulas.items():
            for part, times in parts.items():
                system.dependents.setdefault(part, {})[place] = times
        for i, claim in enumerate(claims):
            sides = claim.sides(values)
            if sides is None:
                system.unknown.add(i)
                continue
            if sides[0] != sides[1]:
                system.gaps[i] = sides[0] - sides[1]
            for place, times in system.terms[i].items():
                system.touching.setdefault(place, {})[i] = times
        return system

    def touched(self, place: Place) -> dict[int, Coefficient]:
        """The claims that a cell touches: those it stands in, and those of the cells made of it."""
        if not self.dependents:
            return self.touching[place]
        if place not in self._touched:
            found: dict[int, Coefficient] = {}
            for cell, share in self.effects(place).items():
                for i, times in self.touching.get(cell, {}).items():
                    found[i] = found.get(i, 0) + times * share
            self._touched[place] = {i: times for i, times in found.items() if times}
        return self._touched[place]

    def effects(self, place: Place) -> dict[Place, Coefficient]:
        """How much each cell changes when one cell changes by 1: itself, and those made of it."""
        changes: dict[Place, Coefficient] = {place: 1}
        order = self._made_of(place)
        for cell in order:
            for dependent, times in self.dependents.get(cell, {}).items():
                changes[dependent] = changes.get(dependent, 0) + times * changes[cell]
        return changes

    def repaired(self, repair: Repair, values: Values) -> dict[Place, int | None]:
        """The values once a cell is repaired, and with it the cells that are made of it."""
        after = dict(values)
        change = repair.expected - repair.actual
        for place, times in self.effects(repair.cell).items():
            before = after.get(place)
            if before is not None:
                after[place] = round(before + change * times)
        return after

    def _made_of(self, place: Place) -> list[Place]:
        """The cell and all that are made of it, each after those that it is made of."""
        order: list[Place] = []
        seen = {place}
        stack = [(place, iter(self.dependents.get(place, ())))]
        while stack:
            cell, rest = stack[-1]
            following = next((d for d in rest if d not in seen), None)
            if following is None:
                stack.pop()
                order.append(cell)
            else:
                seen.add(following)
                stack.append((following, iter(self.dependents.get(following, ()))))
        return order[::-1]

    def within_rounding(self, step: int, fractions: Mapping[Place, Decimal]) -> list[int]:
        """Takes the gaps that rounding can make, or made, out of the system."""
        small = [
            i
            for i, gap in self.gaps.items()
            if 2 * abs(gap) <= step * (len(self.claims[i].expected) + len(self.claims[i].actual))
            or self._is_rounded_away(i, gap, fractions)
        ]
        for i in small:
            del self.gaps[i]
        return small

    def _is_rounded_away(self, i: int, gap: int, fractions: Mapping[Place, Decimal]) -> bool:
        """Whether the cells agree as they stand, and only their rounded values do not."""
        hidden = [
            fractions[place] * times for place, times in self.terms[i].items() if place in fractions
        ]
        return bool(hidden) and abs(gap + sum(hidden, Decimal(0))) < _HALF_A_UNIT

    def broken_claim(self, i: int, values: Values) -> Broken:
        """The claim with its two sides, by `values`."""
        sides = self.claims[i].sides(values)
        assert sides is not None, "a claim over a gap is never broken"  # noqa: S101
        return Broken(self.claims[i], *sides)


def _explain(system: _System) -> tuple[list[Repair], list[Broken]]:
    """First one or two cells for all gaps, then for the sums alone, else each claim plainly."""
    if not system.gaps:
        return [], []
    everything = set(range(len(system.claims)))
    sums = {i for i in everything if system.claims[i].is_sum}
    for within in (everything, sums):
        gaps = {i: gap for i, gap in system.gaps.items() if i in within}
        solution = _solve(system, gaps, within) if gaps else None
        if solution:
            return _as_findings(system, solution)
    return [], _plain(system, system.gaps, system.values)


#: Two changed cells can mend any two claims; only where they mend more do they explain anything.
_FEWEST_FOR_A_PAIR = 3
#: One changed cell mends any one rule from outside the sheet; a budget may well be unbalanced.
_FEWEST_FOR_A_RULE = 2

#: Cells of which any one, changed by the amount given (minor units), would do.
_Options = dict[Place, int]


def _solve(system: _System, gaps: _Gaps, within: set[int]) -> list[_Options] | None:
    """The one or two changes that close all gaps; None where there are none, or unlike ways."""
    if single := _single(system, gaps, within):
        says_a_sum = any(system.claims[i].is_sum for i in gaps)
        is_evidence = says_a_sum or _independent(system, gaps, within) >= _FEWEST_FOR_A_RULE
        return [single] if is_evidence else None
    choices = _product(_pairs(system, gaps, within))
    if choices and _independent(system, gaps, within) >= _FEWEST_FOR_A_PAIR:
        return choices
    return None


def _independent(system: _System, gaps: _Gaps, within: set[int]) -> int:
    """How many of the broken claims are evidence of their own.

    Income minus cost is always what money and work in kind give together: where such rules hold, a
    broken one may say nothing that another broken one does not say.
    """
    basis = _Basis()
    for i in within:
        if i not in gaps and i not in system.unknown and not system.claims[i].is_sum:
            basis.add(system.terms[i], None)
    return sum(basis.add(system.terms[i], i) is None for i in gaps)


def _single(system: _System, gaps: _Gaps, within: set[int]) -> _Options:
    """The cells of which any one, changed, closes every gap and opens none."""
    smallest = min(gaps, key=lambda i: len(system.terms[i]))
    changes = {
        place: Fraction(-gaps[smallest]) / times
        for place in system.terms[smallest]
        if (times := system.touched(place).get(smallest))
    }
    return {
        place: change.numerator
        for place, change in changes.items()
        if change.denominator == 1 and not _after(system, gaps, place, change.numerator, within)
    }


def _pairs(system: _System, gaps: _Gaps, within: set[int]) -> dict[frozenset[Place], _Options]:
    """The pairs of cells that together close every gap, with their changes."""
    pairs: dict[frozenset[Place], _Options] = {}
    suspects = list(dict.fromkeys(place for i in gaps for place in system.terms[i]))
    if (
        not _FEWEST_FOR_A_PAIR
        <= len(gaps)
        <= 2 * max(len(system.touched(place)) for place in suspects)
    ):
        return pairs
    for first in suspects:
        for i, times in system.touched(first).items():
            if i not in gaps or gaps[i] % times:
                continue
            change = int(-gaps[i] / Fraction(times))
            rest = _after(system, gaps, first, change, within)
            for second, other in (_single(system, rest, within) if rest else {}).items():
                pairs[frozenset((first, second))] = {first: change, second: other}
    return pairs


def _product(pairs: dict[frozenset[Place], _Options]) -> list[_Options] | None:
    """The pairs as one choice among some cells and another among others, if that is all they are."""
    if not pairs:
        return None
    one, other = next(iter(pairs.values()))
    choices: list[_Options] = []
    for kept in (other, one):
        with_kept = [options for pair, options in pairs.items() if kept in pair]
        choices.append({p: change for o in with_kept for p, change in o.items() if p != kept})
    return choices if len(pairs) == len(choices[0]) * len(choices[1]) else None


def _after(system: _System, gaps: _Gaps, place: Place, change: int, within: set[int]) -> _Gaps:
    """The gaps that are left, or new, when one cell changes."""
    left = dict(gaps)
    for i, times in system.touched(place).items():
        if i in within:
            # What a formula takes in parts may end between two minor units.
            left[i] = left.get(i, 0) + round(times * change)
            if not left[i]:
                del left[i]
    return left


def _as_findings(system: _System, choices: list[_Options]) -> tuple[list[Repair], list[Broken]]:
    """A repair where a choice comes down to one cell, else the first broken claim with suspects."""
    everything = set(range(len(system.claims)))
    repairs: list[Repair] = []
    broken: list[Broken] = []
    left, values = dict(system.gaps), dict(system.values)
    for options in choices:
        after = {
            place: _after(system, left, place, change, everything)
            for place, change in options.items()
        }
        mended = [i for i in left if all(i not in gaps for gaps in after.values())]
        if cell := _the_cell(options, [system.claims[i] for i in mended]):
            actual = values[cell] or 0
            values[cell] = actual + options[cell]
            touched = system.touched(cell)
            its_own = [i for i in touched if i in system.gaps] or touched
            mends = tuple(system.claims[i] for i in its_own)
            repairs.append(Repair(cell, actual, values[cell] or 0, mends, len(options) == 1))
            left = after[cell]
        elif mended:
            fault = system.broken_claim(mended[0], system.values)
            claims = tuple(system.claims[i] for i in mended[1:])
            broken.append(replace(fault, implied=claims, suspects=tuple(options)))
    # Of claims over a suspect cell nothing can be said before it is known which cell is wrong.
    unknown = {place for fault in broken for place in fault.suspects}
    left = {i: gap for i, gap in left.items() if not unknown & set(system.terms[i])}
    return repairs, [*broken, *_plain(system, left, values)]


def _the_cell(options: _Options, claims: Sequence[Claim]) -> Place | None:
    """The one cell of a choice: its only one, or the only one that itself states a sum."""
    if len(options) == 1:
        return next(iter(options))
    stating = [p for p in options if any(p in c.actual and c.is_sum for c in claims)]
    return stating[0] if len(stating) == 1 else None


def _plain(system: _System, gaps: _Gaps, values: Values) -> list[Broken]:
    """Each broken claim that does not follow from the claims before it, with those that do.

    A stated sum that follows, but from sums of other cells, is said all the same: its cell is one to
    correct. (Two amounts off by the same, one up and one down, break two rows and no column.)
    """
    if len(gaps) < 2:
        return [system.broken_claim(i, values) for i in gaps]
    basis = _Basis()
    for i in range(len(system.claims)):
        if i not in gaps and i not in system.unknown:
            basis.add(system.terms[i], None)
    implied: dict[int, list[Claim]] = {}
    for i in gaps:
        causes = basis.add(system.terms[i], i)
        has_its_own = system.claims[i].is_sum
        near = [
            cause
            for cause in causes or ()
            if cause in implied and (not has_its_own or _share_a_cell(system, i, cause))
        ]
        if near:
            implied[min(near)].append(system.claims[i])
        else:
            implied[i] = []
    return [
        replace(system.broken_claim(i, values), implied=tuple(claims))
        for i, claims in implied.items()
    ]


def _share_a_cell(system: _System, one: int, other: int) -> bool:
    return not system.terms[one].keys().isdisjoint(system.terms[other])


class _Basis:
    """Linearly independent equations, by exact elimination."""

    def __init__(self) -> None:
        self._rows: dict[Place, tuple[dict[Place, Fraction], frozenset[int]]] = {}

    def add(self, terms: Mapping[Place, int], name: int | None) -> frozenset[int] | None:
        """None where the equation is new; else the named equations that it follows from."""
        vector = {place: Fraction(times) for place, times in terms.items()}
        causes: frozenset[int] = frozenset()
        while pivot := next((place for place in vector if place in self._rows), None):
            row, row_causes = self._rows[pivot]
            _subtract(vector, row, vector[pivot] / row[pivot])
            causes |= row_causes
        if not vector:
            return causes
        own = frozenset() if name is None else frozenset([name])
        # The last cell of a claim is the stated one, which stands in few others: little fills in.
        self._rows[next(reversed(vector))] = (vector, causes | own)
        return None


def _subtract(
    vector: dict[Place, Fraction], row: Mapping[Place, Fraction], times: Fraction
) -> None:
    for place, value in row.items():
        left = vector.get(place, Fraction(0)) - times * value
        if left:
            vector[place] = left
        else:
            del vector[place]


def implied_value(place: Place, claims: Iterable[Claim], values: Values) -> int | None:
    """What the claims say an unreadable cell should hold: their one common answer, else None."""
    answers: set[Fraction] = set()
    for claim in claims:
        if place not in claim.expected and place not in claim.actual:
            continue
        terms = claim.terms
        others = [(values[p], k) for p, k in terms.items() if p != place]
        if place in terms and all(value is not None for value, _ in others):
            rest = sum((value or 0) * k for value, k in others) + claim.constant
            answers.add(Fraction(-rest, terms[place]))
    if len(answers) != 1:
        return None
    answer = answers.pop()
    return int(answer) if answer.denominator == 1 else None


def likely_slip(actual: int, expected: int) -> str | None:
    """The slip of the hand that turns `expected` into `actual` (minor units); None for no known one."""
    if actual == -expected:
        return tr("the sign is turned")
    typed, meant = str(abs(actual)).rstrip("0") or "0", str(abs(expected)).rstrip("0") or "0"
    if actual * expected > 0 and typed == meant:
        return tr("a zero too many or too few")
    typed, meant = str(abs(actual)), str(abs(expected))
    if len(typed) == len(meant):
        wrong = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
        if len(wrong) == 1:
            return tr("one digit is wrong")
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(typed) == sorted(meant):
            return tr("two digits are swapped")
    if len(typed) == len(meant) + 1 and _without_one(typed, meant):
        return tr("a digit too many")
    if len(meant) == len(typed) + 1 and _without_one(meant, typed):
        return tr("a digit is missing")
    return None


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
