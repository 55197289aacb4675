"""What can become of an entry, and what can be odd about one."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of an entry: counted, or left out and why."""

    INCLUDED = "included"
    OTHER_PROJECT = "of another project"
    REPEATED = "also in another file"
    OPENING = "an opening balance"
    BALANCE_SHEET = "on a balance-sheet account"
    TRANSFER = "a transfer to or from a fund"
    INCOME = "income"
    COMPENSATED_VAT = "VAT that is compensated"
    IN_KIND_POSTING = "own work posted as cost"
    UNDATED = "without the date that decides"
    AFTER_AS_OF = "after the as-of date"
    BEFORE_PROJECT = "before the first project year"
    AFTER_PROJECT = "after the last project year"
    BETWEEN_YEARS = "between two project years"
    LEFT_OUT = "left out by a rule in grantcalc.toml"
    IN_KIND = "mapped to a budget line that is work, not money"

    @property
    def is_outside_project(self) -> bool:
        """Whether the entry is dated outside every project year."""
        return self in (Outcome.BEFORE_PROJECT, Outcome.AFTER_PROJECT, Outcome.BETWEEN_YEARS)


class Oddity(StrEnum):
    """What may be wrong with entries, or worth knowing of them."""

    DUPLICATE = "duplicate"
    REVERSED = "reversed"
    NEGATIVE = "negative"
    NO_VOUCHER = "no voucher"
    NO_PROJECT = "no project"
    LIKE_PROJECT = "project written otherwise"
    PERIOD_DIFFERS = "period differs"
    POSTED_LATER = "posted later"
    PRE_AWARD = "before the award"
    UNBALANCED = "unbalanced"
    FOREIGN_DIFFERS = "foreign differs"
    MAYBE_FOREIGN = "may be in another currency"
    IN_KIND_TEXT = "text names own work"
    BOTH_SIDES = "both sides counted"
    NOT_IN_CHART = "not in the chart"
    MAYBE_REPEATED = "may be in two files"
