"""The workbook of a new project: its sheets, with names in the language in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from grantcalc.language import in_use, tr
from grantcalc.starting.budget_sheet import BudgetSheet
from grantcalc.starting.guide_sheet import write_guide
from grantcalc.starting.plan import Plan
from grantcalc.starting.record_sheets import write_ledger, write_orders, write_timesheet
from grantcalc.starting.styles import Styles

#: A text is written as a text, whatever it begins with.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: A workbook has no day of its own: the same plan gives the same bytes.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook has no zones
_DAYS = {"en": "yyyy-mm-dd"}
_NORDIC_DAY = "dd.mm.yyyy"


@dataclass(frozen=True)
class SheetNames:
    """What the sheets are called."""

    budget: str
    guide: str
    ledger: str
    timesheet: str
    orders: str


def sheet_names() -> SheetNames:
    """The sheets' names in the language in use."""
    return SheetNames(tr("Budget"), tr("Guide"), tr("Ledger"), tr("Timesheet"), tr("Orders"))


def workbook_name() -> str:
    """The workbook's file name in the language in use: one that grantcalc finds by itself."""
    return tr("budget.xlsx")


def workbook_bytes(plan: Plan) -> bytes:
    """The workbook of a new project; the same plan gives the same bytes."""
    import xlsxwriter

    names = sheet_names()
    file = BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        about = {"title": plan.name, "comments": tr("Made by grantcalc new"), "created": _MADE}
        book.set_properties(about)
        styles = Styles(book, _DAYS.get(in_use(), _NORDIC_DAY))
        sheets = {
            name: book.add_worksheet(name)
            for name in (names.budget, names.guide, names.ledger, names.timesheet, names.orders)
        }
        places = BudgetSheet(sheets[names.budget], styles, plan).write()
        write_guide(sheets[names.guide], styles, plan, names.ledger, names.timesheet, names.orders)
        write_ledger(sheets[names.ledger], styles, plan, places)
        write_timesheet(sheets[names.timesheet], styles, plan, places)
        write_orders(sheets[names.orders], styles, plan, places)
    return file.getvalue()
