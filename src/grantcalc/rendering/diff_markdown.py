"""Two versions of a budget as Markdown, for the comment of a pull request or a status report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.language import tr
from grantcalc.money import Money
from grantcalc.rendering.diff_tables import Part, parts, verdict, version_text
from grantcalc.rendering.markdown_text import escaped
from grantcalc.rendering.terminal import CellText
from grantcalc.report.diff import DiffReport

#: A label that stands below another is indented so, for Markdown drops leading blanks.
_INDENT = "&nbsp;"


def diff_markdown(report: DiffReport) -> Iterator[str]:
    """The comparison as Markdown: a heading, then a table for each thing that changed."""
    yield f"## {escaped(verdict(report))}\n\n"
    yield f"- {escaped(tr('old: {version}', version=version_text(report.old)))}\n"
    yield f"- {escaped(tr('new: {version}', version=version_text(report.new)))}\n"
    for part in parts(report):
        yield f"\n### {escaped(part.title)}\n"
        if part.sentences:
            yield "\n"
        for sentence in part.sentences:
            yield f"- {escaped(sentence)}\n"
        if part.rows:
            yield from _table(part)


def _table(part: Part) -> Iterator[str]:
    figures = [cell for row in part.rows for cell in row if isinstance(cell, Money)]
    exactly = not all(amount.is_whole for amount in figures)
    yield "\n" + _row([escaped(heading) for heading in part.headings])
    yield _row(["---", *["---:"] * (len(part.headings) - 1)])
    for i, (label, *cells) in enumerate(part.rows):
        name = _label(str(label))
        if i in part.bold and name:
            name = f"**{name}**"
        yield _row([name, *(_figure(cell, exactly=exactly) for cell in cells)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _label(text: str) -> str:
    name = text.lstrip(" ")
    return _INDENT * (len(text) - len(name)) + escaped(name).strip()


def _figure(cell: CellText, *, exactly: bool) -> str:
    if isinstance(cell, Money):
        cell = cell.grouped_exactly if exactly else cell.grouped
    return escaped("?" if cell is None else cell)
