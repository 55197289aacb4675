"""The workbook's styles with a highlight added: a cell's own format with another fill."""

from __future__ import annotations

from collections.abc import Sequence

from grantcalc.language import tr
from grantcalc.rendering.annotated.colours import Palette, contrast
from grantcalc.rendering.annotated.markup import (
    Node,
    NotUnderstoodError,
    append_edit,
    parse,
    spliced,
    with_attribute,
)
from grantcalc.rendering.annotated.package import Workbook
from grantcalc.rendering.highlights import Colour

_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MOST_FORMATS = 65_000  # Excel holds 65 490
#: Text is readable from a contrast of 3 to 1 on, as large or bold text is in the web's guidelines.
_READABLE = 3.0


class StyleSheet:
    """The styles of a workbook, to which formats are added."""

    def __init__(self, workbook: Workbook) -> None:
        package = workbook.package
        self._package = package
        self.part = package.related(workbook.part, "styles") or _new_part(workbook)
        self._data = package.read(self.part)
        root = parse(self._data, self.part)
        self._root = root
        self._fonts, self._fills, self._formats = (
            self._section(name) for name in ("fonts", "fills", "cellXfs")
        )
        self._palette = Palette(package, workbook.part, root)
        self._added: dict[str, list[bytes]] = {"fonts": [], "fills": [], "cellXfs": []}
        self._fill_numbers: dict[str, int] = {}
        self._highlights: dict[tuple[int, Colour], int] = {}

    def _section(self, name: str) -> Node:
        found = self._root.child(name)
        if found is None or not found.children:
            raise NotUnderstoodError(
                tr("Its styles ({part}) have no {section}.", part=self.part, section=name)
            )
        return found

    def highlighted(self, base: int, colour: Colour) -> int:
        """The number of a format that is another one with a fill in which its text is readable."""
        known = self._highlights.get((base, colour))
        if known is not None:
            return known
        formats = self._formats.children
        if base >= len(formats):
            raise NotUnderstoodError(
                tr("A cell of it has a format that its styles ({part}) lack.", part=self.part)
            )
        node = formats[base]
        fill = self._fill(self._readable(node, colour))
        tag = self._data[node.start : node.content]
        tag = with_attribute(with_attribute(tag, "fillId", fill), "applyFill", 1)
        number = self._add("cellXfs", tag + self._data[node.content : node.end])
        self._highlights[base, colour] = number
        return number

    def _readable(self, node: Node, colour: Colour) -> str:
        """The first of a highlight's colours on which a format's text can be read, or the best."""
        font = node.attributes.get("fontId", "0")
        fonts = self._fonts.children
        number = int(font) if font.isdecimal() else 0
        text = self._palette.of_font(fonts[number]) if number < len(fonts) else "000000"
        ratios = {fill: contrast(text, fill) for fill in colour.value}
        readable = (fill for fill, ratio in ratios.items() if ratio >= _READABLE)
        best: str = max(ratios, key=ratios.__getitem__)
        return next(readable, best)

    def _fill(self, rgb: str) -> int:
        known = self._fill_numbers.get(rgb)
        if known is None:
            fill, pattern, front, back = map(
                self._root.tagged, ("fill", "patternFill", "fgColor", "bgColor")
            )
            text = (
                f'<{fill}><{pattern} patternType="solid"><{front} rgb="FF{rgb}"/>'
                f'<{back} indexed="64"/></{pattern}></{fill}>'
            )
            known = self._fill_numbers[rgb] = self._add("fills", text.encode())
        return known

    def font(self, *properties: str) -> int:
        """The number of a font that is the workbook's first one with other properties."""
        node = self._fonts.children[0]
        names = {text.split(" ")[0] for text in properties}
        kept = [
            self._data[child.start : child.end]
            for child in node.children
            if child.name not in names
        ]
        name = self._root.tagged("font")
        own = "".join(f"<{self._root.tagged(text)}/>" for text in properties)
        return self._add(
            "fonts", f"<{name}>{own}".encode() + b"".join(kept) + f"</{name}>".encode()
        )

    def format(self, *, font: int = 0, rgb: str | None = None, align: str = "") -> int:
        """The number of a format for texts of our own sheet."""
        fill = self._fill(rgb) if rgb else 0
        name, alignment = self._root.tagged("xf"), self._root.tagged("alignment")
        text = (
            f'<{name} numFmtId="49" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" '
            f'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">'
            f'<{alignment} vertical="top"{align}/></{name}>'
        )
        return self._add("cellXfs", text.encode())

    def _add(self, section: str, text: bytes) -> int:
        node = {"fonts": self._fonts, "fills": self._fills, "cellXfs": self._formats}[section]
        added = self._added[section]
        added.append(text)
        number = len(node.children) + len(added) - 1
        if number >= _MOST_FORMATS:
            raise NotUnderstoodError(tr("It has no room for more formats."))
        return number

    def save(self) -> None:
        """Puts what was added into the package."""
        edits = []
        sections: Sequence[tuple[str, Node]] = (
            ("fonts", self._fonts),
            ("fills", self._fills),
            ("cellXfs", self._formats),
        )
        for name, node in sections:
            added = self._added[name]
            if added:
                count = len(node.children) + len(added)
                edits += append_edit(self._data, node, b"".join(added), count)
        if edits:
            self._package.write(self.part, spliced(self._data, edits))


def _new_part(workbook: Workbook) -> str:
    """The styles of a workbook that has none: every cell looks as Excel shows it without."""
    package = workbook.package
    name = "xl/styles.xml"  # some programs know no other
    part = package.unused("xl/styles{}.xml") if name in package else name
    package.write(part, _EMPTY)
    package.add_type(part, _STYLES_TYPE)
    package.add_relation(workbook.part, "styles", part)
    return part
