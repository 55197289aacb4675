"""Funders' rules as data: what a profile is, and where it is found.

A profile is a TOML file: one of grantcalc's own (profiles/*.toml) or a user's. It says what a funder
asks, each rule with its source, the time for which it holds, and whether somebody has read it there.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from grantcalc.errors import ConfigError
from grantcalc.funders_rules import Category, CategoryName, Rule, Rules, Said
from grantcalc.language import tr
from grantcalc.sections import CurrencyCode, OneOrMore, Section, Text, Texts
from grantcalc.toml_faults import validated
from grantcalc.toml_file import read_toml

#: The profile of a project that names none: it judges nothing that no funder asks.
PLAIN = "plain"


Term = Literal[
    "budgeted",
    "awarded",
    "received",
    "spent",
    "committed",
    "spent_and_committed",
    "remaining",
    "available",
    "own_promised",
    "own_delivered",
    "own_remaining",
]


class FormLine(Section):
    """A line of the funder's own forms: its code there, its words, and what it is in grantcalc's.

    `sum_of` are the codes that it is made of on the same form, one with a minus before it taken off.
    """

    form: Text
    code: Text
    words: Said
    sum_of: Texts = ()
    term: Term | None = None

    @property
    def made_of(self) -> str:
        """What the line is made of: "10d - 10g"."""
        return " + ".join(self.sum_of).replace("+ -", "- ")


class UnknownProfileError(ConfigError):
    """There is no profile of a name."""


def _country_code(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isupper():
        raise ValueError(tr("write the country's two-letter code, such as NO or US"))
    return value


class Profile(Section):
    """A funder's rules. `extends` names the profile whose rules hold where this one has none.

    `funder_names` are what the funder is called in budgets. `categories` tell kinds of costs apart by
    words: staff, indirect, subcontracting, not_in_mtdc. `lines` are those of the funder's forms,
    `notes` what else is to be known and cannot be checked.
    """

    name: Text
    title: Said | None = None
    funder: Said | None = None
    funder_names: Texts = ()
    country: Annotated[str, AfterValidator(_country_code)] | None = None
    currency: CurrencyCode | None = None
    extends: Text | None = None
    rules: Rules = Rules()
    categories: dict[CategoryName, Category] = {}
    lines: tuple[FormLine, ...] = ()
    notes: OneOrMore[Said] = ()

    @model_validator(mode="after")
    def _has_a_title(self) -> Self:
        if self.title is None and self.extends is None:
            raise ValueError(tr('give it a title = "...", or say which profile it extends'))
        return self

    @property
    def shown(self) -> str:
        """What the profile is called in messages: its funder, else its title, else its name."""
        said = self.funder or self.title
        return said.here if said else self.name

    def rule(self, name: str, on: date | None) -> Rule | None:
        """The rule of a name for projects that start on a day; on an unknown one, the newest."""
        found = self.of_name(name)
        if on is None:
            return max(found, key=lambda rule: rule.valid_to or date.max, default=None)
        return next((rule for rule in found if rule.holds_on(on)), None)

    def of_name(self, name: str) -> tuple[Rule, ...]:
        """The rules of a name, whenever they hold."""
        found: tuple[Rule, ...] = getattr(self.rules, name)
        return found

    def every_rule(self) -> Iterator[tuple[str, Rule]]:
        """Each rule with its name, whenever it holds."""
        for name in Rules.model_fields:
            for rule in self.of_name(name):
                yield name, rule


@cache
def profile_names() -> tuple[str, ...]:
    """The names of grantcalc's own profiles, the plain one first."""
    names = sorted(
        entry.name.removesuffix(".toml")
        for entry in files("grantcalc.profiles").iterdir()
        if entry.name.endswith(".toml")
    )
    return (PLAIN, *(name for name in names if name != PLAIN))


@cache
def plain() -> Profile:
    """The profile of a project that names none."""
    return load_profile(PLAIN, Path())


def load_profile(name: str, folder: Path) -> Profile:
    """A profile by its name, or by its file's (ending in .toml), which lies in `folder`.

    Raises:
        UnreadableFileError: the file cannot be opened.
        ConfigError: there is no such profile, or it says something that cannot be followed.
    """
    return Profile.model_validate(_data(name, folder, ()))


def own_file(name: str, folder: Path) -> Path | None:
    """A user's own profile in `folder`; None where the name is one of grantcalc's."""
    return folder / name if name.lower().endswith(".toml") else None


def _data(name: str, folder: Path, before: tuple[Path, ...]) -> dict[str, Any]:
    """What a profile says, with what it takes from the one that it extends."""
    path = _file(name, folder)
    if path.resolve() in before:
        raise ConfigError(tr("{path}: extends itself, by way of others or alone", path=path))
    data = read_toml(path)
    data.setdefault("name", path.stem)
    own = validated(Profile, data, path)
    plainest = _file(PLAIN, folder)
    if path == plainest:
        return data
    base = _data(own.extends or PLAIN, path.parent, (*before, path.resolve()))
    merged = {**base, **data} if own.extends else data
    for table in ("rules", "categories"):
        merged[table] = {**base.get(table, {}), **data.get(table, {})}
    return merged


def _file(name: str, folder: Path) -> Path:
    """Where a profile lies.

    Raises:
        UnknownProfileError: it is neither a file's name nor one of grantcalc's own.
    """
    if own := own_file(name, folder):
        return own
    known = profile_names()
    if name.casefold() in known:
        return Path(str(files("grantcalc.profiles").joinpath(f"{name.casefold()}.toml")))
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
    values = {"name": name, "known": ", ".join(known)}
    if near:
        raise UnknownProfileError(
            tr(
                'there is no profile "{name}"; did you mean "{near}"? There are {known}; one of your '
                "own is named by its file, such as our-foundation.toml",
                near=near[0],
                **values,
            )
        )
    raise UnknownProfileError(
        tr(
            'there is no profile "{name}"; there are {known}; one of your own is named by its file, '
            "such as our-foundation.toml",
            **values,
        )
    )
