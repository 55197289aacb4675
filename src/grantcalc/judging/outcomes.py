"""What can become of an entry, and what can be odd about one."""

from __future__ import annotations

from enum import StrEnum

from grantcalc.language import mark


class Outcome(StrEnum):
    """What became of an entry: counted, or left out and why; the words are translated where shown."""

    INCLUDED = mark("included")
    OTHER_PROJECT = mark("of another project")
    REPEATED = mark("also in another file")
    OPENING = mark("an opening balance")
    BALANCE_SHEET = mark("on a balance-sheet account")
    TRANSFER = mark("a transfer to or from a fund")
    INCOME = mark("income")
    COMPENSATED_VAT = mark("VAT that is compensated")
    IN_KIND_POSTING = mark("own work posted as cost")
    UNDATED = mark("without the date that decides")
    AFTER_AS_OF = mark("after the as-of date")
    BEFORE_PROJECT = mark("before the first project year")
    AFTER_PROJECT = mark("after the last project year")
    BETWEEN_YEARS = mark("between two project years")
    LEFT_OUT = mark("left out by a rule in grantcalc.toml")
    IN_KIND = mark("mapped to a budget line that is work, not money")

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
