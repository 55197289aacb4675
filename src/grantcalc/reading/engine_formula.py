"""One formula made ready for the engine: rewritten with plain references, or refused with a reason.

A value that is silently wrong is worse than none. So a formula is taken only if everything in it is
known to be computed as Excel does: each function stands in `TRUSTED` with what its arguments may
be, and is held to Excel's rules by tests/test_formula_engine.py. All others are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from grantcalc.cells import cell_name, column_number
from grantcalc.language import mark, tr
from grantcalc.reading.grid import Book, Grid, Table

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_LONGEST, _DEEPEST = 8192, 64  # Excel's own limits
_LARGEST_AREA = 200_000  # cells that a function may go through one by one
_LARGEST_SPARSE_AREA = 8 * LAST_ROW  # for functions that go through filled cells alone

#: The trusted functions and their arguments: those at the start "|" those that repeat after them.
#: r: a range or one value; s: one value, a text that looks like a number is refused (Excel reads
#: "1,5" by its user's language); t: one value that is compared or shown as it is.
TRUSTED = {
    "SUM": "|r", "PRODUCT": "|r", "MIN": "|r", "MAX": "|r", "AVERAGE": "|r", "COUNT": "|r",
    "COUNTA": "|r", "COUNTBLANK": "r|", "MEDIAN": "|r", "LARGE": "rs|", "SMALL": "rs|",
    "RANK": "srs|", "SUMPRODUCT": "|r", "SUBTOTAL": "s|r",
    "SUMIF": "rsr|", "SUMIFS": "r|rs", "COUNTIF": "rs|", "COUNTIFS": "|rs", "AVERAGEIF": "rsr|",
    "AVERAGEIFS": "r|rs", "MAXIFS": "r|rs", "MINIFS": "r|rs",
    "VLOOKUP": "trst|", "HLOOKUP": "trst|", "XLOOKUP": "trrt|", "MATCH": "trs|", "INDEX": "rss|",
    "CHOOSE": "s|t",
    "IF": "ttt|", "IFS": "|tt", "IFERROR": "tt|", "IFNA": "tt|", "SWITCH": "t|t", "AND": "|r",
    "OR": "|r", "XOR": "|r", "NOT": "s|", "TRUE": "|", "FALSE": "|", "NA": "|",
    "ISERROR": "t|", "ISERR": "t|", "ISNA": "t|", "ISBLANK": "t|", "ISNUMBER": "t|", "ISTEXT": "t|",
    "ROUND": "ss|", "ROUNDUP": "ss|", "ROUNDDOWN": "ss|", "INT": "s|", "TRUNC": "ss|",
    "CEILING": "ss|", "FLOOR": "ss|", "MROUND": "ss|", "MOD": "ss|", "ABS": "s|", "SIGN": "s|",
    "QUOTIENT": "ss|", "POWER": "ss|", "SQRT": "s|",
    "PMT": "sssss|", "FV": "sssss|", "NPV": "s|r",
    "DATE": "sss|", "YEAR": "s|", "MONTH": "s|", "DAY": "s|", "EDATE": "ss|", "EOMONTH": "ss|",
    "DATEDIF": "sst|", "DAYS": "ss|", "NETWORKDAYS": "ss|", "YEARFRAC": "sss|",
    "LEFT": "ts|", "RIGHT": "ts|", "MID": "tss|", "LEN": "t|", "TRIM": "t|", "UPPER": "t|",
    "LOWER": "t|", "EXACT": "tt|", "SUBSTITUTE": "ttts|", "CONCATENATE": "|t", "CONCAT": "|r",
    "TEXTJOIN": "tt|r",
}  # fmt: skip

#: Functions that are not trusted although the engine knows them, each with the reason.
UNTRUSTED = {
    **dict.fromkeys(
        ("NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY"), mark("its value changes by the day or hour")
    ),
    **dict.fromkeys(
        ("OFFSET", "INDIRECT"), mark("which cells it reads is known only when it is computed")
    ),
    **dict.fromkeys(
        ("TEXT", "VALUE", "NUMBERVALUE", "FIXED", "DOLLAR", "DATEVALUE", "TIMEVALUE"),
        mark("it reads or writes numbers by the language of its user's Excel"),
    ),
    **dict.fromkeys(
        ("FILTER", "SORT", "SORTBY", "UNIQUE", "SEQUENCE", "TRANSPOSE", "FREQUENCY", "LET", "LAMBDA"),
        mark("it works on arrays, and the cells do not say how Excel was told to treat them"),
    ),
    **dict.fromkeys(("AGGREGATE", "GETPIVOTDATA", "CELL", "INFO"), mark("the engine does not know it")),
}  # fmt: skip

#: Functions that work element by element on arrays inside SUMPRODUCT; the engine gives a wrong
#: value or an error for others (ISNUMBER, ROUND).
_ELEMENTWISE = {"ABS", "YEAR", "MONTH", "LEFT"}
#: Functions whose ranges the engine goes through by filled cells: whole columns cost it nothing.
_SPARSE = {
    "SUM", "PRODUCT", "SUMIF", "SUMIFS", "COUNTIF", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS",
    "MINIFS", "INDEX", "XLOOKUP",
}  # fmt: skip
#: Functions for which empty cells below the last filled one are nothing: ranges end there.
_ENDS_EARLY = {
    "MIN", "MAX", "AVERAGE", "COUNT", "COUNTA", "MEDIAN", "LARGE", "SMALL", "RANK", "SUBTOTAL",
    "VLOOKUP", "HLOOKUP", "MATCH", "AND", "OR", "XOR", "CONCAT", "NPV",
}  # fmt: skip
_GIVES_TEXT = {
    "LEFT", "RIGHT", "MID", "TRIM", "UPPER", "LOWER", "SUBSTITUTE", "CONCATENATE", "CONCAT",
    "TEXTJOIN",
}  # fmt: skip
#: Functions that may give one of their arguments, or a cell of it, as it is.
_PASSES_ON = {
    "IF", "IFS", "IFERROR", "IFNA", "SWITCH", "CHOOSE", "VLOOKUP", "HLOOKUP", "INDEX", "XLOOKUP",
}  # fmt: skip
_CALCULATES = {"+", "-", "*", "/", "^", "%"}
_COMPARES = {"&", "=", "<>", "<", ">", "<=", ">="}

_CELL = r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})"
_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!]+)!)?"
    rf"(?:{_CELL}(?::{_CELL})?|\$?([A-Z]{{1,3}}):\$?([A-Z]{{1,3}})|\$?(\d{{1,7}}):\$?(\d{{1,7}}))",
    re.IGNORECASE,
)
_LIKE_A_NUMBER = re.compile(r"[<>=]*[\s$€£+-]*[.,]?\d[\d\s.,:/'-]*(?:[eE][+-]?\d+)?\s*%?\s*")
_PLAIN_NUMBER = re.compile(r"[<>=]*[+-]?\d+")
_TABLE = re.compile(r"(?P<name>[^\[\]]+)(?:\[(?P<parts>.*)\])?", re.DOTALL)
_TABLE_PART = re.compile(r"\[((?:[^\[\]']|'.)*)\]")


class RefusedError(Exception):
    """A formula that is not given to the engine; the text says why."""


class Area(NamedTuple):
    """A range of a sheet, first and last row and column included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Ready:
    """A formula for the engine: its text, and the ranges that it reads.

    `as_numbers` are those whose cells it calculates with, and the part of each that it may take.
    """

    text: str
    reads: list[Area] = field(default_factory=list)
    as_numbers: dict[Area, Area] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """What formulas of a book may name, its sheets by name, and each sheet's name for the engine."""

    book: Book
    grids: dict[str, Grid]
    sheets: dict[str, str]

    @classmethod
    def of(cls, book: Book) -> Names:
        """The names of a book; sheets get names that need no quotes and no letter beyond ASCII."""
        grids = {(grid.sheet or "").casefold(): grid for grid in book.sheets}
        return cls(book, grids, {name: f"sheet_{n}" for n, name in enumerate(grids, 1)})


