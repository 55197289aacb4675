"""Simple web pages (.html) to a document: paragraphs, headings, points and tables."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from grantcalc.finding import Place
from grantcalc.reading.csv_file import decoded
from grantcalc.reading.documents.passages import (
    MOST_CELLS,
    MOST_CHARACTERS,
    Assembly,
    ReadDocument,
)
from grantcalc.reading.documents.text import too_long

_UNSEEN = {"script", "style", "head", "svg", "template", "noscript", "title"}
_BLOCKS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "div", "section", "article", "header",
    "footer", "main", "figcaption", "figure", "ul", "ol", "body", "blockquote", "pre", "caption", "br",
}  # fmt: skip


def read_web_page(path: Path, shown_as: str) -> ReadDocument:
    """A page's text and tables; what a reader of the page does not see is left out.

    Raises:
        UnreadableFileError: it is longer than any report.
        UnclearChoiceError: it is not clear in which encoding it is.
    """
    if path.stat().st_size > 6 * MOST_CHARACTERS:
        raise too_long(path)
    parser = _Page(path, Assembly(shown_as))
    parser.feed(decoded(path))
    parser.close()
    parser.end_block()
    return parser.assembly.document()


class _Page(HTMLParser):
    """Puts a page's text and tables together."""

    def __init__(self, path: Path, assembly: Assembly) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.assembly = assembly
        self._unseen: list[str] = []
        self._text = ""
        self._line = 1
        self._rows: list[list[str]] | None = None
        self._cell: str | None = None
        self._span = 1
        self._cells = self._characters = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "table":
            self.end_block()
            self._rows, self._line = [], self.getpos()[0]
        elif tag == "tr" and self._rows is not None:
            self._end_cell()
            self._rows.append([])
        elif tag in ("td", "th") and self._rows is not None:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = "", min(int(span), 100) if span.isdecimal() else 1
        elif tag in _BLOCKS and self._cell is None:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._rows is not None:
            self._end_cell()
            rows, self._rows = self._rows, None
            self.assembly.table(rows, Place(self.assembly.file, line=self._line))
        elif tag in _BLOCKS and self._cell is None:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self._characters += len(data)
        if self._characters > MOST_CHARACTERS:
            raise too_long(self.path)
        if self._cell is not None:
            self._cell += data
        else:
            if not self._text.strip():
                self._line = (
                    self.getpos()[0] + len(data[: -len(data.lstrip()) or None].split("\n")) - 1
                )
            self._text += data

    def _end_cell(self) -> None:
        if self._cell is not None and self._rows is not None:
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise too_long(self.path)
            if not self._rows:
                self._rows.append([])
            self._rows[-1] += [self._cell.strip(), *[""] * (self._span - 1)]
        self._cell = None

    def end_block(self) -> None:
        """Ends the paragraph under construction."""
        text, self._text = " ".join(self._text.split()), ""
        if text:
            self.assembly.paragraph([(text, Place(self.assembly.file, line=self._line))])
