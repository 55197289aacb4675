"""How much a finding matters. A module of its own, so that `--help` need not load the models."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; by default `error` makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def at_least(self, other: Severity) -> bool:
        """Whether this matters as much as `other`, or more."""
        order = list(Severity)
        return order.index(self) <= order.index(other)
