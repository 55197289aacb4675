"""What a report states, as text: what was confirmed and how, what disagrees, what was not checked."""

from __future__ import annotations

from collections import Counter

from grantcalc.finding import Place
from grantcalc.language import plural, sentence_list, shown_day, tr
from grantcalc.rendering.finding_words import by_importance, count_text, place_text
from grantcalc.rendering.findings_text import FindingsWriter
from grantcalc.rendering.terminal import Page, safe
from grantcalc.report.verification import VerifyReport

_MOST_UNREAD = 12


def verify_text(
    report: VerifyReport, width: int | None, *, colour: bool, verbose: bool = False
) -> str:
    """The report as text, for a terminal of `width` columns; `verbose` leaves nothing out."""
    page = Page(width, colour=colour)
    page.line(_title(report), style="bold")
    page.line(_held_against(report))
    for note in report.left_out:
        page.line(note)
    if report.confirmed:
        page.heading(tr("Confirmed"))
    for one in report.confirmed:
        page.line(tr("{text} ({place})", text=one.text, place=_short(one.at, report)), indent=2)
    _unread(page, report, verbose=verbose)
    FindingsWriter.of(page, report.sheets, (), verbose=verbose).write(
        by_importance(report.findings)
    )
    page.line()
    page.line(count_text(report.summary))
    return page.text()


def _title(report: VerifyReport) -> str:
    names = {"status": tr("a status report"), "final": tr("a final report")}
    kind = names.get(report.kind or "", tr("a report"))
    statements = plural("{count} figure stated", "{count} figures stated", len(report.statements))
    tables = plural("{count} table", "{count} tables", len(report.tables))
    return tr(
        "{file}: {kind}, {tables}, {statements}",
        file=report.file,
        kind=kind,
        tables=tables,
        statements=statements,
    )


def _held_against(report: VerifyReport) -> str:
    if report.project is None:
        return tr("No project was found beside it: held against itself and its tables alone.")
    if not report.as_of:
        return tr("Held against the project in {folder}.", folder=report.project)
    days = sentence_list([shown_day(day) for day in report.as_of])
    return tr(
        "Held against the accounts of the project in {folder}, as of {days}.",
        folder=report.project,
        days=days,
    )


def _short(at: Place, report: VerifyReport) -> str:
    """A place in the report, without the report's own name."""
    return place_text(at).removeprefix(f"{report.file}, ")


def _unread(page: Page, report: VerifyReport, *, verbose: bool) -> None:
    """The numbers that were not checked; those with one reason in one table are counted."""
    if not report.unread:
        return
    page.heading(tr("Not checked"))
    counts = Counter((u.at.sheet, u.reason) for u in report.unread if u.at.cell)
    said: set[tuple[str | None, str]] = set()
    lines: list[str] = []
    for number in report.unread:
        key = (number.at.sheet, number.reason)
        if number.at.cell and counts[key] > 1 and not verbose:
            if key not in said:
                said.add(key)
                amount = plural("{count} number", "{count} numbers", counts[key])
                lines.append(f"{number.at.sheet}: {amount}: {number.reason}")
            continue
        place = _short(number.at, report)
        lines.append(f"{safe(number.text)} ({place}): {number.reason}")
    shown = lines if verbose else lines[:_MOST_UNREAD]
    for line in shown:
        page.line(line, indent=2)
    if more := len(lines) - len(shown):
        page.line(
            plural(
                "and {count} more; --verbose lists them all.",
                "and {count} more; --verbose lists them all.",
                more,
            ),
            indent=2,
        )
