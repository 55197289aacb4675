"""How a figure stands in a sentence of the report, in the language in use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from grantcalc.language import shown_day, shown_number, tr
from grantcalc.money import Money, shown_percent


def written(value: object) -> str | None:
    """A figure or a text as people read it in a sentence; None for what is neither."""
    if value is None:
        return tr("not known")
    if isinstance(value, Money):
        return money_text(value)
    if isinstance(value, date):
        return shown_day(value)
    if isinstance(value, Fraction):
        return shown_percent(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return shown_number(f"{value:f}" if isinstance(value, Decimal) else str(value))
    return value if isinstance(value, str) else None


def money_text(money: Money) -> str:
    """An amount with its currency: "NOK 364 321", in Norwegian "364 321 kr" and "364 321 EUR"."""
    if money.currency == "NOK":
        return tr("NOK {amount}", amount=money.grouped)
    return tr("{currency} {amount}", amount=money.grouped, currency=money.currency)


def capitalised(text: str) -> str:
    """A text with a capital letter first, to begin a table's cell."""
    return text[:1].upper() + text[1:]
