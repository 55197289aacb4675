"""Reports as JSON: the report models are the promised shapes."""

from __future__ import annotations

import re

from grantcalc.report import CheckReport, MapReport, RemainingReport

#: Control and direction codes beyond those that JSON itself escapes.
_ACTIVE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def to_json(report: CheckReport | MapReport | RemainingReport) -> str:
    """Exactly one JSON document, ending in a line break.

    What a terminal would act on is escaped, as JSON allows.
    """
    document = report.model_dump_json(indent=2)
    return _ACTIVE.sub(lambda match: f"\\u{ord(match.group()):04x}", document) + "\n"
