"""Findings as JUnit XML, which the hosts of pipelines show as tests: a suite a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from grantcalc.finding import Finding
from grantcalc.language import tr
from grantcalc.rendering.finding_words import value, why_accepted
from grantcalc.rendering.pipeline import by_file, files_in, in_sheet, named, reason
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport
from grantcalc.report.parts import KnownFinding

#: What XML 1.0 can hold no character for, not even escaped; `safe` leaves these of them.
_FORBIDDEN = re.compile("[\ud800-\udfff\ufffe\uffff]")


def junit(report: CheckReport) -> Iterator[str]:
    """One document. A finding that fails the check is a failure, another passes and says so.

    A file without any is one case that passes, one that could not be read an error, and a finding
    that is accepted a case that is skipped.
    """
    found = by_file(report.findings)
    known: dict[str, list[KnownFinding]] = {file: [] for file in files_in(report)}
    for one in report.known:
        known[one.finding.at.file].append(one)
    failures = sum(finding.severity.at_least(report.fail_on) for finding in report.findings)
    tests = sum(max(1, len(found.get(file, [])) + len(known[file])) for file in known)
    unreadable = len(report.unreadable)
    counts = _counts(tests + unreadable, failures, unreadable)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="grantcalc"{counts}>\n'
    for file in known:
        yield from _suite(file, found.get(file, []), known[file], report)
    for path in report.unreadable:
        yield from _unreadable(path.path, reason(path))
    yield "</testsuites>\n"


def _suite(
    file: str, findings: Sequence[Finding], known: Sequence[KnownFinding], report: CheckReport
) -> Iterator[str]:
    failed = [finding.severity.at_least(report.fail_on) for finding in findings]
    counts = _counts(max(1, len(findings) + len(known)), sum(failed), 0)
    yield f'  <testsuite name={_attribute(file)}{counts} skipped="{len(known)}">\n'
    if not findings and not known:
        yield f"    <testcase name={_attribute(tr('no findings'))} classname={_attribute(file)}/>\n"
    for finding, fails in zip(findings, failed, strict=True):
        yield f"    {_case(finding)}>\n"
        yield f"      {_failure(finding) if fails else _passed(finding)}\n    </testcase>\n"
    for one in known:
        yield f"    {_case(one.finding)}>\n"
        yield f"      <skipped message={_attribute(why_accepted(one))}/>\n    </testcase>\n"
    yield "  </testsuite>\n"


def _unreadable(path: str, said: str) -> Iterator[str]:
    yield f"  <testsuite name={_attribute(path)}{_counts(1, 0, 1)}>\n"
    yield f"    <testcase name={_attribute(tr('can be read'))} classname={_attribute(path)}>\n"
    yield f'      <error type="unreadable" message={_attribute(said)}/>\n'
    yield "    </testcase>\n  </testsuite>\n"


def _counts(tests: int, failures: int, errors: int) -> str:
    return f' tests="{tests}" failures="{failures}" errors="{errors}"'


def _case(finding: Finding) -> str:
    """The start of a test's tag: where it is, as there may be many of one code."""
    name = " ".join(part for part in (finding.code, finding.name, in_sheet(finding.at)) if part)
    return f"<testcase name={_attribute(name)} classname={_attribute(finding.at.file)}"


def _failure(finding: Finding) -> str:
    start = f"<failure type={_attribute(finding.code)} message={_attribute(finding.message)}>"
    return f"{start}{_text(_details(finding))}</failure>"


def _passed(finding: Finding) -> str:
    return f"<system-out>{_text(_details(finding))}</system-out>"


def _details(finding: Finding) -> str:
    """Place, message and amounts in one line: hosts show this text below the test's name."""
    parts = [f"{finding.severity.value} {named(finding.at)}: {finding.message}"]
    if finding.expected is not None:
        parts.append(tr("Expected: {amount}.", amount=value(finding.expected)))
    if finding.actual is not None:
        parts.append(tr("Found: {amount}.", amount=value(finding.actual)))
    if finding.difference is not None:
        parts.append(tr("Difference: {amount}.", amount=value(finding.difference)))
    return " ".join(parts)


def _text(said: str) -> str:
    return escape(_FORBIDDEN.sub(" ", safe(said)))


def _attribute(said: str) -> str:
    return quoteattr(_FORBIDDEN.sub(" ", safe(said)))
