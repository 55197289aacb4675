"""`grantcalc report`: the figures of a report to the funder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from grantcalc.api import accounting
from grantcalc.api.closing import closed
from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import open_project
from grantcalc.report.funder import FunderReport
from grantcalc.reporting import figures


def funder_report(
    kind: Literal["status", "final"],
    where: Path,
    as_of: date,
    *,
    budget: Path | None = None,
    ledgers: Sequence[Path] = (),
    config: Path | None = None,
    profile: str | None = None,
    password: str | None = None,
    progress: Progress = UNWATCHED,
) -> FunderReport:
    """Every figure of a status report or a final report on a project, at the end of `as_of`.

    Raises:
        GrantcalcError: as `accounting.account`, or [report] speaks of a line that the budget has not.
    """
    account = accounting.account(
        where,
        as_of,
        budget=budget,
        ledgers=ledgers,
        config=config,
        profile=profile,
        password=password,
        progress=progress,
    )
    report = figures.funder_report(kind, account, approved=account.spending.approved)
    if kind == "status":
        return report
    there = budget if budget and where == Path() else where
    return closed(report, account, open_project(there, config, password, profile))


def template_of(
    where: Path, *, budget: Path | None = None, config: Path | None = None
) -> Path | None:
    """The template that a project's grantcalc.toml names under [report]; None where it names none.

    Raises:
        UnreadableFileError: there is no such file.
    """
    project = open_project(budget if budget and where == Path() else where, config)
    named = project.config.report.template
    if named is None:
        return None
    path = project.file(named)
    if not path.is_file():
        raise UnreadableFileError(
            tr(
                "{path}: no such file (named in {config} under {key})",
                path=path,
                config=project.path,
                key="report.template",
            )
        )
    return path
