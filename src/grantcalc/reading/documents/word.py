"""Word documents (.docx) to a document.

What counts is the text as it would be printed with all changes accepted: inserted text counts, deleted
and hidden text does not. Headers, footers, footnotes and comments are not read; that is said where
they hold figures.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grantcalc.errors import GrantcalcError, UnreadableFileError
from grantcalc.finding import Place
from grantcalc.language import plural, tr
from grantcalc.reading.documents.passages import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_TABLES,
    Assembly,
    ReadDocument,
)
from grantcalc.reading.documents.text import too_long
from grantcalc.reading.preflight import archive_of, refuse_dangerous, refuse_entities_anywhere

#: The text of the longest report, with all its marks, is far below this.
_MOST_XML = 64 * 1024**2
_MAIN = "word/document.xml"
_BESIDE = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_TEXT = re.compile(rb"<w:t[ >][^<]*\d")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = {f"{_W}del", f"{_W}moveFrom"}
_SKIPPED = {f"{_MC}Fallback", f"{_W}instrText", f"{_W}delText"}


def read_word(path: Path, shown_as: str) -> ReadDocument:
    """A .docx with its paragraphs and tables in the order of its body.

    Raises:
        UnreadableFileError: it is damaged, dangerous to unpack, no Word document, or longer than any
            report; or the library that reads it is missing.
    """
    data = path.read_bytes()
    left_out = _preflight(path, data)
    body = _body(path, data)
    reader = _Reader(path, Assembly(shown_as))
    reader.read(body)
    assembly = reader.assembly
    assembly.left_out += [*reader.notes(), *left_out]
    return assembly.document()


def _preflight(path: Path, data: bytes) -> list[str]:
    """What of the package is not read; refuses a package that is dangerous or no Word document."""
    with archive_of(path, io.BytesIO(data)) as archive:
        refuse_dangerous(path, archive)
        names = archive.namelist()
        if _MAIN not in names:
            raise UnreadableFileError(
                tr("{path}: is no Word document (.docx), whatever its name says", path=path)
            )
        refuse_entities_anywhere(path, archive)
        sizes = (part.file_size for part in archive.infolist() if part.filename.endswith(".xml"))
        if sum(sizes) > _MOST_XML:
            raise too_long(path)
        return list(_left_out(archive, names))


def _left_out(archive: zipfile.ZipFile, names: Iterable[str]) -> Iterator[str]:
    """The parts beside the body that hold figures."""
    words = {
        "header": tr("its headers hold figures, which were not read"),
        "footer": tr("its footers hold figures, which were not read"),
        "footnotes": tr("its footnotes hold figures, which were not read"),
        "endnotes": tr("its endnotes hold figures, which were not read"),
        "comments": tr("its comments hold figures, which were not read"),
    }
    found = {
        part[1]
        for name in names
        if (part := _BESIDE.fullmatch(name)) and _TEXT.search(archive.read(name))
    }
    yield from (text for kind, text in words.items() if kind in found)


def _body(path: Path, data: bytes) -> Any:
    """The body's XML, as the library opens it."""
    try:
        import docx
    except ImportError:
        raise UnreadableFileError(
            tr(
                "{path}: reading .docx takes a library that is not installed: pip install "
                '"grantcalc[report]"',
                path=path,
            )
        ) from None
    try:
        return docx.Document(io.BytesIO(data)).element.body
    except GrantcalcError:
        raise
    except Exception as error:
        raise UnreadableFileError(
            tr(
                "{path}: cannot be read as a Word document ({error}); open it in Word and save it anew",
                path=path,
                error=" ".join(str(error).split())[:120],
            )
        ) from error


