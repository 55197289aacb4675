"""Reports as JSON: the report models are the promised shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from grantcalc.report.check import CheckReport
from grantcalc.report.diff import DiffReport
from grantcalc.report.explanation import Explained
from grantcalc.report.funder import FunderReport
from grantcalc.report.profiles import ProfilesReport
from grantcalc.report.proposal import MapReport
from grantcalc.report.remaining import RemainingReport
from grantcalc.report.verification import VerifyReport

_Report = (
    CheckReport
    | DiffReport
    | FunderReport
    | MapReport
    | ProfilesReport
    | RemainingReport
    | VerifyReport
)

#: Control and direction codes beyond those that JSON itself escapes, and the second sign of what a
#: pipeline's host takes for a command wherever it stands in a line: ##[, ##vso[.
_ACTIVE = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?<=#)#(?=[A-Za-z]*\\[)"
)


def to_json(report: _Report, explained: Iterable[Explained] | None = None) -> Iterator[str]:
    """Exactly one JSON document, ending in a line break, piece by piece.

    `explained` becomes its part "explanation", with an entry a line. What a terminal would act on is
    escaped, as JSON allows.
    """
    pieces = _document(report) if explained is None else _with_explanation(report, explained)
    for piece in pieces:
        yield harmless(piece)


def harmless(document: str) -> str:
    """A JSON document of the same meaning, without anything that a terminal or a log acts on."""
    return _ACTIVE.sub(lambda match: f"\\u{ord(match.group()):04x}", document)


def _document(report: _Report) -> Iterator[str]:
    yield report.model_dump_json(indent=2) + "\n"


def _with_explanation(report: _Report, explained: Iterable[Explained]) -> Iterator[str]:
    """The report's document, opened at its end for a list of figures and their entries."""
    yield report.model_dump_json(indent=2).removesuffix("\n}") + ',\n  "explanation": ['
    between = ""
    for figure in explained:
        head = figure.head.model_dump_json().removesuffix("}")
        yield f'{between}\n    {head},"entries":['
        before = ""
        for entry in figure.entries:
            yield f"{before}\n      {entry.model_dump_json()}"
            before = ","
        yield "]}"
        between = ","
    yield "\n  ]\n}\n"
