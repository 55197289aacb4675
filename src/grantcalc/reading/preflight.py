"""What a file is, before any library parses it: files come from strangers."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import IO

from grantcalc.errors import GrantcalcError, UnreadableFileError, reason
from grantcalc.language import tr
from grantcalc.reading.ole import OLE_MAGIC, is_encrypted_package, is_old_workbook, ole_container

#: A million-row ledger is about 400 MB unpacked, at 7 to 1.
_MOST_UNPACKED = 2 * 1024**3
_MOST_RATIO = 200
_RATIO_MATTERS_FROM = 16 * 1024**2
_MOST_PARTS = 5_000

_OPEN_DOCUMENT_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
#: The endings of files with sheets, and of all that can be read.
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
ENDINGS = (*SHEET_ENDINGS, ".xml")
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: An XML document's first element, behind its declaration, comments and instructions.
_AUDIT_FILE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*<(?:[\w.-]+:)?AuditFile[\s/>]", re.DOTALL)


class FileKind(Enum):
    """The kinds of file that grantcalc reads, by their content."""

    WORKBOOK = "an Excel workbook (.xlsx, .xlsm)"
    BINARY_WORKBOOK = "a binary Excel workbook (.xlsb)"
    OLD_WORKBOOK = "an old Excel workbook (.xls)"
    OPEN_DOCUMENT = "an OpenDocument spreadsheet (.ods)"
    CSV = "a CSV file"
    AUDIT_FILE = "a SAF-T file (.xml)"


def file_kind(path: Path) -> FileKind:
    """What the file is, by its content; a name with an ending that is never read is refused.

    Raises:
        UnreadableFileError: it is missing, empty, encrypted, damaged, dangerous to unpack, or of a
            kind that grantcalc does not read. What lies inside its sheets is for each reader.
    """
    with opened(path) as file:
        if is_encrypted_package(path, file):
            raise UnreadableFileError(
                tr(
                    "{path}: is encrypted with a password; open it in Excel and save a copy "
                    "without one",
                    path=path,
                )
            )
        return kind_of(path, file)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file, open for reading, if it exists and is not empty.

    Raises:
        UnreadableFileError: it cannot be opened, or read to its end.
    """
    refuse_missing_or_empty(path)
    if path.suffix.lower() not in ENDINGS:
        raise UnreadableFileError(
            tr(
                "{path}: is not a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods), a .csv file or "
                "a SAF-T file (.xml)",
                path=path,
            )
        )
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be read ({why})", path=path, why=reason(error))
        ) from error


def refuse_missing_or_empty(path: Path) -> None:
    """Refuses what is no file, or has nothing in it.

    Raises:
        UnreadableFileError: it cannot be opened, or is empty.
    """
    try:
        if path.is_fifo():
            raise UnreadableFileError(tr("{path}: is a pipe, not a file", path=path))
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except FileNotFoundError:
        raise UnreadableFileError(tr("{path}: no such file", path=path)) from None
    except IsADirectoryError:
        raise UnreadableFileError(tr("{path}: is a folder, not a file", path=path)) from None
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be opened ({why})", path=path, why=reason(error))
        ) from error
    if is_empty:
        raise UnreadableFileError(tr("{path}: is empty (0 bytes)", path=path))


def kind_of(path: Path, file: IO[bytes]) -> FileKind:
    """What an open file is; `path` is its name in messages, whose ending only CSV files need.

    Raises:
        UnreadableFileError: as `file_kind`.
    """
    file.seek(0)
    head = file.read(4096)
    is_binary = head.startswith((b"PK\x03\x04", OLE_MAGIC))
    if path.suffix.lower() == ".csv":
        if is_binary or (b"\0" in head and not head.startswith(_UTF_16_MARKS)):
            raise UnreadableFileError(
                tr(
                    "{path}: is named .csv but is no text file; give it the ending of what it is",
                    path=path,
                )
            )
        return FileKind.CSV
    if head.startswith(OLE_MAGIC):
        return _ole_kind(path, file)
    if head.startswith(b"PK"):
        with archive_of(path, file) as archive:
            return _archive_kind(path, archive)
    if _is_audit_file(path, head):
        return FileKind.AUDIT_FILE
    raise UnreadableFileError(
        tr(
            "{path}: is not an Excel workbook, whatever its name says{why}",
            path=path,
            why=_why(head),
        )
    )


