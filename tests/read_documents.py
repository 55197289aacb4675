"""The tables and the words of a document's file, read back with another library than made it."""

import io
import zipfile
from html.parser import HTMLParser
from typing import Any

import docx
import openpyxl
import pdfplumber
from docx.document import Document as WordDocument
from markdown_it import MarkdownIt

Tables = list[list[list[str]]]


def squeezed(text: str) -> str:
    """Text without blanks: where lines end is no matter."""
    return "".join(text.split())


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: Tables = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def page(text: str) -> _Page:
    parser = _Page()
    parser.feed(text.replace(text[text.find("<style>") : text.find("</style>") + 8], ""))
    return parser


def markdown_page(text: str) -> _Page:
    """Markdown as a page, read by the parser of the standard, with tables and bare links as hosts have."""
    return page(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def word(content: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(content))


def word_tables(content: bytes) -> Tables:
    tables: Tables = []
    for table in word(content).tables:
        rows = []
        for row in table.rows:
            cells: list[Any] = []
            for cell in row.cells:  # a cell over several columns is named once for each
                if not cells or cell._tc is not cells[-1]._tc:
                    cells.append(cell)
            rows.append([cell.text for cell in cells])
        tables.append(rows)
    return tables


def word_text(content: bytes) -> str:
    """All that stands in the text, in order: of paragraphs, tables and fields."""
    body: Any = word(content).element.body
    return "".join(node.text or "" for node in body.xpath(".//w:t"))


def workbook(content: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def pdf_text(content: bytes) -> str:
    """The letters of all pages in the order in which they are written, footers last."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join(char["text"] for page in pdf.pages for char in page.chars)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
