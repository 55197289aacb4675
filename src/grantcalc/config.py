"""grantcalc.toml: what a project declares about itself, checked key by key."""

from __future__ import annotations

import codecs
import json
import re
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    model_validator,
)

from grantcalc.check_settings import CheckTable, Suppression
from grantcalc.language import tr
from grantcalc.model import Award, AwardStatus, Instalment, Side
from grantcalc.money import Money, currency_digits
from grantcalc.period import Period
from grantcalc.report_settings import Day, Milestone, ReportTable
from grantcalc.sections import CurrencyCode, Section, Text, Texts, as_list
from grantcalc.toml_faults import validated
from grantcalc.toml_file import read_toml

FILE_NAME = "grantcalc.toml"
_SHARED_FILE_NAME = "pyproject.toml"
DEFAULT_CURRENCY = "NOK"


class DeclaredYear(Section):
    """One project year, both days inside."""

    start: Day
    end: Day
    label: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(
                tr("end ({end}) is before start ({start})", end=self.end, start=self.start)
            )
        return self

    def period(self) -> Period:
        """The year as a period, labelled with its dates unless it has a label of its own."""
        return Period(
            label=self.label or f"{self.start} - {self.end}", start=self.start, end=self.end
        )


class ProjectTable(Section):
    """[project]: name, currency and dates, the first and the last day inside.

    Costs of `pre_award_days` before the first project year count in it.
    """

    name: str | None = None
    currency: CurrencyCode | None = None
    start: Day | None = None
    end: Day | None = None
    years: tuple[DeclaredYear, ...] = ()
    pre_award_days: Annotated[int, Field(ge=0, le=3660)] = 0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(
                tr("end ({end}) is before start ({start})", end=self.end, start=self.start)
            )
        return self


class FilesTable(Section):
    """[files]: paths from the folder that grantcalc.toml lies in.

    `approved_budget` is the budget that the funder approved last, where `budget` is a later one.
    """

    budget: str | None = None
    ledger: Texts = ()
    hours: str | None = None
    commitments: str | None = None
    approved_budget: str | None = None


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError(
            tr(
                '"{name}" is no known encoding; write utf-8, windows-1252, mac-roman or another',
                name=name,
            )
        ) from None
    return name


class CsvTable(Section):
    """[csv]: how the project's CSV files are written, where that is not clear by itself."""

    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    separator: Literal[";", ",", "\t", "|"] | None = None


_ACCOUNT = re.compile(r"[0-9]{1,18}")


def _account_range(text: str) -> str:
    """An account ("1010"), or a range with both ends inside ("1010-1099")."""
    low, dash, high = text.partition("-")
    if dash and not all(_ACCOUNT.fullmatch(end.strip()) for end in (low, high)):
        raise ValueError(tr('"{text}" is no account range; write it as "1010-1099"', text=text))
    if dash and int(low) > int(high):
        raise ValueError(tr('the account range "{text}" ends before it starts', text=text))
    return text


#: Accounts and account ranges, one or a list.
Accounts = Annotated[
    tuple[Annotated[Text, AfterValidator(_account_range)], ...],
    BeforeValidator(as_list, json_schema_input_type=str | int | list[str | int]),
]
ColumnRole = Literal["label", "amount", "total", "factor", "note", "ignore"]


class BudgetTable(Section):
    """[budget]: how the budget's sheet is to be read, where that is not clear by itself."""

    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    columns: dict[Annotated[str, Field(pattern="^[A-Z]{1,3}$")], ColumnRole] = {}
    ignore_rows: tuple[Annotated[int, Field(ge=1)], ...] = ()
    negative: tuple[Side, ...] | None = None
    unit: Literal[1, 1000, 1000000] | None = None


LedgerRole = Literal[
    "day",
    "posted",
    "period",
    "year",
    "account",
    "voucher",
    "text",
    "supplier",
    "amount",
    "debit",
    "credit",
    "side",
    "debit_account",
    "credit_account",
    "foreign_currency",
    "foreign_amount",
    "rate",
    "ignore",
]


class LedgerTable(Section):
    """[ledger]: how the ledgers are read where that is not clear by itself, and what of them counts.

    `columns` says what a column is, by its letters; every other headed column is a dimension, of
    which `line` is the one that names the budget line of an entry that no [[mapping]] rule fits.
    `project` selects entries by dimensions, `accounts` by account; what is not selected belongs to
    other projects. `chart` names the chart of accounts that tells balance-sheet accounts, income and
    transfers; the lists of accounts come before what it says. `date` is the date that decides.
    """

    sheet: str | None = None
    layout: str | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    columns: dict[Annotated[str, Field(pattern="^[A-Z]{1,3}$")], LedgerRole] = {}
    day_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[",", "."] | None = None
    project: dict[str, Texts] = {}
    accounts: Accounts = ()
    line: str | None = None
    date: Literal["voucher", "posting", "period"] = "voucher"
    chart: str | None = None
    cost_accounts: Accounts = ()
    balance_accounts: Accounts = ()
    income_accounts: Accounts = ()
    transfer_accounts: Accounts = ()
    vat_accounts: Accounts = ()
    in_kind_accounts: Accounts = ()


