"""Formulas that stand beside their like: one that differs, and numbers typed among them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grantcalc.cells import column_number
from grantcalc.reading.formulas.syntax import (
    Binary,
    Call,
    Error,
    FormulaError,
    Logical,
    Negated,
    Node,
    Number,
    Percent,
    Reference,
    Text,
    parse_formula,
)
from grantcalc.reading.grid import Grid, Ref

_CELL = re.compile(r"(?<![\w.])(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![\w(])")
_FEWEST_ALIKE = 2
_FEWEST_FOR_A_BREAK = 3


@dataclass(frozen=True, slots=True)
class Outlier:
    """A cell that stands among formulas of one pattern and has another, or a typed number.

    `formula` is what the pattern gives in its place, `alike` a cell that has it.
    """

    ref: Ref
    formula: str
    alike: Ref
    is_typed: bool
    is_across: bool


def outliers(grid: Grid) -> Iterator[Outlier]:
    """The cells of a sheet that break the pattern of their row or column."""
    patterns = {
        (row, column): pattern(cell.formula, row, column)
        for row in grid.row_numbers()
        for column, cell in grid.rows[row].items()
        if cell.formula
    }
    columns = sorted({column for _, column in patterns})
    rows = sorted({row for row, _ in patterns})
    for row in rows:
        line = [(row, column) for column in sorted(grid.rows[row])]
        yield from _in_line(grid, line, patterns, is_across=True)
    below: dict[int, list[_Spot]] = {column: [] for column in columns}
    for row in grid.row_numbers():
        for column in grid.rows[row].keys() & below.keys():
            below[column].append((row, column))
    for column in columns:
        yield from _in_line(grid, below[column], patterns, is_across=False)


_Spot = tuple[int, int]


def _in_line(
    grid: Grid, line: Sequence[_Spot], patterns: dict[_Spot, str], *, is_across: bool
) -> Iterator[Outlier]:
    """The outliers between neighbours that are alike, in one row or column.

    Formulas that name no cell beside the line are no pattern of its cells: the subtotals in a column
    say nothing of the amounts between them. A formula of another pattern is an outlier only where
    three or more others are alike; a total at the end of a column is no neighbour of two of its lines,
    so it is never one.
    """
    counts = Counter(patterns[spot] for spot in line if spot in patterns)
    if not counts:
        return
    usual, count = counts.most_common(1)[0]
    if count < _FEWEST_ALIKE:
        return
    alike = [spot for spot in line if patterns.get(spot) == usual]
    axis = 1 if is_across else 0
    if not any(_looks_aside(grid, spot, axis) for spot in alike):
        return
    first, last = alike[0][axis], alike[-1][axis]
    for spot in line:
        cell = grid.rows[spot[0]][spot[1]]
        is_typed = cell.is_number and not cell.formula
        if not is_typed and (spot not in patterns or patterns[spot] == usual):
            continue
        if not is_typed and count < _FEWEST_FOR_A_BREAK:
            continue
        if not first - 1 <= spot[axis] <= last + 1:
            continue
        near = _nearest(alike, spot)
        formula = _moved(grid.rows[near[0]][near[1]].formula or "", near, spot)
        if formula:
            name = grid.sheet or ""
            yield Outlier((name, *spot), formula, (name, *near), is_typed, is_across)


def _looks_aside(grid: Grid, spot: _Spot, axis: int) -> bool:
    """Whether a formula in a row names cells of its own column, or one in a column of its own row."""
    expansion = grid.rows[spot[0]][spot[1]].expansion
    name = grid.sheet or ""
    return expansion is not None and any(
        ref[0] == name and ref[axis + 1] == spot[axis] for ref in expansion.parts
    )


def _nearest(alike: Sequence[_Spot], spot: _Spot) -> _Spot:
    """Of formulas in the order of a row or column, the one that stands next to a cell."""
    after = bisect_left(alike, spot)
    near = alike[max(after - 1, 0) : after + 1]
    return min(near, key=lambda s: abs(s[0] - spot[0]) + abs(s[1] - spot[1]))


def _moved(formula: str, origin: _Spot, to: _Spot) -> str | None:
    """A formula copied from one cell to another; None where it would leave the sheet."""
    from openpyxl.formula.translate import Translator, TranslatorError

    rows, columns = to[0] - origin[0], to[1] - origin[1]
    try:
        parse_formula(formula)
        moved = Translator(formula, "A1").translate_formula(row_delta=rows, col_delta=columns)
    except (FormulaError, TranslatorError, ValueError):
        return None
    return str(moved)


def pattern(formula: str, row: int, column: int) -> str:
    """A formula with its cells named from where it stands: the same text for copies of one formula."""
    try:
        return _text(parse_formula(formula), row, column)
    except FormulaError:
        return formula


def _text(node: Node | None, row: int, column: int) -> str:
    match node:
        case None:
            return ""
        case Number(value):
            return str(value)
        case Text() | Logical() | Error():
            return repr(node)
        case Reference(text):
            # A sheet may be called Q1: only what stands behind its name are cells.
            sheet, mark, cells = text.rpartition("!")
            return f"{sheet}{mark}{_CELL.sub(lambda match: _relative(match, row, column), cells)}"
        case Negated(operand):
            return f"-({_text(operand, row, column)})"
        case Percent(operand):
            return f"({_text(operand, row, column)})%"
        case Binary():
            return _chain(node, row, column)
        case Call(name, arguments):
            return f"{name}({','.join(_text(a, row, column) for a in arguments)})"


def _chain(last: Binary, row: int, column: int) -> str:
    """A chain of operations, which may be longer than calls can be nested."""
    steps: list[str] = []
    node: Node = last
    while isinstance(node, Binary):
        steps.append(f"{node.operator}{_text(node.right, row, column)})")
        node = node.left
    return "(" * len(steps) + _text(node, row, column) + "".join(reversed(steps))


def _relative(match: re.Match[str], row: int, column: int) -> str:
    fixed_column, letters, fixed_row, digits = match.groups()
    at_column, at_row = column_number(letters.upper()), int(digits)
    across = f"C{at_column}" if fixed_column else f"C[{at_column - column}]"
    down = f"R{at_row}" if fixed_row else f"R[{at_row - row}]"
    return down + across
