"""What a finding says in a note beside its cell, in the outputs that have such notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.finding import CheckInfo, Finding, Severity
from grantcalc.language import mark, plural, tr
from grantcalc.rendering.finding_words import by_importance, value, what_is_wrong
from grantcalc.rendering.terminal import safe, unbroken

_TITLES = {
    Severity.ERROR: mark("Error {code}"),
    Severity.WARNING: mark("Warning {code}"),
    Severity.INFO: mark("Note {code}"),
}
_MOST_IN_A_NOTE = 5
_LONGEST = 1_500  # Excel holds 32 767 characters in a comment


def title(finding: Finding) -> str:
    """Its severity and code: "Error B001"."""
    return tr(_TITLES[finding.severity], code=finding.code)


def problem(finding: Finding) -> str:
    """What is wrong; the whole message where that is not known apart."""
    return safe(what_is_wrong(finding))


def advice(finding: Finding, rules: Sequence[CheckInfo]) -> str:
    """What to do, and the likely slip; where nothing is known of this fault, what its check advises."""
    usual = next((rule.remedy for rule in rules if rule.code == finding.code), "")
    slip = tr("Likely slip: {slip}.", slip=finding.slip) if finding.slip else ""
    return safe(" ".join(text for text in (finding.advice or usual, slip) if text))


def compared(finding: Finding) -> str:
    """What was expected and what was found, in one line of words."""
    expected, actual = value(finding.expected), value(finding.actual)
    if expected and actual and finding.difference is not None:
        return tr(
            "expected {expected}, found {actual}: a difference of {difference}",
            expected=expected,
            actual=actual,
            difference=value(finding.difference),
        )
    if expected and actual:
        return tr("expected {expected}, found {actual}", expected=expected, actual=actual)
    if expected:
        return tr("expected {expected}", expected=expected)
    return tr("found {actual}", actual=actual) if actual else ""


def worst(findings: Sequence[Finding]) -> Severity:
    """The severity that matters most."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank)


def note(findings: Sequence[Finding], rules: Sequence[CheckInfo]) -> str:
    """What is wrong at one cell, what was expected, and what to type."""
    shown_here = by_importance(findings)[:_MOST_IN_A_NOTE]
    texts = ["\n".join(_lines(finding, rules)) for finding in shown_here]
    more = len(findings) - len(shown_here)
    if more:
        texts.append(
            plural(
                "{count} more finding at this cell is in the list of findings.",
                "{count} more findings at this cell are in the list of findings.",
                more,
            )
        )
    return unbroken("\n\n".join(texts))


def _lines(finding: Finding, rules: Sequence[CheckInfo]) -> Iterator[str]:
    yield title(finding)
    yield _cut(problem(finding))
    if finding.expected is not None:
        yield tr("Expected: {value}", value=_cut(value(finding.expected)))
    if finding.actual is not None:
        yield tr("Found: {value}", value=_cut(value(finding.actual)))
    if finding.difference is not None:
        yield tr("Difference: {value}", value=value(finding.difference))
    if text := advice(finding, rules):
        yield tr("What to do: {advice}", advice=_cut(text))


def _cut(text: str) -> str:
    """A text that fits into a note; one that is cut off says so."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
