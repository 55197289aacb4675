"""The values of formulas that the exact linear expansion cannot compute, from a library's engine.

The engine is IronCalc, in a process of its own (`engine_process.py`): compiled code that a
stranger's formula could bring down. A value that cannot be trusted is left out, never guessed:
`engine_formula.py` says what is trusted; here whatever rests on a refused cell is refused with it,
over any number of steps. Floats are the engine's own; they end here, at 15 significant digits.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from grantcalc.language import tr
from grantcalc.reading.engine_formula import (
    Area,
    Names,
    Ready,
    RefusedError,
    check_form,
    prepare,
    reads_like_a_number,
)
from grantcalc.reading.grid import Book, Cell, ErrorValue, Grid, Value

Place = tuple[str, int, int]  # a sheet's name in lower case, row, column

_SECONDS = 5
_MOST_FORMULAS = 20_000
_MOST_STEPS = 2_000_000  # cells that the ranges of all formulas hold formulas in
_FIRST_DAY = date(1899, 12, 30)
_FIRST_SURE_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_ERRORS = {"#DIV/0!", "#N/A", "#VALUE!", "#NUM!", "#REF!"}  # others are the engine's own limits
_NOTHING = 1e-9  # what floats leave where the exact value is zero
_TOO_MANY_DIGITS = re.compile(r"[1-9](?:\.?\d){15}")


def unsupported(formula: str) -> str | None:
    """Why a formula is never computed, for messages; None if its functions are known.

    A formula can still be left out for what it reads, or where its ranges stand.
    """
    try:
        check_form(formula)
    except RefusedError as refused:
        return str(refused)
    return None


def compute(
    book: Book, wanted: Collection[tuple[str, int, int]]
) -> dict[tuple[str, int, int], Value]:
    """The values of formula cells, given by sheet, row and column.

    All formulas that they rest on are computed too, from cells that hold no formula: a value that
    the file holds of a formula may be stale, and is not used.

    Returns:
        A value for each wanted cell that can be computed and trusted; others are left out.
    """
    graph = _Graph(Names.of(book))
    places = {
        (sheet.casefold(), row, column): (sheet, row, column) for sheet, row, column in wanted
    }
    try:
        graph.walk([place for place in places if graph.is_formula(place)])
    except RefusedError:
        return {}
    order = graph.trusted_order()
    formulas = [node for node in order if not isinstance(node, Area)]
    if not formulas:
        return {}
    answer = _evaluate(graph, formulas)
    if answer is None or answer["spilled"]:
        return {}
    results = dict(zip(formulas, answer["results"], strict=True))
    return {
        places[place]: value
        for place, value in _trusted_values(graph, order, results)
        if place in places
    }


@dataclass(slots=True)
class _Graph:
    """The formulas to compute, the ranges that they read, and who reads what.

    A range stands between its readers and its cells: thousands of formulas that read the same
    thousands of cells are thousands of steps, not millions.
    """

    names: Names
    formulas: dict[Place, Ready] = field(default_factory=dict)
    readers: dict[Place | Area, list[Place | Area]] = field(default_factory=dict)
    read_as_numbers: set[Area] = field(default_factory=set)
    steps: int = 0
    _special: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    _within: dict[Area, list[Place]] = field(default_factory=dict)
    _unclear: dict[Area, bool] = field(default_factory=dict)

    def cell(self, place: Place) -> Cell:
        """The cell at a place."""
        return self.names.grids[place[0]].at(place[1], place[2])

    def is_formula(self, place: Place) -> bool:
        """Whether there is a formula at a place."""
        return place[0] in self.names.grids and self.cell(place).formula is not None

    def walk(self, places: list[Place]) -> None:
        """Takes in the formulas and all that they rest on.

        Raises:
            RefusedError: they are too many to follow.
        """
        waiting, seen = list(places), set(places)
        while waiting:
            place = waiting.pop()
            formula = self.cell(place).formula
            ready = None if formula is None else self._prepared(place, formula)
            if ready is None:
                continue  # it never comes up in `trusted_order`, nor does what reads it
            self.formulas[place] = ready
            if len(self.formulas) > _MOST_FORMULAS:
                raise RefusedError(tr("there are more formulas than can be followed"))
            self.read_as_numbers.update(ready.as_numbers)
            for area in dict.fromkeys(ready.reads):
                for read in self._read(place, area):
                    if read not in seen:
                        seen.add(read)
                        waiting.append(read)

    def _read(self, place: Place, area: Area) -> list[Place]:
        """Notes that a formula reads a range; gives the range's cells when it is new."""
        if area in self.readers:
            self.readers[area].append(place)
            return []
        self.readers[area] = [place]
        cells = self.within(area)
        self.steps += len(cells)
        if self.steps > _MOST_STEPS:
            raise RefusedError(tr("the formulas read each other more often than can be followed"))
        for read in cells:
            self.readers.setdefault(read, []).append(area)
        return cells

    def _prepared(self, place: Place, formula: str) -> Ready | None:
        try:
            ready = prepare(formula, place[0], place[1], self.names)
        except RefusedError:
            return None
        return None if any(map(self._has_unclear_text, ready.as_numbers.values())) else ready

    def _has_unclear_text(self, area: Area) -> bool:
        if area not in self._unclear:
            self._unclear[area] = any(
                isinstance(cell.value, str) and not cell.formula and reads_like_a_number(cell.value)
                for cell in _cells_of(self.names.grids[area.sheet], area)
            )
        return self._unclear[area]

    def within(self, area: Area) -> list[Place]:
        """The cells of a range that are formulas, or whose value the grid does not hold in full."""
        known = self._within.get(area)
        if known is None:
            known = self._within[area] = [
                (area.sheet, row, column)
                for column, rows in self._special_of(area.sheet).items()
                if area.left <= column <= area.right
                for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]
            ]
        return known

    def _special_of(self, sheet: str) -> dict[int, list[int]]:
        if sheet not in self._special:
            columns: dict[int, list[int]] = {}
            grid = self.names.grids[sheet]
            for row in grid.row_numbers():
                for column, cell in grid.rows[row].items():
                    if cell.formula is not None or _engine_value(cell) is None:
                        columns.setdefault(column, []).append(row)
            self._special[sheet] = columns
        return self._special[sheet]

    def trusted_order(self) -> list[Place | Area]:
        """The formulas and ranges that can be trusted, each after all that it reads.

        Formulas that read themselves, over however many others, never come up.
        """
        open_reads: dict[Place | Area, int] = dict.fromkeys(self.formulas, 0)
        for readers in self.readers.values():
            for reader in readers:
                open_reads[reader] = open_reads.get(reader, 0) + 1
        ready = [node for node, number in open_reads.items() if not number]
        ready += [
            node for node in self.readers if node not in open_reads and isinstance(node, Area)
        ]
        order = []
        while ready:
            node = ready.pop()
            order.append(node)
            for reader in self.readers.get(node, ()):
                open_reads[reader] -= 1
                if not open_reads[reader]:
                    ready.append(reader)
        return order


