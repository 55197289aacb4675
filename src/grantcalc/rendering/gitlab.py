"""Findings as a GitLab Code Quality report, which a merge request shows beside its changes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from grantcalc.finding import Finding, Place, Severity
from grantcalc.rendering.json_text import harmless
from grantcalc.rendering.pipeline import from_root, identities, identity, in_sheet, reason, row
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}

#: The name that a file which could not be read is reported by, as there is no check's.
_UNREADABLE = "unreadable"


def gitlab(report: CheckReport) -> Iterator[str]:
    """One JSON array. GitLab shows no cell, so that the description names it."""
    names = identities(report.findings)
    issues = [
        *(_unreadable(path.path, reason(path)) for path in report.unreadable),
        *(_issue(finding, name) for finding, name in zip(report.findings, names, strict=True)),
    ]
    yield harmless(json.dumps(issues, ensure_ascii=False, indent=2)) + "\n"


def _issue(finding: Finding, fingerprint: str) -> dict[str, object]:
    where = in_sheet(finding.at)
    said = f"{finding.code} {safe(finding.message)}"
    return {
        "description": f"{where}: {said}" if where else said,
        "check_name": f"grantcalc/{finding.code}",
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": _location(finding.at),
    }


def _unreadable(path: str, said: str) -> dict[str, object]:
    at = Place(path)
    return {
        "description": said,
        "check_name": f"grantcalc/{_UNREADABLE}",
        "fingerprint": identity(path, _UNREADABLE),
        "severity": "blocker",
        "location": _location(at),
    }


def _location(place: Place) -> dict[str, object]:
    """A workbook has no lines: what stands for them are its rows."""
    return {"path": from_root(place.file), "lines": {"begin": row(place)}}
