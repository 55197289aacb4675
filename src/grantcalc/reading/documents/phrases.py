"""Words and phrases of statements.toml, found where they stand in a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase where it stands in a text, and what it means."""

    meaning: str
    start: int
    end: int


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    text = files("grantcalc.reading.documents").joinpath("statements.toml").read_text("utf-8")
    return tomllib.loads(text)


def phrases(table: str, meaning: str) -> list[str]:
    """The phrases for one meaning of a table, as they are written."""
    return list(_tables()[table][meaning])


@cache
def pattern(table: str, meaning: str) -> re.Pattern[str]:
    """What finds one meaning's phrases in a text, as whole words and the longest first."""
    return re.compile(rf"(?<!\w)(?:{any_of(phrases(table, meaning))})(?!\w)", re.IGNORECASE)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these phrases; "*" at an end is any ending."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(_one(word) for word in longest_first)


def _one(phrase: str) -> str:
    stem = phrase.removesuffix("*")
    text = r"\s+".join(re.escape(word) for word in stem.split())
    return text + (r"\w*" if stem != phrase else "")


def find(table: str, text: str) -> list[Found]:
    """Every phrase of a table in a text, from the left; of those that overlap, the longest."""
    every = [
        Found(meaning, match.start(), match.end())
        for meaning in _tables()[table]
        for match in pattern(table, meaning).finditer(text)
    ]
    return sorted(_longest(every), key=lambda found: found.start)


def _longest(found: Iterable[Found]) -> Iterator[Found]:
    taken: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
            yield one


def has(table: str, meaning: str, text: str) -> bool:
    """Whether one of a meaning's phrases stands in a text."""
    return pattern(table, meaning).search(text) is not None


def ends_with(table: str, meaning: str, text: str) -> re.Match[str] | None:
    """The phrase of a meaning that a text ends with, but for blanks; None where it ends otherwise."""
    return _at_end(table, meaning).search(text)


@cache
def _at_end(table: str, meaning: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(phrases(table, meaning))})\s*$", re.IGNORECASE)


def starts_with(table: str, meaning: str, text: str) -> re.Match[str] | None:
    """The phrase of a meaning that a text starts with, but for blanks; None where it does not."""
    return _at_start(table, meaning).match(text)


@cache
def _at_start(table: str, meaning: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{any_of(phrases(table, meaning))})(?!\w)", re.IGNORECASE)
