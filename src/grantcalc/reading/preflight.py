"""What a file is, before any library parses it: files come from strangers."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from grantcalc.errors import UnreadableFileError
from grantcalc.reading.grid import column_number

#: A million-row ledger is about 400 MB unpacked, at 7 to 1.
_MOST_UNPACKED = 2 * 1024**3
_MOST_RATIO = 200
_RATIO_MATTERS_FROM = 16 * 1024**2
_MOST_PARTS = 5_000

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MERGE = re.compile(
    rb"""<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*["']\$?([A-Za-z]+)\$?(\d+):\$?([A-Za-z]+)\$?(\d+)"""
)
_FAR_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,})[0-9]""")
_FAR_ROW = re.compile(rb"""\br\s*=\s*["'][A-Z]*([0-9]{5,})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_MOST_MERGED_CELLS = 1_000_000
_MOST_CELLS_OF_A_BUDGET = 300_000
_EMPTY_SPACE_MATTERS_FROM = 30_000_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


class FileKind(Enum):
    """The kinds of file that grantcalc reads."""

    WORKBOOK = "an Excel workbook (.xlsx, .xlsm)"
    CSV = "a CSV file"


def file_kind(path: Path) -> FileKind:
    """What the file is, by its name and its content together.

    Raises:
        UnreadableFileError: it is missing, empty, encrypted, damaged, dangerous to unpack, not
            what its name says, or of a kind that grantcalc does not read. How far its sheets reach
            is for refuse_crowded_sheets and refuse_almost_empty_sheets, before a library opens it.
    """
    suffix = path.suffix.lower()
    head = _head(path)
    if suffix in (".xlsx", ".xlsm"):
        _inspect_workbook(path, head)
        return FileKind.WORKBOOK
    if suffix == ".csv":
        if head.startswith((b"PK\x03\x04", _OLE_MAGIC)) or b"\0" in head:
            raise UnreadableFileError(f"{path}: is named .csv but is no text file")
        return FileKind.CSV
    if suffix in (".xls", ".xlsb", ".ods"):
        raise UnreadableFileError(
            f"{path}: {suffix} files cannot be read yet; save it as .xlsx and try again"
        )
    raise UnreadableFileError(f"{path}: is not a workbook (.xlsx, .xlsm) or a .csv file")


def _head(path: Path) -> bytes:
    """The first bytes of a file that exists and is not empty."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise UnreadableFileError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise UnreadableFileError(f"{path}: is a folder, not a file") from None
    except OSError as error:
        raise UnreadableFileError(f"{path}: cannot be opened ({error.strerror})") from error
    if not head:
        raise UnreadableFileError(f"{path}: is empty (0 bytes)")
    return head


def _inspect_workbook(path: Path, head: bytes) -> None:
    if head.startswith(_OLE_MAGIC):
        _refuse_ole(path)
    if not head.startswith(b"PK"):
        raise UnreadableFileError(
            f"{path}: is not an Excel workbook, whatever its name says; "
            "open it in Excel and save it as .xlsx"
        )
    with _archive(path) as archive:
        _inspect_parts(path, archive)


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise UnreadableFileError(
            f"{path}: is damaged or was cut short ({error}); fetch it again from where it came"
        ) from error


def _refuse_ole(path: Path) -> None:
    """An OLE file is an old .xls, or an encrypted workbook: openpyxl tells neither apart."""
    content = path.read_bytes()
    if _ENCRYPTED_STREAM in content:
        raise UnreadableFileError(
            f"{path}: is encrypted with a password; open it in Excel and save a copy without one"
        )
    raise UnreadableFileError(
        f"{path}: is an old Excel file (.xls) under another name; save it as .xlsx and try again"
    )


def _inspect_parts(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if len(parts) > _MOST_PARTS:
        raise UnreadableFileError(f"{path}: holds {len(parts)} parts, more than any real workbook")
    too_dense = unpacked > _RATIO_MATTERS_FROM and unpacked > _MOST_RATIO * max(packed, 1)
    if unpacked > _MOST_UNPACKED or too_dense:
        raise UnreadableFileError(
            f"{path}: unpacks to {unpacked // 1024**2} MB from {packed // 1024} kB; "
            "that is no ordinary workbook and was not opened"
        )
    names = {p.filename for p in parts}
    if "xl/workbook.xml" not in names and not any(n.endswith("workbook.xml") for n in names):
        raise UnreadableFileError(f"{path}: is a zip file but not an Excel workbook")
    for name in sorted(names):
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                start = part.read(4096)
            if b"<!DOCTYPE" in start:
                raise UnreadableFileError(
                    f"{path}: {name} declares entities, which no workbook does; not opened"
                )
        if name.endswith("workbook.xml") and _STRICT_NAMESPACE in start:
            raise UnreadableFileError(
                f'{path}: is saved as "Strict Open XML", which cannot be read yet; '
                'save it as an ordinary "Excel Workbook (.xlsx)"'
            )


@dataclass(frozen=True)
class _Extent:
    """How far a sheet reaches, found without parsing: at least 9 999 rows and 26 columns."""

    cells: int
    rows: int
    columns: int
    merged: int

    @property
    def is_outside_the_grid(self) -> bool:
        return self.rows > _LAST_ROW or self.columns > _LAST_COLUMN

    @property
    def is_almost_empty(self) -> bool:
        """Whether nearly all of a large rectangle around the cells is empty."""
        area = self.rows * self.columns
        return area > _EMPTY_SPACE_MATTERS_FROM and area > 50 * self.cells


def _extents(path: Path) -> list[tuple[str, _Extent]]:
    """How far each sheet reaches, in one pass over its XML.

    Raises:
        UnreadableFileError: a sheet merges or names cells that would keep any library busy for ever.
    """
    with _archive(path) as archive:
        found = []
        for name in archive.namelist():
            if "worksheets/" in name and name.endswith(".xml"):
                with archive.open(name) as sheet:
                    found.append((name, _extent(sheet)))
    for name, extent in found:
        if extent.merged > _MOST_MERGED_CELLS or extent.is_outside_the_grid:
            raise UnreadableFileError(
                f"{path}: {name} merges or names cells far outside any real sheet; not opened"
            )
    return found


def _extent(sheet: IO[bytes]) -> _Extent:
    """Reads a sheet piece by piece; each piece is looked at with the end of the one before it."""
    cells = merged = 0
    rows, columns = 9_999, 26
    kept = b""
    while piece := sheet.read(1 << 20):
        window, seen = kept + piece, len(kept)
        cells += sum(1 for m in _CELL.finditer(window) if m.end() > seen)
        merged += sum(_merged_cells(m) for m in _MERGE.finditer(window) if m.end() > seen)
        columns = max(columns, *map(_column, set(_FAR_COLUMN.findall(window))), 0)
        rows = max(rows, *map(_number, set(_FAR_ROW.findall(window))), 0)
        kept = window[-200:]
    return _Extent(cells, rows, columns, merged)


def _number(digits: bytes) -> int:
    return int(digits[:12])


def _column(letters: bytes) -> int:
    return column_number(letters[:8].decode().upper())


def _merged_cells(match: re.Match[bytes]) -> int:
    left, top, right, bottom = match.groups()
    return (_column(right) - _column(left) + 1) * (_number(bottom) - _number(top) + 1)


def refuse_crowded_sheets(path: Path) -> None:
    """Refuses a workbook with more cells than any budget has: reading them one by one takes minutes.

    Raises:
        UnreadableFileError: it has, or a sheet is dangerous to any reader.
    """
    cells = sum(extent.cells for _, extent in _extents(path))
    if cells > _MOST_CELLS_OF_A_BUDGET:
        raise UnreadableFileError(
            f"{path}: holds {cells:,} cells, more than any budget; "
            "if it also holds a ledger, save the budget's sheet as a file of its own"
        )


def refuse_almost_empty_sheets(path: Path) -> None:
    """Refuses a workbook that a reader of whole rectangles would need all memory for.

    Raises:
        UnreadableFileError: a sheet has a cell very far from all others, or is dangerous to any
            reader.
    """
    for name, extent in _extents(path):
        if extent.is_almost_empty:
            raise UnreadableFileError(
                f"{path}: {name} reaches over {extent.rows} rows and {extent.columns} columns, "
                "but is almost empty; delete the cells far from the table and save it again"
            )
