"""The sheet that is added: every finding with a link to its cell, written as texts alone.

No cell of it holds an amount alone, so that nobody, grantcalc included, takes the list for a budget.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grantcalc.cells import cell_name
from grantcalc.finding import Finding, Severity
from grantcalc.language import plural, tr
from grantcalc.rendering import notes
from grantcalc.rendering.annotated.markup import MAIN, escaped, escaped_content
from grantcalc.rendering.annotated.styles import StyleSheet
from grantcalc.rendering.finding_words import severity_word
from grantcalc.rendering.highlights import OF_FINDING
from grantcalc.rendering.terminal import safe, unbroken
from grantcalc.rendering.workbooks import cell_text

_WIDTHS = (16, 8, 24, 8, 58, 34, 50)
_WRAPPED_FROM, _LINE, _HIGHEST = 20, 15, 405
_WRAPPED = ' wrapText="1"'


@dataclass(frozen=True)
class Listed:
    """A finding as the list shows it; `link` is where it leads (None: to no cell of this workbook)."""

    finding: Finding
    advice: str
    place: str
    link: str | None


@dataclass(frozen=True)
class _Styles:
    title: int
    heading: int
    text: int
    wrapped: int
    link: int
    severities: dict[Severity, int]

    @classmethod
    def put_into(cls, styles: StyleSheet) -> _Styles:
        bold = styles.font("b", 'color rgb="FF000000"')
        return cls(
            title=styles.format(font=styles.font("b", 'sz val="14"', 'color rgb="FF000000"')),
            heading=styles.format(font=bold, rgb="E7E6E6", align=_WRAPPED),
            text=styles.format(),
            wrapped=styles.format(align=_WRAPPED),
            link=styles.format(font=styles.font('u val="single"', 'color rgb="FF0563C1"')),
            severities={
                severity: styles.format(font=bold, rgb=colour.value[0])
                for severity, colour in OF_FINDING.items()
            },
        )


def list_sheet(
    name: str, listed: Sequence[Listed], remarks: Sequence[str], styles: StyleSheet
) -> bytes:
    """The sheet's part: a title, a count, remarks, and a row for each finding."""
    used = _Styles.put_into(styles)
    sheet = _Sheet()
    sheet.row([(tr("What grantcalc found in {file}", file=safe(name)), used.title)])
    sheet.row([(_count(listed), used.text)])
    for remark in remarks:
        sheet.row([(remark, used.text)])
    if listed:
        sheet.row([])
        sheet.table(_headings(), used.heading)
        for one in listed:
            sheet.row(_cells(one, used), link=one.link)
    return sheet.part().encode()


def _count(listed: Sequence[Listed]) -> str:
    if not listed:
        return tr("Nothing was found: every sum and rule that could be checked holds.")
    return plural("{count} finding.", "{count} findings.", len(listed))


def _headings() -> list[str]:
    return [
        tr("Severity"),
        tr("Code"),
        tr("Sheet or file"),
        tr("Cell"),
        tr("What is wrong"),
        tr("Expected and found"),
        tr("What to do"),
    ]


def _cells(one: Listed, used: _Styles) -> list[tuple[str, int]]:
    finding = one.finding
    at = finding.at
    line = tr("line {number}", number=at.line) if at.line else ""
    return [
        (severity_word(finding.severity), used.severities[finding.severity]),
        (finding.code, used.text),
        (one.place, used.link if one.link and not at.cell else used.wrapped),
        (at.cell or line, used.link if one.link else used.text),
        (unbroken(notes.problem(finding)), used.wrapped),
        (unbroken(notes.compared(finding)), used.wrapped),
        (unbroken(one.advice), used.wrapped),
    ]


class _Sheet:
    """A worksheet under construction."""

    def __init__(self) -> None:
        self._rows: list[str] = []
        self._links: list[str] = []
        self._table = 0
        self._columns = 0

    def row(self, cells: Sequence[tuple[str, int]], link: str | None = None) -> None:
        number = len(self._rows) + 1
        texts = "".join(
            f'<c r="{cell_name(number, i + 1)}" s="{style}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{escaped_content(cell_text(text))}</t></is></c>'
            for i, (text, style) in enumerate(cells)
            if text
        )
        height = _height(cells) if self._table else ' ht="21"' if number == 1 else ""
        self._rows.append(f'<row r="{number}"{height}>{texts}</row>')
        if link:
            column = "D" if cells[3][0] else "C"
            self._links.append(f'<hyperlink ref="{column}{number}" location="{escaped(link)}"/>')

    def table(self, headings: Sequence[str], style: int) -> None:
        """The headings, which stay in sight and are repeated in print."""
        self.row([(heading, style) for heading in headings])
        self._table, self._columns = len(self._rows), len(headings)

    def part(self) -> str:
        columns = "".join(
            f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>'
            for i, width in enumerate(_WIDTHS, 1)
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{self._frozen()}'
            f"</sheetView></sheetViews><cols>{columns}</cols>"
            f"<sheetData>{''.join(self._rows)}</sheetData>{self._filter()}"
            + (f"<hyperlinks>{''.join(self._links)}</hyperlinks>" if self._links else "")
            + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        )

    def _frozen(self) -> str:
        if not self._table:
            return ""
        return (
            f'<pane ySplit="{self._table}" topLeftCell="A{self._table + 1}" '
            'activePane="bottomLeft" state="frozen"/>'
        )

    def _filter(self) -> str:
        if not self._table:
            return ""
        last = cell_name(len(self._rows), self._columns)
        return f'<autoFilter ref="A{self._table}:{last}"/>'


def _height(cells: Sequence[tuple[str, int]]) -> str:
    """A row's height: Excel finds it by itself and keeps it right, others do not."""
    lines = (
        math.ceil(len(text) / (width - 1))
        for (text, _), width in zip(cells, _WIDTHS, strict=False)
        if width >= _WRAPPED_FROM
    )
    return f' ht="{min(max(1, *lines) * _LINE, _HIGHEST)}"'


def link_to(sheet: str, cell: str | None) -> str:
    """Where a link leads: 'Bob''s'!A1."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell or 'A1'}"
