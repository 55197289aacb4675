"""A formula's text as a tree: numbers, references, operators and calls.

The tokens are openpyxl's; the tree is ours, because no library gives one that keeps exact decimals
and the cells that a formula names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from grantcalc.language import tr

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

#: Excel refuses formulas that are nested deeper, or longer, and numbers of more digits.
_DEEPEST = 64
_LONGEST = 8192
_MOST_DIGITS = 308


class FormulaError(ValueError):
    """A formula's text is not one that can be understood; the text says why."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in the formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it stands in the formula, without its quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Logical:
    """TRUE or FALSE as it stands in the formula."""

    value: bool


@dataclass(frozen=True, slots=True)
class Error:
    """An error as it stands in the formula: #REF!."""

    code: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What stands for cells: B2, B2:B8, C:C, 'Year 2'!B9, a name, Costs[Amount]."""

    text: str


@dataclass(frozen=True, slots=True)
class Negated:
    """A minus before an operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Percent:
    """An operand with a percent sign behind it."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and what stands between them."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function, its name in upper case, and its arguments; None for one that is left empty."""

    name: str
    arguments: tuple[Node | None, ...]


Node = Number | Text | Logical | Error | Reference | Negated | Percent | Binary | Call

_PRECEDENCE = {
    **dict.fromkeys(("=", "<", ">", "<=", ">=", "<>"), 1),
    "&": 2,
    **dict.fromkeys(("+", "-"), 3),
    **dict.fromkeys(("*", "/"), 4),
    "^": 5,
}


@lru_cache(maxsize=4096)
def parse_formula(formula: str) -> Node:
    """The tree of a formula that begins with "=".

    Raises:
        FormulaError: it cannot be understood, or is longer or deeper than Excel allows.
    """
    from openpyxl.formula import Tokenizer

    if len(formula) > _LONGEST:
        raise FormulaError(tr("it is longer than Excel allows"))
    try:
        tokens = [t for t in Tokenizer(formula).items if t.type != "WHITE-SPACE"]
    except Exception as error:
        raise FormulaError(tr("it is not a formula that Excel understands")) from error
    parser = _Parser(tokens)
    node = parser.expression(0, 0)
    if parser.next is not None:
        raise FormulaError(tr("it is not a formula that Excel understands"))
    return node


class _Parser:
    """Precedence climbing over openpyxl's tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def next(self) -> Token | None:
        """The token that comes next."""
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _take(self) -> Token:
        token = self.next
        if token is None:
            raise FormulaError(tr("it ends too early"))
        self._position += 1
        return token

    def expression(self, weakest: int, depth: int) -> Node:
        """An operand and the operators behind it that bind at least as strongly as `weakest`."""
        if depth > _DEEPEST:
            raise FormulaError(tr("it is nested deeper than Excel allows"))
        left = self._in_percent(self._operand(depth), depth)
        while (token := self.next) is not None and token.type == "OPERATOR-INFIX":
            if token.value not in _PRECEDENCE:
                raise FormulaError(tr("it joins areas in a way that is not supported"))
            if _PRECEDENCE[token.value] <= weakest:
                break
            self._take()
            right = self.expression(_PRECEDENCE[token.value], depth + 1)
            left = Binary(token.value, left, right)
        return left

    def _operand(self, depth: int) -> Node:
        token = self._take()
        if token.type == "OPERATOR-PREFIX":
            # A sign binds more strongly than any operator but the colon: -2^2 is 4 in Excel.
            operand = self._signed(depth + 1)
            return Negated(operand) if token.value == "-" else operand
        if token.type == "OPERAND":
            return _leaf(token)
        if token.type == "PAREN" and token.subtype == "OPEN":
            node = self.expression(0, depth + 1)
            self._close("PAREN")
            return node
        if token.type == "FUNC" and token.subtype == "OPEN":
            return Call(_function_name(token.value), tuple(self._arguments(depth + 1)))
        raise FormulaError(tr("it is not a formula that Excel understands"))

    def _signed(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise FormulaError(tr("it is nested deeper than Excel allows"))
        return self._in_percent(self._operand(depth), depth)

    def _in_percent(self, node: Node, depth: int) -> Node:
        """An operand with the percent signs behind it."""
        while (token := self.next) is not None and token.type == "OPERATOR-POSTFIX":
            self._take()
            node = Percent(node)
            depth += 1
            if depth > _DEEPEST:
                raise FormulaError(tr("it is nested deeper than Excel allows"))
        return node

    def _arguments(self, depth: int) -> list[Node | None]:
        """A function's arguments, up to the parenthesis behind them, which is taken."""
        if self._is_next("FUNC", "CLOSE"):
            self._take()
            return []
        arguments: list[Node | None] = []
        while True:
            is_empty = self._is_next("SEP") or self._is_next("FUNC", "CLOSE")
            arguments.append(None if is_empty else self.expression(0, depth))
            if self._is_next("SEP"):
                self._take()
                continue
            # Two areas with a blank between them are their intersection, which ends up here.
            self._close("FUNC")
            return arguments

    def _is_next(self, kind: str, subtype: str | None = None) -> bool:
        token = self.next
        return token is not None and token.type == kind and subtype in (None, token.subtype)

    def _close(self, kind: str) -> None:
        token = self._take()
        if token.type != kind or token.subtype != "CLOSE":
            raise FormulaError(tr("a parenthesis is not closed, or areas are joined by a blank"))


def _function_name(text: str) -> str:
    return text[:-1].upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def _leaf(token: Token) -> Node:
    leaves: dict[str, Callable[[str], Node]] = {
        "NUMBER": _number,
        "TEXT": lambda text: Text(text[1:-1].replace('""', '"')),
        "LOGICAL": lambda text: Logical(text.upper() == "TRUE"),
        "ERROR": Error,
        "RANGE": Reference,
    }
    make = leaves.get(token.subtype)
    if make is None:
        raise FormulaError(tr("it holds something that is not supported"))
    return make(token.value)


def _number(text: str) -> Number:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise FormulaError(tr("{text} is not a number", text=text)) from error
    if not text.isascii() or abs(number.adjusted()) > _MOST_DIGITS:
        raise FormulaError(tr("{text} is no number that Excel knows", text=text))
    return Number(number)
