"""The comments of a sheet: those that are there are kept, ours are put behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grantcalc.cells import cell_name, cell_position
from grantcalc.language import tr
from grantcalc.rendering.annotated.boxes import Boxes
from grantcalc.rendering.annotated.cells import Position
from grantcalc.rendering.annotated.markup import (
    MAIN,
    Edit,
    Node,
    NotUnderstoodError,
    append_edit,
    escaped_content,
    parse,
    spliced,
)
from grantcalc.rendering.annotated.package import Package
from grantcalc.rendering.annotated.shapes import Shape

AUTHOR = "grantcalc"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
).encode()
#: The author of the note that older programs show in the place of a conversation.
_CONVERSATION = "tc="
_MARKUP = re.compile(rb"<[^>]*>")


@dataclass(frozen=True)
class Written:
    """What became of the notes: the shapes that show them, and those of comments that are longer now.

    In the cells of `conversations` a note cannot be added; `ours_before` says that the sheet had notes
    of ours before.
    """

    new: list[Shape]
    longer: list[Shape]
    conversations: set[Position]
    ours_before: bool


def write_comments(
    package: Package, sheet: str, notes: Mapping[Position, str], boxes: Boxes
) -> Written:
    """Adds notes to the comments of a sheet, or makes its comments."""
    part = package.related(sheet, "comments")
    if part is None:
        part = package.unused("xl/comments{}.xml")
        package.write(part, _EMPTY)
        package.add_type(part, _TYPE)
        package.add_relation(sheet, "comments", part)
    return _Comments(package, part).add(notes, boxes)


class _Comments:
    """One sheet's part of comments."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._data = package.read(part)
        self._root = parse(self._data, part)
        authors, comments = self._root.child("authors"), self._root.child("commentList")
        if self._root.uri != MAIN or authors is None or comments is None:
            raise NotUnderstoodError(
                tr("Its part {part} holds comments in a form that is not known.", part=part)
            )
        self._authors, self._comments = authors, comments
        self._names = [self._text(node) for node in authors.children]
        self._known = dict(self._existing())

    def _text(self, node: Node) -> str:
        return _MARKUP.sub(b"", self._data[node.content : node.content_end]).decode()

    def _existing(self) -> Iterator[tuple[Position, Node]]:
        for node in self._comments.all("comment"):
            position = cell_position(node.attributes.get("ref", "").replace("$", ""))
            if position is not None:
                yield position, node

    def add(self, notes: Mapping[Position, str], boxes: Boxes) -> Written:
        """Adds a note to each of these cells."""
        written = Written([], [], set(), AUTHOR.encode() in self._data)
        edits: list[Edit] = []
        comments = b""
        for position, text in sorted(notes.items()):
            existing = self._known.get(position)
            if existing is None:
                comments += self._comment(position, text)
                written.new.append(Shape(position, boxes.box(position, text)))
            elif self._author(existing).startswith(_CONVERSATION):
                written.conversations.add(position)
            else:
                edits.append(self._appended(existing, text))
                whole = f"{self._text(existing)}\n\n{text}"
                written.longer.append(Shape(position, boxes.box(position, whole)))
        if comments:
            name = self._root.tagged("author")
            author = f"<{name}>{AUTHOR}</{name}>".encode()
            edits += append_edit(self._data, self._authors, author)
            edits += append_edit(self._data, self._comments, comments)
        self._package.write(self._part, spliced(self._data, edits))
        return written

    def _author(self, comment: Node) -> str:
        number = comment.attributes.get("authorId", "")
        is_known = number.isdecimal() and int(number) < len(self._names)
        return self._names[int(number)] if is_known else ""

    def _comment(self, position: Position, text: str) -> bytes:
        comment, body = self._root.tagged("comment"), self._root.tagged("text")
        return (
            f'<{comment} ref="{cell_name(*position)}" authorId="{len(self._names)}" shapeId="0">'
            f"<{body}>{self._runs(text)}</{body}></{comment}>"
        ).encode()

    def _runs(self, text: str) -> str:
        """A text as runs: its first line in bold."""
        first, _, rest = text.partition("\n")
        return self._run(first, bold=True) + (self._run(f"\n{rest}") if rest else "")

    def _run(self, text: str, *, bold: bool = False) -> str:
        t = self._root.tagged
        weight = f"<{t('b')}/>" if bold else ""
        return (
            f'<{t("r")}><{t("rPr")}>{weight}<{t("sz")} val="9"/><{t("color")} indexed="81"/>'
            f'<{t("rFont")} val="Tahoma"/><{t("family")} val="2"/></{t("rPr")}>'
            f'<{t("t")} xml:space="preserve">{escaped_content(text)}</{t("t")}></{t("r")}>'
        )

    def _appended(self, comment: Node, text: str) -> Edit:
        """The edit that puts our text behind a comment's own."""
        body = comment.child("text")
        if body is None:
            raise NotUnderstoodError(
                tr("Its part {part} holds a comment without a text.", part=self._part)
            )
        runs = self._run("\n\n") + self._runs(f"{AUTHOR}: {text}")
        last = [child for child in body.children if child.name in ("t", "r")]
        if last:
            return Edit(last[-1].end, last[-1].end, runs.encode())
        (edit,) = append_edit(self._data, body, runs.encode())
        return edit
