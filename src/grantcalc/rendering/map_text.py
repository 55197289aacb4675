"""Proposed mapping rules, as text to read and to paste from."""

from __future__ import annotations

from grantcalc.language import plural, shown_day, tr
from grantcalc.rendering.terminal import Page, entries_text, safe
from grantcalc.report.proposal import MapReport, ProposalReport
from grantcalc.report.remaining import EntryReport


def map_text(report: MapReport, width: int | None, *, colour: bool) -> str:
    """The proposals, the best first, and what fits none of them."""
    page = Page(width, colour=colour)
    unmapped = report.unmapped
    if not unmapped.entries:
        page.line(tr("Every counted entry is on a budget line: there is nothing to map."))
        return page.text()
    page.line(
        plural(
            "{count} entry of {amount} in all is on no budget line.",
            "{count} entries of {amount} in all are on no budget line.",
            unmapped.entries,
            amount=unmapped.amount.grouped,
        ),
        style="bold",
    )
    if report.proposals:
        page.line(
            tr(
                "Rules that may be right, the best first. Paste those that are into grantcalc.toml, below "
                "the rules that are there; nothing is changed by itself."
            )
        )
    for number, proposal in enumerate(report.proposals, start=1):
        _proposal(page, number, proposal)
    left = report.left
    page.heading(
        plural(
            "Left without a proposal: {count} entry, {amount}",
            "Left without a proposal: {count} entries, {amount}",
            left.entries,
            amount=left.amount.grouped,
        )
        if left.entries
        else tr("With all of these, every entry has a budget line.")
    )
    _examples(page, left.listed)
    if left.entries > len(left.listed):
        more = left.entries - len(left.listed)
        page.line(plural("and {count} more", "and {count} more", more), indent=2)
    return page.text()


def _proposal(page: Page, number: int, proposal: ProposalReport) -> None:
    page.heading(
        f"{number}. {proposal.line}: {entries_text(proposal.entries)}, {proposal.amount.grouped}"
    )
    page.line(tr("Why: {reason}.", reason=proposal.why), indent=2)
    for other in proposal.fits_too:
        text = tr('Two lines fit: it may also be "{line}". Decide before you paste.', line=other)
        page.line(text, indent=2)
    _examples(page, proposal.examples)
    page.line()
    for row in proposal.toml.splitlines():
        page.verbatim(row)


def _examples(page: Page, examples: tuple[EntryReport, ...]) -> None:
    for entry in examples:
        page.line(
            tr(
                "{place} {day} account {account} {text} {amount}",
                place=entry.cell or entry.line,
                day=shown_day(entry.date),
                account=safe(entry.account),
                text=safe(entry.text),
                amount=entry.amount.grouped,
            ),
            indent=4,
        )
