"""Sheets as HTML tables, with row numbers and column letters and the cells of findings marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from grantcalc.cells import cell_name, cell_position, column_letters
from grantcalc.finding import Finding
from grantcalc.language import plural, tr
from grantcalc.rendering.excerpt import Excerpt, Position, named_places
from grantcalc.rendering.finding_words import severity_word
from grantcalc.rendering.html_parts import Html, element, html_of, link, scrolling, unseen
from grantcalc.sheet_view import SheetView, ShownCell, Shows

#: A sheet of more cells than this is shown around its findings only, and so is every sheet after these.
_MOST_OF_A_SHEET = 4_000
_MOST_OF_ALL = 40_000

_ROWS_AROUND = 5
_FIRST_ROWS = 30
_MOST_COLUMNS = 40
_LONGEST_TEXT = 300
_LONGEST_IN_EXCERPT = 80


@dataclass(frozen=True)
class Numbered:
    """A finding with the name of its place on the page; empty where nothing is to link to it."""

    finding: Finding
    name: str


@dataclass
class Grids:
    """The sheets of a report with the names of their cells on the page, and how much is shown yet."""

    names: Mapping[tuple[str, str | None], str]
    shown: int = 0
    marked: dict[tuple[str, str | None], dict[Position, list[Numbered]]] = field(
        default_factory=dict
    )
    related: dict[tuple[str, str | None], set[Position]] = field(default_factory=dict)

    @classmethod
    def of(cls, views: Iterable[SheetView], findings: Iterable[Numbered]) -> Grids:
        """The sheets with the cells that are marked in them."""
        keys = dict.fromkeys((view.file, view.sheet) for view in views)
        grids = cls({key: f"sheet-{i}" for i, key in enumerate(keys, start=1)})
        for numbered in findings:
            at = numbered.finding.at
            if (position := cell_position(at.cell or "")) and (at.file, at.sheet) in keys:
                cells = grids.marked.setdefault((at.file, at.sheet), {})
                cells.setdefault(position, []).append(numbered)
            for place in named_places(numbered.finding):
                if other := cell_position(place.cell or ""):
                    grids.related.setdefault((place.file, place.sheet), set()).add(other)
        return grids

    def target(self, finding: Finding) -> str | None:
        """The name of a finding's cell on the page; None where its sheet is not shown."""
        name = self.names.get((finding.at.file, finding.at.sheet))
        cell = finding.at.cell or ""
        return f"{name}-{cell}" if name and cell_position(cell) else None

    def sheet(self, view: SheetView) -> Html:
        """A sheet with the findings in place; of a large one the rows around them."""
        key = (view.file, view.sheet)
        marked = self.marked.get(key, {})
        columns = _columns(view, marked)
        rows = self._rows(view, marked, columns)
        self.shown += len(rows) * len(columns)
        title = _title(view)
        grid = _Grid(view, self.names[key], marked, frozenset(self.related.get(key, ())))
        return element(
            "section",
            element("h3", title, id=self.names[key]),
            *_said(view, rows, columns),
            scrolling(grid.table(rows, columns, title), title),
            class_="sheet",
        )

    def _rows(
        self, view: SheetView, marked: Iterable[Position], columns: Sequence[int]
    ) -> list[int]:
        filled = set(view.rows) | {row for row, _ in marked}
        cells = len(filled) * len(columns)
        if cells <= _MOST_OF_A_SHEET and self.shown + cells <= _MOST_OF_ALL:
            return sorted(filled)
        near = {row + i for row, _ in marked for i in range(-_ROWS_AROUND, _ROWS_AROUND + 1)}
        first = sorted(filled)[: _FIRST_ROWS if self.shown <= _MOST_OF_ALL else 1]
        return sorted(filled & (near | set(first)))


def _columns(view: SheetView, marked: Iterable[Position]) -> list[int]:
    filled = sorted({column for cells in view.rows.values() for column in cells})
    return sorted({*filled[:_MOST_COLUMNS], *(column for _, column in marked)})


def _title(view: SheetView) -> str:
    return (
        tr("Sheet {sheet}", sheet=view.sheet)
        if view.sheet
        else tr("Cells of {file}", file=view.file)
    )


