"""By what entries are judged: the project's years, what it declares, and the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from grantcalc.config import LedgerTable, MappingRule
from grantcalc.period import Period


@dataclass(frozen=True)
class Terms:
    """What decides over entries.

    `rules` are mapping rules with the index of their budget line (None: the entry is left out), first
    match wins. `in_kind_lines` are the lines that are work, `in_kind_labels` their names. `as_of` is
    inclusive, None counts everything. Entries within `pre_award_days` before the first project year
    count in it.
    """

    periods: Sequence[Period]
    rules: Sequence[tuple[int | None, MappingRule]] = ()
    in_kind_lines: frozenset[int] = frozenset()
    as_of: date | None = None
    declared: LedgerTable = field(default_factory=LedgerTable)
    pre_award_days: int = 0
    in_kind_labels: Sequence[str] = ()

    @cached_property
    def first_day(self) -> date | None:
        """The first day of the first project year; None where no year has dates."""
        return min((p.start for p in self.periods if p.start), default=None)

    @cached_property
    def last_day(self) -> date | None:
        """The last day of the last project year; None where no year has dates."""
        return max((p.end for p in self.periods if p.end), default=None)

    @cached_property
    def first_eligible_day(self) -> date | None:
        """The first day that counts: that of the first project year, less the days before the award."""
        first = self.first_day
        return None if first is None else first - timedelta(days=self.pre_award_days)
