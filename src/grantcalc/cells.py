"""The names of cells: B9 is in column 2, row 9."""

from __future__ import annotations

import re

_NAME = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def column_letters(column: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column: A is 1, AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """The name of a cell: row 9, column 2 is B9."""
    return f"{column_letters(column)}{row}"


def cell_position(name: str) -> tuple[int, int] | None:
    """The row and column that a cell's name stands for; None where it is no cell's name."""
    match = _NAME.fullmatch(name)
    return (int(match[2]), column_number(match[1])) if match else None