def reads_like_a_number(text: str) -> bool:
    """Whether a text may be a number or date to Excel, and which one depends on its language."""
    return bool(_LIKE_A_NUMBER.fullmatch(text)) and not _PLAIN_NUMBER.fullmatch(text)


def check_form(formula: str) -> list[Token]:
    """The formula's tokens, blanks left out.

    Raises:
        RefusedError: it is too long or nested, or names a function that is not trusted.
    """
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    if not formula.strip("= ") or len(formula) > _LONGEST:
        raise RefusedError(tr("it is empty, or longer than Excel allows"))
    try:
        items = Tokenizer("=" + formula.lstrip("=")).items
    except (TokenizerError, IndexError, ValueError) as error:
        raise RefusedError(tr("it is no formula that can be understood")) from error
    tokens = [token for token in items if token.type != Token.WSPACE]
    depth = signs = 0
    for token in tokens:
        if token.subtype == Token.OPEN:
            depth += 1
            if token.type == Token.FUNC:
                _check_function(_function(token))
        depth -= token.subtype == Token.CLOSE
        signs = signs + 1 if token.type in (Token.OP_PRE, Token.OP_POST) else 0
        if depth < 0:
            raise RefusedError(tr("it is no formula that can be understood"))
        if max(depth, signs) > _DEEPEST:
            raise RefusedError(tr("it is nested more than {most} deep", most=_DEEPEST))
        if token.type == Token.OPERAND and re.match(r"'?[^!]*\[[^\]]*\][^!]*!", token.value):
            raise RefusedError(tr("it reads another workbook"))
    if depth:
        raise RefusedError(tr("it is no formula that can be understood"))
    return tokens


