"""The styles of an OpenDocument spreadsheet: number formats in Excel's words, and hidden sheets."""

from __future__ import annotations

from dataclasses import dataclass, field

Attributes = dict[str, str]

_NUMBER_STYLES = {
    "number:number-style", "number:currency-style", "number:percentage-style",
    "number:date-style", "number:time-style", "number:boolean-style", "number:text-style",
}  # fmt: skip
_MOST_DECIMALS = 30
_DEEPEST = 20
_LONGEST_LITERAL = 100
#: Parts of dates and times: the short form, and the form that number:style="long" gives.
_DATE_PARTS = {
    "number:year": ("yy", "yyyy"),
    "number:month": ("m", "mm"),
    "number:day": ("d", "dd"),
    "number:day-of-week": ("ddd", "dddd"),
    "number:hours": ("h", "hh"),
    "number:minutes": ("m", "mm"),
    "number:seconds": ("s", "ss"),
    "number:am-pm": ("AM/PM", "AM/PM"),
}


@dataclass
class _CellStyle:
    """A cell's style: its number format's name, and the style that it builds upon."""

    number_style: str | None
    parent: str | None


@dataclass
class Styles:
    """Gathers the styles of styles.xml and content.xml, element by element."""

    cells: dict[str, _CellStyle] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    hidden_tables: set[str] = field(default_factory=set)
    #: Formats of positive numbers, where a format has others for the rest.
    positive: dict[str, str] = field(default_factory=dict)
    _style: tuple[str, str] = ("", "")
    _format: str | None = None
    _parts: list[str] = field(default_factory=list)
    _is_literal: bool = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        name = attributes.get("style:name", "")
        if tag == "style:style":
            self._style = (attributes.get("style:family", ""), name)
            if self._style[0] == "table-cell":
                self.cells[name] = _CellStyle(
                    attributes.get("style:data-style-name"),
                    attributes.get("style:parent-style-name"),
                )
        elif tag == "style:table-properties":
            if self._style[0] == "table" and attributes.get("table:display") == "false":
                self.hidden_tables.add(self._style[1])
        elif tag in _NUMBER_STYLES:
            self._format, self._parts = name, []
        elif self._format is not None:
            self._part(tag, attributes)

    def _part(self, tag: str, attributes: Attributes) -> None:
        """A part of a number format."""
        if tag in ("number:text", "number:currency-symbol"):
            self._is_literal = True
            self._parts.append("")
        elif tag == "number:number":
            self._parts.append(_digits(attributes))
        elif tag == "number:scientific-number":
            self._parts.append("0.00E+00")
        elif tag in _DATE_PARTS:
            self._parts.append(_DATE_PARTS[tag][attributes.get("number:style") == "long"])
        elif tag == "style:map" and attributes.get("style:condition", "").startswith("value()>"):
            self.positive[self._format or ""] = attributes.get("style:apply-style-name", "")

    def data(self, text: str) -> None:
        """A text, which means something in a format's literals alone."""
        if self._is_literal and len(self._parts[-1]) < _LONGEST_LITERAL:
            self._parts[-1] += text

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in ("number:text", "number:currency-symbol") and self._is_literal:
            self._is_literal = False
            self._parts[-1] = _quoted(self._parts[-1])
        elif tag in _NUMBER_STYLES and self._format is not None:
            self.formats[self._format] = "".join(self._parts)
            self._format = None

    def hides_table(self, style: str) -> bool:
        """Whether sheets of this style are hidden."""
        return style in self.hidden_tables

    def number_format(self, style: str) -> str:
        """The number format that a cell of this style has."""
        for _ in range(_DEEPEST):
            found = self.cells.get(style)
            if found is None:
                break
            if found.number_style is not None:
                number_style = self.positive.get(found.number_style, found.number_style)
                return self.formats.get(number_style) or "General"
            style = found.parent or ""
        return "General"


def _digits(attributes: Attributes) -> str:
    decimals = attributes.get("number:decimal-places", "0")
    places = min(int(decimals), _MOST_DECIMALS) if decimals.isascii() and decimals.isdigit() else 0
    whole = "#,##0" if attributes.get("number:grouping") == "true" else "0"
    return whole + ("." + "0" * places if places else "")


def _quoted(literal: str) -> str:
    """A format's literal text; signs that a format may hold as they are stay so."""
    return literal if all(c in "%-+/:., ()" for c in literal) else f'"{literal}"'
