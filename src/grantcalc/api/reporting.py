"""`grantcalc report`: the figures of a report to the funder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from grantcalc.api.accounting import account_of, project_of
from grantcalc.api.closing import closed
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import template_file
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
    project = project_of(where, budget, config, password, profile)
    account = account_of(project, as_of, budget, ledgers, progress)
    report = figures.funder_report(kind, account)
    return closed(report, account, project) if kind == "final" else report


def template_of(
    where: Path, *, budget: Path | None = None, config: Path | None = None
) -> Path | None:
    """The template that a project's grantcalc.toml names under [report]; None where it names none.

    Raises:
        UnreadableFileError: there is no such file.
    """
    return template_file(project_of(where, budget, config))
