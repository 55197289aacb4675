"""What grantcalc says about a file: a finding, its place and its severity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from grantcalc.money import Money


class Severity(StrEnum):
    """How much a finding matters; `error` makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, a sheet (None in a CSV file) and a cell such as "B9".

    In an XML file it is a `line` instead, counted from 1.

    No model, because sums look their cells up by it many thousand times.
    """

    file: str
    sheet: str | None = None
    cell: str | None = None
    line: Annotated[int | None, Field(exclude_if=lambda line: line is None)] = None

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.file} line {self.line}"
        return " ".join(
            [self.file, *([f"{self.sheet}!{self.cell}"] if self.sheet else [self.cell or ""])]
        ).strip()


class CheckInfo(BaseModel):
    """What there is to say of a code: its name states the fault, its text explains it."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    severity: Severity
    text: str

    @property
    def summary(self) -> str:
        """The first sentence: what is wrong."""
        return self.text.split("\n", 1)[0]


class Finding(BaseModel):
    """One fault, or one thing worth knowing, at one place.

    `expected` and `actual` are amounts where the fault is about money, else plain text;
    `difference` is actual minus expected.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    severity: Severity
    message: str
    at: Place
    related: tuple[Place, ...] = ()
    expected: Money | str | None = None
    actual: Money | str | None = None
    difference: Money | None = None
