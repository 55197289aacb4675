"""How far the sheets of an Excel workbook reach, found by a scan before a library opens it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grantcalc.cells import column_number
from grantcalc.errors import UnreadableFileError
from grantcalc.language import shown_number, tr
from grantcalc.reading.error_cells import ErrorCells
from grantcalc.reading.grid import LAST_COLUMN, LAST_ROW
from grantcalc.reading.preflight import archive_of

#: Cells that an element reaches over, as merged areas and links do.
_AREA = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\b[^<>]*\sref\s*=\s*["']"""
    rb"""\$?([A-Za-z]+)\$?(\d+):\$?([A-Za-z]+)\$?(\d+)"""
)
_FAR_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,})[0-9]""")
_FAR_ROW = re.compile(rb"""\br\s*=\s*["'][A-Z]*([0-9]{5,})["']""")
#: A reference written with escapes would hide from this scan; no program writes one.
_HIDDEN = re.compile(
    rb"""<(?:\w+:)?(?:c|row|mergeCell|hyperlink)\s[^<>]*\b(?:r|ref)\s*=\s*["'][^"'<>]*&"""
)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*\s)?r\s*=""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
#: A cell that is not written as programs write those in columns A to Z, and above row 1 050 000.
_UNUSUAL_CELL = re.compile(
    rb'<c(?! r="[A-Z](?:\d{1,6}|10[0-4]\d{4})"|ol|onditional|fRule|fvo|ustom|ellWatch|ontrol)'
)
_CELL_WITH_PREFIX = re.compile(rb":c[\s/>]")
_MOST_AREA = 1_000_000
MOST_CELLS_OF_A_BUDGET = 300_000
MOST_UNPACKED_OF_A_BUDGET = 128 * 1024**2
_LONGEST_ELEMENT = 4 * 1024**2
_PIECE = 1024**2
_EMPTY_SPACE_MATTERS_FROM = 30_000_000


@dataclass(frozen=True)
class _Extent:
    """How far a sheet reaches, found without parsing: at least 9 999 rows and 26 columns."""

    cells: int
    rows: int
    columns: int

    @property
    def is_almost_empty(self) -> bool:
        """Whether nearly all of a large rectangle around the cells is empty."""
        area = self.rows * self.columns
        return area > _EMPTY_SPACE_MATTERS_FROM and area > 50 * self.cells


def cells_of_a_sheet(path: Path, name: str, content: bytes) -> int:
    """How many cells a sheet's XML holds: not more than one above what any budget has.

    Raises:
        UnreadableFileError: it merges or names cells that would keep any library busy for ever.
    """
    return _extent(path, name, io.BytesIO(content), MOST_CELLS_OF_A_BUDGET).cells


def too_crowded(path: Path) -> UnreadableFileError:
    """What is said of a workbook with more cells than any budget has."""
    return UnreadableFileError(
        tr(
            "{path}: holds more than {most} cells, more than any budget; if it also holds a ledger, "
            "save the budget's sheet as a file of its own",
            path=path,
            most=shown_number(str(MOST_CELLS_OF_A_BUDGET)),
        )
    )


def outside_the_grid(path: Path, where: str) -> UnreadableFileError:
    """What is said of a sheet with cells where no spreadsheet program has any."""
    return UnreadableFileError(
        tr(
            "{path}: {where} merges or names cells far outside any real sheet; not opened",
            path=path,
            where=where,
        )
    )


