"""All formulas of a book in order: their values, and what is wrong with those that the file holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from grantcalc.language import tr
from grantcalc.reading.formulas.expansion import (
    ErrorInFormulaError,
    Expander,
    GapError,
    NotLinearError,
)
from grantcalc.reading.formulas.references import Area, Sheets, UnknownReferenceError
from grantcalc.reading.formulas.syntax import (
    Binary,
    Call,
    FormulaError,
    Negated,
    Node,
    Percent,
    Reference,
    parse_formula,
)
from grantcalc.reading.grid import Book, Cell, ErrorValue, Expansion, Grid, Ref, Value
from grantcalc.reading.numbers import UnclearNumberError, parse_number

#: What binary arithmetic may leave between a stored value and the exact one.
_NOISE = Decimal("1e-11")
_LEAST_NOISE = Decimal("1e-7")
#: Numbers at the head of a column that are years, not amounts.
YEARS = range(1900, 2101)
#: So many cells the formulas of a book may name together; an ordinary one names some thousands.
_MOST_NAMED = 1_000_000


@dataclass(slots=True)
class Calculation:
    """A book whose formulas have their values, and what was noticed on the way.

    `computed` are cells whose value the file does not hold. `stale` are those whose stored value is
    not what their formula gives, with both; `followers` are out of date only because those are.
    `circular` are groups of cells that need each other. `failed` says of formulas why they have no
    value. `ignored` are texts that look like numbers and that a sum leaves out, by the sum's cell.
    `errors` are formulas that give an error of their own, not one of a cell that they name.
    """

    book: Book
    computed: list[Ref] = field(default_factory=list)
    stale: dict[Ref, tuple[Decimal, Decimal]] = field(default_factory=dict)
    followers: dict[Ref, tuple[Decimal, Decimal]] = field(default_factory=dict)
    circular: list[tuple[Ref, ...]] = field(default_factory=list)
    failed: dict[Ref, str] = field(default_factory=dict)
    ignored: dict[Ref, list[Ref]] = field(default_factory=dict)
    errors: list[Ref] = field(default_factory=list)


def calculate(book: Book) -> Calculation:
    """The book with every formula's value computed exactly where that is possible."""
    if not any(
        cell.formula for grid in book.sheets for row in grid.rows.values() for cell in row.values()
    ):
        return Calculation(book)
    return _Calculator(book).run()