MajorUnits = Annotated[Decimal, Field(ge=0, le=10**13)]


class InstalmentTable(Section):
    """A part of an award that is paid by itself, in major units."""

    date: Day
    amount: MajorUnits
    received: bool = False


class AwardTable(Section):
    """[[awards]]: money from a funder, in major units. `year` is the project year, from 1."""

    source: str
    amount: MajorUnits
    status: Literal["applied", "awarded", "received"]
    year: Annotated[int, Field(ge=1)] | None = None
    instalments: tuple[InstalmentTable, ...] = ()
    carry_over: bool = False

    @model_validator(mode="after")
    def _fits_its_status(self) -> Self:
        if self.instalments and self.status != "awarded":
            raise ValueError(
                tr(
                    'instalments belong to an award with status = "awarded"; each of them '
                    "says by received = true whether it has been paid"
                )
            )
        if self.carry_over and (self.status == "applied" or self.year is None):
            raise ValueError(
                tr(
                    "carry_over is for money that is awarded for one project year; give the "
                    "award a year, or leave carry_over out"
                )
            )
        return self


class InKindTable(Section):
    """[in_kind]: the labels of the budget lines that are work or goods, never money.

    Left out, they are recognised by their words; an empty list says that there are none.
    `max_rate` (major units an hour) and `max_hours_a_year` (each person, each calendar year) are
    the most that the funder accepts.
    """

    expenditure: Texts | None = None
    income: Texts | None = None
    max_rate: Annotated[Decimal, Field(gt=0)] | None = None
    max_hours_a_year: Annotated[Decimal, Field(gt=0)] | None = None


class MappingRule(Section):
    """[[mapping]]: which ledger entries belong to a budget line, or are left out and why.

    Every condition that is given must hold; in a list of values one is enough. Accounts are
    single ("1010") or ranges, both ends inside ("1010-1099"). The first rule that fits decides.
    """

    line: str | None = None
    leave_out: str | None = None
    accounts: Accounts = ()
    text: Texts = ()
    supplier: Texts = ()
    dimensions: dict[str, Texts] = {}

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if (self.line is None) == (self.leave_out is None):
            raise ValueError(tr("give either line (a budget line) or leave_out (a reason)"))
        if not (self.accounts or self.text or self.supplier or self.dimensions):
            raise ValueError(tr("give at least one of accounts, text, supplier and dimensions"))
        return self


class TolerancesTable(Section):
    """[tolerances]: exact unless declared.

    `rounding_step` (major units): amounts were rounded to this step, so that sums may differ by
    what rounding can make. `share_change` (a part of 1): a source's share of the income may move
    this much between project years, and not more. `pace` (a part of 1): the share of a grant that
    is spent may differ this much from the share of its time that is gone.
    """

    rounding_step: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    share_change: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    pace: Annotated[Decimal, Field(ge=0, le=1)] | None = None


class ChargingMethod(StrEnum):
    """Which source pays a cost where several could."""

    GRANT_FIRST = "grant-first"
    OWN_FIRST = "own-first"
    PRO_RATA = "pro-rata"
    BY_LINE = "by-line"
    BY_TAG = "by-tag"

    @property
    def is_by_cost(self) -> bool:
        """Whether the costs themselves tell who pays, and not the sources' order or size."""
        return self in _BY_COST


#: Who pays, and in which proportion.
Shares = dict[str, Annotated[Decimal, Field(gt=0, le=10**9)]]


def _as_split(value: object) -> object:
    """One source pays everything."""
    return {value: Decimal(1)} if isinstance(value, str) else value


def _is_split(value: Shares) -> Shares:
    if not value:
        raise ValueError(tr('name a source, or several with their parts: { "A" = 60, "B" = 40 }'))
    return value


Payers = Annotated[
    Shares,
    BeforeValidator(_as_split, json_schema_input_type=str | Shares),
    AfterValidator(_is_split),
]


