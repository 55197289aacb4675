"""What is left, as text: by grant, by budget line, own contribution, and what was not counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from grantcalc.language import mark, plural, shown_day, shown_number, tr
from grantcalc.model import AwardStatus
from grantcalc.money import Money, rounded_share, total
from grantcalc.rendering.bar_text import Bar, Signs, key, signs_shown, styled
from grantcalc.rendering.finding_words import count_text
from grantcalc.rendering.findings_text import FindingsWriter
from grantcalc.rendering.money_text import (
    lines_used_up,
    pace_sentences,
    write_commitments,
    write_not_counted,
)
from grantcalc.rendering.terminal import CellText, Page, percent, safe, titled
from grantcalc.report.remaining import (
    EntriesReport,
    EntryReport,
    GrantReport,
    LineSpending,
    RemainingReport,
)

_MOST_LISTED = 10
#: A grant's bar, in columns of the terminal: within the narrowest, and fine enough for two per cent.
_BAR = 50
_STATUSES = {
    AwardStatus.BUDGETED: mark("budgeted, no award declared"),
    AwardStatus.APPLIED: mark("applied for"),
    AwardStatus.AWARDED: mark("awarded"),
    AwardStatus.RECEIVED: mark("received"),
}


def remaining_text(report: RemainingReport, width: int | None, *, colour: bool) -> str:
    """The report as text, for a terminal of `width` columns; without bars where there is none (None)."""
    page = Page(width, colour=colour)
    signs = None if width is None else signs_shown()
    page.line(titled(report), style="bold")
    for grant in report.grants:
        _grant(page, grant, signs)
    _other_sources(page, report)
    _lines(page, report, signs)
    write_commitments(page, report)
    _own_contribution(page, report)
    _account(page, report)
    FindingsWriter(page).write(report.findings)
    page.line()
    page.line(count_text(report.summary))
    return page.text()


def _grant(page: Page, grant: GrantReport, signs: Signs | None) -> None:
    page.heading(f"{grant.source}, {grant.period.label}: {_status(grant)}")
    if grant.applied_for:
        page.line(
            tr(
                "{amount} is applied for and not awarded: none of it is left to spend.",
                amount=grant.applied_for.grouped,
            ),
            indent=2,
        )
    if not grant.awarded and not grant.spent:
        return
    left = tr("overspent by") if grant.remaining.minor < 0 else tr("remaining")
    carried = _carried(grant)
    rows: list[Sequence[CellText]] = [
        *carried,
        (_of_the_grant(grant), grant.awarded, ""),
        ("  " + tr("spent"), grant.spent, percent(grant.spent_share)),
        (f"  {left}", abs(grant.remaining), _rest(grant)),
    ]
    if grant.committed:
        rows.append(("  " + tr("committed"), grant.committed, ""))
        rows.append(("  " + tr("available"), grant.available, ""))
    if grant.received or grant.overdue:
        rows.append(("  " + tr("received"), grant.received, ""))
    if grant.overdue:
        rows.append(("  " + tr("due and not received"), grant.overdue, ""))
    left_row = len(carried) + 2
    page.table(["", tr("Amount"), tr("Share")], rows, bold=[left_row])
    if signs:
        _bar(page, grant, signs)
    if grant.elapsed_days is not None and grant.period.days is not None:
        page.line(
            plural(
                "Time gone: {gone} of {count} day, {share}; money spent: {spent}.",
                "Time gone: {gone} of {count} days, {share}; money spent: {spent}.",
                grant.period.days,
                gone=grant.elapsed_days,
                share=percent(grant.elapsed_share),
                spent=percent(grant.spent_share),
            ),
            indent=2,
        )
    for sentence in pace_sentences(grant):
        page.line(sentence, indent=2)


def _bar(page: Page, grant: GrantReport, signs: Signs) -> None:
    """What is spent and bound of a grant, beside the time that is gone, with what the signs mean."""
    days = grant.period.days
    elapsed = Fraction(grant.elapsed_days or 0, days) if days else None
    bar = Bar(grant.awarded, grant.spent, grant.committed, elapsed).cells(_BAR, signs)
    if bar:
        page.pieces(*styled(bar, signs), indent=2)
        page.line(key(bar, signs), style="dim", indent=2)


def _carried(grant: GrantReport) -> Sequence[Sequence[CellText]]:
    """What the funder promised for the year, and what comes from the year before or goes on."""
    if not grant.carried_in and not grant.carried_out:
        return []
    rows: list[Sequence[CellText]] = [("  " + tr("granted"), grant.granted, "")]
    if grant.carried_in:
        rows.append(("  " + tr("carried in from the year before"), grant.carried_in, ""))
    if grant.carried_out:
        rows.append(("  " + tr("carried into the next year"), -grant.carried_out, ""))
    return rows


def _status(grant: GrantReport) -> str:
    return tr(_STATUSES[grant.status])


def _of_the_grant(grant: GrantReport) -> str:
    is_budgeted = grant.status is AwardStatus.BUDGETED
    return "  " + (tr("budgeted") if is_budgeted else tr("awarded"))


def _rest(grant: GrantReport) -> str:
    share = grant.remaining.share_of(grant.awarded) if grant.awarded else None
    return "" if grant.remaining.minor < 0 else percent(rounded_share(share))


def _other_sources(page: Page, report: RemainingReport) -> None:
    if report.other_sources:
        page.heading(tr("Other money"))
        has_orders = any(source.committed for source in report.other_sources)
        rows: list[Sequence[CellText]] = [
            (
                f"{s.source}, {report.periods[s.period].label}",
                s.budgeted,
                s.spent,
                s.remaining,
                *((s.committed, s.available) if has_orders else ()),
            )
            for s in report.other_sources
        ]
        ordered = [tr("Committed"), tr("Available")] if has_orders else []
        page.table(["", tr("Budgeted"), tr("Spent"), tr("Remaining"), *ordered], rows)


def _lines(page: Page, report: RemainingReport, signs: Signs | None) -> None:
    has_orders = report.commitments is not None
    # Four columns are as wide as a terminal: with orders, what is available says what is left.
    headings = [tr("Committed"), tr("Available")] if has_orders else [tr("Remaining"), tr("Spent")]
    for period in sorted({line.period for line in report.lines}):
        page.heading(tr("By budget line, {period}", period=report.periods[period].label))
        lines = [line for line in report.lines if line.period == period]
        rows: list[Sequence[CellText]] = [
            (
                line.label,
                line.budgeted,
                line.spent,
                *(
                    (line.committed, line.available)
                    if has_orders
                    else (line.remaining, percent(line.spent_share))
                ),
            )
            for line in lines
        ]
        spent, committed = _on_no_line(report, period)
        if committed or any(group.period == period for group in report.unmapped):
            rows.append((tr("(on no budget line)"), "", spent, committed if has_orders else "", ""))
        rows.append(_sum_of_lines(report, period, has_orders=has_orders))
        bars = _bars_of(lines, len(rows), signs) if signs else None
        headed = ["", tr("Budgeted"), tr("Spent"), *headings]
        page.table(headed, rows, bold=[len(rows) - 1], bars=bars)
        for sentence in lines_used_up(lines):
            page.line(sentence, indent=2)


def _bars_of(
    lines: Sequence[LineSpending], rows: int, signs: Signs
) -> Callable[[int], Sequence[str]]:
    """What makes the bars of a width: of each line, and none in the rows that follow them."""

    def bars(width: int) -> Sequence[str]:
        found = [
            Bar(line.budgeted, line.spent, line.committed).cells(width, signs)
            if line.budgeted
            else ""
            for line in lines
        ]
        return [*found, *[""] * (rows - len(found))]

    return bars


def _sum_of_lines(report: RemainingReport, period: int, *, has_orders: bool) -> Sequence[CellText]:
    """What the lines of a project year, and what is on none of them, add up to."""
    lines = [line for line in report.lines if line.period == period]
    budgeted = [line.budgeted for line in lines if line.budgeted is not None]
    spent, committed = _on_no_line(report, period)
    spent += total((line.spent for line in lines), report.currency)
    committed += total((line.committed for line in lines), report.currency)
    if len(budgeted) < len(lines):
        return tr("Sum"), None, spent, *((committed, None) if has_orders else (None, "-"))
    whole = total(budgeted, report.currency)
    left = whole - spent
    share = percent(rounded_share(spent.share_of(whole)))
    return (
        tr("Sum"),
        whole,
        spent,
        *((committed, left - committed) if has_orders else (left, share)),
    )


def _on_no_line(report: RemainingReport, period: int) -> tuple[Money, Money]:
    """What is spent and what is on order in a project year, on no budget line."""
    spent = (group.amount for group in report.unmapped if group.period == period)
    listed = report.commitments.listed if report.commitments else ()
    ordered = (
        order.outstanding
        for order in listed
        if order.period == period and order.budget_line is None and not order.reason
    )
    return total(spent, report.currency), total(ordered, report.currency)


def _own_contribution(page: Page, report: RemainingReport) -> None:
    if not report.own_contribution:
        return
    page.heading(tr("Own contribution in work"))
    rows: list[Sequence[CellText]] = []
    for own in report.own_contribution:
        label = f"{own.source}, {report.periods[own.period].label}"
        hours = tr("no timesheet") if own.hours is None else shown_number(own.hours)
        rows.append((label, own.budgeted, hours, own.delivered, own.remaining))
    headings = [tr("Budgeted"), tr("Hours"), tr("Delivered"), tr("Remaining")]
    page.table(["", *headings], rows)
    write_not_counted(page, report)


def _account(page: Page, report: RemainingReport) -> None:
    ledger = report.ledger
    page.heading(tr("Ledger entries: {files}", files=", ".join(ledger.files)))
    rows: list[Sequence[CellText]] = [(tr("counted as spent"), *_counted(ledger.included))]
    rows += [
        (tr("not counted: {reason}", reason=tr(group.reason)), *_counted(group))
        for group in ledger.excluded
    ]
    rows.append((tr("all that was read"), *_counted(ledger.read)))
    page.table(["", tr("Entries"), tr("Amount")], rows, bold=[len(rows) - 1])
    if ledger.totals_left_out:
        left_out = plural(
            "{count} row that sums others left out.",
            "{count} rows that sum others left out.",
            ledger.totals_left_out,
        )
        page.line(left_out, indent=2)
    for group in ledger.excluded:
        _listed(page, tr("Not counted: {reason}", reason=tr(group.reason)), group)
    for unmapped in report.unmapped:
        _listed(page, tr("On no budget line"), unmapped)
    if ledger.posted_later:
        day = shown_day(report.as_of)
        _listed(page, tr("Counted, but posted after {day}", day=day), ledger.posted_later)


def _counted(group: EntriesReport) -> tuple[str, Money]:
    return str(group.entries), group.amount


def _listed(page: Page, title: str, group: EntriesReport) -> None:
    page.heading(title)
    rows: list[Sequence[CellText]] = [_entry(entry) for entry in group.listed[:_MOST_LISTED]]
    headings = [tr("Date"), tr("Voucher"), tr("Account"), tr("Amount")]
    page.table(["", *headings], rows)
    more = group.entries - len(rows)
    if more:
        rest = plural(
            "and {count} more; --trace account.xlsx lists them all.",
            "and {count} more; --trace account.xlsx lists them all.",
            more,
        )
        page.line(rest, indent=2)


def _entry(entry: EntryReport) -> Sequence[CellText]:
    place = entry.cell or tr("line {line}", line=entry.line)
    text = f"{place} {safe(entry.text)}"
    return text, shown_day(entry.date), entry.voucher, entry.account, entry.amount
