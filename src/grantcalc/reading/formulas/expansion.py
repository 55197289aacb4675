"""What a formula comes to: its exact value, and how it changes with each cell that it names.

Every step of a formula is carried out on pairs of a value and coefficients, so that one walk over
the tree gives both: SUM(B2:B4)*1.25 is its value, and {B2: 1.25, B3: 1.25, B4: 1.25}. Where a formula
is linear that is the whole of it. Functions outside that raise NotLinearError and are left to a
library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction

from grantcalc.language import tr
from grantcalc.reading.formulas.references import Area, Sheets, UnknownReferenceError
from grantcalc.reading.formulas.syntax import (
    Binary,
    Call,
    Error,
    Logical,
    Negated,
    Node,
    Number,
    Percent,
    Reference,
    Text,
)
from grantcalc.reading.grid import Coefficient, ErrorValue, Expansion, Ref, Value

#: Sums and products of what cells hold are exact in so many digits; a division is cut there.
_EXACT = Context(prec=60)
_MOST_DIGITS = 60
_ONE_CELL = re.compile(r"(?:.*!)?\$?[A-Za-z]{1,3}\$?[0-9]{1,7}")
_HUNDRED = Decimal(100)
#: Excel's numbers end at 1.8E308, and below 1E-308 they are 0.
_LARGEST_EXPONENT = 308
#: A text that is a number in every language's Excel: "6400", but not "1.5", a day in some.
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


class NotLinearError(Exception):
    """A formula does something that has no coefficients; the text says what."""


class ErrorInFormulaError(Exception):
    """A formula gives one of a spreadsheet's errors; the text is its code."""


class GapError(Exception):
    """A formula needs a cell whose value is not known."""

    def __init__(self, ref: Ref) -> None:
        super().__init__(ref)
        self.ref = ref


@dataclass(slots=True)
class Term:
    """A step's value, and how it changes with each cell."""

    value: Decimal
    parts: dict[Ref, Coefficient] = field(default_factory=dict)

    def times(self, factor: Decimal) -> Term:
        """The term multiplied by a number."""
        exact = _coefficient(factor)
        return Term(
            _EXACT.multiply(self.value, factor),
            {r: _whole(k * exact) for r, k in self.parts.items()},
        )

    def add(self, other: Term) -> None:
        """Takes another term in. Long sums are many: each makes no new dict."""
        self.value = _EXACT.add(self.value, other.value)
        for ref, times in other.parts.items():
            self.count(ref, times)

    def count(self, ref: Ref, times: Coefficient = 1) -> None:
        """Takes in how the value changes with one cell."""
        self.parts[ref] = self.parts.get(ref, 0) + times


def _coefficient(number: Decimal) -> Coefficient:
    return int(number) if number == number.to_integral_value() else Fraction(number)


def _whole(number: Coefficient) -> Coefficient:
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


