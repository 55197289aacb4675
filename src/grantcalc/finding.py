"""What grantcalc says about a file: a finding and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from grantcalc.language import tr
from grantcalc.money import Money
from grantcalc.severity import Severity as Severity


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, a sheet (None in a CSV file) and a cell such as "B9".

    In an XML or text file it is a `line` instead, counted from 1; in a document a `paragraph`, or a
    `page` with the line on it.

    No model, because sums look their cells up by it many thousand times.
    """

    file: str
    sheet: str | None = None
    cell: str | None = None
    line: Annotated[int | None, Field(exclude_if=lambda line: line is None)] = None
    page: Annotated[int | None, Field(exclude_if=lambda page: page is None)] = None
    paragraph: Annotated[int | None, Field(exclude_if=lambda number: number is None)] = None

    def __str__(self) -> str:
        if self.line is not None:
            return tr("{file} line {line}", file=self.file, line=self.line)
        cell = "!".join(filter(None, (self.sheet, self.cell)))
        return f"{self.file} {cell}".strip()


class CheckInfo(BaseModel):
    """What there is to say of a code: its name states the fault, its text explains it."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    severity: Severity
    text: str

    @property
    def summary(self) -> str:
        """The first sentence, in the language in use: what is wrong."""
        return tr(self.plain_paragraphs[0])

    @property
    def remedy(self) -> str:
        """The last paragraph, in the language in use: what to do."""
        return tr(self.plain_paragraphs[-1])

    @property
    def paragraphs(self) -> list[str]:
        """The text in the language in use, one line a paragraph."""
        return [tr(paragraph) for paragraph in self.plain_paragraphs]

    @property
    def plain_paragraphs(self) -> list[str]:
        """The text as it is written, one line a paragraph: the messages to be translated."""
        return [" ".join(paragraph.split()) for paragraph in self.text.split("\n\n")]


class Term(BaseModel):
    """One amount of an equation with the cell that holds it; it counts `times` (-1: taken away)."""

    model_config = ConfigDict(frozen=True)

    label: str
    at: Place
    amount: Money
    times: int = 1


class Equation(BaseModel):
    """Two sides that should be equal and are not: what the sheet states, and what it is made of."""

    model_config = ConfigDict(frozen=True)

    stated: tuple[Term, ...]
    made_of: tuple[Term, ...]


class Quote(BaseModel):
    """A sentence of a document, and the words of it that are meant: those from `start` to `end`."""

    model_config = ConfigDict(frozen=True)

    sentence: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """The words that are meant."""
        return self.sentence[self.start : self.end]


class Finding(BaseModel):
    """One fault, or one thing worth knowing, at one place.

    `message` is whole: the `problem`, the likely `slip` of the hand if one would explain it, and the
    `advice`, what to do about it, where those are known. `expected` and `actual` are amounts where
    the fault is about money, else plain text; `difference` is actual minus expected. `fingerprint`
    tells the finding from others of its file, whatever rows are put in above it. `quotes` are the
    sentences of a document that it is about.
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
    problem: str = Field("", exclude=True)
    slip: str | None = None
    advice: str | None = None
    equation: Equation | None = None
    fingerprint: str | None = None
    quotes: tuple[Quote, ...] = Field((), exclude_if=lambda quotes: not quotes)