def _check_function(name: str) -> None:
    if name in UNTRUSTED:
        raise RefusedError(f"{name}: {tr(UNTRUSTED[name])}")
    if name not in TRUSTED:
        raise RefusedError(tr("{name} is not among the functions that are computed", name=name))


def _function(token: Token) -> str:
    name = str(token.value)[:-1].strip().upper()
    return name.removeprefix("_XLFN.").removeprefix("_XLWS.")


def prepare(formula: str, sheet: str, row: int, names: Names) -> Ready:
    """The formula of a cell for the engine; `sheet` is its sheet's name in lower case.

    Raises:
        RefusedError: the engine cannot be trusted with it; the text says why.
    """
    tokens = list(_expanded(check_form(formula), names, 0))
    return _Rewriter(tokens, sheet, row, names).ready()


def _expanded(tokens: list[Token], names: Names, depth: int) -> Iterator[Token]:
    """The tokens with each defined name replaced by what it stands for."""
    from openpyxl.formula.tokenizer import Token

    for token in tokens:
        text = names.book.names.get(token.value.casefold()) if _is_reference(token) else None
        if text is None:
            yield token
            continue
        if depth:
            raise RefusedError(tr("the name {name} stands in another name", name=token.value))
        inner = list(_expanded(check_form(text), names, depth + 1))
        for part in filter(_is_reference, inner):
            _check_absolute(token.value, part.value, names)
        if len(inner) == 1:
            yield inner[0]
        else:
            yield Token("(", Token.PAREN, Token.OPEN)
            yield from inner
            yield Token(")", Token.PAREN, Token.CLOSE)


def _is_reference(token: Token) -> bool:
    return token.type == "OPERAND" and token.subtype == "RANGE"


