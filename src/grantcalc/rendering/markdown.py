"""The result of a check as Markdown: for the comment of a pull request, or a job's summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.finding import CheckInfo, Finding
from grantcalc.language import mark, plural, tr
from grantcalc.rendering.finding_words import (
    by_importance,
    severity_word,
    value,
    what_is_wrong,
    why_accepted,
)
from grantcalc.rendering.markdown_text import escaped
from grantcalc.rendering.pipeline import by_file, files_in, in_sheet, named, reason, summary_line
from grantcalc.report.check import CheckReport, Unreadable
from grantcalc.report.parts import KnownFinding

#: Bytes that a comment is kept below. GitHub takes 65 536 characters.
_MOST = 60_000

#: Bytes of one text of a file, as it is written.
_LONGEST = 600
_LONGEST_LISTED = 200
_MOST_LISTED = 20

_COLUMNS = (mark("Cell"), mark("Severity"), mark("Code"), mark("What is wrong"))
_MORE_COLUMNS = (mark("Expected"), mark("Found"), mark("What to do"))


def markdown(report: CheckReport) -> Iterator[str]:
    """The verdict, a table for each file, and what the checks say to be opened below them."""
    head = f"## {_verdict(report)}\n\n{escaped(summary_line(report))}\n"
    rest = "".join(
        [*_unreadable(report.unreadable), *_known(report.known), *_explained(report.rules)]
    )
    yield head
    yield from _within(_MOST - len(f"{head}{rest}".encode()), list(_tables(report)))
    yield rest


def _verdict(report: CheckReport) -> str:
    files = len(files_in(report))
    if report.unreadable:
        return tr("grantcalc: not everything could be read")
    if report.fails:
        return plural(
            "grantcalc: the check of {count} file fails",
            "grantcalc: the check of {count} files fails",
            files,
        )
    return plural(
        "grantcalc: the check of {count} file passes",
        "grantcalc: the check of {count} files passes",
        files,
    )


def _tables(report: CheckReport) -> Iterator[tuple[str, str]]:
    """The rows of all tables, each with what stands above it if it is the first that is written."""
    columns = [tr(name) for name in (*_COLUMNS, *_MORE_COLUMNS)]
    titles = f"{_row(columns)}{_row(['---'] * len(columns))}"
    for file, findings in by_file(report.findings).items():
        head = f"\n### {escaped(file)}\n\n{titles}"
        for finding in by_importance(findings):
            yield head, _row([escaped(cell, _LONGEST) for cell in _cells(finding)])


def _cells(finding: Finding) -> Sequence[str]:
    wrong = what_is_wrong(finding)
    if finding.problem and finding.slip:
        wrong += " " + tr("Likely slip: {slip}.", slip=finding.slip)
    severity = severity_word(finding.severity)
    expected, found = value(finding.expected), value(finding.actual)
    advice = finding.advice if finding.problem else None
    return (in_sheet(finding.at), severity, finding.code, wrong, expected, found, advice or "")


def _within(most: int, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """As many rows as fit, and a sentence that says how many do not."""
    written, last = 0, ""
    for i, (head, row) in enumerate(rows):
        piece = row if head == last else head + row
        written += len(piece.encode())
        if written > most:
            left = len(rows) - i
            said = plural(
                "{count} more finding does not fit here: `grantcalc check` lists it.",
                "{count} more findings do not fit here: `grantcalc check` lists them.",
                left,
            )
            yield f"\n{said}\n"
            return
        last = head
        yield piece


def _unreadable(paths: Sequence[Unreadable]) -> Iterator[str]:
    if not paths:
        return
    yield f"\n### {tr('Files that could not be read')}\n\n"
    yield from _listed([(path.path, reason(path)) for path in paths])


def _known(known: Sequence[KnownFinding]) -> Iterator[str]:
    """What is accepted, with the reasons, to be opened."""
    if not known:
        return
    title = tr("Findings that are accepted")
    yield f"\n<details><summary>{title}</summary>\n\n"
    yield from _listed(
        [(f"{named(one.finding.at)} {one.finding.code}", why_accepted(one)) for one in known]
    )
    yield "\n</details>\n"


def _listed(items: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, said in items[:_MOST_LISTED]:
        yield f"- **{escaped(name, _LONGEST_LISTED)}**: {escaped(said, _LONGEST_LISTED)}\n"
    if len(items) > _MOST_LISTED:
        yield f"- {tr('and {count} more', count=len(items) - _MOST_LISTED)}\n"


def _explained(rules: Sequence[CheckInfo]) -> Iterator[str]:
    """What each code means, to be opened."""
    if not rules:
        return
    yield f"\n<details><summary>{tr('What the codes mean')}</summary>\n\n"
    for info in rules:
        yield f"- **{info.code}** {escaped(info.summary)}\n"
    yield f"\n{tr('`grantcalc explain CODE` tells more.')}\n\n</details>\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
