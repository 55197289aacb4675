"""Any file that can be read, as a book of grids."""

from __future__ import annotations

from pathlib import Path

from grantcalc.reading.csv_file import read_csv
from grantcalc.reading.excel import read_workbook
from grantcalc.reading.grid import Book
from grantcalc.reading.preflight import FileKind, file_kind


def shown_path(path: Path) -> str:
    """A file's name in findings: from the current folder where it lies below it."""
    try:
        shown = path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        shown = path.as_posix()
    # A name that is no valid text in the file system's encoding could not be printed.
    return shown.encode("utf-8", "replace").decode("utf-8")


def read_book(path: Path) -> Book:
    """The sheets of a file; a CSV file has one, without a name.

    Raises:
        UnreadableFileError: the file cannot be read; the text says why.
    """
    if file_kind(path) is FileKind.CSV:
        return Book([read_csv(path, shown_path(path))])
    return read_workbook(path, shown_path(path))
