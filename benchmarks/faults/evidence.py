"""Which cell a sheet's own sums convict: those whose change alone would mend everything that is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from benchmarks.faults.book import Book, Cell, Claim, Ref, Role, Value, broken, calculated, gap


def culprits(book: Book) -> frozenset[Ref]:
    """The cells each of which, changed alone, makes every claim of the book hold.

    With one such cell the sheet determines which one is wrong; with several it does not tell them
    apart. Only typed figures can be changed: formulas follow.
    """
    shown = book.shown()
    wrong = broken(book.claims, shown)
    if not wrong:
        return frozenset()
    reach = [_reach(claim, book.cells) for claim in wrong]
    suspects = frozenset.intersection(*reach)
    return frozenset(ref for ref in suspects if _mends(book, ref, wrong[0], shown))


def _reach(claim: Claim, cells: Mapping[Ref, Cell]) -> frozenset[Ref]:
    """The typed figures that a claim depends on, through formulas too."""
    found: set[Ref] = set()
    waiting = list(claim.cells())
    seen: set[Ref] = set()
    while waiting:
        ref = waiting.pop()
        cell = cells.get(ref)
        if ref in seen or cell is None:
            continue
        seen.add(ref)
        if cell.live and cell.formula:
            waiting += cell.formula.reads()
        elif isinstance(cell.value, Fraction):
            found.add(ref)
    return frozenset(found)


def _mends(book: Book, ref: Ref, claim: Claim, shown: Mapping[Ref, Value]) -> bool:
    """Whether some other value in this one cell makes every claim hold."""
    value = book.cells[ref].value
    if not isinstance(value, Fraction):
        return False
    before = gap(claim, shown)
    after = gap(claim, _with(book, ref, value + 1))
    if before is None or after is None or after == before:
        return False
    mended = value - before / (after - before)
    if not _is_plausible(mended, value, book.cells[ref].role):
        return False
    return not broken(book.claims, _with(book, ref, mended))


def _is_plausible(mended: Fraction, value: Fraction, role: Role) -> bool:
    """Whether someone could have meant it: whole øre, whole percents, and no half of a whole number."""
    is_whole = role is Role.FACTOR and value.denominator == 1
    return (mended * (1 if is_whole else 100)).denominator == 1


def _with(book: Book, ref: Ref, value: Fraction) -> dict[Ref, Value]:
    return calculated({**book.cells, ref: replace(book.cells[ref], value=value)})
