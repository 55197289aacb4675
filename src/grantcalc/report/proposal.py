"""The result of `grantcalc map`, ready to be rendered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from grantcalc.money import Money
from grantcalc.report.parts import Part
from grantcalc.report.remaining import EntriesReport, EntryReport


class ProposalReport(Part):
    """A mapping rule that may be added; `toml` is what to paste, `fits_too` are lines that fit as well."""

    line: str
    toml: str
    why: str
    fits_too: tuple[str, ...]
    entries: int
    amount: Money
    examples: tuple[EntryReport, ...]


class MapReport(Part):
    """The result of `grantcalc map`: unmapped = what the proposals take + what is left."""

    schema_: Literal["grantcalc/map/1"] = Field("grantcalc/map/1", alias="schema")
    unmapped: EntriesReport
    proposals: tuple[ProposalReport, ...]
    left: EntriesReport