class Expander:
    """Evaluates one formula; `values` hold what is known of the cells it names.

    `ignored` collects texts that stand in a summed area: a spreadsheet leaves them out.
    """

    def __init__(
        self, sheets: Sheets, values: Mapping[Ref, Value], formulas: Mapping[Ref, str]
    ) -> None:
        self._sheets = sheets
        self._values = values
        self._formulas = formulas
        self._at: Ref = ("", 1, 1)
        self._is_linear = True
        self._has_area = False
        self._is_product = False
        self.ignored: list[Ref] = []

    def expand(self, node: Node, at: Ref) -> tuple[Decimal, Expansion]:
        """The value and the expansion of the formula in the cell `at`.

        Raises:
            NotLinearError: it is to be computed by other means.
            ErrorInFormulaError: its value is an error.
            GapError: a cell that it needs has no value.
        """
        self._at, self._is_linear, self._has_area, self._is_product = at, True, False, False
        self.ignored = []
        try:
            term = self._term(node)
        except UnknownReferenceError as error:
            raise NotLinearError(str(error)) from error
        except InvalidOperation as error:
            raise NotLinearError(tr("its numbers are too large")) from error
        parts = {ref: times for ref, times in term.parts.items() if times}
        return term.value, Expansion(parts, self._is_linear, self._has_area, self._is_product)

    # -- numbers

    def _term(self, node: Node) -> Term:
        match node:
            case Reference(text):
                return self._cell(text)
            case Negated(operand):
                return self._operand(operand).times(Decimal(-1))
            case Percent(operand):
                return self._divided(self._operand(operand), _HUNDRED)
            case Binary():
                return self._chain(node)
            case Call(name, _):
                function = self._functions.get(name)
                if function is None:
                    raise NotLinearError(
                        tr("the function {name} is not one that grantcalc computes", name=name)
                    )
                return function(self, node)
            case Number() | Text() | Logical() | Error():
                return _constant(node)

    def _operand(self, node: Node) -> Term:
        """A term that is added or multiplied: there, a text that is a plain number counts as one."""
        if isinstance(node, Text):
            return Term(_number_in_text(node.value))
        return (
            self._cell(node.text, may_be_text=True)
            if isinstance(node, Reference)
            else self._term(node)
        )

    def _cell(self, text: str, *, may_be_text: bool = False) -> Term:
        constant = self._sheets.constant(text)
        if constant is not None:
            value = Decimal(constant.removesuffix("%"))
            return Term(value / 100 if constant.endswith("%") else value)
        areas = self._sheets.areas(text, self._at)
        if len(areas) != 1 or not areas[0].is_cell:
            raise NotLinearError(tr("it uses the area {text} as one value", text=text))
        ref = areas[0].ref
        held = self._values.get(ref, "")
        if isinstance(held, str) and may_be_text and not self._is_blank(ref):
            return Term(_number_in_text(held), {ref: 1})
        return self._of_cell(ref)

    def _of_cell(self, ref: Ref) -> Term:
        value = self._values.get(ref, "")
        if isinstance(value, Decimal):
            return Term(value, {ref: 1})
        if self._is_blank(ref):
            return Term(Decimal(0), {ref: 1})
        if isinstance(value, str):
            raise NotLinearError(tr("it gives a text"))
        if isinstance(value, bool):
            return Term(Decimal(value))
        if isinstance(value, ErrorValue):
            raise ErrorInFormulaError(value.code)
        if isinstance(value, date):
            raise NotLinearError(tr("it reckons with dates"))
        raise GapError(ref)

    def _is_blank(self, ref: Ref) -> bool:
        value = self._values.get(ref, "")
        return isinstance(value, str) and not value.strip() and ref not in self._formulas

    def _chain(self, last: Binary) -> Term:
        """A chain of operations such as B2+B3+B4, which may be longer than calls can be nested."""
        chain: list[Binary] = []
        node: Node = last
        while isinstance(node, Binary):
            chain.append(node)
            node = node.left
        term = self._operand(node)
        for step in reversed(chain):
            if step.operator not in ("+", "-", "*", "/"):
                raise NotLinearError(tr("it uses {operator}", operator=step.operator))
            other = self._operand(step.right)
            if step.operator in ("+", "-"):
                term.add(other if step.operator == "+" else other.times(Decimal(-1)))
            elif step.operator == "*":
                term = self._product(term, other)
            else:
                term = self._quotient(term, other)
        return term

    def _quotient(self, one: Term, other: Term) -> Term:
        if other.value == 0:
            raise ErrorInFormulaError("#DIV/0!")
        quotient = self._divided(one, other.value)
        if other.parts:
            self._is_linear = False
            times = Fraction(one.value) / Fraction(other.value) ** 2
            for ref, k in other.parts.items():
                quotient.count(ref, _whole(-k * times))
        return quotient

    def _divided(self, term: Term, by: Decimal) -> Term:
        exact = Fraction(1) / Fraction(by)
        value = _within_limits(_EXACT.divide(term.value, by))
        return Term(value, {r: _whole(k * exact) for r, k in term.parts.items()})

    def _product(self, one: Term, other: Term) -> Term:
        if one.parts and other.parts:
            self._is_linear = False
            self._is_product = True
        product = one.times(other.value)
        for ref, k in other.times(one.value).parts.items():
            product.count(ref, k)
        product.value = _within_limits(product.value)
        return product

    # -- functions

    def _arguments(self, call: Call) -> Iterator[Node]:
        for argument in call.arguments:
            if argument is not None:
                yield argument

    def _sum(self, call: Call) -> Term:
        total = Term(Decimal(0))
        for argument in self._arguments(call):
            areas = self._areas(argument)
            if areas is None:
                total.add(self._term(argument))
                continue
            # SUM(C9:C9) is a sum as well: a parent over its one child.
            self._has_area = self._has_area or len(areas) > 1 or _is_written_as_area(argument)
            for area in areas:
                self._add_area(total, area)
        return total

    def _add_area(self, total: Term, area: Area) -> None:
        parts, value = total.parts, total.value
        for ref, number in self._summed(area):
            value = _EXACT.add(value, number)
            parts[ref] = parts.get(ref, 0) + 1
        total.value = value

    def _areas(self, node: Node) -> list[Area] | None:
        """The areas of an argument that is a reference to cells; None for any other."""
        if not isinstance(node, Reference) or self._sheets.constant(node.text) is not None:
            return None
        return self._sheets.areas(node.text, self._at)

    def _summed(self, area: Area) -> Iterator[tuple[Ref, Decimal]]:
        """The cells of an area that SUM adds: numbers; texts are noted."""
        values = self._values
        for ref in self._sheets.cells(area):
            value = values.get(ref)
            number = value if type(value) is Decimal else self._number_of(ref)
            if number is not None:
                yield ref, number

    def _number_of(self, ref: Ref) -> Decimal | None:
        """What a cell of an area counts; None for texts, which are noted, and for truth values."""
        value = self._values.get(ref, "")
        if isinstance(value, Decimal):
            return value
        if isinstance(value, ErrorValue):
            raise ErrorInFormulaError(value.code)
        if value is None:
            raise GapError(ref)
        if isinstance(value, date):
            raise NotLinearError(tr("it counts dates"))
        if isinstance(value, str) and value.strip():
            self.ignored.append(ref)
        return None

    def _subtotal(self, call: Call) -> Term:
        """SUBTOTAL(9 or 109; ...): a sum without the subtotals inside it, 109 without hidden rows."""
        kind = call.arguments[0] if call.arguments else None
        if not isinstance(kind, Number) or kind.value not in (9, 109):
            raise NotLinearError(tr("it uses SUBTOTAL for something other than a sum"))
        total = Term(Decimal(0))
        self._has_area = True
        for area in self._only_areas(call, call.arguments[1:]):
            hidden = self._sheets.grids[area.sheet].hidden_rows
            for ref in self._sheets.cells(area):
                is_left_out = kind.value == 109 and ref[1] in hidden
                if is_left_out or self._is_subtotal(ref):
                    continue
                value = self._number_of(ref)
                if value is not None and ref[1] in hidden:
                    raise NotLinearError(tr("SUBTOTAL leaves out rows that a filter hides"))
                if value is not None:
                    total.value = _EXACT.add(total.value, value)
                    total.count(ref)
        return total

    def _only_areas(self, call: Call, arguments: Sequence[Node | None]) -> Iterator[Area]:
        for argument in arguments:
            areas = None if argument is None else self._areas(argument)
            if areas is None:
                raise NotLinearError(
                    tr("it uses {name} with more than plain areas", name=call.name)
                )
            yield from areas

    def _is_subtotal(self, ref: Ref) -> bool:
        return self._formulas.get(ref, "").upper().startswith("=SUBTOTAL(")

    def _round(self, call: Call) -> Term:
        term, digits = self._two(call)
        if digits.parts:
            raise NotLinearError(tr("it rounds to a number of digits that a cell tells"))
        self._is_linear = False
        return Term(_rounded(term.value, int(digits.value)), term.parts)

    def _two(self, call: Call) -> tuple[Term, Term]:
        if len(call.arguments) != 2 or None in call.arguments:
            raise NotLinearError(tr("{name} needs two arguments", name=call.name))
        one, other = (self._operand(argument) for argument in self._arguments(call))
        return one, other

    def _multiplied(self, call: Call) -> Term:
        result: Term | None = None
        for argument in self._arguments(call):
            areas = self._areas(argument)
            terms = (
                [self._term(argument)]
                if areas is None
                else [Term(v, {ref: 1}) for area in areas for ref, v in self._summed(area)]
            )
            for term in terms:
                result = term if result is None else self._product(result, term)
        return result or Term(Decimal(0))

    def _sumproduct(self, call: Call) -> Term:
        areas = list(self._only_areas(call, call.arguments))
        sizes = {(a.bottom - a.top, a.right - a.left) for a in areas}
        if len(areas) != len(call.arguments) or len(sizes) != 1:
            raise NotLinearError(tr("it uses SUMPRODUCT with areas of several sizes"))
        self._has_area = True
        first, *others = areas
        total = Term(Decimal(0))
        for ref in self._sheets.cells(first):
            refs = [ref, *(_shifted(ref, first, area) for area in others)]
            values = [self._number_of(r) for r in refs]
            terms = [Term(v, {r: 1}) for r, v in zip(refs, values, strict=True) if v is not None]
            if len(terms) == len(refs):
                product = terms[0]
                for term in terms[1:]:
                    product = self._product(product, term)
                total.add(product)
        return total

    def _if_error(self, call: Call) -> Term:
        self._is_linear = False
        if len(call.arguments) != 2:
            raise NotLinearError(tr("IFERROR needs two arguments"))
        first, instead = call.arguments
        try:
            return self._branch(first)
        except ErrorInFormulaError:
            return self._branch(instead)

    def _branch(self, node: Node | None) -> Term:
        return Term(Decimal(0)) if node is None else self._term(node)

    def _if(self, call: Call) -> Term:
        """The branch that is taken, where the condition compares numbers or asks for an empty cell."""
        self._is_linear = False
        condition = call.arguments[0] if len(call.arguments) == 3 else None
        if not isinstance(condition, Binary):
            raise NotLinearError(tr("it decides by something other than a comparison"))
        return self._branch(call.arguments[1 if self._holds(condition) else 2])

    def _holds(self, condition: Binary) -> bool:
        texts = [self._text_of(side) for side in (condition.left, condition.right)]
        is_equality = condition.operator in ("=", "<>")
        if is_equality and None not in texts:
            return (texts[0] == texts[1]) is (condition.operator == "=")
        compare = _COMPARISONS.get(condition.operator)
        if compare is None or any(texts):
            raise NotLinearError(tr("it decides by something other than a comparison of numbers"))
        one, other = (self._compared(side) for side in (condition.left, condition.right))
        return compare(one, other)

    def _compared(self, node: Node) -> Decimal:
        """The number that one side of a comparison is, at the digits at which Excel compares."""
        if isinstance(node, Logical | Text):
            raise NotLinearError(tr("it compares numbers with something else"))
        if isinstance(node, Reference) and self._sheets.constant(node.text) is None:
            for area in self._sheets.areas(node.text, self._at):
                value = self._values.get(area.ref, "")
                if isinstance(value, bool) or (value == "" and area.ref in self._formulas):
                    raise NotLinearError(tr("it compares numbers with something else"))
        return _as_shown(self._term(node).value)

    def _text_of(self, node: Node) -> str | None:
        """A text, or a cell's text, folded as Excel compares it; None for anything else."""
        if isinstance(node, Text):
            return node.value.casefold()
        if isinstance(node, Reference) and self._sheets.constant(node.text) is None:
            areas = self._sheets.areas(node.text, self._at)
            if len(areas) == 1 and areas[0].is_cell:
                value = self._values.get(areas[0].ref, "")
                return value.casefold() if isinstance(value, str) else None
        return None

    _functions: Mapping[str, Callable[[Expander, Call], Term]] = {
        "SUM": _sum,
        "SUBTOTAL": _subtotal,
        "ROUND": _round,
        "PRODUCT": _multiplied,
        "SUMPRODUCT": _sumproduct,
        "IFERROR": _if_error,
        "IF": _if,
    }