class _Calculator:
    def __init__(self, book: Book) -> None:
        self._sheets = Sheets(book)
        self._result = Calculation(book)
        self._values: dict[Ref, Value] = {}
        self._cached: dict[Ref, Value] = {}
        self._formulas: dict[Ref, str] = {}
        self._trees: dict[Ref, Node] = {}
        self._expansions: dict[Ref, Expansion] = {}
        self._raised: dict[Ref, Decimal] = {}
        self._needed: dict[Ref, list[Ref]] = {}
        self._by_engine: dict[Ref, Value] = {}
        self._follows: set[Ref] = set()
        self._in_circles: set[Ref] = set()
        self._too_wide: set[Ref] = set()
        self._left = _MOST_NAMED
        for name, grid in self._sheets.grids.items():
            for row, cells in grid.rows.items():
                for column, cell in cells.items():
                    ref = (name, row, column)
                    if cell.formula:
                        self._formulas[ref] = cell.formula
                        self._cached[ref] = cell.value
                    else:
                        self._values[ref] = cell.value
        self._expander = Expander(self._sheets, self._values, self._formulas)

    def run(self) -> Calculation:
        order = self._order()
        for ref in order:
            self._compute(ref)
        if self._ask_the_engine():
            for ref in order:
                self._compute(ref)
        if self._is_written_by_a_program():
            self._cached = dict.fromkeys(self._cached)
        for ref in order:
            self._compare(ref)
        self._tell_errors_apart(order)
        self._count_texts(order)
        self._leave_followers_out()
        self._result.book = replace(
            self._result.book, sheets=[self._with_values(grid) for grid in self._result.book.sheets]
        )
        return self._result

    # -- order

    def _order(self) -> list[Ref]:
        """The formulas' cells, each after those that it needs; circles are noted.

        Tarjan's strongly connected components: cells that need each other are one circle, however
        many ways lead around in it.
        """
        order: list[Ref] = []
        index: dict[Ref, int] = {}
        lowest: dict[Ref, int] = {}
        waiting: dict[Ref, None] = {}
        for start in self._formulas:
            if start in index:
                continue
            stack: list[tuple[Ref, Iterator[Ref]]] = []
            following: Ref | None = start
            while stack or following is not None:
                if following is not None:
                    index[following] = lowest[following] = len(index)
                    waiting[following] = None
                    stack.append((following, iter(self._needs(following))))
                ref, needs = stack[-1]
                following = next(
                    (need for need in needs if need not in index or need in waiting), None
                )
                if following is None:
                    stack.pop()
                    if stack:
                        above = stack[-1][0]
                        lowest[above] = min(lowest[above], lowest[ref])
                    if lowest[ref] == index[ref]:
                        order += self._component(ref, waiting)
                elif following in waiting:
                    lowest[ref] = min(lowest[ref], index[following])
                    following = None
        return order

    def _component(self, first: Ref, waiting: dict[Ref, None]) -> list[Ref]:
        """The cells that need each other, the one found first at the end; one alone mostly."""
        members: list[Ref] = []
        while not members or members[-1] != first:
            members.append(waiting.popitem()[0])
        if len(members) > 1 or first in self._needed.get(first, ()):
            self._result.circular.append(tuple(sorted(members)))
            self._in_circles |= set(members)
            self._follows |= set(members)
        return members

    def _needs(self, ref: Ref) -> list[Ref]:
        """The formulas' cells that a formula names."""
        try:
            tree = self._trees[ref] = parse_formula(self._formulas[ref])
        except FormulaError as error:
            self._result.failed[ref] = str(error)
            return []
        needed: list[Ref] = []
        for area in self._named_areas(tree, ref):
            if area.is_cell:
                needed.append(area.ref)
                continue
            cells = self._sheets.cells(area) if self._left > 0 else ()
            self._left -= len(cells)
            if self._left <= 0:
                self._too_wide.add(ref)
                return []
            needed += cells
        self._needed[ref] = list(dict.fromkeys(r for r in needed if r in self._formulas))
        return self._needed[ref]

    def _named_areas(self, node: Node, at: Ref) -> Iterator[Area]:
        stack: list[Node | None] = [node]
        while stack:
            match stack.pop():
                case Reference(text):
                    try:
                        yield from self._sheets.areas(text, at)
                    except UnknownReferenceError:
                        continue  # said when the formula is computed
                case Negated(operand) | Percent(operand):
                    stack.append(operand)
                case Binary(_, left, right):
                    stack += [left, right]
                case Call(_, arguments):
                    stack += arguments

    # -- values

    def _compute(self, ref: Ref) -> None:
        cached = self._cached[ref]
        if ref in self._in_circles:
            self._values[ref] = None
            return
        self._result.failed.pop(ref, None)
        self._follows.discard(ref)
        if ref in self._too_wide:
            self._values[ref] = cached
            self._result.failed[ref] = tr("the formulas of this file name too many cells")
            return
        try:
            value, expansion = self._expander.expand(self._tree(ref), ref)
        except ErrorInFormulaError as error:
            self._values[ref] = ErrorValue(str(error))
        except (NotLinearError, FormulaError) as error:
            self._values[ref] = self._by_engine.get(ref, cached)
            self._result.failed[ref] = str(error)
        except GapError as gap:
            self._values[ref] = self._by_engine.get(ref)
            self._result.failed[ref] = tr("it needs a cell that has no value")
            if self._values[ref] is None and gap.ref in self._formulas:
                self._follows.add(ref)
        else:
            self._values[ref] = Decimal(format(value, ".15g"))
            self._expansions[ref] = expansion
            ignored = [r for r in self._expander.ignored if self._is_amount_in_text(r)]
            if ignored:
                self._result.ignored[ref] = ignored

    def _tree(self, ref: Ref) -> Node:
        return self._trees[ref] if ref in self._trees else parse_formula(self._formulas[ref])

    def _ask_the_engine(self) -> bool:
        """Has a library compute what is not linear; whether that gave any value."""
        from grantcalc.reading.engine import compute

        passed = self._in_circles | self._follows | self._too_wide
        wanted = [ref for ref in self._result.failed if ref not in passed]
        if wanted:
            self._by_engine = {
                ref: value
                for ref, value in compute(self._sheets.book, wanted).items()
                if value is not None
            }
        return bool(self._by_engine)

    def _tell_errors_apart(self, order: list[Ref]) -> None:
        """Of cells that show an error, keeps those that no other cell's error explains."""
        for ref in order:
            if isinstance(self._values[ref], ErrorValue):
                if any(isinstance(self._values[r], ErrorValue) for r in self._needed.get(ref, ())):
                    self._follows.add(ref)
                else:
                    self._result.errors.append(ref)

    def _is_amount_in_text(self, ref: Ref) -> bool:
        """Whether a text that a sum leaves out is an amount, and not a year above the amounts."""
        number = self._as_number(ref)
        sheet, row, column = ref
        is_heading = number in YEARS and not self._sheets.grids[sheet].at(row - 1, column).is_number
        return number is not None and not is_heading

    def _as_number(self, ref: Ref) -> Decimal | None:
        """The number that a text cell looks like."""
        value = self._values.get(ref)
        if not isinstance(value, str) or ref in self._formulas:
            return None
        try:
            return parse_number(value)
        except UnclearNumberError:
            return None

    def _is_written_by_a_program(self) -> bool:
        """Whether every stored value is 0 and the formulas say otherwise: no proof of anything."""
        numbers = [
            v for v in self._cached.values() if v is not None and not isinstance(v, ErrorValue)
        ]
        return (
            bool(numbers)
            and all(v == 0 and v is not False for v in numbers)
            and any(self._values[ref] != 0 for ref in self._expansions)
        )

    def _compare(self, ref: Ref) -> None:
        """Notes a stored value that is missing, or is not what the formula gives."""
        cached, value = self._cached[ref], self._values[ref]
        if value is not None:
            self._result.failed.pop(ref, None)
        if cached is None:
            if value is not None:
                self._result.computed.append(ref)
        elif isinstance(cached, Decimal) and isinstance(value, Decimal):
            if _differ(cached, value):
                self._result.stale[ref] = (cached, value)
        elif isinstance(cached, ErrorValue) is not isinstance(value, ErrorValue):
            # An error that the file shows and that is not understood is believed, and said.
            self._values[ref] = cached

    def _leave_followers_out(self) -> None:
        """Of stale cells keeps those that the cells they name, as stored, do not explain."""
        stored = {**self._values, **{ref: v for ref, v in self._cached.items() if v is not None}}
        expander = Expander(self._sheets, stored, self._formulas)
        stale = dict(self._result.stale)
        for ref, (cached, _) in stale.items():
            try:
                value, _ = expander.expand(self._tree(ref), ref)
            except (NotLinearError, ErrorInFormulaError, GapError):
                is_follower = any(need in stale for need in self._needed.get(ref, ()))
            else:
                is_follower = not _differ(cached, value)
            if is_follower:
                self._result.followers[ref] = self._result.stale.pop(ref)

    def _count_texts(self, order: list[Ref]) -> None:
        """Counts, in what the sums are taken for, the texts that a spreadsheet leaves out of them.

        The fault is the text's: what would be said of the sums above it is the same fault again.
        """
        if not self._result.ignored:
            return
        for ref in order:
            expansion = self._expansions.get(ref)
            if expansion is None:
                continue
            raised = sum(
                (self._as_number(r) or Decimal(0) for r in self._result.ignored.get(ref, ())),
                Decimal(0),
            )
            for part, times in expansion.parts.items():
                if part in self._raised:
                    raised += self._raised[part] * times.numerator / times.denominator
            if raised:
                self._raised[ref] = raised

    # -- the result

    def _with_values(self, grid: Grid) -> Grid:
        name = grid.sheet or ""
        rows: dict[int, dict[int, Cell]] = {}
        for row, cells in grid.rows.items():
            rows[row] = {
                column: self._with_value(cell, (name, row, column)) if cell.formula else cell
                for column, cell in cells.items()
            }
        return replace(grid, rows=rows)

    def _with_value(self, cell: Cell, ref: Ref) -> Cell:
        value = self._values[ref]
        if isinstance(value, Decimal) and ref in self._raised:
            value = Decimal(format(value + self._raised[ref], ".15g"))
        return replace(
            cell, value=value, expansion=self._expansions.get(ref), follows=ref in self._follows
        )


def _differ(stored: Decimal, exact: Decimal) -> bool:
    """Whether two values are further apart than binary arithmetic leaves them."""
    return abs(stored - exact) > max(_LEAST_NOISE, _NOISE * max(abs(stored), abs(exact)))
