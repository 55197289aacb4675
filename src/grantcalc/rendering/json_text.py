"""Reports as JSON: the report models are the promised shapes."""

from __future__ import annotations

from grantcalc.report import CheckReport, RemainingReport


def to_json(report: CheckReport | RemainingReport) -> str:
    """Exactly one JSON document, ending in a line break."""
    return report.model_dump_json(indent=2) + "\n"
