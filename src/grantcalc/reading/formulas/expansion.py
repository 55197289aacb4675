"""What a formula comes to: its exact value, and how it changes with each cell that it names.

Every step of a formula is carried out on pairs of a value and coefficients, so that one walk over
the tree gives both: SUM(B2:B4)*1.25 is its value, and {B2: 1.25, B3: 1.25, B4: 1.25}. Where a formula
is linear that is the whole of it. Functions outside that raise NotLinearError and are left to a
library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction

from grantcalc.reading.formulas.references import Area, Sheets, UnknownReferenceError
from grantcalc.reading.formulas.syntax import (
    Binary,
    Call,
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
_HUNDRED = Decimal(100)


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

    def plus(self, other: Term) -> Term:
        """The sum of two terms."""
        parts = dict(self.parts)
        for ref, times in other.parts.items():
            parts[ref] = parts.get(ref, 0) + times
        return Term(_EXACT.add(self.value, other.value), parts)


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
            raise NotLinearError("its numbers are too large") from error
        parts = {ref: times for ref, times in term.parts.items() if times}
        return term.value, Expansion(parts, self._is_linear, self._has_area, self._is_product)

    # -- numbers

    def _term(self, node: Node) -> Term:
        match node:
            case Number(value):
                return Term(value)
            case Text(value):
                return self._text(value)
            case Reference(text):
                return self._cell(text)
            case Negated(operand):
                return self._term(operand).times(Decimal(-1))
            case Percent(operand):
                return self._divided(self._term(operand), _HUNDRED)
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Call(name, _):
                function = self._functions.get(name)
                if function is None:
                    raise NotLinearError(f"the function {name} is not one that grantcalc computes")
                return function(self, node)

    def _text(self, text: str) -> Term:
        if text.startswith("#"):
            raise ErrorInFormulaError(text)
        if text.upper() in ("TRUE", "FALSE"):
            return Term(Decimal(text.upper() == "TRUE"))
        try:
            return Term(Decimal(text))
        except InvalidOperation as error:
            raise NotLinearError("it works with text") from error

    def _cell(self, text: str) -> Term:
        constant = self._sheets.constant(text)
        if constant is not None:
            value = Decimal(constant.removesuffix("%"))
            return Term(value / 100 if constant.endswith("%") else value)
        areas = self._sheets.areas(text, self._at)
        if len(areas) != 1 or not areas[0].is_cell:
            raise NotLinearError(f"it uses the area {text} as one value")
        return self._of_cell(areas[0].ref)

    def _of_cell(self, ref: Ref) -> Term:
        value = self._values.get(ref, "")
        if isinstance(value, Decimal):
            return Term(value, {ref: 1})
        if isinstance(value, str):
            if not value.strip() and ref not in self._formulas:
                return Term(Decimal(0), {ref: 1})
            return self._text_cell(ref, value)
        if isinstance(value, bool):
            return Term(Decimal(value))
        if isinstance(value, ErrorValue):
            raise ErrorInFormulaError(value.code)
        if isinstance(value, date):
            raise NotLinearError("it reckons with dates")
        raise GapError(ref)

    def _text_cell(self, ref: Ref, text: str) -> Term:
        """A text that is a plain number counts in an addition, though not in SUM."""
        try:
            return Term(Decimal(text.strip()), {ref: 1})
        except InvalidOperation:
            raise ErrorInFormulaError("#VALUE!") from None

    def _binary(self, operator: str, left: Node, right: Node) -> Term:
        if operator not in ("+", "-", "*", "/"):
            raise NotLinearError(f"it uses {operator}")
        one, other = self._term(left), self._term(right)
        if operator in ("+", "-"):
            return one.plus(other if operator == "+" else other.times(Decimal(-1)))
        if operator == "*":
            return self._product(one, other)
        if other.value == 0:
            raise ErrorInFormulaError("#DIV/0!")
        if other.parts:
            self._is_linear = False
        quotient = self._divided(one, other.value)
        if other.parts:
            times = _coefficient(quotient.value) / Fraction(other.value)
            quotient = quotient.plus(
                Term(Decimal(0), {r: _whole(-k * times) for r, k in other.parts.items()})
            )
        return quotient

    def _divided(self, term: Term, by: Decimal) -> Term:
        exact = Fraction(1) / Fraction(by)
        value = _EXACT.divide(term.value, by)
        return Term(value, {r: _whole(k * exact) for r, k in term.parts.items()})

    def _product(self, one: Term, other: Term) -> Term:
        if one.parts and other.parts:
            self._is_linear = False
            self._is_product = True
        first, second = one.times(other.value), other.times(one.value)
        return Term(first.value, first.plus(second).parts)

    # -- functions

    def _arguments(self, call: Call) -> Iterator[Node]:
        for argument in call.arguments:
            if argument is not None:
                yield argument

    def _sum(self, call: Call) -> Term:
        total, parts = Decimal(0), dict[Ref, Coefficient]()
        for argument in self._arguments(call):
            areas = self._areas(argument)
            if areas is None:
                term = self._term(argument)
                total = _EXACT.add(total, term.value)
                for ref, times in term.parts.items():
                    parts[ref] = parts.get(ref, 0) + times
                continue
            for area in areas:
                self._has_area = self._has_area or not area.is_cell
                for ref, value in self._summed(area):
                    total = _EXACT.add(total, value)
                    parts[ref] = parts.get(ref, 0) + 1
        return Term(total, parts)

    def _areas(self, node: Node) -> list[Area] | None:
        """The areas of an argument that is a reference to cells; None for any other."""
        if not isinstance(node, Reference) or self._sheets.constant(node.text) is not None:
            return None
        return self._sheets.areas(node.text, self._at)

    def _summed(self, area: Area) -> Iterator[tuple[Ref, Decimal]]:
        """The cells of an area that SUM adds: numbers; texts are noted."""
        values = self._values
        for ref in self._sheets.cells(area):
            value = values.get(ref, "")
            if isinstance(value, Decimal):
                yield ref, value
            elif isinstance(value, ErrorValue):
                raise ErrorInFormulaError(value.code)
            elif value is None:
                raise GapError(ref)
            elif isinstance(value, str) and value.strip():
                self.ignored.append(ref)

    def _subtotal(self, call: Call) -> Term:
        """SUBTOTAL(9 or 109; ...): a sum without the subtotals inside it, 109 without hidden rows."""
        kind, *rest = [argument for argument in call.arguments if argument is not None]
        if not isinstance(kind, Number) or kind.value not in (9, 109):
            raise NotLinearError("it uses SUBTOTAL for something other than a sum")
        total, parts = Decimal(0), dict[Ref, Coefficient]()
        for argument in rest:
            for area in self._areas(argument) or ():
                self._has_area = True
                hidden = self._sheets.grids[area.sheet].hidden_rows
                for ref, value in self._summed(area):
                    is_left_out = kind.value == 109 and ref[1] in hidden
                    if not is_left_out and not self._is_subtotal(ref):
                        total = _EXACT.add(total, value)
                        parts[ref] = parts.get(ref, 0) + 1
        return Term(total, parts)

    def _is_subtotal(self, ref: Ref) -> bool:
        return self._formulas.get(ref, "").upper().startswith("=SUBTOTAL(")

    def _round(self, call: Call) -> Term:
        term, digits = self._two(call)
        if digits.parts:
            raise NotLinearError("it rounds to a number of digits that a cell tells")
        self._is_linear = False
        return Term(_rounded(term.value, int(digits.value)), term.parts)

    def _two(self, call: Call) -> tuple[Term, Term]:
        if len(call.arguments) != 2 or None in call.arguments:
            raise NotLinearError(f"{call.name} needs two arguments")
        one, other = (self._term(argument) for argument in self._arguments(call))
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
        shapes = [self._areas(argument) for argument in self._arguments(call)]
        areas = [shape[0] for shape in shapes if shape and len(shape) == 1]
        sizes = {(a.bottom - a.top, a.right - a.left) for a in areas}
        if not areas or len(areas) != len(call.arguments) or len(sizes) != 1:
            raise NotLinearError("it uses SUMPRODUCT with more than plain areas")
        self._has_area = True
        first, *others = areas
        total = Term(Decimal(0))
        for ref in self._sheets.cells(first):
            refs = [ref, *(_shifted(ref, first, area) for area in others)]
            values = [self._values.get(r) for r in refs]
            terms = [
                Term(v, {r: 1}) for r, v in zip(refs, values, strict=True) if isinstance(v, Decimal)
            ]
            if len(terms) == len(refs):
                product = terms[0]
                for term in terms[1:]:
                    product = self._product(product, term)
                total = total.plus(product)
        return total

    def _if_error(self, call: Call) -> Term:
        self._is_linear = False
        first, *rest = call.arguments
        if first is None or not rest:
            raise NotLinearError("IFERROR needs two arguments")
        try:
            return self._term(first)
        except ErrorInFormulaError:
            if rest[0] is None:
                return Term(Decimal(0))
            return self._term(rest[0])

    def _if(self, call: Call) -> Term:
        """The branch that is taken, where the condition compares numbers or asks for an empty cell."""
        self._is_linear = False
        condition, *branches = call.arguments
        if not isinstance(condition, Binary) or not branches:
            raise NotLinearError("it decides by something other than a comparison")
        index = 0 if self._holds(condition) else 1
        branch = branches[index] if index < len(branches) else Text("FALSE")
        return Term(Decimal(0)) if branch is None else self._term(branch)

    def _holds(self, condition: Binary) -> bool:
        texts = [self._text_of(side) for side in (condition.left, condition.right)]
        if condition.operator in ("=", "<>") and None not in texts:
            return (texts[0] == texts[1]) is (condition.operator == "=")
        compare = _COMPARISONS.get(condition.operator)
        if compare is None:
            raise NotLinearError("it decides by something other than a comparison")
        one, other = self._term(condition.left), self._term(condition.right)
        return compare(one.value, other.value)

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
        raise NotLinearError("it rounds to more digits than there are")
    seen = Decimal(format(value, ".15g"))
    return seen.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT) + Decimal(0)
