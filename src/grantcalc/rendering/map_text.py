"""Proposed mapping rules, as text to read and to paste from."""

from __future__ import annotations

from grantcalc.rendering.terminal import Page, safe
from grantcalc.report import EntryReport, MapReport, ProposalReport


def map_text(report: MapReport, width: int | None, *, colour: bool) -> str:
    """The proposals, the best first, and what fits none of them."""
    page = Page(width, colour=colour)
    unmapped = report.unmapped
    if not unmapped.entries:
        page.line("Every counted entry is on a budget line: there is nothing to map.")
        return page.text()
    page.line(
        f"{_entries(unmapped.entries)} of {unmapped.amount.grouped} in all "
        f"{'is' if unmapped.entries == 1 else 'are'} on no budget line.",
        style="bold",
    )
    if report.proposals:
        page.line(
            "Rules that may be right, the best first. Paste those that are into grantcalc.toml, below the "
            "rules that are there; nothing is changed by itself."
        )
    for number, proposal in enumerate(report.proposals, start=1):
        _proposal(page, number, proposal)
    left = report.left
    page.heading(
        f"Left without a proposal: {_entries(left.entries)}, {left.amount.grouped}"
        if left.entries
        else "With all of these, every entry has a budget line."
    )
    _examples(page, left.listed)
    if left.entries > len(left.listed):
        page.line(f"and {left.entries - len(left.listed)} more", indent=2)
    return page.text()


def _proposal(page: Page, number: int, proposal: ProposalReport) -> None:
    page.heading(
        f"{number}. {proposal.line}: {_entries(proposal.entries)}, {proposal.amount.grouped}"
    )
    page.line(f"Why: {proposal.why}.", indent=2)
    for other in proposal.fits_too:
        page.line(f'Two lines fit: it may also be "{other}". Decide before you paste.', indent=2)
    _examples(page, proposal.examples)
    page.line()
    for row in proposal.toml.splitlines():
        page.verbatim(row)


def _examples(page: Page, examples: tuple[EntryReport, ...]) -> None:
    for entry in examples:
        page.line(
            f"{entry.cell or entry.line} {entry.date} account {safe(entry.account)} {safe(entry.text)} "
            f"{entry.amount.grouped}",
            indent=4,
        )


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"
