"""Any file that can be read, as a book of grids."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError, declaring
from grantcalc.language import tr
from grantcalc.reading.csv_file import read_csv
from grantcalc.reading.excel import read_workbook
from grantcalc.reading.grid import Book
from grantcalc.reading.ole import decrypted, is_encrypted_package
from grantcalc.reading.open_document import read_open_document
from grantcalc.reading.preflight import FileKind, kind_of, opened
from grantcalc.reading.xls import read_old_workbook
from grantcalc.reading.xlsb import read_binary_workbook

_READERS: dict[FileKind, Callable[[Path, IO[bytes], str], Book]] = {
    FileKind.WORKBOOK: read_workbook,
    FileKind.BINARY_WORKBOOK: read_binary_workbook,
    FileKind.OLD_WORKBOOK: read_old_workbook,
    FileKind.OPEN_DOCUMENT: read_open_document,
}


def shown_path(path: Path) -> str:
    """A file's name in findings: from the current folder where it lies below it."""
    try:
        shown = Path(os.path.realpath(path)).relative_to(Path.cwd()).as_posix()
    except ValueError:
        shown = path.as_posix()
    # A name that is no valid text in the file system's encoding could not be printed.
    return shown.encode("utf-8", "replace").decode("utf-8")


def read_book(
    path: Path,
    password: str | None = None,
    csv: CsvTable | None = None,
    *,
    fields_as_text: bool = False,
) -> Book:
    """The sheets of a file; a CSV file has one, without a name.

    `password` opens the file if it is encrypted; `csv` is what a project declares of its CSV files,
    whose fields stay as they are written with `fields_as_text`.

    Raises:
        UnreadableFileError: the file cannot be read; the text says why.
        UnclearChoiceError: it is a CSV file that can be read in more than one way.
    """
    with opened(path) as file:
        if is_encrypted_package(path, file):
            if password is None:
                raise UnreadableFileError(
                    tr(
                        "{path}: is encrypted with a password; write the password into a "
                        "file and name it with --password-file FILE, or open the workbook in "
                        "Excel and save a copy without one",
                        path=path,
                    )
                )
            file = decrypted(path, file, password)
        kind = kind_of(path, file)
        if kind is FileKind.CSV:
            return Book([read_csv(path, shown_path(path), csv, as_text=fields_as_text)])
        if kind is FileKind.AUDIT_FILE:
            raise UnreadableFileError(
                tr(
                    "{path}: is a SAF-T file: a ledger, not a sheet; name it as the ledger "
                    '(--ledger FILE, or {declare} ledger = "{name}")',
                    path=path,
                    declare=declaring("files"),
                    name=path.name,
                )
            )
        return _READERS[kind](path, file, shown_path(path))