def _is_written_as_area(node: Node) -> bool:
    return isinstance(node, Reference) and not _ONE_CELL.fullmatch(node.text)


_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}


def _shifted(ref: Ref, start: Area, other: Area) -> Ref:
    return (other.sheet, other.top + ref[1] - start.top, other.left + ref[2] - start.left)


def _rounded(value: Decimal, digits: int) -> Decimal:
    """A value rounded as ROUND does, at the 15 digits that a spreadsheet knows of it."""
    if abs(digits) > _MOST_DIGITS:
        raise NotLinearError(tr("it rounds to more digits than there are"))
    rounded = _as_shown(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
    return rounded if rounded else Decimal(0)


def _as_shown(value: Decimal) -> Decimal:
    """A number at the 15 digits that a spreadsheet knows of it."""
    return Decimal(format(value, ".15g"))


def _within_limits(value: Decimal) -> Decimal:
    """A result as a spreadsheet has it: too large is an error, too small is 0."""
    if value and value.adjusted() > _LARGEST_EXPONENT:
        raise ErrorInFormulaError("#NUM!")
    return value if value.adjusted() >= -_LARGEST_EXPONENT else Decimal(0)


def _number_in_text(text: str) -> Decimal:
    """The number that a text is in an addition, where that is so in every language."""
    plain = text.strip()
    if not _WHOLE_NUMBER.fullmatch(plain):
        raise NotLinearError(tr("it reckons with a text"))
    return Decimal(plain)


def _constant(node: Number | Text | Logical | Error) -> Term:
    match node:
        case Number(value):
            return Term(value)
        case Logical(truth):
            return Term(Decimal(truth))
        case Error(code):
            raise ErrorInFormulaError(code)
        case Text():
            raise NotLinearError(tr("it gives a text"))
