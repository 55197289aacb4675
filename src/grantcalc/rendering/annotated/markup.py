"""A part's XML with the byte positions of its elements, so that it can be changed without writing it anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
from xml.parsers import expat

from grantcalc.language import tr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_TAG_NAME = re.compile(rb"<[^\s/>]+")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Excel reads _x0041_ in a text as the character A.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii")


class NotUnderstoodError(Exception):
    """The workbook has something in it that cannot be changed safely; the text is a whole sentence."""


@dataclass(slots=True)
class Node:
    """An element: [start, content) is its start tag, [content, content_end) what is in it.

    An attribute's key is its name, or "URI name" where it has a prefix.
    """

    uri: str
    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    content: int
    content_end: int = -1
    end: int = -1
    children: list[Node] = field(default_factory=list)

    @property
    def closes_itself(self) -> bool:
        """Whether it is written <like this/>."""
        return self.content == self.end

    def child(self, name: str) -> Node | None:
        """The first child of this name, in any namespace."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Node]:
        """The children of this name, in any namespace."""
        return (child for child in self.children if child.name == name)

    def qualified(self, uri: str, name: str) -> str | None:
        """The value of an attribute that has a prefix."""
        return self.attributes.get(f"{uri} {name}")

    def tagged(self, name: str) -> str:
        """A tag's name with this element's prefix."""
        return f"{self.prefix}:{name}" if self.prefix else name


class Bulk(Protocol):
    """Takes the elements inside one element that is too large for nodes; names are "URI name"."""

    #: Tells at which byte the parser is: at a tag, or behind a tag that closes itself.
    place: Callable[[], int]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


def parse(data: bytes, part: str, bulk_name: str = "", bulk: Bulk | None = None) -> Node:
    """The root of a part's elements; what is inside `bulk_name` goes to `bulk` instead.

    Raises:
        NotUnderstoodError: it is no XML in UTF-8, or declares entities.
    """
    if b"\0" in data[:4]:
        raise NotUnderstoodError(
            tr("Its part {part} is written in UTF-16, which no common program does.", part=part)
        )
    return _Builder(data, part, bulk_name, bulk).root()


class _Builder:
    """Builds the nodes of one part."""

    def __init__(self, data: bytes, part: str, bulk_name: str, bulk: Bulk | None) -> None:
        self._data, self._part = data, part
        self._bulk_name, self._bulk = bulk_name, bulk
        self._open: list[Node] = []
        self._root: Node | None = None
        self._bulk_end = ""
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration

    def root(self) -> Node:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise NotUnderstoodError(
                tr("Its part {part} is damaged ({error}).", part=self._part, error=error)
            ) from error
        if self._root is None:
            raise AssertionError("expat refuses a document without an element")
        return self._root

    def _doctype(self, *_: object) -> None:
        raise NotUnderstoodError(
            tr("Its part {part} declares entities, which no workbook does.", part=self._part)
        )

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise NotUnderstoodError(
                tr(
                    "Its part {part} is written in {encoding}, which no common program does.",
                    part=self._part,
                    encoding=encoding,
                )
            )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        uri, _, local = name.rpartition(" ")
        start = self._parser.CurrentByteIndex
        prefix = _prefix(self._data, start)
        node = Node(uri, local, prefix, attributes, start, tag_end(self._data, start))
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)
        if local == self._bulk_name and len(self._open) == 2:
            self._bulk_end = name
            self._parser.StartElementHandler = self._bulk.start if self._bulk else None
            self._parser.EndElementHandler = self._end_inside
            if self._bulk:
                self._bulk.place = lambda: self._parser.CurrentByteIndex

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        at = self._parser.CurrentByteIndex
        if self._data[node.content - 2 : node.content] == b"/>":
            node.content_end = node.end = node.content
        else:
            node.content_end, node.end = at, tag_end(self._data, at)

    def _end_inside(self, name: str) -> None:
        if name == self._bulk_end:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._end(name)
        elif self._bulk:
            self._bulk.end(name)


def _prefix(data: bytes, start: int) -> str:
    """The prefix in the tag that begins at a byte."""
    match = _TAG_NAME.match(data, start)
    name = match[0].decode() if match else ""
    return name[1:].partition(":")[0] if ":" in name else ""


def tag_end(data: bytes, start: int) -> int:
    """The byte behind the tag that begins at a byte of a well-formed document."""
    match = _TAG.match(data, start)
    if match is None:
        raise AssertionError(f"no tag at byte {start}")
    return match.end()


class Edit(NamedTuple):
    """Bytes that take the place of [start, end)."""

    start: int
    end: int
    text: bytes


def spliced(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The data with edits, which must not overlap; those at one byte stay in the order given."""
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise AssertionError(f"edits overlap at byte {edit.start}")
        pieces += [data[done : edit.start], edit.text]
        done = edit.end
    return b"".join([*pieces, data[done:]])


def with_attribute(tag: bytes, name: str, value: object) -> bytes:
    """A start tag with an attribute set."""
    wanted, text = name.encode(), f'"{value}"'.encode()
    at = tag_name_end(tag)
    while found := _ATTRIBUTE.match(tag, at):
        if found[1] == wanted:
            return tag[: found.start(2)] + text + tag[found.end(2) :]
        at = found.end()
    return tag[:at] + b" " + wanted + b"=" + text + tag[at:]


def tag_name_end(tag: bytes) -> int:
    """The byte behind a start tag's name."""
    match = _TAG_NAME.match(tag)
    if match is None:
        raise AssertionError(tag)
    return match.end()


def append_edit(data: bytes, node: Node, text: bytes, count: int | None = None) -> list[Edit]:
    """The edits that put text behind an element's content, and set its "count" if it has one."""
    tag = data[node.start : node.content]
    if count is not None and "count" in node.attributes:
        tag = with_attribute(tag, "count", count)
    if node.closes_itself:
        name = tag[1 : tag_name_end(tag)]
        opened = tag[:-2].rstrip() + b">"
        return [Edit(node.start, node.end, opened + text + b"</" + name + b">")]
    edits = [Edit(node.content_end, node.content_end, text)]
    if tag != data[node.start : node.content]:
        edits.append(Edit(node.start, node.content, tag))
    return edits


def escaped(text: str) -> str:
    """Text as a part can hold it: no character that XML forbids, nothing that is markup."""
    text = _ILLEGAL.sub("", text)
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(mark, entity)
    return text


def escaped_content(text: str) -> str:
    """Text for a cell or a comment, where Excel would read _x0041_ as a character."""
    return escaped(_ESCAPE.sub("_x005F_", text))