def _check_absolute(name: str, reference: str, names: Names) -> None:
    """Refuses a name for a place that depends on the cell that uses it."""
    sheet, _, place = reference.rpartition("!")
    fixed = all(re.fullmatch(r"(\$[A-Z]+)?(\$\d+)?", end, re.I) for end in place.split(":"))
    table = reference.partition("[")[0].casefold() in names.book.tables
    if not table and not (sheet and fixed):
        raise RefusedError(tr("the name {name} stands for another place in each cell", name=name))


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a value stands: the function it is an argument of as it is, or the operators beside it."""

    function: str | None
    argument: int
    opening: int
    beside: frozenset[str]

    @property
    def kind(self) -> str:
        """What `TRUSTED` says of the argument; empty where the value is part of an expression."""
        if self.function is None:
            return ""
        first, _, repeated = TRUSTED[self.function].partition("|")
        if self.argument < len(first):
            return first[self.argument]
        if not repeated:
            raise RefusedError(tr("{function} has too many arguments", function=self.function))
        return repeated[(self.argument - len(first)) % len(repeated)]


class _Rewriter:
    """Writes a formula's tokens anew with the engine's references."""

    def __init__(self, tokens: Sequence[Token], sheet: str, row: int, names: Names) -> None:
        self.tokens, self.sheet, self.row, self.names = tokens, sheet, row, names
        self.done = Ready("")
        self.closing: dict[int, int] = {}
        self.parent = [-1] * len(tokens)
        self.argument = [0] * len(tokens)
        self.first_area: dict[int, Area] = {}
        self._nest()

    def _nest(self) -> None:
        """Notes for each token what it stands in and in which argument; refuses bad grammar."""
        stack: list[int] = []
        arguments: list[int] = []
        before = None
        for at, token in enumerate(self.tokens):
            if before is not None and _ends_value(before) and _begins_value(token):
                raise RefusedError(tr("it takes the intersection of ranges, or is no formula"))
            if token.subtype == "CLOSE":
                self.closing[stack.pop()] = at
                arguments.pop()
            self.parent[at] = stack[-1] if stack else -1
            self.argument[at] = arguments[-1] if arguments else 0
            if token.subtype == "OPEN":
                stack.append(at)
                arguments.append(0)
            elif token.type == "SEP":
                if not stack or self.tokens[stack[-1]].type == "PAREN":
                    raise RefusedError(tr("it unites ranges"))
                arguments[-1] += 1
            before = token

    def ready(self) -> Ready:
        """The formula for the engine."""
        self.done.text = "=" + "".join(self._text(at) for at in range(len(self.tokens)))
        if len(self.done.text) > _LONGEST:
            raise RefusedError(tr("it is longer than Excel allows once its names are written out"))
        return self.done

    def _text(self, at: int) -> str:
        token = self.tokens[at]
        if token.type == "FUNC" and token.subtype == "OPEN":
            return self._call(at)
        if token.type == "ARRAY" and token.subtype == "OPEN":
            self._check_array(at)
        if token.type == "OPERAND" and token.subtype == "RANGE":
            return self._reference(at)
        if token.type == "OPERAND" and token.subtype == "TEXT":
            self._check_text(at)
        if token.type.startswith("OPERATOR") and token.value not in _CALCULATES | _COMPARES:
            raise RefusedError(tr("it uses the operator {operator}", operator=token.value))
        return str(token.value)

    def _position(self, begin: int, end: int) -> _Position:
        """Where the value from token `begin` to `end` stands, parentheses around it left out."""
        tokens, last = self.tokens, len(self.tokens) - 1
        while begin > 0 and end < last and self._is_parenthesis(begin - 1, end + 1):
            begin, end = begin - 1, end + 1
        beside = frozenset(
            str(tokens[i].value)
            for i in (begin - 1, end + 1)
            if 0 <= i <= last and tokens[i].type.startswith("OPERATOR")
        )
        parent = self.parent[begin]
        is_argument = parent >= 0 and tokens[parent].type == "FUNC" and not beside
        name = _function(tokens[parent]) if is_argument else None
        return _Position(name, self.argument[begin], parent, beside)

    def _is_parenthesis(self, begin: int, end: int) -> bool:
        return self.tokens[begin].type == "PAREN" and self.closing.get(begin) == end

    def _is_number(self, begin: int, end: int) -> bool:
        """Whether the value is used as a number, there or where its function passes it on to."""
        position = self._position(begin, end)
        if position.function in _PASSES_ON and position.kind != "s":
            return self._is_number(position.opening, self.closing[position.opening])
        return bool(position.beside & _CALCULATES) or position.kind == "s"

    def _call(self, at: int) -> str:
        name = _function(self.tokens[at])
        if name in _GIVES_TEXT and self._is_number(at, self.closing[at]):
            raise RefusedError(tr("it calculates with the text that {name} gives", name=name))
        if name == "SUBTOTAL":
            self._check_subtotal(at)
        return f"{name}("

    def _check_subtotal(self, at: int) -> None:
        """Subtotals leave each other out; Excel's rule for those within longer formulas is unclear."""
        kind = self.tokens[at + 1]
        known = (
            kind.subtype == "NUMBER"
            and kind.value.isdigit()
            and int(kind.value) % 100 in range(1, 12)
        )
        if at or self.closing[at] != len(self.tokens) - 1 or not known:
            raise RefusedError(tr("SUBTOTAL is computed only where it is the whole formula"))

    def _check_array(self, at: int) -> None:
        end = self.closing[at]
        position = self._position(at, end)
        outer = (
            self._position(position.opening, self.closing[position.opening])
            if position.function
            else None
        )
        criteria = (
            position.function in ("SUMIF", "COUNTIF", "SUMIFS", "COUNTIFS")
            and position.kind == "s"
            and outer is not None
            and outer.function in ("SUM", "SUMPRODUCT")
        )
        if not criteria and position.function not in ("SUM", "SUMPRODUCT", "MIN", "MAX"):
            raise RefusedError(tr("it uses a list of values in braces where one value belongs"))
        for token in self.tokens[at:end]:
            if token.subtype == "TEXT" and reads_like_a_number(token.value[1:-1]):
                raise RefusedError(
                    tr("{text} is a number or not by the language of Excel", text=token.value)
                )

    def _check_text(self, at: int) -> None:
        literal = str(self.tokens[at].value)
        counts = self._is_number(at, at) or self._position(at, at).kind == "r"
        if counts and reads_like_a_number(literal[1:-1]):
            raise RefusedError(
                tr("{text} is a number or not by the language of Excel", text=literal)
            )

    def _reference(self, at: int) -> str:
        area = self._area(str(self.tokens[at].value))
        position = self._position(at, at)
        if (
            area.top != area.bottom
            or area.left != area.right
            or position.function in ("SUMIF", "AVERAGEIF")
        ):
            area = self._range(area, position)
        if self._is_number(at, at):
            self.done.as_numbers[area] = _given(area, position.function)
        self.done.reads.append(area)
        first, last = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
        place = first if first == last else f"{first}:{last}"
        return f"{self.names.sheets[area.sheet]}!{place}"

    def _range(self, area: Area, position: _Position) -> Area:
        """The range as the function reads it, where it may stand at all."""
        name, limit = position.function or "", _LARGEST_AREA
        if position.kind != "r":
            if position.kind == "s" and area.top == area.bottom and area.left == area.right:
                return area
            self._check_elementwise(position)
        if name in _SPARSE:
            limit = _LARGEST_SPARSE_AREA
        if name in _ENDS_EARLY:
            grid = self.names.grids[area.sheet]
            last = max((grid.row_numbers() or [0])[-1] + 1, area.top)
            area = area._replace(bottom=min(area.bottom, last))
        if name in ("SUMIF", "AVERAGEIF"):
            area = _resized(area, self.first_area.setdefault(position.opening, area))
        if name == "SUBTOTAL":
            self._check_hidden(area, position.opening)
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) > limit:
            raise RefusedError(tr("it reads more cells than are computed"))
        return area

    def _check_elementwise(self, position: _Position) -> None:
        """Refuses a range where one value belongs, unless all around it works element by element."""
        at = position.opening
        while at >= 0:
            token = self.tokens[at]
            if token.type == "FUNC" and _function(token) == "SUMPRODUCT":
                return
            if token.type != "PAREN" and _function(token) not in _ELEMENTWISE:
                break
            at = self.parent[at]
        raise RefusedError(tr("it uses a range where one value belongs"))

    def _check_hidden(self, area: Area, at: int) -> None:
        """Refuses SUBTOTAL(9; ...) over hidden rows: it counts those hidden by hand, not by a filter."""
        hidden = self.names.grids[area.sheet].hidden_rows
        if int(self.tokens[at + 1].value) < 100 and any(
            area.top <= n <= area.bottom for n in hidden
        ):
            raise RefusedError(
                tr("SUBTOTAL goes over hidden rows, which count or not by how they were hidden")
            )

    def _area(self, reference: str) -> Area:
        if "[" in reference or reference.casefold() in self.names.book.tables:
            return self._table_area(reference)
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise RefusedError(
                tr("{reference} is no cell, range or name of the workbook", reference=reference)
            )
        sheet = match["sheet"]
        sheet = self.sheet if sheet is None else sheet.strip("'").replace("''", "'").casefold()
        if sheet not in self.names.sheets:
            raise RefusedError(
                tr("{reference} is on no sheet of the workbook", reference=reference)
            )
        return _bounds(sheet, match.groups()[1:])

    def _table_area(self, reference: str) -> Area:
        match = _TABLE.fullmatch(reference)
        table = self.names.book.tables.get(match["name"].casefold()) if match else None
        if match is None or table is None:
            raise RefusedError(tr("{reference} is no table of the workbook", reference=reference))
        parts = match["parts"] or ""
        listed = [_plain(part) for part in _TABLE_PART.findall(parts)] or (
            [_plain(parts)] if parts else []
        )
        rows = [part for part in listed if part.startswith("#")]
        columns = [part for part in listed if not part.startswith("#")]
        if len(rows) > 1 or len(columns) > 2 or (len(columns) == 2 and "]:[" not in parts):
            raise RefusedError(
                tr("{reference} takes several parts of a table", reference=reference)
            )
        top, bottom = self._table_rows(table, rows[0].casefold() if rows else "#data")
        heads = [head.casefold() for head in table.columns]
        if any(column.casefold() not in heads for column in columns):
            raise RefusedError(tr("{reference} is no column of the table", reference=reference))
        places = [heads.index(column.casefold()) for column in columns] or [0, len(heads) - 1]
        return Area(
            table.sheet.casefold(), top, table.left + min(places), bottom, table.left + max(places)
        )

    def _table_rows(self, table: Table, part: str) -> tuple[int, int]:
        first, last = table.first + table.header_rows, table.last - table.total_rows
        rows = {
            "#data": (first, last),
            "#all": (table.first, table.last),
            "#headers": (table.first, first - 1),
            "#totals": (last + 1, table.last),
            "#this row": (self.row, self.row),
        }.get(part)
        if rows is None or rows[0] > rows[1]:
            raise RefusedError(tr("the table has no {part}", part=part))
        if part == "#this row" and not (
            table.sheet.casefold() == self.sheet and first <= self.row <= last
        ):
            raise RefusedError(tr("it reads its row of a table that has no such row"))
        return rows


