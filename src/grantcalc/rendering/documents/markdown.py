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
_AT_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[#+=:-]))")


def markdown(document: Document, pictures_folder: str | None = None) -> str:
    """The document; `pictures_folder` is the folder beside it in which its pictures lie.

    Without a folder a picture is its caption and what it shows in words.
    """
    blocks = [_block(block, caption, pictures_folder) for block, caption in captioned(document)]
    return "\n\n".join([*blocks, "---", _emphasised(document.made_from, "*")]) + "\n"


def picture_files(document: Document) -> dict[str, bytes]:
    """The files of the folder for pictures: their names and what is in them."""
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    return {_file_name(picture): picture.svg for picture in pictures}


def _file_name(picture: Picture) -> str:
    return f"{re.sub(r'[^A-Za-z0-9-]+', '-', picture.name).strip('-') or 'picture'}.svg"


def _block(block: Block, caption: str, folder: str | None) -> str:
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
            return _picture(block, caption, folder)


def _paragraph(paragraph: Paragraph) -> str:
    """A paragraph's words; marks that Markdown would not take for marks there are left out."""
    line = ""
    texts = [plain(run.text) for run in paragraph.runs]
    for i, run in enumerate(paragraph.runs):
        after = next((text[0] for text in texts[i + 1 :] if text), " ")
        before, words, behind = _parted(texts[i])
        mark = ("**" if run.bold else "") + ("*" if run.italic else "")
        if not _holds((line + before)[-1:], words, (behind + after)[0]):
            mark = ""
        line += f"{before}{mark}{_escaped(words)}{mark}{behind}"
    return _line_start(line.strip())


def _parted(text: str) -> tuple[str, str, str]:
    """A text's words, and the blanks before and behind them: marks stand close to the words."""
    words = text.strip()
    if not words:
        return text, "", ""
    before, _, behind = text.partition(words)
    return before, words, behind


def _holds(before: str, words: str, after: str) -> bool:
    """Whether marks around some words are marks: not with a sign within beside a letter without."""
    if not words:
        return False
    opens = words[0].isalnum() or not before.isalnum()
    return opens and (words[-1].isalnum() or not after.isalnum())


def _emphasised(text: str, mark: str) -> str:
    """Words that stand alone, in a style."""
    words = plain(text).strip()
    return f"{mark}{_escaped(words)}{mark}" if words else ""


def _items(items: Items) -> Iterator[str]:
    for number, item in enumerate(items.items, start=1):
        yield f"{f'{number}.' if items.numbered else '-'} {_paragraph(item)}"


def _picture(picture: Picture, caption: str, folder: str | None) -> str:
    shown = _inline(picture.alt)
    if folder is not None:
        shown = f"![{shown}]({quote(f'{folder}/{_file_name(picture)}')})"
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
    if role == "note":
        return _emphasised(text, "*")
    if role == "fill_in":
        return _emphasised(to_fill_in(text), "*") if text else ""
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
