"""`grantcalc map`: mapping rules that may be added."""

from __future__ import annotations

from pathlib import Path

from grantcalc.api.inputs import judged, read_budget, read_ledger
from grantcalc.judging.outcomes import Outcome
from grantcalc.money import total
from grantcalc.project import budget_file, ledger_files, open_project
from grantcalc.proposals import as_toml, propose
from grantcalc.report.proposal import MapReport, ProposalReport
from grantcalc.report.remaining import EntriesReport
from grantcalc.spending.account import entry_report


def map_rules(where: Path, config: Path | None = None, password: str | None = None) -> MapReport:
    """Mapping rules that may be added for the entries of a project that are on no budget line.

    Nothing is changed: the rules are for a person to accept.

    Raises:
        GrantcalcError: the budget, the ledger or a declaration is missing or cannot be followed.
    """
    project = open_project(where, config, password)
    path = budget_file(project)
    budget = read_budget(path, project.config, password)
    ledger = read_ledger(ledger_files(project, path), budget.currency, project.config)
    summary = judged(ledger, budget, project.config)
    groups = [g for g in summary.groups if g.outcome is Outcome.INCLUDED and g.line is None]
    found = propose(ledger, budget)
    return MapReport(
        unmapped=EntriesReport(
            entries=sum(g.entries for g in groups),
            amount=total((g.amount for g in groups), budget.currency),
        ),
        proposals=tuple(
            ProposalReport(
                line=one.rule.line or "",
                toml=as_toml(one.rule),
                why=one.why,
                fits_too=one.fits_too,
                entries=one.entries,
                amount=one.amount,
                examples=tuple(entry_report(summary, entry) for entry in one.examples),
            )
            for one in found.rules
        ),
        left=EntriesReport(
            entries=found.left,
            amount=found.left_amount,
            listed=tuple(entry_report(summary, entry) for entry in found.left_first),
        ),
    )
