"""Cells that show an error (#N/A), found in a sheet's XML: the fast reader gives them as empty ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from grantcalc.cells import column_number
from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr

_START = re.compile(rb"""<(?:\w+:)?c\s[^<>]*\bt\s*=\s*["']e["'][^<>]*>""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_VALUE = re.compile(rb"(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</[^<>]*>))?\s*<(?:\w+:)?v>([^<]{1,20})<")
#: What may stand between a cell's start and its value, which is where "#" stands.
_LONGEST_FORMULA = 70_000
_MOST = 100_000
_UNKNOWN = "#ERROR!"


@dataclass
class ErrorCells:
    """The error cells of one sheet: row, column from 1, and what is shown."""

    path: Path
    part: str
    found: list[tuple[int, int, str]] = field(default_factory=list)

    def look(self, elements: bytes) -> None:
        """Looks at the next piece of XML, in which no element's start is cut.

        Raises:
            UnreadableFileError: there are too many, or one does not say where it is.
        """
        # An error begins with "#", which hardly any sheet has; its cell may begin a piece earlier.
        if b"#" in elements or _may_be_error(elements[-_LONGEST_FORMULA:]):
            self._find(elements)

    def _find(self, elements: bytes) -> None:
        if not _may_be_error(elements):
            return
        for start in _START.finditer(elements):
            place = _PLACE.search(start.group())
            if place is None or len(self.found) >= _MOST:
                raise UnreadableFileError(self._refusal(knows_places=bool(place)))
            value = _VALUE.match(elements, start.end())
            shown = value[1].decode("utf-8", "replace") if value else _UNKNOWN
            column = column_number(place[1].decode().upper())
            self.found.append((int(place[2]), column, shown))

    def _refusal(self, *, knows_places: bool) -> str:
        says = {"path": self.path, "part": self.part}
        if knows_places:
            return tr(
                "{path}: {part} has too many cells that show an error (such as #N/A); mend their "
                "formulas, or delete them, and save the file again",
                **says,
            )
        return tr(
            "{path}: {part} has cells that do not say where they are, and that show an error (such as "
            "#N/A); mend their formulas, or delete them, and save the file again",
            **says,
        )


def _may_be_error(elements: bytes) -> bool:
    return b'"e"' in elements or b"'e'" in elements
