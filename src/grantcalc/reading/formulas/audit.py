"""What is wrong with a sheet's formulas, whatever its layout: as an auditor would go through them.

It needs no words and no headings, so it serves sheets that cannot be read as budgets, too. Formulas
are compared by what they come to, not by how they are written: a total that adds the row totals and
one that adds the column totals are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from grantcalc.cells import cell_name
from grantcalc.finding import Place
from grantcalc.language import and_more, plural, quoted, sentence_list, tr
from grantcalc.model import FormulaFault, FormulaFaultKind
from grantcalc.reading.formulas.calculation import YEARS, Calculation
from grantcalc.reading.formulas.expansion import (
    ErrorInFormulaError,
    Expander,
    GapError,
    NotLinearError,
)
from grantcalc.reading.formulas.patterns import Outlier, outliers, pattern
from grantcalc.reading.formulas.references import Sheets
from grantcalc.reading.formulas.syntax import FormulaError, parse_formula
from grantcalc.reading.grid import Cell, Coefficient, Expansion, Grid, Ref, Value
from grantcalc.reading.vocabulary import words

_MOST_NAMED = 6
_MOST_LEAVES = 20_000
_CENT = Decimal("0.005")


def audit(calculation: Calculation, sheets: Collection[str]) -> list[FormulaFault]:
    """The faults of the formulas on these sheets ("" is the only sheet of a CSV file)."""
    return sorted(
        _Auditor(calculation, sheets).faults(),
        key=lambda fault: list(FormulaFaultKind).index(fault.kind),
    )


class _Auditor:
    def __init__(self, calculation: Calculation, sheets: Collection[str]) -> None:
        self._found = calculation
        self._sheets = Sheets(calculation.book)
        self._names = set(sheets)
        self._leaves: dict[Ref, Mapping[Ref, Coefficient]] = {}
        self._known_inside: dict[Ref, set[Ref]] = {}
        self._sums = {
            ref: expansion
            for ref, cell in self._formula_cells()
            if (expansion := cell.expansion) and _is_sum_down(ref, expansion)
        }
        formulas = {ref: cell.formula or "" for ref, cell in self._formula_cells()}
        self._expander = Expander(self._sheets, _values(self._sheets), formulas)
        self._summed_by: dict[Ref, set[Ref]] = {}
        for ref, expansion in self._sums.items():
            for part in expansion.parts:
                self._summed_by.setdefault(part, set()).add(ref)

    def faults(self) -> Iterator[FormulaFault]:
        """Every fault, by kind."""
        yield from self._stale()
        yield from self._circular()
        yield from self._errors()
        yield from self._ignored_texts()
        yield from self._without_value()
        for ref, cell in self._formula_cells():
            if cell.expansion and _is_sum(cell.expansion):
                yield from self._counted_twice(ref, cell.expansion)
            if ref in self._sums:
                yield from self._left_out(ref, self._sums[ref])
        yield from self._hidden()
        for name in sorted(self._names):
            if name in self._sheets.grids:
                for outlier in outliers(self._sheets.grids[name]):
                    yield from self._outlier(outlier)

    # -- helpers

    def _formula_cells(self) -> Iterator[tuple[Ref, Cell]]:
        for name in sorted(self._names):
            grid = self._sheets.grids.get(name)
            for row in grid.row_numbers() if grid else ():
                for column, cell in grid.rows[row].items() if grid else ():
                    if cell.formula:
                        yield (name, row, column), cell

    def _grid(self, ref: Ref) -> Grid:
        return self._sheets.grids[ref[0]]

    def _cell(self, ref: Ref) -> Cell:
        return self._grid(ref).at(ref[1], ref[2])

    def _place(self, ref: Ref) -> Place:
        return self._grid(ref).place(ref[1], ref[2])

    def _fault(
        self,
        kind: FormulaFaultKind,
        ref: Ref,
        text: str,
        *,
        related: Collection[Ref] = (),
        expected: Decimal | str | None = None,
    ) -> FormulaFault:
        return FormulaFault(
            kind=kind,
            at=self._place(ref),
            text=text,
            related=tuple(self._place(r) for r in related if r != ref),
            expected=None if expected is None else str(expected),
        )

    def _label(self, ref: Ref) -> str:
        """What a cell is called in a message: its row's first text, and its name."""
        texts = [cell.text for _, cell in sorted(self._grid(ref).rows[ref[1]].items()) if cell.text]
        name = cell_name(ref[1], ref[2])
        return f"{quoted(texts[0][:60])} ({name})" if texts else name

    def _named(self, refs: Collection[Ref], than: Ref) -> str:
        names = [
            cell_name(r, c) if sheet == than[0] else f"{sheet}!{cell_name(r, c)}"
            for sheet, r, c in sorted(refs)
        ]
        more = len(names) - _MOST_NAMED
        if more > 0:
            return and_more(", ".join(names[:_MOST_NAMED]), more)
        return sentence_list(names)

    # -- values

    def _stale(self) -> Iterator[FormulaFault]:
        readers: dict[Ref, list[Ref]] = {}
        for follower in self._found.followers:
            expansion = self._cell(follower).expansion
            for part in expansion.parts if expansion else ():
                readers.setdefault(part, []).append(follower)
        for ref, (stored, value) in self._found.stale.items():
            if ref[0] in self._names and abs(stored - value) >= _CENT:
                behind = _reached(ref, readers)
                yield self._fault(
                    FormulaFaultKind.STALE,
                    ref,
                    tr(
                        "{cell} shows {shown}, but its formula {formula} gives {value}: it was not "
                        "calculated after the last change. Open the file in Excel, press F9 "
                        "(calculate), and save it",
                        cell=self._label(ref),
                        shown=_plain(stored),
                        formula=self._cell(ref).formula,
                        value=_plain(value),
                    ),
                    related=behind,
                    expected=value,
                )

    def _circular(self) -> Iterator[FormulaFault]:
        for circle in self._found.circular:
            first = circle[0]
            if first[0] in self._names:
                says = {"cell": self._label(first), "formula": self._cell(first).formula}
                yield self._fault(
                    FormulaFaultKind.CIRCULAR,
                    first,
                    tr(
                        "{cell} needs its own value through {others}: {formula}. A sum must not take in "
                        "its own cell; take that cell out of the formula",
                        **says,
                        others=self._named(circle[1:], first),
                    )
                    if circle[1:]
                    else tr(
                        "{cell} needs its own value: {formula}. A sum must not take in its own cell; "
                        "take that cell out of the formula",
                        **says,
                    ),
                    related=circle,
                )

    def _errors(self) -> Iterator[FormulaFault]:
        """Formulas that show an error of their own; copies of one formula are said once."""
        alike: dict[tuple[str, str], list[Ref]] = {}
        for ref in self._found.errors:
            if ref[0] in self._names:
                copy = pattern(self._cell(ref).formula or "", ref[1], ref[2])
                alike.setdefault((ref[0], copy), []).append(ref)
        for refs in alike.values():
            first = min(refs)
            says = {
                "cell": self._label(first),
                "error": getattr(self._cell(first).value, "code", tr("an error")),
                "formula": self._cell(first).formula,
            }
            yield self._fault(
                FormulaFaultKind.ERROR,
                first,
                tr(
                    "{cell} shows {error}: its formula {formula} cannot be worked out. Repair the formula. "
                    "So do {copies} copies of it",
                    **says,
                    copies=len(refs) - 1,
                )
                if len(refs) > 1
                else tr(
                    "{cell} shows {error}: its formula {formula} cannot be worked out. Repair the formula",
                    **says,
                ),
                related=refs,
            )

    def _ignored_texts(self) -> Iterator[FormulaFault]:
        by_text: dict[Ref, list[Ref]] = {}
        for total, texts in self._found.ignored.items():
            for text in texts:
                by_text.setdefault(text, []).append(total)
        for ref, totals in by_text.items():
            if ref[0] in self._names:
                yield self._fault(
                    FormulaFaultKind.TEXT,
                    ref,
                    tr(
                        '{cell} holds the text "{text}", which the sum in {totals} leaves out. Type '
                        "it as a number",
                        cell=self._label(ref),
                        text=self._cell(ref).text,
                        totals=self._named(totals, ref),
                    ),
                    related=totals,
                )

    def _without_value(self) -> Iterator[FormulaFault]:
        by_reason: dict[tuple[str, str], list[Ref]] = {}
        for ref, reason in self._found.failed.items():
            if ref[0] in self._names and not self._cell(ref).follows:
                by_reason.setdefault((ref[0], reason), []).append(ref)
        for (_, reason), refs in by_reason.items():
            first, *others = sorted(refs)
            says = {
                "cell": self._label(first),
                "formula": self._cell(first).formula,
                "reason": reason,
            }
            yield self._fault(
                FormulaFaultKind.NOT_COMPUTED,
                first,
                tr(
                    "{cell} has no value in the file, and grantcalc does not compute its formula {formula}, "
                    "nor that of {others} ({reason}). Open the file in Excel and save it",
                    **says,
                    others=self._named(others, first),
                )
                if others
                else tr(
                    "{cell} has no value in the file, and grantcalc does not compute its formula {formula} "
                    "({reason}). Open the file in Excel and save it",
                    **says,
                ),
                related=others,
            )
        computed = [r for r in self._found.computed if r[0] in self._names]
        if computed:
            yield self._fault(
                FormulaFaultKind.COMPUTED,
                min(computed),
                plural(
                    "{cell} has no value in the file, as in workbooks that a program wrote; grantcalc "
                    "computed {count} formula itself",
                    "{cell} has no value in the file, as in workbooks that a program wrote; grantcalc "
                    "computed {count} formulas itself",
                    len(computed),
                    cell=self._label(min(computed)),
                ),
            )

    # -- sums

    def _counted_twice(self, ref: Ref, expansion: Expansion) -> Iterator[FormulaFault]:
        parts = set(expansion.parts)
        twice = {
            part
            for total in parts & self._sums.keys()
            for part in self._inside(total)
            if part in parts and part != total
        }
        # =2*B2+B3 says what it means; =SUM(B2:B3,B2) most often does not.
        if "*" not in (self._cell(ref).formula or ""):
            twice |= {part for part, times in expansion.parts.items() if times > 1}
        if twice:
            inner = sorted(
                total for total in parts & self._sums.keys() if self._inside(total) & twice
            )
            says = {"cell": self._label(ref), "cells": self._named(twice, ref)}
            value = self._cell(ref).value
            surplus = sum((self._amount(part) for part in twice), Decimal(0))
            yield self._fault(
                FormulaFaultKind.TWICE,
                ref,
                tr(
                    "{cell} counts {cells} twice: they are in {inner} already. Sum either the lines or "
                    "their subtotals",
                    **says,
                    inner=self._named(inner, ref),
                )
                if inner
                else tr(
                    "{cell} counts {cells} twice. Sum either the lines or their subtotals", **says
                ),
                related=[*sorted(twice), *inner],
                expected=value - surplus if isinstance(value, Decimal) else None,
            )

    def _inside(self, total: Ref) -> set[Ref]:
        """The cells that a sum down its column takes in, through the sums inside it."""
        if total in self._known_inside:
            return self._known_inside[total]
        inside = self._known_inside[total] = set()
        stack = [total]
        while stack and len(inside) < _MOST_LEAVES:
            for part in self._sums[stack.pop()].parts:
                if part not in inside:
                    inside.add(part)
                    if part in self._sums:
                        stack.append(part)
        return inside

    def _amount(self, ref: Ref) -> Decimal:
        value = self._cell(ref).value
        return value if isinstance(value, Decimal) else Decimal(0)

    def _left_out(self, ref: Ref, expansion: Expansion) -> Iterator[FormulaFault]:
        missing = [m for m in self._neighbours(ref, expansion) if self._amount(m)]
        if missing:
            value = self._cell(ref).value
            more = sum((self._amount(m) for m in missing), Decimal(0))
            yield self._fault(
                FormulaFaultKind.LEFT_OUT,
                ref,
                tr(
                    "{cell} sums {formula}, which leaves out {cells} beside the cells that it sums. "
                    "If the line belongs to it, extend the formula",
                    cell=self._label(ref),
                    formula=self._cell(ref).formula,
                    cells=self._named(missing, ref),
                ),
                related=missing,
                expected=value + more if isinstance(value, Decimal) else None,
            )

    def _neighbours(self, ref: Ref, expansion: Expansion) -> Iterator[Ref]:
        """Amounts that stand without a gap beside what a sum takes, and that no other sum takes."""
        sheet, at, column = ref
        rows = {row for _, row, _ in expansion.parts}
        if any(part in self._sums for part in expansion.parts):
            return  # a sum of sums picks its cells
        first, last = min(rows), max(rows)
        inner = [row for row in range(first, last) if row not in rows]
        below = self._run(sheet, column, last, 1, at)
        above = self._run(sheet, column, first, -1, at)
        for row in (*inner, *below, *above):
            if self._is_free_amount((sheet, row, column), ref):
                yield (sheet, row, column)

    def _run(self, sheet: str, column: int, start: int, step: int, stop: int) -> Iterator[int]:
        """The rows next to a sum's cells, up to the first that holds no free amount."""
        row = start + step
        while row not in (stop, 0) and self._is_free_amount((sheet, row, column), None):
            yield row
            row += step

    def _is_free_amount(self, ref: Ref, total: Ref | None) -> bool:
        cell = self._cell(ref)
        if not isinstance(cell.value, Decimal) or ref in self._sums:
            return False
        if (
            not cell.formula
            and cell.value in YEARS
            and not self._grid(ref).at(ref[1] - 1, ref[2]).is_number
        ):
            return False
        texts = [c.text for c in self._grid(ref).rows[ref[1]].values() if c.text]
        if not texts or any(words("column", "quantity").fits(text) for text in texts):
            return False
        if any(words("row", "total").fits(text) for text in texts):
            return False
        return not (self._summed_by.get(ref, set()) - {total})

    def _hidden(self) -> Iterator[FormulaFault]:
        """Hidden rows and columns with amounts that a visible total takes in, each once."""
        totals: dict[tuple[str, str, int], list[Ref]] = {}
        first: dict[tuple[str, str, int], Ref] = {}
        for ref, cell in self._formula_cells():
            grid, expansion = self._grid(ref), cell.expansion
            if not (grid.hidden_rows or grid.hidden_columns) or _hidden_line(grid, ref):
                continue
            if expansion is None or not expansion.has_area:
                continue
            for part in expansion.parts:
                hidden = _hidden_line(grid, part) if part[0] == ref[0] else None
                if hidden and self._amount(part):
                    totals.setdefault(hidden, []).append(ref)
                    first[hidden] = min(first.get(hidden, part), part)
        for hidden, refs in totals.items():
            _, kind, number = hidden
            says = {
                "cell": self._label(first[hidden]),
                "line": str(number) if kind == "row" else cell_name(1, number)[:-1],
                "totals": self._named(set(refs), refs[0]),
            }
            yield self._fault(
                FormulaFaultKind.HIDDEN,
                first[hidden],
                tr(
                    "{cell} stands in the hidden row {line}, and the sum in {totals} takes it in: who "
                    "looks at the sheet cannot see what the sum is made of. Show it, or leave it out of "
                    "the sum",
                    **says,
                )
                if kind == "row"
                else tr(
                    "{cell} stands in the hidden column {line}, and the sum in {totals} takes it in: who "
                    "looks at the sheet cannot see what the sum is made of. Show it, or leave it out of "
                    "the sum",
                    **says,
                ),
                related=refs,
            )

    # -- patterns

    def _outlier(self, outlier: Outlier) -> Iterator[FormulaFault]:
        ref = outlier.ref
        cell = self._cell(ref)
        pattern = self._expanded(outlier.formula, ref)
        own = cell.expansion
        if pattern is None or not isinstance(cell.value, Decimal):
            return
        if not outlier.is_across and self._is_in_total_row(ref):
            return  # the foot of a column is not made as its lines are
        value, expansion = pattern
        if (
            any(not self._cell(part).is_number for part in expansion.parts)
            and not expansion.has_area
        ):
            return
        if not self._says_something(ref, expansion, is_across=outlier.is_across):
            return
        alike = self._named([outlier.alike], ref)
        if outlier.is_typed:
            says = {
                "cell": self._label(ref),
                "typed": _plain(cell.value),
                "alike": alike,
                "value": _plain(value),
                "formula": outlier.formula,
            }
            yield self._fault(
                FormulaFaultKind.TYPED,
                ref,
                tr(
                    "{cell} is typed, {typed}, among formulas such as {alike}. It is right for now; write "
                    "{formula} so that it follows its parts",
                    **says,
                )
                if abs(value - cell.value) < _CENT
                else tr(
                    "{cell} is typed, {typed}, among formulas such as {alike}. It should be {value}; write "
                    "{formula} so that it follows its parts",
                    **says,
                ),
                related=[outlier.alike],
                expected=value,
            )
        elif own is None or not self._comes_to_the_same(ref, own, expansion, value):
            if own is not None and _is_other_way(ref, own, is_across=outlier.is_across):
                return
            yield self._fault(
                FormulaFaultKind.PATTERN,
                ref,
                tr(
                    "{cell} has the formula {formula}, where its neighbours, such as {alike}, have "
                    "what would be {expected} here. If it is meant to differ, nothing is "
                    "wrong",
                    cell=self._label(ref),
                    formula=cell.formula,
                    alike=alike,
                    expected=outlier.formula,
                ),
                related=[outlier.alike],
                expected=value,
            )

    def _is_in_total_row(self, ref: Ref) -> bool:
        cells = self._grid(ref).rows[ref[1]].values()
        return any(cell.text and words("row", "total").fits(cell.text) for cell in cells)

    def _expanded(self, formula: str, ref: Ref) -> tuple[Decimal, Expansion] | None:
        """What a formula would come to in a cell; None where it cannot be known."""
        try:
            return self._expander.expand(parse_formula(formula), ref)
        except (NotLinearError, ErrorInFormulaError, GapError, FormulaError):
            return None

    def _says_something(self, ref: Ref, expansion: Expansion, *, is_across: bool) -> bool:
        """Whether the pattern reaches amounts from here, and not the cell itself or only blanks."""
        parts = expansion.parts
        if ref in parts or not any(self._amount(part) for part in parts):
            return False
        # A pattern of a row looks down its column, one of a column along its row; what repeats the
        # row before (a balance brought forward, a yearly rise) is not what a typed number breaks.
        index = 2 if is_across else 1
        if all(part[0] != ref[0] for part in parts):
            return True  # what is fetched from other sheets, line by line
        return any(part[index] == ref[index] and part[0] == ref[0] for part in parts)

    def _comes_to_the_same(
        self, ref: Ref, own: Expansion, other: Expansion, value: Decimal
    ) -> bool:
        if not own.is_linear or not other.is_linear:
            cell = self._cell(ref)
            return (
                isinstance(cell.value, Decimal)
                and abs(cell.value - value) < _CENT
                and own.parts.keys() == other.parts.keys()
            )
        return self._spread(own) == self._spread(other)

    def _spread(self, expansion: Expansion) -> dict[Ref, Coefficient]:
        spread: dict[Ref, Coefficient] = {}
        for part, times in expansion.parts.items():
            for leaf, k in self._leaves_of(part).items():
                spread[leaf] = spread.get(leaf, 0) + k * times
        return {leaf: times for leaf, times in spread.items() if times}

    def _leaves_of(self, ref: Ref) -> Mapping[Ref, Coefficient]:
        """The cells without a formula that a cell comes to; itself, if it has none."""
        stack = [ref]
        while stack:
            top = stack[-1]
            expansion = self._cell(top).expansion
            if top in self._leaves:
                stack.pop()
            elif expansion is None or not expansion.is_linear:
                self._leaves[stack.pop()] = {top: 1}
            elif waiting := [p for p in expansion.parts if p not in self._leaves]:
                stack += waiting
            else:
                leaves: dict[Ref, Coefficient] = {}
                for part, times in expansion.parts.items():
                    for leaf, k in self._leaves[part].items():
                        leaves[leaf] = leaves.get(leaf, 0) + k * times
                self._leaves[stack.pop()] = leaves
        return self._leaves[ref]


