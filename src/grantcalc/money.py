"""Money: whole minor units (øre, cents) and a currency, so that no sum ever rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from grantcalc.language import shown_number

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

#: Decimal digits of the minor unit where it is not 2 (ISO 4217, list one, column "minor unit").
_EXACT = Context(prec=60)
#: Amounts below this times a currency's units keep within a decimal's ordinary 28 digits.
_ORDINARY = Decimal(10) ** 18
_DIGITS = {
    **dict.fromkeys(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"], 0
    ),
    **dict.fromkeys(["VUV", "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


def currency_digits(currency: str) -> int:
    """How many decimal digits the currency's minor unit has: 2 for NOK, 0 for ISK."""
    return _DIGITS.get(currency, 2)


def minor_units(currency: str) -> int:
    """How many minor units one major unit has: 100 for NOK, 1 for ISK."""
    units: int = 10 ** currency_digits(currency)
    return units


class CurrencyMismatchError(TypeError):
    """Amounts in two currencies were put into one sum; grantcalc never converts by itself."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` whole minor units of `currency` (ISO 4217 code).

    Raises:
        CurrencyMismatchError: when amounts of two currencies are added or compared.
    """

    minor: int
    currency: str

    @classmethod
    def nearest(cls, amount: Decimal | Fraction | int, currency: str) -> Money:
        """The nearest representable amount to `amount` in major units; halves away from zero."""
        units = minor_units(currency)
        if isinstance(amount, Decimal) and abs(amount) < _ORDINARY:
            exact = amount * units
            if exact == (minor := int(exact)):
                return cls(minor, currency)  # most amounts, and much the quickest way
        scaled = Fraction(amount) * units
        whole, rest = divmod(abs(scaled), 1)
        minor = int(whole) + (1 if rest >= Fraction(1, 2) else 0)
        return cls(minor if scaled >= 0 else -minor, currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """No money at all, in `currency`."""
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's digits."""
        return Decimal(self.minor).scaleb(-currency_digits(self.currency), _EXACT)

    def __str__(self) -> str:
        whole, rest = divmod(abs(self.minor), minor_units(self.currency))
        digits = currency_digits(self.currency)
        decimals = f".{rest:0{digits}}" if digits else ""
        return f"{'-' if self.minor < 0 else ''}{whole}{decimals}"

    @property
    def is_whole(self) -> bool:
        """Whether the amount has no minor units beside whole major ones."""
        return self.minor % minor_units(self.currency) == 0

    @property
    def grouped(self) -> str:
        """The amount as people read it: "1 340 000", with decimals only where there are any."""
        return shown_number(str(self).partition(".")[0] if self.is_whole else str(self))

    @property
    def grouped_exactly(self) -> str:
        """The amount in groups of three digits, always with the currency's decimals."""
        return shown_number(str(self))

    def __bool__(self) -> bool:
        return self.minor != 0

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same_currency(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same_currency(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same_currency(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same_currency(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same_currency(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same_currency(other)

    def _same_currency(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} in one sum")
        return other.minor

    def share_of(self, whole: Money) -> Fraction | None:
        """This amount as an exact part of `whole`; None where `whole` is zero."""
        divisor = self._same_currency(whole)
        return Fraction(self.minor, divisor) if divisor else None

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Parts in proportion to `weights` that add up to this amount again, exactly.

        Largest remainder: every part is its share rounded down, and the units left over go to
        the largest remainders, earlier parts first.

        Raises:
            ValueError: when a weight is negative or all are zero.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights must not be negative, and at least one must be positive")
        floors = [divmod(abs(self.minor) * weight, whole) for weight in weights]
        parts = [floor for floor, _ in floors]
        by_remainder = sorted(range(len(weights)), key=lambda i: -floors[i][1])
        for i in by_remainder[: abs(self.minor) - sum(parts)]:
            parts[i] += 1
        sign = -1 if self.minor < 0 else 1
        return [Money(sign * part, self.currency) for part in parts]

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """In JSON an amount is a decimal string with the currency's digits, never a float."""
        from pydantic_core import core_schema

        return core_schema.is_instance_schema(
            cls,
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
            "description": "An exact amount with the currency's decimals, such as 1340000.00.",
        }


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The exact sum of `amounts`; zero in `currency` when there are none."""
    return sum(amounts, Money.zero(currency))


def known_total(amounts: Iterable[Money | None], currency: str) -> Money | None:
    """The exact sum of `amounts`; None as soon as one of them is not known, for then it is not either."""
    values = list(amounts)
    known = [value for value in values if value is not None]
    return total(known, currency) if len(known) == len(values) else None


def known_difference(whole: Money | None, part: Money | None) -> Money | None:
    """What a part leaves of a whole; None where either is not known."""
    return None if whole is None or part is None else whole - part


def known_share(amount: Money | None, whole: Money | None) -> Fraction | None:
    """An amount as an exact part of a whole; None where either is not known, or the whole is zero."""
    return None if amount is None or whole is None else amount.share_of(whole)


def shown_percent(share: Fraction | str) -> str:
    """A part of 1, or its decimal text ("0.5205"), as a percentage with two decimals: "52.05 %"."""
    return f"{shown_number(f'{rounded_share(Fraction(share) * 100, 2)}')} %"


def rounded_share(share: Fraction | None, digits: int = 4) -> str | None:
    """An exact share as decimal text for output, halves away from zero: 229/365 is "0.6274"."""
    if share is None:
        return None
    units, rest = divmod(abs(share) * 10**digits, 1)
    rounded = int(units) + (1 if rest >= Fraction(1, 2) else 0)
    return f"{Decimal(rounded if share >= 0 else -rounded).scaleb(-digits):f}"
