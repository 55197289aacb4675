"""Findings counted by code, as text."""

from __future__ import annotations

from collections import Counter

from grantcalc.language import tr
from grantcalc.rendering.finding_words import count_with_known, severity_word
from grantcalc.rendering.terminal import Page
from grantcalc.report.check import CheckReport


def statistics_text(report: CheckReport, width: int | None, *, colour: bool) -> str:
    """How often each code is found, the most frequent first; then the count of all."""
    page = Page(width, colour=colour)
    count = Counter((f.code, f.name, severity_word(f.severity)) for f in report.findings)
    rows = [
        (f"{code} {name}", severity, str(number))
        for (code, name, severity), number in sorted(
            count.items(), key=lambda item: (-item[1], item[0])
        )
    ]
    if rows:
        page.table([tr("Finding"), tr("Severity"), tr("Count")], rows)
        page.line()
    page.line(count_with_known(report))
    return page.text()