def _said(view: SheetView, rows: Sequence[int], columns: Sequence[int]) -> list[Html]:
    """What is to be known of a sheet before its cells: that it is hidden, and what is left out."""
    left_out = len(view.rows.keys() - set(rows))
    of_columns = len({c for cells in view.rows.values() for c in cells} - set(columns))
    said = [tr("The sheet is hidden.")] if view.is_hidden else []
    if left_out:
        said.append(
            plural(
                "{count} row far from any finding is left out.",
                "{count} rows far from any finding are left out.",
                left_out,
            )
        )
    if of_columns:
        said.append(
            plural("{count} column is left out.", "{count} columns are left out.", of_columns)
        )
    return [element("p", " ".join(said), class_="note")] if said else []


def excerpt_table(excerpt: Excerpt, finding: Finding) -> Html:
    """The part of the sheet around a finding."""
    caption = tr("Around {cell}", cell=finding.at.cell)
    grid = _Grid(excerpt.view, None, {excerpt.at: [Numbered(finding, "")]}, excerpt.related)
    return scrolling(grid.table(excerpt.rows, sorted(excerpt.columns), caption), caption)


@dataclass(frozen=True)
class _Grid:
    """A sheet's cells as a table; with a `name`, the marked cells can be linked to."""

    view: SheetView
    name: str | None
    marked: Mapping[Position, Sequence[Numbered]]
    related: frozenset[Position]

    def table(self, rows: Sequence[int], columns: Sequence[int], caption: str) -> Html:
        corner = element("th", unseen(tr("Row")), scope="col")
        letters = (self._heading(c, c in self.view.hidden_columns) for c in columns)
        body: list[Html] = []
        for before, row in pairwise([rows[0] - 1 if rows else 0, *rows]):
            if any(before < other < row for other in self.view.rows):
                gap = element("td", "⋮", unseen(tr("rows left out")), colspan=str(len(columns)))
                body.append(element("tr", element("td"), gap, class_="gap"))
            body.append(self._row(row, columns))
        return element(
            "table",
            element("caption", caption, class_="unseen"),
            element("thead", element("tr", corner, *letters)),
            element("tbody", *body),
            class_="grid",
        )

    def _heading(self, column: int, is_hidden: bool) -> Html:
        return element("th", column_letters(column), *_hidden(is_hidden), scope="col")

    def _row(self, row: int, columns: Sequence[int]) -> Html:
        is_hidden = row in self.view.hidden_rows
        cells = self.view.rows.get(row, {})
        return element(
            "tr",
            element("th", str(row), *_hidden(is_hidden), scope="row"),
            *(self._cell((row, column), cells.get(column)) for column in columns),
        )

    def _cell(self, position: Position, cell: ShownCell | None) -> Html:
        is_marked = position in self.marked or position in self.related
        is_figure = cell.shows in (Shows.NUMBER, Shows.DAY) if cell else is_marked
        classes = ["figure"] if is_figure else []
        text = html_of(_text(cell, _LONGEST_TEXT if self.name else _LONGEST_IN_EXCERPT))
        name = None
        if (findings := self.marked.get(position)) is not None:
            classes += ["wrong", findings[0].finding.severity.value]
            name = f"{self.name}-{cell_name(*position)}" if self.name else None
            text = _wrong(text, findings)
        elif position in self.related:
            classes.append("related")
            text = Html(text + element("span", " • ", aria_hidden="true") + unseen(tr("related")))
        return element("td", text, id=name, class_=" ".join(classes) or None)


def _hidden(is_hidden: bool) -> list[Html]:
    return [element("small", " ", tr("hidden"))] if is_hidden else []


def _text(cell: ShownCell | None, longest: int) -> str:
    text = cell.text if cell else ""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _wrong(text: Html, findings: Sequence[Numbered]) -> Html:
    """A marked cell's text with a sign, and links to what is said about it."""
    sign = element("span", "▸ ", aria_hidden="true")
    links = [
        Html(" ")
        + link(
            numbered.name,
            numbered.finding.code,
            class_=f"code {numbered.finding.severity.value}",
            aria_label=f"{severity_word(numbered.finding.severity)} {numbered.finding.code}",
        )
        for numbered in findings
        if numbered.name
    ]
    return Html(sign + element("b", text) + "".join(links))
