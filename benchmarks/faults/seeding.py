"""The faults: each is one slip in a clean budget, with a record of where it is and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from benchmarks.faults.book import (
    Book,
    Broken,
    Cell,
    Chain,
    Formula,
    Product,
    Ref,
    Role,
    Sum,
    Value,
    broken,
    recalculated,
)
from benchmarks.faults.evidence import culprits


@dataclass(frozen=True)
class Seeded:
    """A budget with one fault.

    `accepted` are the cells that may rightly be named first: the wrong cell alone where the
    sheet determines it, else all those that the sheet does not tell apart.
    """

    kind: str
    book: Book
    cell: Ref
    right: Value
    accepted: frozenset[Ref]

    @property
    def determined(self) -> bool:
        """Whether the sheet itself tells which cell is wrong."""
        return self.accepted == {self.cell}


Seeder = Callable[[Book, Random], Seeded | None]


def _shuffled(refs: list[Ref], rng: Random) -> list[Ref]:
    return rng.sample(refs, len(refs))


def _judged(
    kind: str, book: Book, cell: Ref, right: Value, rules: Book | None = None
) -> Seeded | None:
    """The fault, if the sheet's claims show it: one that nothing can show is none to seed.

    Where several cells would do, the cell at which a broken claim stands may be named as well.
    `rules` is the book in which to look for those cells, if it is another.
    """
    wrong = broken(book.claims, book.shown())
    if not wrong:
        return None
    found = culprits(rules or book)
    if found != {cell}:
        stated = {
            ref for claim in wrong for ref in (claim.cells() if claim.outside else [claim.cell])
        }
        found |= stated | {cell}
    return Seeded(kind, book, cell, right, found)


# -- slips of the hand in a figure


def _slip(kind: str, change: Callable[[Fraction, Random], Fraction | None]) -> Seeder:
    """A seeder that changes the figure of one line."""

    def seed(book: Book, rng: Random) -> Seeded | None:
        for ref in _shuffled(book.refs(Role.LINE), rng)[:12]:
            cell = book.cells[ref]
            if cell.live or not isinstance(cell.value, Fraction):
                continue
            wrong = change(cell.value, rng)
            if wrong is None or wrong == cell.value:
                continue
            changed = book.changed({ref: replace(cell, value=wrong)})
            seeded = _judged(kind, changed, ref, cell.value)
            if seeded:
                return seeded
        return None

    return seed


def _digits(value: Fraction) -> tuple[list[str], int]:
    """An amount's digits, and how many of them are decimals."""
    decimals = 0 if value.denominator == 1 else 2
    return list(str(abs(value) * 10**decimals)), decimals


def _number(digits: list[str], decimals: int, value: Fraction) -> Fraction:
    return Fraction(int("".join(digits)), 10**decimals) * (-1 if value < 0 else 1)


def other_digit(value: Fraction, rng: Random) -> Fraction | None:
    """One digit typed wrong."""
    digits, decimals = _digits(value)
    places = [i for i, digit in enumerate(digits) if digit != "0"]
    if not places:
        return None
    place = rng.choice(places)
    digits[place] = rng.choice([d for d in "123456789" if d != digits[place]])
    return _number(digits, decimals, value)


def swapped_digits(value: Fraction, rng: Random) -> Fraction | None:
    """Two neighbouring digits the wrong way round."""
    digits, decimals = _digits(value)
    places = [
        i for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")
    ]  # fmt: skip
    if not places:
        return None
    i = rng.choice(places)
    digits[i], digits[i + 1] = digits[i + 1], digits[i]
    return _number(digits, decimals, value)


def factor_of_ten(value: Fraction, rng: Random) -> Fraction | None:
    """A zero too many or too few."""
    if not value:
        return None
    shorter = value / 10
    return shorter if shorter.denominator == 1 and rng.random() < 0.5 else value * 10


def turned_sign(value: Fraction, rng: Random) -> Fraction | None:  # noqa: ARG001 - as the others
    """A minus that does not belong."""
    return -value or None