def _cells_of(grid: Grid, area: Area) -> Iterator[Cell]:
    rows = grid.row_numbers()
    for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
        for column, cell in grid.rows[row].items():
            if area.left <= column <= area.right:
                yield cell


def _engine_value(cell: Cell) -> float | bool | str | None:
    """A cell's value for the engine; None where the grid does not hold what Excel calculates with.

    A grid's dates have no time of day, and its times are texts.
    """
    value = cell.value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        exact = _kind_of_date(cell) == "date" and value >= _FIRST_SURE_DAY
        return float((value - _FIRST_DAY).days) if exact else None
    if isinstance(value, str):
        return None if ":" in value and _kind_of_date(cell) else value
    if isinstance(value, ErrorValue):
        return f"={value.code}" if value.code in _ERRORS else None
    return value


def _kind_of_date(cell: Cell) -> str | None:
    from openpyxl.styles.numbers import is_datetime, is_timedelta_format

    if is_timedelta_format(cell.number_format):
        return "time"
    return is_datetime(cell.number_format)


def _evaluate(graph: _Graph, order: list[Place]) -> dict[str, Any] | None:
    """What the engine makes of the formulas; None if it fails or takes too long."""
    sheets = {name: number for number, name in enumerate(graph.names.sheets)}
    read = {area.sheet for place in order for area in graph.formulas[place].reads}
    values: list[tuple[int, int, int, float | bool | str]] = []
    formulas = [(sheets[p[0]], p[1], p[2], graph.formulas[p].text) for p in order]
    for sheet in sorted(read):
        for row, cells in graph.names.grids[sheet].rows.items():
            for column, cell in cells.items():
                value = None if cell.formula else _engine_value(cell)
                if isinstance(cell.value, ErrorValue) and isinstance(value, str):
                    formulas.append((sheets[sheet], row, column, value))
                elif value is not None:
                    values.append((sheets[sheet], row, column, value))
    hidden = [
        (number, row)
        for name, number in sheets.items()
        if name in read
        for row in sorted(graph.names.grids[name].hidden_rows)
    ]
    answer = _run(
        {
            "sheets": list(graph.names.sheets.values()),
            "hidden": hidden,
            "values": values,
            "formulas": formulas,
        }
    )
    if answer is not None:
        del answer["results"][len(order) :]
    return answer


def _run(question: dict[str, Any]) -> dict[str, Any] | None:
    command = [sys.executable, "-I", str(Path(__file__).with_name("engine_process.py"))]
    try:
        done = subprocess.run(  # noqa: S603  this program's own file, and no shell
            command,
            input=json.dumps(question).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _trusted_values(
    graph: _Graph, order: list[Place | Area], results: dict[Place, tuple[str, Any]]
) -> Iterator[tuple[Place, Value]]:
    """The values that can be trusted; what rests on one that cannot is left out with it."""
    tainted: set[Place | Area] = set()
    for node in order:
        readers = graph.readers.get(node, [])
        if isinstance(node, Area):
            tainted.update(readers if node in tainted else ())
            continue
        kind, raw = results[node]
        value = _value(kind, raw, graph.cell(node))
        if node in tainted or value is None:
            tainted.update(readers)
            continue
        if isinstance(raw, float) and 0 < abs(raw) < _NOTHING:
            tainted.update(readers)  # it is not zero to what reads it, although it should be
        if isinstance(value, str) and reads_like_a_number(value):
            tainted.update(area for area in readers if area in graph.read_as_numbers)
        yield node, value


def _value(kind: str, raw: Any, cell: Cell) -> Value:
    """The engine's value as a grid holds it; None if it is not to be trusted."""
    if kind == "error":
        return ErrorValue(raw) if raw in _ERRORS else None
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str):
        return None if _TOO_MANY_DIGITS.search(raw) else raw
    if not isinstance(raw, (int, float)):
        return None
    number = Decimal(0) if abs(raw) < _NOTHING else Decimal(format(raw, ".15g"))
    is_day = _kind_of_date(cell) == "date" and number == number.to_integral_value()
    if is_day and (_FIRST_SURE_DAY - _FIRST_DAY).days <= number < 2_958_466:
        return _FIRST_DAY + timedelta(days=int(number))
    return number
