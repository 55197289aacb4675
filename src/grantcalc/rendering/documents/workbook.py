"""A document as .xlsx: its sentences on the first sheet, and each table on one of its own.

Amounts, days, hours and shares are numbers that can be counted on. A sum is a formula where it is
exactly the sum of the lines above it, and the number itself where it is not.
"""

from __future__ import annotations

import io
import struct
from datetime import datetime
from textwrap import wrap
from typing import Any

from grantcalc.document import (
    Block,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Table,
)
from grantcalc.language import tr
from grantcalc.rendering.documents.figures import captioned, plain, title, to_fill_in
from grantcalc.rendering.documents.workbook_tables import FILL_IN, Formats, TableSheet
from grantcalc.rendering.workbooks import OPTIONS, SheetNames, cell_text

#: The same document gives the same bytes: it has no day of its own.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook has no zones
_A4 = 9
#: A table of more columns is printed on its side.
_MOST_UPRIGHT = 5
#: The width of the sentences in digits, and about how many letters that holds; a line in points.
_WIDTH, _LETTERS, _LINE = 92, 104, 15.0
#: What Excel takes for the size of a picture that does not say it: 96 dots an inch.
_DOTS_A_METRE = 96 / 0.0254


def workbook(document: Document) -> bytes:
    """The document as the bytes of a workbook."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {**OPTIONS, "in_memory": True}) as book:
        book.set_properties({"title": title(document)[:255], "created": _MADE})
        _Writer(book, document).write()
    return file.getvalue()


class _Writer:
    """Writes one document into one workbook."""

    def __init__(self, book: Any, document: Document) -> None:
        self._book, self._document = book, document
        self._formats = Formats(book)
        self._names = SheetNames()
        self._sheet = self._new_sheet(tr("Report"))
        self._sheet.set_column(0, 0, _WIDTH)
        self._row = self._tables = self._pictures = 0

    def write(self) -> None:
        for block, caption in captioned(self._document):
            self._block(block, caption)
        self._row += 1
        self._text(self._document.made_from, font_color="#55585F", font_size=9)

    def _new_sheet(self, name: str, *, is_turned: bool = False) -> Any:
        """A sheet that is printed on A4, as wide as the page, with its pages numbered."""
        sheet = self._book.add_worksheet(self._names.unused(name))
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        if is_turned:
            sheet.set_landscape()
        sheet.set_footer(f"&R{tr('Page {page} of {pages}', page='&P', pages='&N')}")
        return sheet

    def _block(self, block: Block, caption: str) -> None:
        match block:
            case Heading(level, text):
                self._row += 1 if self._row else 0
                self._text(text, bold=True, font_size={1: 16, 2: 13}.get(level, 11))
            case Paragraph():
                self._text(block.text)
            case Items():
                for number, item in enumerate(block.items, start=1):
                    mark = f"{number}." if block.numbered else "•"
                    self._text(f"{mark} {item.text}", indent=1)
            case FillIn(prompt):
                self._text(to_fill_in(prompt), **FILL_IN)
            case Table():
                self._table(block, caption)
            case Picture():
                self._picture(block, caption)

    def _text(self, text: str, **look: object) -> None:
        shown = cell_text(plain(text))
        size = look.get("font_size", 11)
        lines = len(wrap(shown, _LETTERS)) or 1
        self._sheet.set_row(self._row, lines * _LINE * int(str(size)) / 11 + 3)
        self._sheet.write_string(self._row, 0, shown, self._formats(text_wrap=True, **look))
        self._row += 1

    def _table(self, table: Table, caption: str) -> None:
        """A sheet for the table, and a link to it where it stands among the sentences."""
        self._tables += 1
        name = tr("Table {number}", number=self._tables)
        sheet = self._new_sheet(name, is_turned=len(table.columns) > _MOST_UPRIGHT)
        TableSheet(sheet, table, self._formats).write(caption)
        self._link(sheet, caption)

    def _picture(self, picture: Picture, caption: str) -> None:
        """A sheet for the picture, so that no page is printed with a half of it, and a link to it."""
        self._pictures += 1
        sheet = self._new_sheet(tr("Figure {number}", number=self._pictures))
        sheet.write_string(0, 0, cell_text(caption), self._formats(bold=True, font_size=12))
        width, dots_a_metre = _measures(picture.png)
        scale = picture.width_mm / (width * 1000 / dots_a_metre)
        options = {
            "image_data": io.BytesIO(picture.png),
            "x_scale": scale,
            "y_scale": scale,
            "description": plain(picture.alt),
            "object_position": 2,
        }
        sheet.insert_image(2, 0, f"{plain(picture.name)}.png", options)
        self._link(sheet, caption)

    def _link(self, sheet: Any, caption: str) -> None:
        name = sheet.get_name().replace("'", "''")
        look = self._formats(font_color="#0B4F94", underline=1, text_wrap=True)
        self._sheet.set_row(self._row, _LINE + 5)
        self._sheet.write_url(self._row, 0, f"internal:'{name}'!A1", look, cell_text(caption))
        self._row += 1


def _measures(png: bytes) -> tuple[int, float]:
    """A PNG's width in dots, and how many of them make a metre (its chunk pHYs)."""
    (width,) = struct.unpack(">I", png[16:20])
    at = png.find(b"pHYs", 24, png.find(b"IDAT"))
    dots = struct.unpack(">I", png[at + 4 : at + 8])[0] if at > 0 else 0
    return width, dots or _DOTS_A_METRE
