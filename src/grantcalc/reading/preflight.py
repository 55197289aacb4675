"""What a file is, before any library parses it: files come from strangers."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import Enum
from pathlib import Path

from grantcalc.errors import UnreadableFileError

#: A million-row ledger is about 400 MB unpacked, at 7 to 1.
_MOST_UNPACKED = 2 * 1024**3
_MOST_RATIO = 200
_RATIO_MATTERS_FROM = 16 * 1024**2
_MOST_PARTS = 5_000

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_FAR_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\br="(\d{7,})"')
_MOST_MERGED_CELLS = 1_000_000


class FileKind(Enum):
    """The kinds of file that grantcalc reads."""

    WORKBOOK = "an Excel workbook (.xlsx, .xlsm)"
    CSV = "a CSV file"


def file_kind(path: Path) -> FileKind:
    """What the file is, by its name and its content together.

    Raises:
        UnreadableFileError: it is missing, empty, encrypted, damaged, dangerous to unpack, not
            what its name says, or of a kind that grantcalc does not read.
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
    try:
        with zipfile.ZipFile(path) as archive:
            _inspect_parts(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
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
    for name in names:
        if name.endswith("workbook.xml") and _STRICT_NAMESPACE in archive.read(name):
            raise UnreadableFileError(
                f'{path}: is saved as "Strict Open XML", which cannot be read yet; '
                'save it as an ordinary "Excel Workbook (.xlsx)"'
            )
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _inspect_sheet(path, archive, name)


def _inspect_sheet(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    """Refuse giant merged areas, and rows below the grid, reading the sheet piece by piece."""
    merged, kept = 0, b""
    with archive.open(name) as sheet:
        while piece := sheet.read(1 << 20):
            window = kept + piece
            for match in _MERGE.finditer(window):
                if match.end() > len(kept):
                    merged += _merged_cells(match)
            if merged > _MOST_MERGED_CELLS or (
                (far := _FAR_ROW.search(window)) and int(far[1]) > 1_048_576
            ):
                raise UnreadableFileError(
                    f"{path}: {name} merges or names cells far outside any real sheet; not opened"
                )
            kept = window[-200:]


def _merged_cells(match: re.Match[bytes]) -> int:
    from grantcalc.reading.grid import column_number

    left, top, right, bottom = (part.decode() for part in match.groups())
    return (column_number(right) - column_number(left) + 1) * (int(bottom) - int(top) + 1)
