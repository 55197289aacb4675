"""Findings as SARIF 2.1.0, the exchange format of analysers: GitHub's code scanning reads it.

GitHub takes a result only with a line in a file. A workbook has none: its rows stand for them, and
the cell is the result's logical location.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from grantcalc import language
from grantcalc.finding import CheckInfo, Finding, Place, Severity
from grantcalc.rendering.finding_words import value, why_accepted
from grantcalc.rendering.json_text import harmless
from grantcalc.rendering.pipeline import from_root, identities, in_sheet, reason, row
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport, Unreadable
from grantcalc.report.parts import KnownFinding

Node = dict[str, Any]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

#: Relative paths begin at the root of the repository.
_ROOT = "%SRCROOT%"


def sarif(report: CheckReport) -> Iterator[str]:
    """One log of one run. What is accepted is in it too, suppressed."""
    known = [one.finding for one in report.known]
    findings = [*report.findings, *known]
    rules = _rules(report.rules, findings)
    numbers = {rule["id"]: i for i, rule in enumerate(rules)}
    results = [
        _result(finding, identity, numbers[finding.code])
        for finding, identity in zip(findings, identities(findings), strict=True)
    ]
    for result, one in zip(results[len(report.findings) :], report.known, strict=True):
        result["suppressions"] = [_suppression(one)]
    driver = {"name": "grantcalc", "version": version("grantcalc"), "rules": rules}
    run = {
        "tool": {"driver": driver},
        "language": language.in_use(),
        "invocations": [_invocation(report.unreadable)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": results,
        "columnKind": "unicodeCodePoints",
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    yield harmless(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rules(infos: Sequence[CheckInfo], findings: Sequence[Finding]) -> list[Node]:
    """What there is to say of each code that is found, in the order of codes."""
    rules = {info.code: _rule(info) for info in infos}
    for finding in findings:
        if finding.code not in rules:
            rules[finding.code] = {"id": finding.code, "name": finding.name}
    return [rules[code] for code in sorted(rules)]


def _rule(info: CheckInfo) -> Node:
    text = "\n\n".join(" ".join(part.split()) for part in info.text.split("\n\n"))
    return {
        "id": info.code,
        "name": info.name,
        "shortDescription": {"text": info.summary},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": f"# {info.code} {info.name}\n\n{text}"},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
    }


def _result(finding: Finding, identity: str, rule: int) -> Node:
    where = in_sheet(finding.at)
    said = f"{where}: {finding.message}" if where else finding.message
    result: Node = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": _message(said),
        "locations": [_location(finding.at)],
        "partialFingerprints": {
            # GitHub's own name for what tells results apart; it would make one of the file's bytes.
            "primaryLocationLineHash": f"{identity[:16]}:1",
            "grantcalc/v1": identity,
        },
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": i, **_location(place), "message": _message(in_sheet(place) or place.file)}
            for i, place in enumerate(finding.related)
        ]
    amounts = {
        "expected": finding.expected,
        "actual": finding.actual,
        "difference": finding.difference,
    }
    properties = {name: value(amount) for name, amount in amounts.items() if amount is not None}
    if properties:
        result["properties"] = properties
    return result


def _location(place: Place) -> Node:
    region = {"startLine": row(place)}
    location: Node = {"physicalLocation": {"artifactLocation": _file(place.file), "region": region}}
    if place.line is None and (name := in_sheet(place)):
        logical = {"name": place.cell or place.sheet, "fullyQualifiedName": name}
        location["logicalLocations"] = [{**logical, "kind": "cell" if place.cell else "sheet"}]
    return location


def _file(file: str) -> Mapping[str, str]:
    """A file's address: from the root of the repository, or as it is where it lies elsewhere."""
    path = from_root(file)
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).is_absolute():
            return {"uri": kind(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _message(said: str) -> Node:
    """A text of which SARIF takes nothing for a placeholder, {0}, or a link, [text](address)."""
    said = safe(said).replace("{", "{{").replace("}", "}}").replace("](", "] (")
    return {"text": said}


def _suppression(known: KnownFinding) -> Node:
    why = safe(why_accepted(known))
    return {"kind": "external", "status": "accepted", "justification": why}


def _invocation(unreadable: Sequence[Unreadable]) -> Node:
    notes = [
        {
            "level": "error",
            "message": _message(f"{path.path}: {reason(path)}"),
            "locations": [{"physicalLocation": {"artifactLocation": _file(path.path)}}],
        }
        for path in unreadable
    ]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}
