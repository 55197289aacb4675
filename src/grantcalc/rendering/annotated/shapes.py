"""The boxes in which Excel shows comments: shapes in a drawing of an old kind (VML).

Such drawings are often no well-formed XML, for Excel writes HTML into them. Ours are put at the end
of the drawing's root, and nothing else of it is read but the numbers of its shapes and, where a
comment has become longer, the corners of its box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from grantcalc.language import tr
from grantcalc.rendering.annotated.boxes import Box
from grantcalc.rendering.annotated.cells import Position
from grantcalc.rendering.annotated.markup import Node, NotUnderstoodError
from grantcalc.rendering.annotated.package import Package

_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
#: The children of a worksheet in the standard's order, as far as the drawing and from there on.
_BEFORE = frozenset(
    {
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
        "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
        "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
        "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
        "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
        "drawing",
    }
)  # fmt: skip
_BEHIND = frozenset(
    {
        "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
        "webPublishItems", "tableParts", "extLst",
    }
)  # fmt: skip
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})\b")
_BLOCK = re.compile(rb"""<(?:\w+:)?idmap\b[^>]*\bdata\s*=\s*["']([\d,\s]*)["']""")
_SHAPE = re.compile(rb"<(?:\w+:)?shape\s.*?</(?:\w+:)?shape\s*>", re.DOTALL)
_ANCHOR = re.compile(rb"<(?:\w+:)?Anchor\b[^<>]*>[^<]*</(?:\w+:)?Anchor\s*>")
_ROW = re.compile(rb"<(?:\w+:)?Row\b[^<>]*>\s*(\d+)\s*</")
_COLUMN = re.compile(rb"<(?:\w+:)?Column\b[^<>]*>\s*(\d+)\s*</")
_DATA_END = re.compile(rb"</(?:\w+:)?ClientData\s*>")
_ROOT_TAG = re.compile(rb"""<xml\b[^>]*>""")
_DECLARED = re.compile(rb"""\sxmlns:(\w+)\s*=\s*["']([^"']*)["']""")
_ROOT_START, _ROOT_END = b"<xml", b"</xml>"


class _Prefixes(NamedTuple):
    """The prefixes that a drawing gives the namespaces of its elements."""

    v: str = "v"
    o: str = "o"
    x: str = "x"


class Shape(NamedTuple):
    """The box of the comment at a cell."""

    position: Position
    box: Box


def write_new_shapes(package: Package, shapes: Sequence[Shape]) -> str:
    """Makes a drawing with these boxes; gives its part."""
    part = package.unused("xl/drawings/vmlDrawing{}.vml")
    block = max(_blocks(package), default=0) + 1
    blocks = ",".join(str(block + i) for i in range(len(shapes) // 1023 + 1))
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    text = (
        f'<xml {declared}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/>'
        f"</o:shapelayout>{_shape_type(_Prefixes())}"
    )
    data = text.encode() + _shapes(shapes, 1024 * block + 1, _Prefixes()) + _ROOT_END
    package.write(part, data)
    package.add_type(part, _TYPE)
    return part


def _blocks(package: Package) -> list[int]:
    """The blocks of a thousand numbers that the drawings of the workbook use already."""
    found = []
    for name in package.names:
        if name.lower().endswith(".vml"):
            for match in _BLOCK.finditer(package.read(name)):
                found += [int(text) for text in match[1].split(b",") if text.strip().isdigit()]
    return found


def append_shapes(
    package: Package, part: str, new: Sequence[Shape], longer: Sequence[Shape]
) -> None:
    """Puts boxes into a drawing that is there, and makes those larger whose comments are longer."""
    read = package.read(part)
    root = _ROOT_TAG.search(read)
    if root is None or read.rfind(_ROOT_END) < root.end() or b"\0" in read:
        raise NotUnderstoodError(
            tr(
                "Its part {part} holds the boxes of comments in a form that is not known.",
                part=part,
            )
        )
    data, prefixes = _with_prefixes(read, root[0], root.start() + len(_ROOT_START))
    end = data.rfind(_ROOT_END)
    shape_type = b"" if b'"_x0000_t202"' in data else _shape_type(prefixes).encode()
    number = max((int(text) for text in _NUMBER.findall(data)), default=1024) + 1
    head = _with_larger(data[:end], {shape.position: shape.box for shape in longer}, prefixes)
    package.write(part, head + shape_type + _shapes(new, number, prefixes) + data[end:])


def _with_prefixes(data: bytes, root: bytes, place: int) -> tuple[bytes, _Prefixes]:
    """The drawing with a prefix for each namespace, declared at its root, and which they are.

    A drawing may declare them at each of its elements anew; its root then gets our own, at `place`.
    """
    named = {uri.decode(): name.decode() for name, uri in _DECLARED.findall(root)}
    own = {uri: f"grantcalc{key}" for key, uri in _NAMESPACES.items() if uri not in named}
    declared = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in own.items())
    prefixes = _Prefixes(*(named.get(uri) or own[uri] for uri in _NAMESPACES.values()))
    return data[:place] + declared.encode() + data[place:], prefixes


def _with_larger(data: bytes, boxes: dict[Position, Box], prefixes: _Prefixes) -> bytes:
    """The drawing with other corners for the boxes of some cells."""

    def larger(match: re.Match[bytes]) -> bytes:
        shape = match[0]
        row, column, end = (p.search(shape) for p in (_ROW, _COLUMN, _DATA_END))
        box = boxes.get((int(row[1]) + 1, int(column[1]) + 1)) if row and column else None
        if box is None or end is None:
            return shape
        anchor = f"<{prefixes.x}:Anchor>{_corners(box)}</{prefixes.x}:Anchor>".encode()
        if _ANCHOR.search(shape):
            return _ANCHOR.sub(anchor, shape)
        return shape[: end.start()] + anchor + shape[end.start() :]

    return _SHAPE.sub(larger, data) if boxes else data


def _corners(box: Box) -> str:
    return ", ".join(map(str, box.anchor))


def _shape_type(prefixes: _Prefixes) -> str:
    v, o, _ = prefixes
    return (
        f'<{v}:shapetype id="_x0000_t202" coordsize="21600,21600" {o}:spt="202" '
        f'path="m,l,21600r21600,l21600,xe"><{v}:stroke joinstyle="miter"/>'
        f'<{v}:path gradientshapeok="t" {o}:connecttype="rect"/></{v}:shapetype>'
    )


def _shapes(shapes: Sequence[Shape], number: int, prefixes: _Prefixes) -> bytes:
    return "".join(_shape(shape, number + i, prefixes) for i, shape in enumerate(shapes)).encode()


def _shape(shape: Shape, number: int, prefixes: _Prefixes) -> str:
    (row, column), box = shape
    v, o, x = prefixes
    width, height = box.width * 0.75, box.height * 0.75
    return (
        f'<{v}:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:100pt;margin-top:10pt;width:{width:g}pt;height:{height:g}pt;z-index:1;"
        f'visibility:hidden" fillcolor="#ffffe1" {o}:insetmode="auto">'
        f'<{v}:fill color2="#ffffe1"/><{v}:shadow on="t" color="black" obscured="t"/>'
        f'<{v}:path {o}:connecttype="none"/><{v}:textbox style="mso-direction-alt:auto">'
        f'<div style="text-align:left"></div></{v}:textbox>'
        f'<{x}:ClientData ObjectType="Note"><{x}:MoveWithCells/><{x}:SizeWithCells/>'
        f"<{x}:Anchor>{_corners(box)}</{x}:Anchor><{x}:AutoFill>False</{x}:AutoFill>"
        f"<{x}:Row>{row - 1}</{x}:Row><{x}:Column>{column - 1}</{x}:Column></{x}:ClientData>"
        f"</{v}:shape>"
    )


def drawing_place(root: Node, part: str) -> int:
    """The byte of a worksheet at which the element that names its drawing belongs."""
    place = -1
    for node in root.children:
        name = _meant(node)
        if name in _BEFORE:
            place = node.end
        elif name not in _BEHIND:
            raise NotUnderstoodError(
                tr(
                    "Its part {part} has an element that is not known: {name}.",
                    part=part,
                    name=name,
                )
            )
    return place


def _meant(node: Node) -> str:
    """An element's name; what stands for several versions of Excel is called by its first one."""
    while node.name in ("AlternateContent", "Choice") and node.children:
        node = node.children[0]
    return node.name