def _typed_figure(kind: str, role: Role) -> Seeder:
    """A seeder that types a wrong figure where a sum is typed anyway."""

    def seed(book: Book, rng: Random) -> Seeded | None:
        for ref in _shuffled(book.refs(role), rng):
            cell = book.cells[ref]
            if cell.live or cell.formula is None or not isinstance(cell.value, Fraction):
                continue
            change = rng.choice((other_digit, swapped_digits, factor_of_ten))
            wrong = change(cell.value, rng)
            if wrong is None or wrong == cell.value:
                continue
            return _judged(kind, book.changed({ref: replace(cell, value=wrong)}), ref, cell.value)
        return None

    return seed


def product_differs(book: Book, rng: Random) -> Seeded | None:
    """A quantity or a price is not the one that the amount was worked out from.

    The sheet does not tell which of them it is: the row's factors and amount may all be named.
    """
    for ref in _shuffled(book.refs(Role.FACTOR), rng):
        cell = book.cells[ref]
        if not isinstance(cell.value, Fraction):
            continue
        changed = book.changed({ref: replace(cell, value=other_digit(cell.value, rng))})
        wrong = broken(book.claims, changed.shown())
        if wrong:
            named = frozenset(named for claim in wrong for named in claim.cells())
            return Seeded("quantity x price differs", changed, ref, cell.value, named)
    return None


def wrong_percentage(book: Book, rng: Random) -> Seeded | None:
    """The percentage that is stated is not the one that the amount was worked out with."""
    for ref in _shuffled(book.refs(Role.LINE, Role.RATE), rng):
        cell, used = book.cells[ref], Fraction(rng.choice((5, 8, 12, 18, 30)), 100)
        if cell.role is Role.LINE:
            if not isinstance(cell.formula, Product):
                continue
            base = book.shown()[cell.formula.factors[0]]
            if book.cells[cell.formula.factors[0]].role is not Role.TOTAL:
                continue
            used = used * base if isinstance(base, Fraction) else used
        typed = replace(cell, value=used, live=False)
        return _judged("wrong percentage", book.changed({ref: typed}), ref, book.shown()[ref])
    return None


# -- sums of the wrong cells


def _sums(book: Book, rng: Random) -> Iterator[tuple[Ref, Cell, Formula]]:
    for ref in _shuffled(book.refs(Role.TOTAL, Role.ROW_TOTAL), rng):
        cell = book.cells[ref]
        if cell.formula is not None:
            yield ref, cell, cell.formula


def _summed_otherwise(
    kind: str, changes: Callable[[Book, Ref, Formula, Random], Formula | None]
) -> Seeder:
    """A seeder that puts a wrong sum in the place of a right one, as formula or typed.

    A formula tells by itself what it adds up, so that its cell is the wrong one; of a typed figure
    only the sheet's other sums can tell.
    """

    def seed(book: Book, rng: Random) -> Seeded | None:
        shown = book.shown()
        for ref, cell, formula in _sums(book, rng):
            wrong = changes(book, ref, formula, rng)
            if wrong is None or wrong.value(shown.get) == shown[ref]:
                continue
            if cell.live:
                changed = book.changed({ref: replace(cell, formula=wrong)})
                return Seeded(kind, changed, ref, shown[ref], frozenset({ref}))
            typed = replace(cell, value=wrong.value(shown.get))
            seeded = _judged(kind, book.changed({ref: typed}), ref, cell.value)
            if seeded:
                return seeded
        return None

    return seed


