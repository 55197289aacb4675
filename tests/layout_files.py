"""Layout files: sheets as people make them, what is to be read of them, and what is wrong.

tests/layouts/README.md describes the form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grantcalc.cells import cell_name, column_number
from grantcalc.reading.grid import Book, Cell, Table
from markdown_grid import cells_of, grid_of

LAYOUTS = Path(__file__).parent / "layouts"
_SHEET = re.compile(r"### (?P<kind>Sheet|Hidden sheet|CSV)(?:: (?P<name>.+))?")
_NAME = re.compile(r"Name: (?P<name>\S+) = (?P<formula>.+)")
_TABLE = re.compile(
    r"Table: (?P<name>\w+) = '?(?P<sheet>[^'!]+)'?!(?P<left>[A-Z]+)(?P<first>\d+)"
    r":(?P<right>[A-Z]+)(?P<last>\d+)(?P<total>, with a total row)?"
)
_CHANGE = re.compile(r"- (?:'?(?P<sheet>[^'!]+?)'?!)?(?P<cell>[A-Z]+\d+) is (?P<text>.+)")
_FAULT = re.compile(
    r"- fault at (?P<places>.+?)(?:, expected (?P<expected>-?\d+\.\d\d))?(?:, also at (?P<also>.+))?"
)
_FAULTS = re.compile(r"- faults at (?P<places>.+)")
_LINES = re.compile(r"- sheet(?: (?P<sheet>.+?))?: (?P<counts>.+)")
_SUM = re.compile(
    r"- (?P<side>expenditure|income|balance) (?P<period>.+?)(?: on (?P<sheet>[^:]+))?"
    r": (?P<amount>-?\d+\.\d\d|unknown)"
)
_LEFT_OUT = re.compile(r"- left out(?: on (?P<sheet>[^:]+))?: (?P<cells>.+)")

Place = tuple[str | None, str]
Cells = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Fault:
    """Where the first error or warning must stand (any of `places`), and where others may.

    With `is_each` one must stand at each of the places.
    """

    places: frozenset[Place]
    expected: str | None = None
    also: frozenset[Place] = frozenset()
    is_each: bool = False


@dataclass(frozen=True)
class Sum:
    """The sum of a side, or the balance, in the period whose label holds `period`; in all: None."""

    side: str
    period: str | None
    sheet: str | None
    amount: str | None


@dataclass
class Expected:
    """What a case says of the result; `fault` is None where it must raise nothing."""

    fault: Fault | None = None
    asks: bool = False
    counts: dict[str | None, dict[str, int]] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    left_out: set[Place] = field(default_factory=set)
    not_read: set[str] = field(default_factory=set)
    never_adds: list[str] = field(default_factory=list)


@dataclass
class Sheet:
    name: str | None
    cells: Cells
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Layout:
    """A book as one case or one of its faulty variants gives it, and what is expected of it."""

    file: str
    title: str
    sheets: tuple[Sheet, ...]
    names: dict[str, str]
    tables: dict[str, Table]
    toml: str
    expected: Expected

    @property
    def has_formulas(self) -> bool:
        return any(text.startswith("=") for sheet in self.sheets for text in sheet.cells.values())

    def book(self, *, stored_values: bool = True) -> Book:
        """The book; without stored values, it is as a script would have written it."""
        book = _book(self.sheets, self.names, self.tables)
        if not stored_values:
            for grid in book.sheets:
                grid.rows = {row: _uncached(cells) for row, cells in grid.rows.items()}
        return book


def book_of(text: str) -> Book:
    """The book that sheets, names and tables in this form give."""
    sheets = list(_sheets(text))
    return _book(sheets, *_names_and_tables(text, sheets))


def _book(sheets: Sequence[Sheet], names: dict[str, str], tables: dict[str, Table]) -> Book:
    file = "budget.csv" if sheets[0].name is None else "budget.xlsx"
    grids = []
    for sheet in sheets:
        grid = grid_of(sheet.cells, file, sheet.name)
        grid.is_hidden = sheet.is_hidden
        grid.hidden_rows, grid.hidden_columns = sheet.hidden_rows, sheet.hidden_columns
        grids.append(grid)
    return Book(grids, names=dict(names), tables=dict(tables))


def _names_and_tables(
    text: str, sheets: Sequence[Sheet]
) -> tuple[dict[str, str], dict[str, Table]]:
    names = {m["name"].casefold(): m["formula"].strip() for m in _NAME.finditer(text)}
    return names, {m["name"].casefold(): _table(m, sheets) for m in _TABLE.finditer(text)}


def all_layouts() -> list[Layout]:
    return [
        layout
        for path in sorted(LAYOUTS.glob("*.md"))
        if path.stem != "README"
        for section in re.split(r"^## ", path.read_text("utf-8"), flags=re.M)[1:]
        for layout in _layouts(path.stem, section)
    ]


def _uncached(cells: dict[int, Cell]) -> dict[int, Cell]:
    return {
        column: replace(cell, value=None) if cell.formula else cell
        for column, cell in cells.items()
    }


def _layouts(file: str, section: str) -> Iterator[Layout]:
    """The case of a section, then its variants: the same sheets with a few cells changed."""
    toml = "\n".join(re.findall(r"```toml\n(.*?)```", section, flags=re.S))
    section = re.sub(r"```toml\n.*?```", "", section, flags=re.S)
    main, *variants = re.split(r"^#### ", section, flags=re.M)
    title, _, body = main.partition("\n")
    sheets = list(_sheets(body))
    shared = (*_names_and_tables(body, sheets), toml)
    yield Layout(file, title, tuple(sheets), *shared, _expected(body, f"{file}, {title}", sheets))
    for variant in variants:
        fault, _, text = variant.partition("\n")
        where = f"{file}, {title}: {fault}"
        changed = _changed(sheets, text)
        yield Layout(
            file, f"{title}: {fault}", tuple(changed), *shared, _expected(text, where, sheets)
        )


def _sheets(body: str) -> Iterator[Sheet]:
    parts = re.split(r"^(?=### )", body, flags=re.M)
    for part in parts:
        heading, _, rest = part.partition("\n")
        match = _SHEET.fullmatch(heading.strip())
        table = "\n".join(
            line for line in (rest if match else part).splitlines() if "|" in line[:1]
        )
        if not table:
            continue
        hidden = match is not None and match["kind"] == "Hidden sheet"
        name = match["name"] if match else "Budget"
        rows = re.search(r"^Hidden rows: (.+)$", part, flags=re.M)
        columns = re.search(r"^Hidden columns: (.+)$", part, flags=re.M)
        yield Sheet(
            name,
            cells_of(table),
            hidden,
            frozenset(int(row) for row in rows[1].split(", ")) if rows else frozenset(),
            frozenset(map(column_number, columns[1].split(", "))) if columns else frozenset(),
        )


def _table(match: re.Match[str], sheets: Sequence[Sheet]) -> Table:
    left, right = column_number(match["left"]), column_number(match["right"])
    first = int(match["first"])
    cells = _sheet_named(sheets, match["sheet"]).cells
    return Table(
        sheet=match["sheet"],
        first=first,
        last=int(match["last"]),
        left=left,
        columns=tuple(cells.get((first, column), "") for column in range(left, right + 1)),
        total_rows=1 if match["total"] else 0,
    )


def _sheet_named(sheets: Sequence[Sheet], name: str | None) -> Sheet:
    return next(sheet for sheet in sheets if name is None or sheet.name == name)


def _changed(sheets: list[Sheet], text: str) -> list[Sheet]:
    copies = [
        Sheet(s.name, dict(s.cells), s.is_hidden, s.hidden_rows, s.hidden_columns) for s in sheets
    ]
    for line in text.splitlines():
        if match := _CHANGE.fullmatch(line.strip()):
            place = _row_and_column(match["cell"])
            stands = "" if match["text"] == "empty" else match["text"]
            _sheet_named(copies, match["sheet"]).cells[place] = stands
    return copies


def _row_and_column(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)


def _expected(text: str, where: str, sheets: list[Sheet]) -> Expected:
    first = sheets[0].name
    expected = Expected()
    stated = False
    for line in text.splitlines():
        if not line.startswith("- ") or _CHANGE.fullmatch(line.strip()):
            continue
        if line.strip() == "- none":
            stated = True
        elif match := _FAULT.fullmatch(line.strip()):
            expected.fault = _fault(match, first)
            stated = True
        elif match := _FAULTS.fullmatch(line.strip()):
            places = frozenset(_place(text, first) for text in match["places"].split(", "))
            expected.fault = Fault(places, is_each=True)
            stated = True
        else:
            _reading(line.strip(), expected, first, where)
    assert stated or expected.asks, f"{where}: says nothing of the findings"
    return expected


def _fault(match: re.Match[str], first: str | None) -> Fault:
    places = frozenset(_place(text, first) for text in match["places"].split(" or "))
    also = frozenset(_place(text, first) for text in (match["also"] or "").split(", ") if text)
    return Fault(places, match["expected"], also)


def _place(text: str, first: str | None) -> Place:
    sheet, mark, cell = text.strip().rpartition("!")
    return (sheet.strip("'") if mark else first, cell)


def _reading(line: str, expected: Expected, first: str | None, where: str) -> None:
    if line == "- asks":
        expected.asks = True
    elif line.startswith("- not read: "):
        expected.not_read |= set(line.removeprefix("- not read: ").split(", "))
    elif line.startswith("- never adds: "):
        expected.never_adds.append(line.removeprefix("- never adds: "))
    elif match := _LEFT_OUT.fullmatch(line):
        sheet = match["sheet"] or first
        expected.left_out |= {(sheet, cell) for cell in _cells_in(match["cells"])}
    elif match := _LINES.fullmatch(line):
        found = re.findall(r"(\d+) (expenditure|income) lines?", match["counts"])
        assert found, f"{where}: not a number of lines: {line}"
        expected.counts[match["sheet"] or first] = {side: int(number) for number, side in found}
    else:
        match = _SUM.fullmatch(line)
        assert match, f"{where}: not in the vocabulary: {line}"
        expected.sums.append(
            Sum(
                match["side"],
                None if match["period"] == "all" else match["period"],
                match["sheet"] or first,
                None if match["amount"] == "unknown" else match["amount"],
            )
        )


def _cells_in(text: str) -> Iterator[str]:
    """The cells of ranges such as "D2:D8, F4"."""
    for part in text.split(", "):
        start, _, end = part.partition(":")
        (top, left), (bottom, right) = map(_row_and_column, (start, end or start))
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield cell_name(row, column)
