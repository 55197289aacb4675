"""Findings as lines, one each, that people and programs can read."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.finding import Place
from grantcalc.rendering.pipeline import in_sheet, reason, summary_line
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport


def concise(report: CheckReport) -> Iterator[str]:
    """A line a finding, "budget.xlsx:Budsjett!B9: error B001 ...", then a line with their number."""
    for unreadable in report.unreadable:
        yield f"{safe(unreadable.path)}: error: {reason(unreadable)}\n"
    for finding in report.findings:
        said = f"{finding.severity.value} {finding.code} {safe(finding.message)}"
        yield f"{_place(finding.at)}: {said}\n"
    yield f"{summary_line(report)}\n"


def _place(place: Place) -> str:
    where = str(place.line) if place.line is not None else in_sheet(place)
    return ":".join(part for part in (safe(place.file), where) if part)
