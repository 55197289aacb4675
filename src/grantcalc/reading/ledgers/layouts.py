"""Layouts with a name: ledgers of programs whose export has a public form (layouts.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from grantcalc.cells import column_number
from grantcalc.errors import ConfigError
from grantcalc.language import tr
from grantcalc.words import folded


@dataclass(frozen=True)
class Layout:
    """A program's export: the meanings of its headings, or of its columns where it has none.

    It is recognised for certain by `certain`: headings that all stand in one row, or what the first
    field of every row says. Columns at `positions` whose name is no meaning are dimensions.
    """

    name: str
    title: str
    note: str
    certain: frozenset[str]
    headings: Mapping[str, str]
    positions: Mapping[str, int]

    @property
    def reason(self) -> str:
        """Why a ledger was taken for this layout."""
        if self.positions:
            words = ", ".join(sorted(self.certain)).upper()
            return tr("every row begins with {words}", words=words)
        return tr("its headings are those of {title}", title=self.title)


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout, by its name in grantcalc.toml."""
    text = files("grantcalc.reading.ledgers").joinpath("layouts.toml").read_text("utf-8")
    return {
        name: Layout(
            name=name,
            title=table["title"],
            note=table["note"],
            certain=frozenset(map(folded, table["certain"])),
            headings={folded(h): m for h, m in table.get("headings", {}).items()},
            positions={m: column_number(c) for m, c in table.get("positions", {}).items()},
        )
        for name, table in tomllib.loads(text).items()
    }


def declared_layout(name: str | None) -> Layout | None:
    """The layout that grantcalc.toml names.

    Raises:
        ConfigError: there is none of that name.
    """
    if name is None:
        return None
    if name not in layouts():
        known = ", ".join(sorted(layouts()))
        raise ConfigError(
            tr('[ledger] layout: "{name}" is none of {known}', name=name, known=known)
        )
    return layouts()[name]


def layout_without_headings(rows: Sequence[Sequence[str]], declared: str | None) -> Layout | None:
    """The layout of a ledger without headings: as declared, or told by every row's first field."""
    if layout := declared_layout(declared):
        return layout if layout.positions else None
    marks = {folded(row[0]) for row in rows if any(row)}
    for layout in layouts().values():
        if layout.positions and marks and marks <= layout.certain:
            return layout
    return None


def named_layout(headings: Sequence[str], declared: str | None) -> Layout | None:
    """The layout of a ledger with these headings: as declared, or told by them."""
    if layout := declared_layout(declared):
        return layout
    here = set(map(folded, headings))
    for layout in layouts().values():
        if not layout.positions and layout.certain <= here:
            return layout
    return None