def _reached(start: Ref, readers: Mapping[Ref, Sequence[Ref]]) -> list[Ref]:
    """The cells that are made of one, over any number of steps."""
    found: dict[Ref, None] = {}
    stack = [start]
    while stack:
        for reader in readers.get(stack.pop(), ()):
            if reader not in found:
                found[reader] = None
                stack.append(reader)
    return sorted(found)


def _values(sheets: Sheets) -> dict[Ref, Value]:
    return {
        (name, row, column): cell.value
        for name, grid in sheets.grids.items()
        for row, cells in grid.rows.items()
        for column, cell in cells.items()
    }


def _hidden_line(grid: Grid, ref: Ref) -> tuple[str, str, int] | None:
    """The hidden row or column that a cell stands in."""
    if ref[1] in grid.hidden_rows:
        return (ref[0], "row", ref[1])
    return (ref[0], "column", ref[2]) if ref[2] in grid.hidden_columns else None


def _is_sum(expansion: Expansion) -> bool:
    """Whether a formula adds up cells, wherever they stand, and nothing else."""
    parts = expansion.parts
    return (
        expansion.is_linear
        and (len(parts) > 1 or (expansion.has_area and len(parts) == 1))
        and all(isinstance(times, int) and times > 0 for times in parts.values())
    )


def _is_sum_down(ref: Ref, expansion: Expansion) -> bool:
    """Whether a formula adds up cells of its own column, and nothing else."""
    return _is_sum(expansion) and all(
        s == ref[0] and c == ref[2] and r != ref[1] for s, r, c in expansion.parts
    )


def _is_other_way(ref: Ref, own: Expansion, *, is_across: bool) -> bool:
    """Whether a formula goes down its column where its row's pattern asks for something else.

    The sum at the foot of a column of products, or of row totals, is no break of the column's pattern.
    """
    index = 1 if is_across else 2
    parts = own.parts
    return bool(parts) and all(p[0] == ref[0] and p[index] == ref[index] for p in parts)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
