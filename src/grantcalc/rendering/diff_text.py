"""Two versions of a budget as text: what differs, old above new."""

from __future__ import annotations

from grantcalc.language import tr
from grantcalc.rendering.diff_tables import parts, verdict, version_text
from grantcalc.rendering.terminal import Page
from grantcalc.report.diff import DiffReport


def diff_text(report: DiffReport, width: int | None, *, colour: bool) -> str:
    """The comparison as text, for a terminal of `width` columns."""
    page = Page(width, colour=colour)
    page.line(tr("old: {version}", version=version_text(report.old)))
    page.line(tr("new: {version}", version=version_text(report.new)))
    page.line(verdict(report), style="bold")
    for part in parts(report):
        page.heading(part.title)
        for sentence in part.sentences:
            page.line(sentence, indent=2)
        if part.rows:
            page.table(part.headings, part.rows, bold=part.bold)
    return page.text()