def shortened(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:  # noqa: ARG001
    """A range that misses its first or last line."""
    if not isinstance(formula, Sum):
        return None
    first, last = formula.ranges[0]
    if last.row - first.row < 2:
        return None
    cut = (first.moved(1, 0), last) if rng.random() < 0.4 else (first, last.moved(-1, 0))
    return replace(formula, ranges=(cut, *formula.ranges[1:]))


def doubled_groups(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:  # noqa: ARG001
    """One range over the totals and all the lines that are in them."""
    cells = list(formula.reads())
    parts = [book.cells[cell] for cell in cells if cell in book.cells]
    if len(parts) < 2 or any(p.role is not Role.TOTAL for p in parts) or cells[0].row == ref.row:
        return None
    below = book.cells[cells[0]].formula
    first = min(below.reads(), key=lambda cell: cell.row) if below else None
    if first is None or first.column != ref.column or first.sheet != ref.sheet:
        return None
    return Sum(((first, max(cells, key=lambda cell: cell.row)),))


def doubled_term(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:  # noqa: ARG001
    """A cell twice in a chain of +."""
    if (
        not isinstance(formula, Chain)
        or len(formula.terms) < 2
        or any(s < 0 for s, _ in formula.terms)
    ):
        return None
    twice = rng.choice(formula.terms)
    return replace(formula, terms=(*formula.terms, twice))


def missing_term(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:  # noqa: ARG001
    """A chain of + that forgets a cell."""
    if (
        not isinstance(formula, Chain)
        or len(formula.terms) < 3
        or any(s < 0 for s, _ in formula.terms)
    ):
        return None
    forgotten = rng.randrange(len(formula.terms))
    return replace(formula, terms=formula.terms[:forgotten] + formula.terms[forgotten + 1 :])


def reaching(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:
    """A range that begins in the block above its own: at its total, or at its last line.

    A typed figure takes that line in as well: with the total alone it might be meant as a sum of
    everything so far.
    """
    if not isinstance(formula, Sum):
        return None
    first, last = formula.ranges[0]
    if first.column != last.column:
        return None
    further = rng.randint(0, 1) if book.cells[ref].live else 1
    for up in range(1, 4):
        above = book.cells.get(first.moved(-up, 0))
        beyond = book.cells.get(first.moved(-up - further, 0))
        if above and beyond and above.role is Role.TOTAL and beyond.role in (Role.TOTAL, Role.LINE):
            start = first.moved(-up - further, 0)
            return replace(formula, ranges=((start, last), *formula.ranges[1:]))
    return None


def _live_only(
    changes: Callable[[Book, Ref, Formula, Random], Formula | None],
) -> Callable[..., Formula | None]:
    def change(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:
        return changes(book, ref, formula, rng) if book.cells[ref].live else None

    return change


def with_constant(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:  # noqa: ARG001
    """A sum with a figure added by hand."""
    if isinstance(formula, Sum | Chain):
        return replace(formula, plus=rng.choice((500, 1000, 2500, -1000, 12000)))
    return None


def other_column(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:  # noqa: ARG001
    """A column's total that sums the column beside it."""
    if not isinstance(formula, Sum | Chain) or len(_siblings(book, ref)) < 2:
        return None
    if {cell.column for cell in formula.reads()} != {ref.column}:
        return None
    left = formula.moved(0, -1)
    if all(book.cells.get(cell, Cell(Role.WORD)).role is not Role.WORD for cell in left.reads()):
        return left
    return None


def circular(book: Book, ref: Ref, formula: Formula, rng: Random) -> Formula | None:  # noqa: ARG001
    """A range that holds its own sum."""
    if not isinstance(formula, Sum):
        return None
    first, last = formula.ranges[-1]
    if last.column != ref.column or last.moved(1, 0) != ref:
        return None
    return replace(formula, ranges=(*formula.ranges[:-1], (first, ref)))


def _siblings(book: Book, ref: Ref) -> list[Ref]:
    """The cells beside or below it whose formulas are the same one, copied."""
    formula = book.cells[ref].formula
    if formula is None:
        return []
    return [
        other
        for other, cell in book.cells.items()
        if other != ref and cell.live and cell.formula and other.sheet == ref.sheet
        and (other.row == ref.row or other.column == ref.column)
        and cell.formula == formula.moved(other.row - ref.row, other.column - ref.column)
    ]  # fmt: skip


def line_left_out_everywhere(book: Book, rng: Random) -> Seeded | None:
    """A line was added outside the range of every column's sum."""
    shown = book.shown()
    for ref, cell, formula in _sums(book, rng):
        row = [ref, *(other for other in _siblings(book, ref) if other.row == ref.row)]
        if not cell.live or len(row) < 2 or not isinstance(formula, Sum):
            continue
        first, last = formula.ranges[0]
        if first.column != last.column or last.row - first.row < 2:
            continue
        short = replace(formula, ranges=((first, last.moved(-1, 0)), *formula.ranges[1:]))
        changed = {
            other: replace(book.cells[other], formula=short.moved(0, other.column - ref.column))
            for other in row
        }
        at = min(row)
        return Seeded(
            "line left out everywhere", book.changed(changed), at, shown[at], frozenset(row)
        )
    return None


# -- formulas typed over, old values, and cells that are not what they seem


def typed_over_wrong(book: Book, rng: Random) -> Seeded | None:
    """A figure typed over a formula, and not its value."""
    shown = book.shown()
    for ref, cell, _ in _sums(book, rng):
        value = shown[ref]
        if not cell.live or not isinstance(value, Fraction):
            continue
        wrong = other_digit(value, rng)
        changed = book.changed({ref: replace(cell, value=wrong, live=False)})
        seeded = _judged("typed over, wrong", changed, ref, value)
        if seeded and _siblings(book, ref):
            return replace(seeded, accepted=frozenset({ref}))
        if seeded:
            return seeded
    return None


def typed_over_right(book: Book, rng: Random) -> Seeded | None:
    """A figure typed over one formula among its like: right until a line changes."""
    shown = book.shown()
    for ref, cell, _ in _sums(book, rng):
        if cell.live and len(_siblings(book, ref)) > 1:
            changed = book.changed({ref: replace(cell, value=shown[ref], live=False)})
            return Seeded("typed over, right", changed, ref, shown[ref], frozenset({ref}))
    return None


def stale(book: Book, rng: Random) -> Seeded | None:
    """A line was changed by a program that did not compute: the sums in the file are the old ones."""
    old = book.shown()
    for ref in _shuffled(book.refs(Role.LINE, Role.FACTOR), rng):
        cell = book.cells[ref]
        if cell.live or not isinstance(cell.value, Fraction):
            continue
        changed = book.changed(
            {ref: replace(cell, value=cell.value + rng.choice((1000, 2000, 7500)))}
        )
        new = changed.shown()
        outdated = {other: old[other] for other in old if other != ref and old[other] != new[other]}
        if outdated:
            at = min(outdated)
            held = replace(changed, stale=outdated)
            return Seeded("stale cache", held, at, new[at], frozenset(outdated))
    return None


def text_number(book: Book, rng: Random) -> Seeded | None:
    """A number that is text, which SUM passes over."""
    for ref in _shuffled(book.refs(Role.LINE), rng):
        cell = book.cells[ref]
        if not cell.live and isinstance(cell.value, Fraction) and cell.value.denominator == 1:
            changed = book.changed({ref: replace(cell, value=str(cell.value))})
            return Seeded("text number", changed, ref, cell.value, frozenset({ref}))
    return None


def error_value(book: Book, rng: Random) -> Seeded | None:
    """A cell that shows an error, and every formula that reads it."""
    for ref in _shuffled(book.refs(Role.LINE), rng):
        cell = book.cells[ref]
        if not cell.live:
            changed = book.changed({ref: replace(cell, formula=Broken(), live=True)})
            return Seeded("error value", changed, ref, cell.value, frozenset({ref}))
    return None


def hidden_row(book: Book, rng: Random) -> Seeded | None:
    """A hidden line that the total still counts."""
    for ref in _shuffled(book.refs(Role.LINE), rng):
        covering = {claim.cell for claim in book.claims if ref in set(claim.formula.reads())}
        if not covering:
            continue
        row = {other for other in book.cells if (other.sheet, other.row) == (ref.sheet, ref.row)}
        hidden = replace(book, hidden_rows=frozenset({(ref.sheet, ref.row)}))
        return Seeded(
            "hidden row in a total", hidden, ref, book.shown()[ref], frozenset(row | covering)
        )
    return None


def hidden_fraction(book: Book, rng: Random) -> Seeded | None:
    """A third of an øre that the format does not show."""
    for ref in _shuffled(book.refs(Role.LINE), rng):
        cell = book.cells[ref]
        if not cell.live and isinstance(cell.value, Fraction):
            wrong = replace(cell, value=cell.value + Fraction(1, 400), number_format="#,##0")
            changed = book.changed({ref: wrong})
            return Seeded("hidden fraction", changed, ref, cell.value, frozenset({ref}))
    return None


# -- rules from outside the sheet: every sum holds, and yet it is wrong


def _followed(kind: str, *, mirrored: bool) -> Seeder:
    """A seeder that changes a line with all its sums, so that only a rule from outside is broken."""

    def seed(book: Book, rng: Random) -> Seeded | None:
        in_rules = {ref for claim in book.claims if claim.outside for ref in claim.cells()}
        for ref in _shuffled(book.refs(Role.LINE), rng):
            cell = book.cells[ref]
            if (
                (ref in in_rules) is not mirrored
                or cell.formula
                or not isinstance(cell.value, Fraction)
            ):
                continue
            wrong = cell.value + rng.choice((-1, 1, 2)) * Fraction(1000)
            changed = book.changed({ref: replace(cell, value=wrong)})
            follows = replace(changed, cells=recalculated(changed.cells))
            all_live = {r: replace(c, live=c.formula is not None) for r, c in follows.cells.items()}
            return _judged(kind, follows, ref, cell.value, replace(follows, cells=all_live))
        return None

    def with_rules(book: Book, rng: Random) -> Seeded | None:
        mirrors = any(c.outside and book.cells[c.cell].role is Role.LINE for c in book.claims)
        if mirrored is not mirrors or not any(claim.outside for claim in book.claims):
            return None
        return seed(book, rng)

    return with_rules


SEEDERS: dict[str, Seeder] = {
    "wrong digit": _slip("wrong digit", other_digit),
    "swapped digits": _slip("swapped digits", swapped_digits),
    "factor of ten": _slip("factor of ten", factor_of_ten),
    "sign turned": _slip("sign turned", turned_sign),
    "wrong total": _typed_figure("wrong total", Role.TOTAL),
    "wrong row total": _typed_figure("wrong row total", Role.ROW_TOTAL),
    "quantity x price differs": product_differs,
    "wrong percentage": wrong_percentage,
    "sum too short": _summed_otherwise("sum too short", shortened),
    "chain too short": _summed_otherwise("chain too short", missing_term),
    "line left out everywhere": line_left_out_everywhere,
    "subtotals and their lines": _summed_otherwise("subtotals and their lines", doubled_groups),
    "cell twice in a chain": _summed_otherwise("cell twice in a chain", doubled_term),
    "reaches into another block": _summed_otherwise("reaches into another block", reaching),
    "constant in a sum": _summed_otherwise("constant in a sum", _live_only(with_constant)),
    "sum of another column": _summed_otherwise("sum of another column", _live_only(other_column)),
    "circular": _summed_otherwise("circular", _live_only(circular)),
    "typed over, wrong": typed_over_wrong,
    "stale cache": stale,
    "in-kind mismatch": _followed("in-kind mismatch", mirrored=True),
    "unbalanced": _followed("unbalanced", mirrored=False),
    "text number": text_number,
    "error value": error_value,
    "typed over, right": typed_over_right,
    "hidden row in a total": hidden_row,
    "hidden fraction": hidden_fraction,
}

#: Faults that change no sum: a goal of their own is not set for them.
NOT_ARITHMETIC = frozenset({"typed over, right", "hidden row in a total", "hidden fraction"})
#: Faults of which a note is enough.
NOTES = frozenset({"hidden fraction"})


def seeded(kind: str, book: Book, seed: str) -> Seeded | None:
    """The book with a fault of this kind; None where the book has no place for one."""
    rng = Random(f"{seed}/{kind}")  # noqa: S311 - the same faults every time
    return SEEDERS[kind](book, rng)
