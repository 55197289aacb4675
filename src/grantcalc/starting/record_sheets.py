"""The sheets of a new project that are filled in as it goes: ledger, timesheet, orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grantcalc.language import shown_number, tr
from grantcalc.starting.budget_sheet import Places
from grantcalc.starting.plan import FundersTerms, Plan
from grantcalc.starting.styles import Styles

#: Counted from 0: the row of headings; what is written by the user stands below.
HEADING_ROW = 4
#: So many rows are made ready to be written in.
ROWS = 1000
_LAST = HEADING_ROW + ROWS

#: What Excel is told about the cells of a column: a data validation.
Rule = dict[str, Any]


@dataclass(frozen=True)
class _Column:
    """A column of a sheet that is filled in; `figure` makes a sum of it above the headings."""

    heading: str
    width: float
    style: str
    rule: Rule | None = None


@dataclass(frozen=True)
class _Figure:
    """A sum above the headings, made from the columns by their letters."""

    label: str
    formula: str


def write_ledger(sheet: Any, styles: Styles, plan: Plan, places: Places) -> None:
    """The ledger: one row for each voucher, cost positive."""
    columns = (
        _Column(tr("Voucher date"), 14, "day", _day(plan)),
        _Column(tr("Voucher no"), 12, "cell"),
        _Column(tr("Account"), 11, "cell"),
        _Column(tr("Supplier"), 24, "cell"),
        _Column(tr("Text"), 42, "cell_wrapped"),
        _Column(tr("Amount"), 15, "exact", _number(tr("A cost is positive, a refund negative."))),
        _Column(tr("Budget line"), 38, "cell", _choice(places.cost_lines)),
    )
    about = tr("One row for each voucher. Choose the budget line in the last column.")
    figure = _Figure(tr("Spent in all"), f"=SUM(F{HEADING_ROW + 2}:F{_LAST + 1})")
    _write(sheet, styles, sheet.get_name(), about, columns, (figure,))


def write_timesheet(sheet: Any, styles: Styles, plan: Plan, places: Places) -> None:
    """The timesheet: one row a day and person, with the funder's highest rate as a warning."""
    columns = [
        _Column(tr("Date"), 14, "day", _day(plan)),
        _Column(tr("Person"), 24, "cell"),
        _Column(tr("Role"), 22, "cell"),
        _Column(tr("Hours"), 10, "hours", _hours()),
        _Column(tr("Hourly rate"), 12, "exact", _rate(plan.terms, plan.currency)),
        _Column(tr("Task"), 42, "cell_wrapped"),
    ]
    if places.contributors:
        rule = _choice(places.contributors) | {"error_type": "information"}
        columns.append(_Column(tr("Contributor"), 30, "cell", rule))
    first, last = HEADING_ROW + 2, _LAST + 1
    figures = (
        _Figure(tr("Hours in all"), f"=SUM(D{first}:D{last})"),
        _Figure(tr("Value"), f"=SUMPRODUCT(D{first}:D{last},E{first}:E{last})"),
    )
    about = tr("Work that counts as own contribution: one row a day and person.")
    _write(sheet, styles, sheet.get_name(), about, columns, figures)


def write_orders(sheet: Any, styles: Styles, plan: Plan, places: Places) -> None:
    """Orders and contracts: what is ordered, and what of it is invoiced."""
    positive = {"validate": "decimal", "criteria": ">=", "value": 0} | _no_amount()
    answers = {
        "validate": "list",
        "source": [tr("yes"), tr("no")],
        "input_title": tr("More invoices"),
        "input_message": tr("Yes while more invoices of this order are to come."),
    }
    columns = (
        _Column(tr("Order date"), 14, "day", _day(plan)),
        _Column(tr("Supplier"), 26, "cell"),
        _Column(tr("Subject"), 36, "cell_wrapped"),
        _Column(tr("Budget line"), 38, "cell", _choice(places.cost_lines)),
        _Column(tr("Order amount"), 15, "exact", positive),
        _Column(tr("Invoiced"), 15, "exact", positive),
        _Column(tr("More invoices"), 16, "cell", answers),
        _Column(tr("Delivery date"), 14, "day", _day(plan)),
        _Column(tr("Reference"), 16, "cell"),
    )
    about = tr("Orders and contracts that are not invoiced in full yet bind money.")
    first, last = HEADING_ROW + 2, _LAST + 1
    figure = _Figure(
        tr("Ordered and not invoiced"),
        f"=SUM(E{first}:E{last})-SUM(F{first}:F{last})",
    )
    _write(sheet, styles, sheet.get_name(), about, columns, (figure,))


def _write(
    sheet: Any,
    styles: Styles,
    title: str,
    about: str,
    columns: Sequence[_Column],
    figures: Sequence[_Figure],
) -> None:
    """A sheet with its title, its sums, its headings, and rows made ready to be written in."""
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, styles["title"])
    sheet.write_string(1, 0, about, styles["subtitle"])
    for place, figure in enumerate(figures):
        sheet.write_string(2, 3 * place, figure.label, styles["subtitle"])
        sheet.write_formula(2, 3 * place + 2, figure.formula, styles["figure"], 0)
    sheet.set_row(HEADING_ROW, 22)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width, styles[column.style])
        is_figure = column.style in ("exact", "hours")
        style = styles["heading_amount" if is_figure else "heading"]
        sheet.write_string(HEADING_ROW, number, column.heading, style)
        if column.rule:
            sheet.data_validation(HEADING_ROW + 1, number, _LAST, number, column.rule)
    rule = {"type": "formula", "criteria": f'=$A{HEADING_ROW + 2}<>""', "format": styles.ruled()}
    sheet.conditional_format(HEADING_ROW + 1, 0, _LAST, len(columns) - 1, rule)
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    sheet.autofilter(HEADING_ROW, 0, _LAST, len(columns) - 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_footer("&L&A&R&P / &N")


def _day(plan: Plan) -> Rule:
    first, last = plan.years[0].start, plan.years[-1].end
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        "error_type": "warning",
        "error_title": tr("Outside the project"),
        "error_message": tr(
            "The project lasts from {start} to {end}.",
            start=plan.years[0].first,
            end=plan.years[-1].last,
        ),
    }


def _number(message: str) -> Rule:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -1e12,
        "maximum": 1e12,
        "input_title": tr("Amount"),
        "input_message": message,
    } | _no_amount()


def _no_amount() -> Rule:
    return {
        "error_title": tr("This is no amount"),
        "error_message": tr("Write a number, such as 25000."),
    }


def _choice(source: str) -> Rule:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": tr("Not in the budget"),
        "error_message": tr("Choose one of the names that stand in the budget."),
    }


def _hours() -> Rule:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 24,
        "error_title": tr("This is no number of hours"),
        "error_message": tr("Write the hours of one day, from 0 to 24."),
    }


def _rate(terms: FundersTerms, currency: str) -> Rule:
    """A rate, with a warning where the funder accepts less."""
    if terms.hourly_rate is None:
        return {"validate": "decimal", "criteria": ">=", "value": 0} | _no_amount()
    message = tr(
        "The funder accepts {rate} {currency} an hour at most.",
        rate=shown_number(f"{terms.hourly_rate:f}"),
        currency=currency,
    )
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": float(terms.hourly_rate),
        "error_type": "warning",
        "input_title": tr("Hourly rate"),
        "input_message": message,
        "error_title": tr("More than the funder accepts"),
        "error_message": message,
    }