def refuse_almost_empty_sheets(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Refuses a workbook that a reader of whole rectangles would need all memory for.

    Gives, by part, the cells that show an error, with row, column and text: that reader would give
    them as empty ones.

    Raises:
        UnreadableFileError: a sheet has a cell very far from all others, or is dangerous to any
            reader.
    """
    errors = {}
    with path.open("rb") as file, archive_of(path, file) as archive:
        for name in archive.namelist():
            if "worksheets/" in name.replace("\\", "/") and name.endswith(".xml"):
                cells = ErrorCells(path, name)
                _refuse_almost_empty(path, archive, name, cells)
                if cells.found:
                    errors[name] = cells.found
    return errors


def _refuse_almost_empty(
    path: Path, archive: zipfile.ZipFile, name: str, errors: ErrorCells
) -> None:
    with archive.open(name) as sheet:
        if _is_narrow(path, name, sheet, errors):
            return
    errors.found.clear()
    with archive.open(name) as sheet:
        extent = _extent(path, name, sheet, errors=errors)
    if extent.is_almost_empty:
        raise UnreadableFileError(
            tr(
                "{path}: {name} reaches over {rows} rows and {columns} columns, but is "
                "almost empty; delete the cells far from the table and save it again",
                path=path,
                name=name,
                rows=extent.rows,
                columns=extent.columns,
            )
        )


def _is_narrow(path: Path, name: str, sheet: IO[bytes], errors: ErrorCells) -> bool:
    """Whether all cells are surely in columns A to Z, where no sheet is too empty to be read.

    Most ledgers are, and a million rows take many times longer to look at with more care.

    Raises:
        UnreadableFileError: it merges or names cells that would keep any library busy for ever.
    """
    area = 0
    for elements in _whole_elements(path, name, sheet):
        if _UNUSUAL_CELL.search(elements) or _CELL_WITH_PREFIX.search(elements):
            return False
        errors.look(elements)
        below_the_rows = elements[elements.rfind(b"</row>") + 1 :]
        area += sum(map(_cells_of, _AREA.finditer(below_the_rows)))
        if area > _MOST_AREA or _HIDDEN.search(below_the_rows):
            raise outside_the_grid(path, name)
    return True


def _extent(
    path: Path,
    name: str,
    sheet: IO[bytes],
    most_cells: int | None = None,
    errors: ErrorCells | None = None,
) -> _Extent:
    """How far a sheet reaches; the count ends early above `most_cells`. `errors` looks at it, too.

    Raises:
        UnreadableFileError: it merges or names cells that would keep any library busy for ever.
    """
    cells = area = in_row = all_rows = 0
    rows, columns = 9_999, 26
    for elements in _whole_elements(path, name, sheet):
        if errors:
            errors.look(elements)
        here = len(_CELL.findall(elements))
        cells += here
        area += sum(map(_cells_of, _AREA.finditer(elements)))
        columns = max(columns, *map(_column, set(_FAR_COLUMN.findall(elements))), 0)
        rows = max(rows, *map(_number, set(_FAR_ROW.findall(elements))), 0)
        if here > len(_PLACED_CELL.findall(elements)):  # cells whose places are counted, not named
            first, *others = (len(_CELL.findall(row)) for row in _ROW.split(elements))
            columns = max(columns, in_row + first, *others)
            in_row = others[-1] if others else in_row + first
            all_rows += len(others)
            rows = max(rows, all_rows)
        if (
            area > _MOST_AREA
            or rows > LAST_ROW
            or columns > LAST_COLUMN
            or _HIDDEN.search(elements)
        ):
            raise outside_the_grid(path, name)
        if most_cells and cells > most_cells:
            break
    return _Extent(cells, rows, columns)


def _whole_elements(path: Path, name: str, sheet: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that no element's start is cut in.

    Raises:
        UnreadableFileError: an element is longer than any that a program writes.
    """
    kept = b""
    for piece in _read_ahead(sheet):
        window = kept + piece
        if b"\0" in piece:  # UTF-16 is scanned as what it is in ASCII
            window = window.replace(b"\0", b"")
        cut = max(window.rfind(b"<"), 0)
        yield window[:cut]
        kept = window[cut:]
        if len(kept) > _LONGEST_ELEMENT:
            raise outside_the_grid(path, name)
    yield kept


def _read_ahead(sheet: IO[bytes]) -> Iterator[bytes]:
    """The pieces of a stream, the next of which is unpacked while one is looked at."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(sheet.read, _PIECE)
        while piece := coming.result():
            coming = pool.submit(sheet.read, _PIECE)
            yield piece


def _number(digits: bytes) -> int:
    return int(digits[:12])


def _column(letters: bytes) -> int:
    return column_number(letters[:8].decode().upper())


def _cells_of(match: re.Match[bytes]) -> int:
    left, top, right, bottom = match.groups()
    return (_column(right) - _column(left) + 1) * (_number(bottom) - _number(top) + 1)
