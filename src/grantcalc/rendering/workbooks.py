"""What the workbooks that are written anew have in common: texts stay texts, amounts stay exact."""

from __future__ import annotations

import re
from pathlib import Path

from grantcalc.rendering.terminal import safe

_MOST_CHARACTERS = 32_767
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_RESERVED = "history"
#: Excel holds 15 digits of a number; an amount with more stays exact as a text.
MOST_MINOR_UNITS = 10**15
#: A text is written as a text, whatever it begins with.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def cell_text(value: str) -> str:
    """A text that a cell can hold; one that is cut off says so."""
    text = safe(value)
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 3]}..."


def has_title(path: Path, title: str) -> bool:
    """Whether a file is a workbook whose properties give it this title."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
            return f"<dc:title>{title}</dc:title>".encode() in part.read(10_000)
    except (OSError, KeyError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile):
        return False


class SheetNames:
    """The names of a workbook's sheets: each one that Excel takes, and no two the same."""

    def __init__(self) -> None:
        self._taken = {_RESERVED}

    def unused(self, wanted: str) -> str:
        """A name like the one wanted that no other sheet has."""
        plain = _NOT_IN_A_NAME.sub(" ", safe(wanted))[:_LONGEST_NAME].strip(" '") or "-"
        name, number = plain, 1
        while name.casefold() in self._taken:
            number += 1
            ending = f" ({number})"
            name = plain[: _LONGEST_NAME - len(ending)] + ending
        self._taken.add(name.casefold())
        return name
