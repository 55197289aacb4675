"""Which currency a sheet is in, where it says so: "Amount (£)", "Beløp i SEK", a cell's format."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grantcalc.config import DEFAULT_CURRENCY, Config
from grantcalc.language import sentence_list, tr
from grantcalc.reading.grid import Grid

_CODE = re.compile(r"(?<![A-Za-z])(NOK|SEK|DKK|ISK|EUR|USD|GBP|CHF)(?![A-Za-z])")
_SYMBOLS = {"£": "GBP", "€": "EUR"}  # $ and kr are the sign of several currencies
_CROWNS = ("NOK", "SEK", "DKK", "ISK")
#: What the signs and names beside an amount may stand for; other names of three letters are codes.
_MAY_STAND_FOR = {
    **dict.fromkeys(["kr", "krone", "kroner", "krona", "kronor", "krónur"], _CROWNS),
    "nkr": ("NOK",),
    "skr": ("SEK",),
    "dkr": ("DKK",),
    "ikr": ("ISK",),
    **dict.fromkeys(["€", "euro", "euros"], ("EUR",)),
    **dict.fromkeys(["£", "£gb", "pound", "pounds"], ("GBP",)),
    **dict.fromkeys(["fr", "sfr"], ("CHF",)),
    **dict.fromkeys(["$", "dollars"], ("USD", "CAD", "AUD", "NZD", "HKD", "SGD")),
    **dict.fromkeys(["us$", "us $", "$us", "$ us"], ("USD",)),
    **dict.fromkeys(["ca$", "c$", "can$", "$ca"], ("CAD",)),
    **dict.fromkeys(["au$", "a$"], ("AUD",)),
    "nz$": ("NZD",),
    **dict.fromkeys(["¥", "jp¥"], ("JPY",)),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "₹": ("INR",),
}


def is_another_currency(unit: str, currency: str) -> bool:
    """Whether the sign, code or name beside an amount (folded) cannot mean that currency."""
    return currency not in _MAY_STAND_FOR.get(unit, (unit.upper(),))


def names_of(currency: str) -> list[str]:
    """The signs and names that a currency may have beside an amount, folded, with its code."""
    return [currency.lower(), *(u for u, codes in _MAY_STAND_FOR.items() if currency in codes)]


def find_currency(grid: Grid, config: Config, header_row: int | None) -> tuple[str, str]:
    """The currency and the reason: declared, named in the sheet, the funder's, or the default."""
    if config.project.currency:
        return config.project.currency, tr("declared in grantcalc.toml")
    named = {code for text in _texts(grid, header_row or 0) for code in _codes(text)}
    if len(named) == 1:
        return named.pop(), tr("named in the sheet's headings or formats")
    if not named:
        return DEFAULT_CURRENCY, tr("assumed, for the sheet names none")
    several = sentence_list(sorted(named))
    return DEFAULT_CURRENCY, tr("assumed, for {currencies} are named", currencies=several)


def _texts(grid: Grid, header_row: int) -> Iterator[str]:
    """The headings and what stands above them, and the formats of the numbers."""
    for row in grid.row_numbers():
        for cell in grid.rows[row].values():
            if row <= header_row:
                yield cell.text
            if cell.is_number:
                yield cell.number_format


def _codes(text: str) -> Iterator[str]:
    yield from _CODE.findall(text)
    yield from (code for symbol, code in _SYMBOLS.items() if symbol in text)