def _is_audit_file(path: Path, head: bytes) -> bool:
    """Whether a file is SAF-T, by its first element.

    Raises:
        UnreadableFileError: it is, and declares entities.
    """
    narrow = head.replace(b"\0", b"")  # as of UTF-16, whose marks are no UTF-8
    text = narrow.decode("utf-8", "replace").lstrip("\ufeff\ufffd")
    if _DOCTYPE.search(narrow) and "AuditFile" in text:
        raise UnreadableFileError(
            tr(
                "{path}: declares a document type (DOCTYPE), which no SAF-T file does; not opened",
                path=path,
            )
        )
    return bool(_AUDIT_FILE.match(text))


def _why(head: bytes) -> str:
    """What a file that is no workbook is instead, and what to do about it."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return tr(
            ": it is a web page, as some programs export; open it in Excel and save it as .xlsx"
        )
    if start.startswith(b"<"):
        return tr(": it is an XML file; open it in Excel and save it as .xlsx")
    if b"\0" not in head or head.startswith(_UTF_16_MARKS):
        return tr(": it is a text file; if it holds a table, give it the ending .csv")
    return tr("; open it in Excel and save it as .xlsx")


def _ole_kind(path: Path, file: IO[bytes]) -> FileKind:
    with ole_container(path, file) as container:
        if is_old_workbook(container):
            return FileKind.OLD_WORKBOOK
    raise UnreadableFileError(
        tr(
            "{path}: is an old Microsoft Office file without a workbook in it (a Word document?)",
            path=path,
        )
    )


@contextmanager
def archive_of(path: Path, file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The file as a zip archive; whatever is wrong with it, now or later, is said of the file.

    Raises:
        UnreadableFileError: it is damaged.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except GrantcalcError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError,
        NotImplementedError,
    ) as error:  # fmt: skip
        raise UnreadableFileError(
            tr(
                "{path}: is damaged or was cut short ({error}); fetch it again from where it came",
                path=path,
                error=" ".join(str(error).split())[:120],
            )
        ) from error


def refuse_dangerous(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuses an archive that holds too much, or too much for its size.

    Raises:
        UnreadableFileError: it does.
    """
    parts = archive.infolist()
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if len(parts) > _MOST_PARTS:
        raise UnreadableFileError(
            tr(
                "{path}: holds {parts} parts, more than any real workbook",
                path=path,
                parts=len(parts),
            )
        )
    too_dense = unpacked > _RATIO_MATTERS_FROM and unpacked > _MOST_RATIO * max(packed, 1)
    if unpacked > _MOST_UNPACKED or too_dense:
        raise UnreadableFileError(
            tr(
                "{path}: unpacks to {unpacked} MB from {packed} kB; that is no ordinary workbook and was "
                "not opened",
                path=path,
                unpacked=unpacked // 1024**2,
                packed=packed // 1024,
            )
        )


def _archive_kind(path: Path, archive: zipfile.ZipFile) -> FileKind:
    refuse_dangerous(path, archive)
    names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    if _is_open_document(archive):
        # Old programs declare a document type in other parts, which are not read.
        _refuse_entities(path, archive, {"content.xml", "styles.xml"} & set(archive.namelist()))
        return FileKind.OPEN_DOCUMENT
    refuse_entities_anywhere(path, archive)
    if any(name.endswith("workbook.bin") for name in names):
        return FileKind.BINARY_WORKBOOK
    if any(name.endswith("workbook.xml") for name in names):
        return FileKind.WORKBOOK
    raise UnreadableFileError(tr("{path}: is a zip file but not an Excel workbook", path=path))


def _is_open_document(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            return part.read(100).startswith(_OPEN_DOCUMENT_TYPE)
    return "content.xml" in names and "META-INF/manifest.xml" in names


def is_strict(path: Path) -> bool:
    """Whether a workbook is saved as strict Open XML, which readers of ledgers take for empty."""
    with path.open("rb") as file, archive_of(path, file) as archive:
        names = [name for name in archive.namelist() if name.endswith("workbook.xml")]
        return any(_STRICT in archive.read(name)[:4096] for name in names)


def refuse_entities_anywhere(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuses an Office file of which any part declares entities.

    Raises:
        UnreadableFileError: one does.
    """
    _refuse_entities(
        path, archive, [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
    )


def _refuse_entities(path: Path, archive: zipfile.ZipFile, names: Iterable[str]) -> None:
    for name in names:
        with archive.open(name) as part:
            start = part.read(4096)
        if _DOCTYPE.search(start):
            raise UnreadableFileError(
                tr(
                    "{path}: {name} declares entities, which no workbook does; not opened",
                    path=path,
                    name=name,
                )
            )
