"""How a new project's workbook is to be used, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grantcalc.language import shown_number, tr
from grantcalc.starting.plan import Plan, percent
from grantcalc.starting.styles import Styles


def write_guide(
    sheet: Any, styles: Styles, plan: Plan, ledger: str, timesheet: str, orders: str
) -> None:
    """A sheet of short paragraphs under headings."""
    sheet.set_column(0, 0, 96)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, tr("How this workbook is used"), styles["title"])
    row = 2
    for heading, paragraphs in _parts(plan, ledger, timesheet, orders):
        sheet.write_string(row, 0, heading, styles["strong"])
        for paragraph in paragraphs:
            row += 1
            sheet.set_row(row, 15 * (1 + len(paragraph) // 95) + 2)
            sheet.write_string(row, 0, paragraph, styles["text"])
        row += 2


def _parts(plan: Plan, ledger: str, timesheet: str, orders: str) -> Iterator[tuple[str, list[str]]]:
    yield tr("The budget"), list(_budget(plan))
    yield (
        ledger,
        [
            tr(
                "Write one row for each voucher, and choose its budget line from the list. If your "
                "accounting system can export its ledger, use that file instead: put it in this "
                "folder and name it in grantcalc.toml."
            )
        ],
    )
    yield timesheet, list(_timesheet(plan))
    yield (
        orders,
        [
            tr(
                "Write what is ordered and not invoiced in full: it is not spent yet, and not free "
                "either. When invoices come, write how much is invoiced so far."
            )
        ],
    )
    yield (
        tr("What grantcalc does"),
        [
            tr("grantcalc check tells whether the budget adds up, and where it does not."),
            tr("grantcalc remaining tells how much of the grant is left."),
            tr("What the workbook cannot say, such as what is awarded, stands in grantcalc.toml."),
        ],
    )


def _budget(plan: Plan) -> Iterator[str]:
    yield tr(
        "Write in the yellow cells. Everything else is made of them by formulas and is locked, without "
        "a password: Review, Unprotect Sheet opens it."
    )
    yield tr(
        "Lines may be renamed, and the empty lines in each part be used for more; the sums take "
        "them in. Write 0 where nothing is planned."
    )
    if plan.awards:
        yield tr(
            "All that the funder gives stands on the line of what is not allocated yet. Move it to the "
            "lines where it is to be used, until nothing is left there."
        )
    if plan.has_own_work:
        yield tr(
            "Work that nobody is paid for is a cost and an income of the same value: write it as a "
            "cost, and the income follows. Its lines are known by words such as in-kind and volunteer "
            "in their names."
        )
    yield tr(
        "The row of the check is green where income and expenditure are the same, and red where they "
        "are not; it says how much is missing or too much."
    )
    if (share := plan.terms.own_share) is not None:
        yield tr(
            "{funder} asks for an own share of at least {share}. Where the row of the own share is "
            "amber, it is less.",
            funder=plan.funder,
            share=percent(share),
        )


def _timesheet(plan: Plan) -> Iterator[str]:
    yield tr(
        "Write the hours that count as own contribution, as they are worked. Each hour is worth its "
        "rate; who pays the work needs to agree with the rate."
    )
    if (rate := plan.terms.hourly_rate) is not None:
        yield tr(
            "The funder accepts {rate} {currency} an hour at most.",
            rate=shown_number(f"{rate:f}"),
            currency=plan.currency,
        )