class ChargingTable(Section):
    """[charging]: needed only where a project year has more than one source of money.

    `lines` says who pays which budget line (by-line). `tag` is the column of the ledger that says
    who pays (by-tag), `tags` what its values mean. `rest` pays for everything else.
    """

    method: ChargingMethod | None = None
    lines: dict[str, Payers] = {}
    tag: str | None = None
    tags: dict[Text, Payers] = {}
    rest: str | None = None

    @model_validator(mode="after")
    def _fits_its_method(self) -> Self:
        is_line, is_tag = (self.method is way for way in _BY_COST)
        if is_line and not (self.lines or self.rest):
            raise ValueError(tr('by-line needs lines = { "a budget line" = "who pays it", ... }'))
        if is_tag and not self.tag:
            raise ValueError(
                tr('by-tag needs tag = "the column of the ledger that tells who pays"')
            )
        for key, value, fits in (
            ("lines", self.lines, is_line),
            ("tag", self.tag, is_tag),
            ("tags", self.tags, is_tag),
            ("rest", self.rest, is_line or is_tag),
        ):
            if value and not fits:
                method = self.method.value if self.method else "none"
                raise ValueError(
                    tr(
                        "{key} is not used by this method ({method}); leave it out",
                        key=key,
                        method=method,
                    )
                )
        return self


_BY_COST = (ChargingMethod.BY_LINE, ChargingMethod.BY_TAG)


class Config(Section):
    """A project's grantcalc.toml; without one, every field has its default.

    `profile` names the funder's rules: one of grantcalc's own, or a .toml file from this file's folder.
    """

    profile: Text | None = None
    project: ProjectTable = ProjectTable()
    files: FilesTable = FilesTable()
    csv: CsvTable = CsvTable()
    budget: BudgetTable = BudgetTable()
    ledger: LedgerTable = LedgerTable()
    awards: tuple[AwardTable, ...] = ()
    in_kind: InKindTable = InKindTable()
    mapping: tuple[MappingRule, ...] = ()
    tolerances: TolerancesTable = TolerancesTable()
    charging: ChargingTable = ChargingTable()
    report: ReportTable = ReportTable()
    milestones: tuple[Milestone, ...] = ()
    check: CheckTable = CheckTable()
    suppress: tuple[Suppression, ...] = ()

    @model_validator(mode="after")
    def _awards_fit_the_currency(self) -> Self:
        digits = currency_digits(self.currency)
        for award in self.awards:
            for amount in (award.amount, *(part.amount for part in award.instalments)):
                if amount.scaleb(digits) % 1:
                    raise ValueError(
                        tr(
                            "the award of {amount} has more than {digits} decimals, which "
                            "{currency} does not have",
                            amount=amount,
                            digits=digits,
                            currency=self.currency,
                        )
                    )
        return self

    @property
    def currency(self) -> str:
        """The project's currency, an ISO 4217 code: as declared, else DEFAULT_CURRENCY."""
        return self.project.currency or DEFAULT_CURRENCY

    @property
    def declared_periods(self) -> tuple[Period, ...]:
        """The project years that [[project.years]] declares, in order."""
        return tuple(year.period() for year in self.project.years)

    def declared_awards(self, currency: str | None = None) -> tuple[Award, ...]:
        """The declared awards as money, in the budget's currency."""
        code = currency or self.currency
        return tuple(
            Award(
                source=award.source,
                year=award.year,
                amount=Money.nearest(award.amount, code),
                status=AwardStatus(award.status),
                instalments=tuple(
                    Instalment(
                        due=part.date,
                        amount=Money.nearest(part.amount, code),
                        received=part.received,
                    )
                    for part in award.instalments
                ),
                carry_over=award.carry_over,
            )
            for award in self.awards
        )


def find_config(folder: Path) -> Path | None:
    """The nearest configuration in `folder` or the folders above it.

    It is a grantcalc.toml, or a pyproject.toml with a table [tool.grantcalc].
    """
    for candidate in (folder, *folder.parents):
        if (candidate / FILE_NAME).is_file():
            return candidate / FILE_NAME
        shared = candidate / _SHARED_FILE_NAME
        if shared.is_file() and _own_table(read_toml(shared)) is not None:
            return shared
    return None


def load_config(path: Path) -> Config:
    """Read and check a grantcalc.toml, or the table [tool.grantcalc] of a pyproject.toml.

    Raises:
        UnreadableFileError: the file cannot be opened.
        ConfigError: it is not TOML, or holds a key or a value that cannot be followed.
    """
    data = read_toml(path)
    if path.name == _SHARED_FILE_NAME:
        data = _own_table(data) or {}
    return validated(Config, data, path)


def _own_table(data: dict[str, Any]) -> dict[str, Any] | None:
    """The table [tool.grantcalc] of a file that other tools use too."""
    tool = data.get("tool")
    own = tool.get("grantcalc") if isinstance(tool, dict) else None
    return own if isinstance(own, dict) else None


def toml_text(value: str) -> str:
    """A text as it is written in grantcalc.toml; TOML escapes what JSON escapes, and deletes too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