class _Reader:
    """Goes through a body, block by block."""

    def __init__(self, path: Path, assembly: Assembly) -> None:
        self.path = path
        self.assembly = assembly
        self._paragraphs = self._tables = self._cells = self._characters = 0
        self._deleted = self._hidden = 0

    def read(self, parent: Any) -> None:
        """Adds the paragraphs and tables of a part of the body, in order."""
        for block in parent:
            if block.tag == f"{_W}p":
                self._paragraph(block)
            elif block.tag == f"{_W}tbl":
                self._table(block)
            elif block.tag == f"{_W}sdt":
                for content in block.iterchildren(f"{_W}sdtContent"):
                    self.read(content)
            elif block.tag == f"{_W}ins":
                self.read(block)

    def _paragraph(self, block: Any) -> None:
        self._paragraphs += 1
        place = Place(self.assembly.file, paragraph=self._paragraphs)
        for line in self._text(block).split("\n"):
            self.assembly.paragraph([(line, place)])
        for box in block.iter(f"{_W}txbxContent"):
            if not any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()):
                self.read(box)

    def _text(self, block: Any) -> str:
        pieces = "".join(self._pieces(block))
        self._characters += len(pieces)
        if self._characters > MOST_CHARACTERS:
            raise too_long(self.path)
        return pieces

    def _pieces(self, element: Any) -> Iterator[str]:
        """The text of an element as it is printed."""
        for child in element:
            tag = child.tag
            if tag in _DELETED:
                self._deleted += 1
            elif tag in _SKIPPED or tag == f"{_W}txbxContent":
                continue
            elif tag == f"{_W}t":
                yield child.text or ""
            elif tag in (f"{_W}tab", f"{_W}ptab"):
                yield "\t" if child.getparent().tag == f"{_W}r" else ""
            elif tag in (f"{_W}br", f"{_W}cr"):
                yield "\n"
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
            elif tag == f"{_W}r" and _is_hidden(child):
                self._hidden += 1
            elif tag not in (f"{_W}pPr", f"{_W}rPr"):
                yield from self._pieces(child)

    def _table(self, table: Any) -> None:
        """A table as rows of texts; tables in its cells follow it as tables of their own."""
        self._tables += 1
        self._paragraphs += 1
        if self._tables > MOST_TABLES:
            raise too_long(self.path)
        rows: list[list[str]] = []
        nested: list[Any] = []
        for row in table.iterchildren(f"{_W}tr"):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                self._deleted += 1
                continue
            rows.append(list(self._row(row, nested)))
        self.assembly.table(rows, Place(self.assembly.file, paragraph=self._paragraphs))
        for inner in nested:
            self._table(inner)

    def _row(self, row: Any, nested: list[Any]) -> Iterator[str]:
        """The texts of a row; a cell that is merged over others has its text in the first alone."""
        yield from [""] * _number(row, f"{_W}trPr/{_W}gridBefore")
        for cell in row.iter(f"{_W}tc"):
            if cell.iterancestors(f"{_W}tr").__next__() is not row:
                continue
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise too_long(self.path)
            nested += cell.iterchildren(f"{_W}tbl")
            yield "" if _goes_on_from_above(cell) else self._cell(cell)
            yield from [""] * (min(_number(cell, f"{_W}tcPr/{_W}gridSpan"), 100) - 1)

    def _cell(self, cell: Any) -> str:
        return " ".join(self._text(paragraph) for paragraph in cell.iterchildren(f"{_W}p")).strip()

    def notes(self) -> Iterator[str]:
        """What of the body was left out."""
        if self._deleted:
            yield plural(
                "it has {count} tracked deletion, which was left out; insertions count as text",
                "it has {count} tracked deletions, which were left out; insertions count as text",
                self._deleted,
            )
        if self._hidden:
            yield plural(
                "it has {count} piece of hidden text, which was left out",
                "it has {count} pieces of hidden text, which were left out",
                self._hidden,
            )


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false", "off")


def _goes_on_from_above(cell: Any) -> bool:
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _number(element: Any, path: str) -> int:
    found = element.find(path)
    value = found.get(f"{_W}val", "0") if found is not None else "0"
    return int(value) if value.isascii() and value.isdecimal() else 0
