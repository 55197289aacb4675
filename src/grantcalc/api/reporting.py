"""`grantcalc report`: the figures of a report to the funder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from grantcalc.api import accounting
from grantcalc.progress import UNWATCHED, Progress
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
        password=password,
        progress=progress,
    )
    return figures.funder_report(kind, account)
