"""How much a finding matters. A module of its own, so that `--help` need not load the models."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; by default `error` makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Its place among the severities, from 0, the one that matters most."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Whether this matters as much as `other`, or more."""
        return self.rank <= other.rank
