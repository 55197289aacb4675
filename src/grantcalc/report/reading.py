"""How files were read, for `grantcalc show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grantcalc.model import RejectedRow
from grantcalc.report.parts import Part


class ReadPart(Part):
    """A row or column as it was read, and why."""

    place: str
    label: str
    role: str
    reason: str


NumberRole = Literal["fact", "claim", "factor", "left out"]


class NumberUse(Part):
    """What one number of a sheet was taken for; a reason where it was left out."""

    cell: str
    use: NumberRole
    reason: str = ""


class SheetReading(Part):
    """How a sheet was read."""

    file: str
    sheet: str | None
    currency: str
    currency_reason: str
    header_row: int | None
    columns: tuple[ReadPart, ...]
    rows: tuple[ReadPart, ...]
    numbers: tuple[NumberUse, ...]

    def count(self, use: NumberRole) -> int:
        """How many numbers were taken for this."""
        return sum(number.use == use for number in self.numbers)


class SkippedSheet(Part):
    """A sheet that was not read as a budget, and why; `unclear` where it might be one."""

    sheet: str | None
    numbers: int
    reason: str
    unclear: bool = False


class FileReading(Part):
    """How a file's budgets were read."""

    file: str
    sheets: tuple[SheetReading, ...]
    skipped: tuple[SkippedSheet, ...]


class LedgerColumn(Part):
    """A column of a ledger: what it was taken for (a meaning, "dimension" or "not used"), and why."""

    letters: str
    heading: str
    meaning: str
    reason: str


class LeftOutRow(Part):
    """A row of a ledger that is no entry: a total, a heading, a heading row that is repeated."""

    row: int
    kind: str
    text: str


class LedgerReading(Part):
    """How a ledger's file was read, and the [ledger] table of grantcalc.toml that says the same.

    Every row below the headings is an entry, left out (a total, an account as a heading, headings
    that are repeated), rejected, or blank; `openings` are those of the entries that bring a balance
    forward. A row with two accounts is two entries. `left_out` and `rejected` hold the first of
    them. `unreadable` says why it could not be read; the counts are then 0, and `toml` holds the best
    guesses, with what is missing as comments.
    """

    file: str
    sheet: str | None
    layout: str | None
    layout_reason: str
    header_row: int | None
    columns: tuple[LedgerColumn, ...]
    day_order: Literal["dmy", "mdy", "ymd"] | None
    day_reason: str
    decimal: Literal[",", "."] | None
    decimal_reason: str
    entries: int
    openings: int
    totals_left_out: int
    headings: int
    rejected_rows: int
    left_out: tuple[LeftOutRow, ...]
    rejected: tuple[RejectedRow, ...]
    unreadable: str | None
    toml: str


@dataclass(frozen=True)
class Shown:
    """The result of `grantcalc show`: how a file, or a project's files, are read.

    `unclear` says why a sheet that may be a budget could not be shown beside a ledger.
    """

    budget: FileReading | None
    ledgers: tuple[LedgerReading, ...]
    unclear: str | None = None

    @property
    def failures(self) -> list[str]:
        """What could not be read."""
        unreadable = (ledger.unreadable for ledger in self.ledgers)
        return [message for message in (self.unclear, *unreadable) if message]
