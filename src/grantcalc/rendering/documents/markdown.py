"""A document as Markdown: CommonMark with tables, pleasant to read as plain text too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from grantcalc.document import (
    Block,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Run,
    Table,
)
from grantcalc.rendering.documents.figures import (
    captioned,
    empty_table,
    is_spanning,
    plain,
    to_fill_in,
    written,
)

#: What Markdown or HTML acts on anywhere, what it takes for an address, and for a character's name.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~$]|(?<=:)/(?=/)|(?<=www)\.|&(?=#?\w+;)", re.IGNORECASE)
#: What it acts on at the beginning of a line: headings, lists, quotations, rules.
_AT_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[#+=:-]))")
_AT_EDGE = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


def markdown(document: Document, pictures: str | None = None) -> str:
    """The document; `pictures` is the folder beside it that its pictures lie in, by their names.

    Without a folder a picture is its caption and what it shows in words.
    """
    blocks = [_block(block, caption, pictures) for block, caption in captioned(document)]
    return "\n\n".join([*blocks, "---", _emphasised(document.made_from, "_")]) + "\n"


def picture_file(picture: Picture) -> str:
    """The name of a picture's file in the folder for pictures."""
    return f"{re.sub(r'[^A-Za-z0-9-]+', '-', picture.name).strip('-') or 'picture'}.svg"


def _block(block: Block, caption: str, pictures: str | None) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * min(level, 6)} {_inline(text)}"
        case Paragraph():
            return _paragraph(block)
        case Items():
            return "\n".join(_items(block))
        case FillIn(prompt):
            return f"> {_inline(to_fill_in(prompt))}"
        case Table():
            return "\n".join([_emphasised(caption, "**"), "", *_table(block)])
        case Picture():
            return _picture(block, caption, pictures)


def _paragraph(paragraph: Paragraph) -> str:
    return _line_start("".join(map(_run, paragraph.runs)).strip())


def _run(run: Run) -> str:
    return _emphasised(run.text, ("**" if run.bold else "") + ("_" if run.italic else ""))


def _emphasised(text: str, mark: str) -> str:
    """Marks stand close to the words: beside a blank they would be no marks."""
    before, words, after = _AT_EDGE.match(plain(text)).groups()  # type: ignore[union-attr]
    return f"{before}{mark}{_escaped(words)}{mark[::-1]}{after}" if words else before


def _items(items: Items) -> Iterator[str]:
    for number, item in enumerate(items.items, start=1):
        yield f"{f'{number}.' if items.numbered else '-'} {_paragraph(item)}"


def _picture(picture: Picture, caption: str, pictures: str | None) -> str:
    shown = _inline(picture.alt)
    if pictures is not None:
        shown = f"![{shown}]({quote(f'{pictures}/{picture_file(picture)}')})"
    return f"{shown}\n\n{_emphasised(caption, '**')}"


def _table(table: Table) -> Iterator[str]:
    """Columns as wide as their widest cell, so that the source reads as a table as well."""
    headings = [_escaped(plain(column.heading)) for column in table.columns]
    rows = [
        [_table_cell(text, row.role) for text in cells]
        for row, cells in zip(table.rows, written(table), strict=True)
    ]
    measured = [cells for cells, row in zip(rows, table.rows, strict=True) if not is_spanning(row)]
    widths = [max(3, *map(len, column)) for column in zip(headings, *measured, strict=True)]
    figures = [column.is_figure for column in table.columns]
    rules = ["-" * (w - 1) + (":" if f else "-") for w, f in zip(widths, figures, strict=True)]
    nothing = [[_escaped(empty_table()), *[""] * (len(headings) - 1)]]
    for cells in (headings, rules, *(rows or nothing)):
        yield _table_line(cells, widths, figures)


def _table_cell(text: str, role: str) -> str:
    if role == "fill_in":
        return _emphasised(to_fill_in(text), "_") if text else ""
    return _emphasised(text, "**" if role in ("sum", "heading") else "")


def _table_line(cells: list[str], widths: list[int], figures: list[bool]) -> str:
    padded = (
        text.rjust(width) if is_figure else text.ljust(width)
        for text, width, is_figure in zip(cells, widths, figures, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def _inline(text: str) -> str:
    return _line_start(_escaped(plain(text)).strip())


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _line_start(text: str) -> str:
    return _AT_START.sub(r"\1\\", text)
