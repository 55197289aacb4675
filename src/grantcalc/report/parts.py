"""What the reports share: the base of their models, counts, and the files that were read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from grantcalc.finding import Finding, Severity

InputRole = Literal[
    "config", "budget", "ledger", "hours", "commitments", "approved_budget", "profile", "report"
]


class Part(BaseModel):
    """The base of the reports' models."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, defer_build=True)


class Summary(Part):
    """How many findings there are of each severity."""

    errors: int
    warnings: int
    infos: int

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Summary:
        """Counts findings by severity."""
        count = Counter(finding.severity for finding in findings)
        return cls(
            errors=count[Severity.ERROR],
            warnings=count[Severity.WARNING],
            infos=count[Severity.INFO],
        )


class InputFile(Part):
    """A file that was read: what for, and the SHA-256 of its bytes; a ledger's number of entries."""

    file: str
    role: InputRole
    sha256: str
    entries: int | None = None


class KnownFinding(Part):
    """A finding that is accepted, and so not among the others.

    Either a suppression accepts it, which gives its `reason`, or it is in the baseline.
    """

    finding: Finding
    by: Literal["suppression", "baseline"]
    reason: str | None


def reaches(findings: Iterable[Finding], fail_on: Severity) -> bool:
    """Whether any of these findings is of the severity that fails, or of a worse one."""
    return any(finding.severity.at_least(fail_on) for finding in findings)
