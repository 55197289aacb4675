"""[report] and [[milestones]] of grantcalc.toml: what a report to the funder says beside figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from grantcalc.check_settings import FileName
from grantcalc.language import tr
from grantcalc.sections import Section, Text


def _plain_day(value: object) -> object:
    """A TOML date must be a date alone: a time of day would be dropped in silence."""
    if type(value) is not date:
        raise ValueError(tr("write a date without quotes, such as 2021-07-01"))
    return value


Day = Annotated[date, BeforeValidator(_plain_day)]


class Milestone(Section):
    """[[milestones]]: something that the project is to reach; `done` is the day on which it was."""

    name: Text
    due: Day | None = None
    done: Day | None = None
    note: Text | None = None


class ReportTable(Section):
    """[report]: what the report to the funder says beside its figures.

    `explanations` say why a budget line deviates, by its label. `expected` are amounts in major
    units that are expected to be spent on a line by the end of the project year, or of the project.
    `accounts` and `auditors_statement` name the files that go with a final report, `handed_in` is
    the day on which it was delivered. `unspent` says what becomes of money that is left at the end.
    `template` is a file of the project's own, from grantcalc.toml's folder.
    """

    explanations: dict[str, Text] = {}
    expected: dict[str, Annotated[Decimal, Field(ge=0, le=10**13)]] = {}
    accounts: FileName | None = None
    auditors_statement: FileName | None = None
    handed_in: Day | None = None
    unspent: Literal["repay", "carry-over"] | None = None
    template: FileName | None = None
