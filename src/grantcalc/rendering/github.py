"""Findings as GitHub's workflow commands: annotations on the files of a pull request.

What a job shows beside them, its summary, is the Markdown output (see `output.append_job_summary`).
"""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.finding import Finding, Place, Severity
from grantcalc.language import tr
from grantcalc.rendering.finding_words import by_importance
from grantcalc.rendering.pipeline import from_root, in_sheet, reason, row, summary_line
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

#: GitHub shows so many annotations of a kind for each step, and drops the others.
_SHOWN = 10

_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_DATA, ":": "%3A", ",": "%2C"}


def github(report: CheckReport) -> Iterator[str]:
    """Files that could not be read, errors, warnings and notes as annotations; then their number."""
    for unreadable in report.unreadable:
        at = Place(unreadable.path)
        yield _command("error", at, tr("cannot be read"), reason(unreadable))
    for finding in by_importance(report.findings):
        title = " ".join(part for part in (finding.code, finding.name) if part)
        where = in_sheet(finding.at)
        if where:
            title = f"{where}: {title}"
        yield _command(_COMMANDS[finding.severity], finding.at, title, _text(finding))
    yield f"{_last_line(report)}\n"


def _text(finding: Finding) -> str:
    """The message with its place before it: GitHub shows the title not everywhere."""
    where = in_sheet(finding.at)
    said = safe(finding.message)
    return f"{where}: {said}" if where else said


def _command(kind: str, at: Place, title: str, text: str) -> str:
    """One workflow command; a line is named only where the file is a text that has lines."""
    properties = {"file": safe(from_root(at.file))}
    if at.line is not None or (at.cell and at.sheet is None):
        properties["line"] = str(row(at))
    properties["title"] = f"grantcalc: {title}"
    given = ",".join(f"{name}={_escaped(said, _IN_PROPERTY)}" for name, said in properties.items())
    return f"::{kind} {given}::{_escaped(text, _IN_DATA)}\n"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)


def _last_line(report: CheckReport) -> str:
    counts = report.summary
    errors = counts.errors + len(report.unreadable)
    line = summary_line(report)
    if max(errors, counts.warnings, counts.infos) > _SHOWN:
        line += " " + tr(
            "GitHub shows {shown} annotations of a kind at most: all {count} are in this log, and in "
            "tables in the job's summary.",
            shown=_SHOWN,
            count=errors + counts.warnings + counts.infos,
        )
    return line
