"""A document that people read, in no file format: headings, sentences, tables, pictures.

The report to a funder becomes such a document, and each renderer makes a file of it. Figures stay
figures (money, days, shares, hours) until a renderer writes them: a workbook wants numbers, and the
others the words of the document's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from grantcalc.money import Money

#: A cell's content: text, money, a day, hours or a count, a share of one, or nothing.
Value = str | Money | date | Decimal | int | Fraction | None


@dataclass(frozen=True)
class Run:
    """Some words of a paragraph in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 1 is the document's title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One or several sentences."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Items:
    """A list of points, numbered or not."""

    items: tuple[Paragraph, ...]
    numbered: bool = False


@dataclass(frozen=True)
class FillIn:
    """A place where a person is to write: what is asked for, to be seen and replaced."""

    prompt: str


@dataclass(frozen=True)
class Column:
    """A column of a table; columns of figures are set to the right."""

    heading: str
    is_figure: bool = True


@dataclass(frozen=True)
class Row:
    """A row of a table: `sum` rows stand out, `heading` rows have words in their first cell alone.

    `fill_in` rows are for a person to write in, below the line that they are about: their first cell
    says what. `note` rows are what a person has written there, in their first cell alone.
    """

    cells: tuple[Value, ...]
    role: Literal["line", "sum", "heading", "fill_in", "note"] = "line"


@dataclass(frozen=True)
class Table:
    """A table; `name` is the one that templates use ("lines"), `caption` says what it shows."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """A chart: `name` is the one that templates use ("spending"), `alt` says it in words.

    `svg` and `png` are the same drawing; `width_mm` is what it is made to be printed at.
    """

    name: str
    caption: str
    alt: str
    svg: bytes
    png: bytes
    width_mm: int = 160


Block = Heading | Paragraph | Items | FillIn | Table | Picture


@dataclass(frozen=True)
class Document:
    """The blocks in their order, in one language ("nb", "nn" or "en").

    `made_from` is a line for the end: what the figures were made from, and by what.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    made_from: str