def _ends_value(token: Token) -> bool:
    return token.type in ("OPERAND", "OPERATOR-POSTFIX") or token.subtype == "CLOSE"


def _begins_value(token: Token) -> bool:
    return token.type == "OPERAND" or token.subtype == "OPEN"


def _plain(part: str) -> str:
    """A part of a table's reference without the marks that escape characters."""
    return re.sub(r"'(.)", r"\1", part.strip())


def _given(area: Area, function: str | None) -> Area:
    """What a function gives of a range: VLOOKUP does not give the column it looks in."""
    if function == "VLOOKUP" and area.left < area.right:
        return area._replace(left=area.left + 1)
    if function == "HLOOKUP" and area.top < area.bottom:
        return area._replace(top=area.top + 1)
    return area


def _resized(area: Area, model: Area) -> Area:
    """The range from the same first cell in another's size, as SUMIF reads its third argument."""
    bottom = min(area.top + model.bottom - model.top, LAST_ROW)
    right = min(area.left + model.right - model.left, LAST_COLUMN)
    return area._replace(bottom=bottom, right=right)


def _bounds(sheet: str, ends: Sequence[str | None]) -> Area:
    left, top, right, bottom, column, last_column, row, last_row = ends
    if column and last_column:
        columns, rows = _columns(column, last_column), (1, LAST_ROW)
    elif row and last_row:
        columns, rows = (1, LAST_COLUMN), (int(row), int(last_row))
    else:
        columns = _columns(left or "", right or left or "")
        rows = (int(top or 0), int(bottom or top or 0))
    area = Area(sheet, min(rows), min(columns), max(rows), max(columns))
    if not (area.top >= 1 and area.bottom <= LAST_ROW and area.right <= LAST_COLUMN):
        raise RefusedError(tr("it reads beyond the last row or column"))
    return area


def _columns(first: str, last: str) -> tuple[int, int]:
    return column_number(first.upper()), column_number(last.upper())
