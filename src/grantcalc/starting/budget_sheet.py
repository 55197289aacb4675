"""The budget of a new project as a sheet for people: formulas, colours, help where one writes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from grantcalc.language import tr
from grantcalc.starting.budget_rows import (
    INDIRECT_AT_MOST,
    BudgetRow,
    all_costs_key,
    budget_rows,
)
from grantcalc.starting.plan import Plan, percent
from grantcalc.starting.styles import (
    AMBER,
    AMBER_INK,
    GREEN,
    GREEN_INK,
    RED,
    RED_INK,
    Styles,
)

#: Counted from 0: the row of headings; rows of the budget follow it.
HEADING_ROW = 3
_GAP = 8
_LABEL_WIDTH, _AMOUNT_WIDTH, _NOTE_WIDTH = 44, 17, 40


@dataclass(frozen=True)
class Places:
    """What the other sheets' lists are taken from, as references: `'Budget'!$A$6:$A$15`."""

    cost_lines: str
    contributors: str | None


class BudgetSheet:
    """Writes the budget into a sheet of a workbook; columns and rows are counted from 0."""

    def __init__(self, sheet: Any, styles: Styles, plan: Plan) -> None:
        self._sheet, self._styles, self._plan = sheet, styles, plan
        self._rows = list(enumerate(budget_rows(plan), HEADING_ROW + 1))
        self._at = {row.key: number for number, row in self._rows if row.key}
        self._years = range(1, len(plan.years) + 1)
        self._total = len(plan.years) + 1
        self._note = self._total + 1
        terms = plan.terms
        is_limited = terms.indirect_rate is not None and terms.indirect_base != "staff"
        self._checked_apart = "indirect" if is_limited else None
        self._values: dict[tuple[int, int], Decimal] = {}

    def write(self) -> Places:
        """Writes everything; gives the places that other sheets refer to."""
        self._head()
        for number, row in self._rows:
            self._fill(number, row)
        # Sums of sums follow what they add, but for the mirrored row, so that their values are known.
        for number, row in self._rows:
            self._write(number, row)
        self._validate()
        self._colour()
        self._set_page()
        return self._places()

    # -- what is where

    def _cell(self, row: int, column: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return str(xl_rowcol_to_cell(row, column))

    def _places(self) -> Places:
        def labels(first: str, last: str) -> str:
            name = str(self._sheet.get_name()).replace("'", "''")
            return f"='{name}'!$A${self._at[first] + 1}:$A${self._at[last] + 1}"

        costs = next(row for _, row in self._rows if row.key == "costs").parts
        own = labels("own_work", "own_work") if "own_work" in self._at else None
        return Places(labels(costs[0], costs[-1]), own)

    def _inputs(self) -> list[tuple[int, int]]:
        """The first and the last row of each block in which a person writes amounts."""
        blocks: list[tuple[int, int]] = []
        for number, row in self._rows:
            if row.role not in ("line", "fixed") or row.key == self._checked_apart:
                continue
            if blocks and blocks[-1][1] == number - 1:
                blocks[-1] = (blocks[-1][0], number)
            else:
                blocks.append((number, number))
        return blocks

    # -- values

    def _fill(self, number: int, row: BudgetRow) -> None:
        """The amounts that the file holds for a row's cells, formulas too."""
        for column in self._years:
            self._values[number, column] = self._value(row, column)
        whole = sum((self._values[number, column] for column in self._years), Decimal(0))
        self._values[number, self._total] = whole

    def _value(self, row: BudgetRow, column: int) -> Decimal:
        by_key = {row.key: row for _, row in self._rows}
        if row.role == "mirror":
            return self._value(by_key["work"], column)
        if row.role == "check":
            income, costs = by_key["all_income"], by_key[all_costs_key(self._plan)]
            return self._value(income, column) - self._value(costs, column)
        if row.parts:
            return sum((self._value(by_key[part], column) for part in row.parts), Decimal(0))
        return row.amounts[column - 1] if row.amounts else Decimal(0)

    # -- rows

    def _head(self) -> None:
        plan, sheet, styles = self._plan, self._sheet, self._styles
        sheet.set_default_row(18)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, plan.name, styles["title"])
        about = tr(
            "Budget in {currency}, funded by {funder}", currency=plan.currency, funder=plan.funder
        )
        sheet.write_string(1, 0, about, styles["subtitle"])
        sheet.write_string(2, 0, tr("Write in the yellow cells."), styles["subtitle"])
        sheet.set_row(HEADING_ROW, 34)
        sheet.write_string(HEADING_ROW, 0, tr("Description"), styles["heading"])
        for column, year in zip(self._years, plan.years, strict=True):
            heading = f"{year.first} -\n{year.last}"
            sheet.write_string(HEADING_ROW, column, heading, styles["heading_amount"])
        sheet.write_string(HEADING_ROW, self._total, tr("Total budget"), styles["heading_amount"])
        sheet.write_string(HEADING_ROW, self._note, tr("Remarks"), styles["heading"])
        sheet.set_column(0, 0, _LABEL_WIDTH)
        sheet.set_column(1, self._total, _AMOUNT_WIDTH)
        sheet.set_column(self._note, self._note, _NOTE_WIDTH)

    def _write(self, number: int, row: BudgetRow) -> None:
        """Writes one row, as its role asks for."""
        match row.role:
            case "empty":
                self._sheet.set_row(number, _GAP)
            case "section":
                self._write_section(number, row)
            case "group":
                self._sheet.write_string(number, 0, row.label, self._styles["group"])
            case "line":
                self._write_amounts(number, row, "label_input")
            case "fixed":
                self._write_amounts(number, row, "label")
            case "mirror":
                self._write_mirror(number, row)
            case "sum" | "total":
                self._column_sums(number, row, row.role)
            case "check":
                self._write_check(number, row)
            case "share":
                self._write_share(number, row)

    def _write_section(self, number: int, row: BudgetRow) -> None:
        self._sheet.set_row(number, 24)
        self._sheet.write_string(number, 0, row.label, self._styles["section"])
        for column in range(1, self._note + 1):
            self._sheet.write_blank(number, column, None, self._styles["section"])

    def _write_amounts(self, number: int, row: BudgetRow, label_style: str) -> None:
        sheet, styles = self._sheet, self._styles
        self._label(number, row, label_style)
        for column in self._years:
            if row.amounts:
                sheet.write_number(number, column, row.amounts[column - 1], styles["amount_input"])
            else:
                sheet.write_blank(number, column, None, styles["amount_input"])
        self._row_sum(number, "amount" if row.label else "amount_spare")
        self._remark(number, row)

    def _write_mirror(self, number: int, row: BudgetRow) -> None:
        self._label(number, row, "label")
        for column in self._years:
            self._formula(number, column, f"={self._cell(self._at['work'], column)}", "amount")
        self._row_sum(number, "amount")
        self._remark(number, row)

    def _column_sums(self, number: int, row: BudgetRow, style: str) -> None:
        self._label(number, row, f"{style}_label")
        first, last = self._at[row.parts[0]], self._at[row.parts[-1]]
        for column in self._years:
            top, bottom = self._cell(first, column), self._cell(last, column)
            is_of_sums = last - first + 1 != len(row.parts)
            formula = f"={top}+{bottom}" if is_of_sums else f"=SUM({top}:{bottom})"
            self._formula(number, column, formula, style)
        self._row_sum(number, style)
        self._sheet.write_blank(number, self._note, None, self._styles[f"{style}_label"])

    def _write_check(self, number: int, row: BudgetRow) -> None:
        words = self._styles.words(tr("too much"), tr("missing"), tr("balances"))
        self._label(number, row, "check_label")
        income, costs = self._at["all_income"], self._at[all_costs_key(self._plan)]
        for column in (*self._years, self._total):
            formula = f"={self._cell(income, column)}-{self._cell(costs, column)}"
            value = self._values[number, column]
            self._sheet.write_formula(number, column, formula, words, value)
        self._remark(number, row)

    def _write_share(self, number: int, row: BudgetRow) -> None:
        self._label(number, row, "label")
        total = self._at["all_income"]
        for column in (*self._years, self._total):
            whole = self._values[total, column]
            part = sum((self._values[own, column] for own in self._own_rows()), Decimal(0))
            all_ = self._cell(total, column)
            formula = f"=IF({all_}=0,0,({self._own_parts(column)})/{all_})"
            self._sheet.write_formula(
                number, column, formula, self._styles["share"], part / whole if whole else 0
            )
        self._remark(number, row)

    def _label(self, number: int, row: BudgetRow, style: str) -> None:
        if row.label:
            self._sheet.write_string(number, 0, row.label, self._styles[style])
        else:
            self._sheet.write_blank(number, 0, None, self._styles[style])

    def _remark(self, number: int, row: BudgetRow) -> None:
        style = "note_input" if row.role in ("line", "fixed") else "remark"
        if row.note:
            self._sheet.write_string(number, self._note, row.note, self._styles[style])
        else:
            self._sheet.write_blank(number, self._note, None, self._styles[style])

    def _row_sum(self, number: int, style: str) -> None:
        first, last = self._cell(number, self._years[0]), self._cell(number, self._years[-1])
        self._formula(number, self._total, f"=SUM({first}:{last})", style)

    def _formula(self, number: int, column: int, formula: str, style: str) -> None:
        value = self._values[number, column]
        self._sheet.write_formula(number, column, formula, self._styles[style], value)

    def _own_rows(self) -> list[int]:
        return [self._at[key] for key in ("own_money", "own_work") if key in self._at]

    def _own_parts(self, column: int) -> str:
        return "+".join(self._cell(row, column) for row in self._own_rows())

    # -- help, colours, paper

    def _validate(self) -> None:
        amount = {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "input_title": tr("Amount"),
            "input_message": tr(
                "A number in {currency}, without blanks or letters. Write 0 where nothing is planned.",
                currency=self._plan.currency,
            ),
            "error_title": tr("This is no amount"),
            "error_message": tr("Write a number of 0 or more, such as 25000."),
        }
        for first, last in self._inputs():
            self._sheet.data_validation(first, 1, last, self._years[-1], amount)
        if self._checked_apart and (rate := self._plan.terms.indirect_rate):
            self._validate_indirect(rate)

    def _validate_indirect(self, rate: Fraction) -> None:
        """A warning where the indirect costs are more than the funder's rate of all other costs."""
        row, sums = self._at["indirect"], self._at["costs"]
        own, all_ = self._cell(row, 1), self._cell(sums, 1)
        limit = f"{own}*{rate.denominator}<=({all_}-{own})*{rate.numerator}"
        said = tr(INDIRECT_AT_MOST[self._plan.terms.indirect_base], share=percent(rate))
        rule = {
            "validate": "custom",
            "value": f"=AND(ISNUMBER({own}),{own}>=0,{limit})",
            "error_type": "warning",
            "input_title": tr("Indirect costs"),
            "input_message": said,
            "error_title": tr("More than the funder accepts"),
            "error_message": said,
        }
        self._sheet.data_validation(row, 1, row, self._years[-1], rule)

    def _colour(self) -> None:
        sheet, styles = self._sheet, self._styles
        row = self._at["check"]
        for criteria, colours in (("==", (GREEN, GREEN_INK)), ("!=", (RED, RED_INK))):
            rule = {"type": "cell", "criteria": criteria, "value": 0}
            rule["format"] = styles.signal(*colours)
            sheet.conditional_format(row, 1, row, self._total, rule)
        if not (least := self._plan.terms.own_share):
            return
        share, total = self._at["share"], self._at["all_income"]
        own, all_ = self._own_parts(1), self._cell(total, 1)
        low = f"=AND({all_}>0,({own})*{least.denominator}<{all_}*{least.numerator})"
        enough = f"=AND({all_}>0,({own})*{least.denominator}>={all_}*{least.numerator})"
        for criteria, colours in ((low, (AMBER, AMBER_INK)), (enough, (GREEN, GREEN_INK))):
            rule = {"type": "formula", "criteria": criteria, "format": styles.signal(*colours)}
            sheet.conditional_format(share, 1, share, self._total, rule)

    def _set_page(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes(HEADING_ROW + 1, 1)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 1)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.protect("", {"format_columns": True, "format_rows": True, "format_cells": True})
