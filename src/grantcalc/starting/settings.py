"""The grantcalc.toml of a new project, with a word about each of its tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from grantcalc.config import toml_text
from grantcalc.language import tr
from grantcalc.starting.plan import Plan
from grantcalc.starting.workbook import SheetNames

_WIDTH = 98


def settings_text(plan: Plan, names: SheetNames, workbook: str) -> str:
    """The text of grantcalc.toml, its comments in the language in use."""
    parts = (
        _project(plan),
        _files(names, workbook),
        _awards(plan),
        _own_work(plan),
        _mapping(),
        _report(plan),
        _check(),
    )
    return "\n".join("\n".join(part) + "\n" for part in parts)


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2, break_on_hyphens=False))


def _project(plan: Plan) -> Iterator[str]:
    yield from _comment(
        tr(
            "What grantcalc cannot see in the workbook. Dates are written as 2026-07-01, amounts as "
            "700000.00, texts in quotation marks. A line that begins with # is a remark."
        )
    )
    yield ""
    yield from _comment(tr("The funder's rules; grantcalc profiles lists those that it knows."))
    yield f"profile = {toml_text(plan.terms.profile)}"
    yield ""
    yield "[project]"
    yield f"name = {toml_text(plan.name)}"
    yield f"currency = {toml_text(plan.currency)}"
    yield f"start = {plan.years[0].start.isoformat()}"
    yield f"end = {plan.years[-1].end.isoformat()}"
    for year in plan.years:
        yield ""
        yield "[[project.years]]"
        yield f"start = {year.start.isoformat()}"
        yield f"end = {year.end.isoformat()}"


def _files(names: SheetNames, workbook: str) -> Iterator[str]:
    name = toml_text(workbook)
    yield from _comment(
        tr(
            "The project's files, from this folder. To begin with, all are sheets of one workbook. If "
            "your accounting system exports the ledger, name its file here in place of the workbook, and "
            "take the table [ledger] away."
        )
    )
    yield "[files]"
    for key in ("budget", "ledger", "hours", "commitments"):
        yield f"{key} = {name}"
    yield from _comment(tr("The budget that the funder approved, once you change your own:"))
    yield f'# approved_budget = "{tr("approved-budget.xlsx")}"'
    yield ""
    yield "[budget]"
    yield f"sheet = {toml_text(names.budget)}"
    yield ""
    yield "[ledger]"
    yield f"sheet = {toml_text(names.ledger)}"
    yield from _comment(tr("The column that says which budget line a cost belongs to."))
    yield f"line = {toml_text(tr('Budget line'))}"


def _awards(plan: Plan) -> Iterator[str]:
    yield from _comment(
        tr(
            "What the funder gives, for each project year. status is applied (asked for, not yet "
            "money), awarded (promised in a letter) or received (paid). The amounts are those of the "
            "budget's line with the same name."
        )
    )
    for number, amount in enumerate(plan.awards, 1):
        yield from ([""] if number > 1 else [])
        yield from _award(plan, number, f"{amount:f}", "")
    if not plan.awards:
        yield from _award(plan, 1, "700000", "# ")


def _award(plan: Plan, year: int, amount: str, before: str) -> Iterator[str]:
    yield f"{before}[[awards]]"
    yield f"{before}source = {toml_text(plan.funder)}"
    yield f"{before}year = {year}"
    yield f"{before}amount = {amount}"
    yield f"{before}status = {toml_text(plan.status)}"


def _own_work(plan: Plan) -> Iterator[str]:
    terms = plan.terms
    yield from _comment(
        tr(
            "Work in kind. Its budget lines are known by words in their names; if yours are called "
            "otherwise, name them here. max_rate and max_hours_a_year are the most that counts."
        )
    )
    yield "[in_kind]"
    yield f"# expenditure = [{toml_text(tr('Work by staff (in-kind)'))}]"
    yield f"# income = [{toml_text(tr('Own contribution (in-kind)'))}]"
    rate, hours = terms.hourly_rate, terms.hours_a_year
    yield f"max_rate = {rate:f}" if rate is not None else "# max_rate = 500"
    yield f"max_hours_a_year = {hours:f}" if hours is not None else "# max_hours_a_year = 1750"


def _mapping() -> Iterator[str]:
    yield from _comment(
        tr(
            "Which entries of an exported ledger belong to which budget line: by account, text, supplier "
            "or another column. The first rule that fits decides. grantcalc map proposes rules."
        )
    )
    yield "# [[mapping]]"
    yield f"# line = {toml_text(tr('Travel and meetings'))}"
    yield '# accounts = "7100-7199"'


def _report(plan: Plan) -> Iterator[str]:
    yield from _comment(tr("What the report to the funder says beside its figures."))
    yield "# [report]"
    yield "# [report.explanations]"
    line = toml_text(tr("Travel and meetings"))
    yield f"# {line} = {toml_text(tr('The autumn meeting was moved to spring.'))}"
    yield ""
    yield "# [[milestones]]"
    yield f"# name = {toml_text(tr('The survey is done'))}"
    yield f"# due = {plan.years[0].end.isoformat()}"


def _check() -> Iterator[str]:
    yield from _comment(
        tr(
            "A new ledger has no entries, which is no fault. Take this line away once there are some: "
            "then an empty ledger is warned of."
        )
    )
    yield "[check]"
    yield 'severity = { L027 = "info" }'
