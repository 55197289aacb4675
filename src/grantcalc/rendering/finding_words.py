"""How findings are put in words, wherever they are shown: severities, places, cells, counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grantcalc.finding import CheckInfo, Finding, Place, Quote, Severity, Term
from grantcalc.language import and_more, mark, plural, tr
from grantcalc.money import Money, total
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport, FileOutcome
from grantcalc.report.parts import KnownFinding, Summary

#: What is no workbook, though it has tables.
_DOCUMENTS = (".docx", ".pdf", ".txt", ".md", ".html", ".htm")

#: No sentence is quoted at more length.
_LONGEST_QUOTE = 400

_WORDS = {
    Severity.ERROR: mark("error"),
    Severity.WARNING: mark("warning"),
    Severity.INFO: mark("note"),
}


def severity_word(severity: Severity) -> str:
    """A severity as people call it."""
    return tr(_WORDS[severity])


def what_is_wrong(finding: Finding) -> str:
    """What a finding says apart from its advice and its likely slip, which have a place of their own."""
    return finding.problem or finding.message


def value(amount: Money | str | None) -> str:
    """What was expected or found, as people read it."""
    return amount.grouped if isinstance(amount, Money) else safe(amount or "")


def by_importance(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; else in their order."""
    return sorted(findings, key=lambda finding: finding.severity.rank)


def why_accepted(known: KnownFinding) -> str:
    """Why a finding does not count, in a sentence."""
    return known.reason or tr("It is in the baseline.")


def place_text(place: Place) -> str:
    """A place as Excel's users name it: "budget.xlsx, sheet Budsjett, cell B9"."""
    sheet = _sheet_text(place) if place.sheet else ""
    cell = tr("cell {cell}", cell=place.cell) if place.cell else ""
    page = tr("page {page}", page=place.page) if place.page else ""
    paragraph = tr("paragraph {number}", number=place.paragraph) if place.paragraph else ""
    line = tr("line {line}", line=place.line) if place.line else ""
    parts = (place.file, page, sheet, cell, paragraph, line)
    return ", ".join(part for part in parts if part)


def _sheet_text(place: Place) -> str:
    """A sheet by its name; a document has no sheets, and its tables are called what they are."""
    if place.file.lower().endswith(_DOCUMENTS):
        return place.sheet or ""
    return tr("sheet {sheet}", sheet=place.sheet)


def cell_text(place: Place, here: Place) -> str:
    """A place beside another: its cell alone, with the sheet or the file only where they differ."""
    if place.file != here.file or not place.cell:
        return place_text(place)
    return place.cell if place.sheet == here.sheet else f"{place.sheet}!{place.cell}"


def cells_text(places: Sequence[Place], here: Place, most: int | None = None) -> str:
    """Places beside another in a row, the first `most` of them."""
    named = ", ".join(cell_text(place, here) for place in places[:most])
    more = len(places) - len(places[:most])
    return and_more(named, more) if more else named


def sum_of(terms: Sequence[Term]) -> Money:
    """What one side of an equation comes to."""
    return total((term.amount * term.times for term in terms), terms[0].amount.currency)


def count_text(summary: Summary) -> str:
    """The findings counted in words, as in "1 error, 0 warnings, 2 notes"."""
    return ", ".join(
        (
            plural("{count} error", "{count} errors", summary.errors),
            plural("{count} warning", "{count} warnings", summary.warnings),
            plural("{count} note", "{count} notes", summary.infos),
        )
    )


def known_counts(report: CheckReport) -> tuple[int, int]:
    """How many findings are suppressed, and how many are in the baseline."""
    suppressed = sum(known.by == "suppression" for known in report.known)
    return suppressed, len(report.known) - suppressed


def known_text(report: CheckReport) -> str:
    """How many findings are accepted and so not among the others; empty where there are none."""
    suppressed, old = known_counts(report)
    return ", ".join(
        text
        for count, text in (
            (suppressed, plural("{count} suppressed", "{count} suppressed", suppressed)),
            (old, plural("{count} in the baseline", "{count} in the baseline", old)),
        )
        if count
    )


def why_not_checked(file: FileOutcome) -> str | None:
    """Why a file has no counts of findings, in two words; None where it has."""
    if file.outcome == "checked":
        return None
    return tr("no budget") if file.outcome == "no_budget" else tr("not read")


def count_with_known(report: CheckReport) -> str:
    """The findings that count, and in brackets those that do not."""
    known = known_text(report)
    count = count_text(report.summary)
    return f"{count} ({known})" if known else count


def fail_on_text(severity: Severity) -> str:
    """What makes the check fail, where it is not errors alone."""
    return {
        Severity.ERROR: tr("Errors fail this check."),
        Severity.WARNING: tr("Warnings and errors fail this check."),
        Severity.INFO: tr("Every finding fails this check, notes too."),
    }[severity]


def reason_of(rule: CheckInfo | None) -> str:
    """Why a check matters: what its explanation says after the first sentence."""
    return next(iter(rule.paragraphs[1:]), "") if rule else ""


def marked(quote: Quote) -> str:
    """A sentence with the words that are meant between brackets, shortened around them."""
    sentence = safe(quote.sentence[:_LONGEST_QUOTE])
    start, end = min(quote.start, len(sentence)), min(quote.end, len(sentence))
    return f"{sentence[:start]}[{sentence[start:end]}]{sentence[end:]}"
