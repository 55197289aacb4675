"""Which currency a sheet is in, where it says so: "Amount (£)", "Beløp i SEK", a cell's format."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grantcalc.config import DEFAULT_CURRENCY, Config
from grantcalc.reading.grid import Grid

_CODE = re.compile(r"(?<![A-Za-z])(NOK|SEK|DKK|ISK|EUR|USD|GBP|CHF)(?![A-Za-z])")
_SYMBOLS = {"£": "GBP", "€": "EUR"}  # $ and kr are the sign of several currencies


def find_currency(grid: Grid, config: Config, header_row: int | None) -> tuple[str, str]:
    """The currency and the reason: declared, named in the sheet, or the default."""
    if config.project.currency:
        return config.project.currency, "declared in grantcalc.toml"
    named = {code for text in _texts(grid, header_row or 0) for code in _codes(text)}
    if len(named) == 1:
        return named.pop(), "named in the sheet's headings or formats"
    reason = f"{' and '.join(sorted(named))} are named" if named else "the sheet names none"
    return DEFAULT_CURRENCY, f"assumed, for {reason}"


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
