"""A table of a .docx: its heading row is repeated on each page, no row is broken over two."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from grantcalc.document import Row, Table
from grantcalc.rendering.documents.figures import (
    empty_table,
    is_spanning,
    plain,
    to_fill_in,
    written,
)
from grantcalc.rendering.documents.layout import Layout
from grantcalc.rendering.documents.word_styles import (
    FILL_IN_BORDERS,
    FILL_IN_SHADE,
    SUM_BORDERS,
    TABLE,
)

_TWIPS_A_MM = 56.6929
#: A table of so few rows is kept on one page.
_KEPT_TOGETHER = 18


def table_element(table: Table, plan: Layout, caption: str) -> Any:
    """The table, with its caption as the words for those who cannot see it."""
    widths = [round(width * _TWIPS_A_MM) for width in plan.widths]
    element = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblStyle w:val='{TABLE}'/>"
        f"<w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:tblLayout w:type='fixed'/>"
        "<w:tblLook w:val='0420' w:firstRow='1' w:lastRow='0' w:firstColumn='0' w:lastColumn='0' "
        "w:noHBand='0' w:noVBand='1'/><w:tblCaption/></w:tblPr><w:tblGrid/></w:tbl>"
    )
    element.find(f".//{qn('w:tblCaption')}").set(qn("w:val"), caption)
    grid = element.find(qn("w:tblGrid"))
    for width in widths:
        grid.append(_with("w:gridCol", w=str(width)))
    return _Rows(table, plan, widths).added_to(element)


class _Rows:
    """The rows of one table."""

    def __init__(self, table: Table, plan: Layout, widths: list[int]) -> None:
        self._table, self._widths = table, widths
        self._half_points = None if plan.is_usual else round(plan.points * 2)
        self._figures = [column.is_figure for column in table.columns]

    def added_to(self, element: Any) -> Any:
        rows = self._table.rows
        headings = [plain(column.heading) for column in self._table.columns]
        element.append(self._row(headings, None, is_heading=True, is_kept=True))
        for i, (row, texts) in enumerate(zip(rows, written(self._table), strict=True)):
            after = rows[i + 1] if i + 1 < len(rows) else None
            element.append(self._row(texts, row, is_kept=self._is_kept(row, after)))
        if not rows:
            nothing = Row((empty_table(),), "heading")
            element.append(self._row([empty_table()], nothing, is_kept=False, is_bold=False))
        return element

    def _is_kept(self, row: Row, after: Row | None) -> bool:
        """Whether a row stays on the page of the one below it."""
        if after is None:
            return False
        is_short = len(self._table.rows) <= _KEPT_TOGETHER
        return is_short or row.role == "heading" or after.role in ("sum", "fill_in", "note")

    def _row(
        self,
        texts: list[str],
        row: Row | None,
        *,
        is_kept: bool,
        is_heading: bool = False,
        is_bold: bool | None = None,
    ) -> Any:
        element = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        if is_heading:
            properties.append(OxmlElement("w:tblHeader"))
        element.append(properties)
        role = row.role if row else "line"
        if is_bold is None:
            is_bold = is_heading or role in ("sum", "heading")
        span = len(self._widths) if row and is_spanning(row) else 1
        for i, text in enumerate(texts[:1] if span > 1 else texts):
            shown = to_fill_in(text) if role == "fill_in" and text else text
            width = sum(self._widths) if span > 1 else self._widths[i]
            cell = _cell(width, span, role, is_heading=is_heading)
            is_figure = self._figures[i] and span == 1
            cell.append(self._paragraph(shown, role, is_figure, is_kept, is_bold))
            element.append(cell)
        return element

    def _paragraph(
        self, text: str, role: str, is_figure: bool, is_kept: bool, is_bold: bool
    ) -> Any:
        paragraph, properties, run = map(OxmlElement, ("w:p", "w:pPr", "w:r"))
        properties.append(
            _with("w:pStyle", val="ReportTableFigure" if is_figure else "ReportTableText")
        )
        if is_kept:
            properties.append(OxmlElement("w:keepNext"))
        paragraph.append(properties)
        if not text:
            return paragraph
        look = OxmlElement("w:rPr")
        if is_bold:
            look.append(OxmlElement("w:b"))
        if role in ("fill_in", "note"):
            look.append(OxmlElement("w:i"))
        if self._half_points:
            look.append(_with("w:sz", val=str(self._half_points)))
        run.append(look)
        shown: Any = OxmlElement("w:t")
        shown.text = text
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(shown)
        paragraph.append(run)
        return paragraph


def _cell(width: int, span: int, role: str, *, is_heading: bool) -> Any:
    cell, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    properties.append(_with("w:tcW", w=str(width), type="dxa"))
    if span > 1:
        properties.append(_with("w:gridSpan", val=str(span)))
    borders = {"sum": SUM_BORDERS, "fill_in": FILL_IN_BORDERS}.get(role)
    if borders:
        properties.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{borders}</w:tcBorders>"))
    if role == "fill_in":
        properties.append(_with("w:shd", val="clear", color="auto", fill=FILL_IN_SHADE))
    if is_heading:
        properties.append(_with("w:vAlign", val="bottom"))
    cell.append(properties)
    return cell


def _with(tag: str, **attributes: str) -> Any:
    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
