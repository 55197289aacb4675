"""Markdown into a document's blocks: headings, paragraphs, lists, bold and italic words, no more.

What a template's author writes is marked up; texts from cells never are (`escaped`). Tables, pictures
and places to fill in stand as marks that no text can hold, and become the blocks that they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grantcalc.document import Block, Heading, Items, Paragraph, Run

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKUP = re.compile(r"[!-/:-@\[-`{-~]")
#: Control and direction codes, halves of characters, and the private characters that marks are made of.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\uf8ff]+"
)
_BEFORE, _AFTER = "\ue000", "\ue001"
_MARK = re.compile(f"{_BEFORE}([0-9]+){_AFTER}")


def escaped(text: str) -> str:
    """A text of which nothing is markup: every sign that Markdown may act on is taken literally."""
    return _MARKUP.sub(r"\\\g<0>", _UNSEEN.sub(" ", text))


def block_mark(number: int) -> str:
    """What stands in the text for a block, by its number, as a paragraph of its own."""
    return f"\n\n{_BEFORE}{number}{_AFTER}\n\n"


def blocks_of(text: str, marked: Sequence[Block | None]) -> Iterator[Block]:
    """The blocks of a text; `marked` are those that its marks stand for, None for one that is empty."""
    from markdown_it import MarkdownIt

    rules = ["heading", "list", "emphasis", "escape", "newline"]
    tokens = MarkdownIt("zero").enable(rules).parse(text)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        last = _end(tokens, at)
        inner = [one for one in tokens[at : last + 1] if one.type == "inline"]
        if token.type == "heading_open":
            yield Heading(int(token.tag.removeprefix("h")), _paragraph(inner).text)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            items = tuple(_paragraph([one]) for one in inner)
            yield Items(items, numbered=token.type == "ordered_list_open")
        elif found := _MARK.fullmatch(inner[0].content.strip()):
            block = marked[int(found[1])]
            if block is not None:
                yield block
        else:
            yield _paragraph(inner)
        at = last + 1


def _end(tokens: Sequence[Token], at: int) -> int:
    """The place of the token that closes the one at a place."""
    depth = 0
    for i in range(at, len(tokens)):
        depth += tokens[i].nesting
        if depth == 0:
            return i
    return len(tokens) - 1


def _paragraph(inner: Sequence[Token]) -> Paragraph:
    """Words in their styles; a line's end within them is a blank."""
    runs: list[Run] = []
    bold = italic = 0
    for token in (child for one in inner for child in one.children or ()):
        if token.tag == "strong":
            bold += token.nesting
        elif token.tag == "em":
            italic += token.nesting
        text = " " if token.tag == "br" else token.content
        if text:
            runs.append(Run(text, bold=bold > 0, italic=italic > 0))
    return Paragraph(tuple(_joined(runs)))


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs of one style after the other, each of them once."""
    text, style = "", (False, False)
    for run in runs:
        if (run.bold, run.italic) != style and text:
            yield Run(text, *style)
            text = ""
        text, style = text + run.text, (run.bold, run.italic)
    if text:
        yield Run(text, *style)
