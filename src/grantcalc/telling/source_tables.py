"""The tables of what a report's figures rest on: entries, findings and files."""

from __future__ import annotations

from collections.abc import Callable

from grantcalc.document import Row, Table
from grantcalc.language import mark, sentence_list, tr
from grantcalc.money import total
from grantcalc.report.funder import FunderReport
from grantcalc.report.labels import period_name
from grantcalc.severity import Severity
from grantcalc.telling.tables import table
from grantcalc.telling.written import capitalised


def unmapped(report: FunderReport) -> Table:
    """Entries that were counted and fit no budget line, by project year."""
    rows: list[Row] = []
    for group in report.unmapped:
        if len(report.unmapped) > 1:
            rows.append(Row((period_name(report.periods[group.period]),), "heading"))
        rows += [
            Row((entry.text, entry.voucher, entry.account, entry.date, entry.amount))
            for entry in group.listed
        ]
        if group.entries > len(group.listed):
            rest = group.amount - total((e.amount for e in group.listed), report.currency)
            rows.append(Row((tr("other entries"), None, None, None, rest)))
        rows.append(Row((tr("Sum"), None, None, None, group.amount), "sum"))
    headings = [tr("Text"), tr("Voucher"), tr("Account"), tr("Date"), tr("Amount")]
    return table("unmapped", tr("Entries on no budget line"), headings, rows, texts=3)


def errors(report: FunderReport) -> Table:
    """What is wrong with what the figures rest on."""
    return _found(report, "errors", tr("Errors"), Severity.ERROR)


def warnings(report: FunderReport) -> Table:
    """What may be wrong, and is to be looked at."""
    return _found(report, "warnings", tr("Warnings"), Severity.WARNING)


def _found(report: FunderReport, name: str, caption: str, severity: Severity) -> Table:
    rows = [
        Row((capitalised(finding.message), str(finding.at)))
        for finding in report.findings
        if finding.severity is severity
    ]
    return table(name, caption, [tr("What was found"), tr("Where")], rows, texts=2)


def findings(report: FunderReport) -> Table:
    """Everything that was found in the budget, the accounts and the hours, the gravest first."""
    rows = [
        Row((tr(_SEVERITIES[finding.severity]), finding.message, str(finding.at)))
        for finding in sorted(report.findings, key=lambda finding: finding.severity.rank)
    ]
    headings = [tr("Severity"), tr("What was found"), tr("Where")]
    return table("findings", tr("Findings"), headings, rows, texts=3)


_SEVERITIES = {
    Severity.ERROR: mark("error"),
    Severity.WARNING: mark("warning"),
    Severity.INFO: mark("note"),
}


def entries(report: FunderReport) -> Table:
    """The account of the ledgers: what is counted and what is not add up to all that was read."""
    ledger = report.ledger
    rows = [
        Row((capitalised(tr("counted as spent")), ledger.included.entries, ledger.included.amount))
    ]
    rows += [
        Row((_not_counted(group.reason), group.entries, group.amount))
        for group in ledger.excluded
        if group.entries
    ]
    read = capitalised(tr("all that was read"))
    rows.append(Row((read, ledger.read.entries, ledger.read.amount), "sum"))
    headings = [tr("Ledger entries"), tr("Entries"), tr("Amount")]
    return table("entries", tr("The entries of the accounts"), headings, rows)


def _not_counted(reason: str) -> str:
    return capitalised(tr("not counted: {reason}", reason=tr(reason)))


def inputs(report: FunderReport) -> Table:
    """The files that the figures were made from; a workbook may be several of them in one."""
    roles: dict[str, list[str]] = {}
    for one in report.inputs:
        roles.setdefault(one.file, []).append(tr(_ROLES[one.role]))
    rows = [
        Row((file, capitalised(sentence_list(list(dict.fromkeys(its))))))
        for file, its in roles.items()
    ]
    return table("inputs", tr("Files"), [tr("File"), tr("What it is")], rows, texts=2)


_ROLES = {
    "config": mark("the project's settings"),
    "budget": mark("the budget"),
    "ledger": mark("the accounts"),
    "hours": mark("the timesheet"),
    "commitments": mark("the orders"),
    "approved_budget": mark("the last approved budget"),
    "profile": mark("the funder's rules"),
}

#: Each of these tables by its name.
SOURCE_TABLES: dict[str, Callable[[FunderReport], Table]] = {
    made.__name__: made for made in (unmapped, errors, warnings, findings, entries, inputs)
}
