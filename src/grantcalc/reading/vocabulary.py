"""Words: what a label or a heading means, in the languages of vocabulary.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from grantcalc.words import Words, folded


@cache
def _all_words() -> dict[str, dict[str, list[str]]]:
    text = files("grantcalc.reading").joinpath("vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def words(table: str, meaning: str) -> Words:
    """The words for one meaning of a table, such as "income" in the table "side"."""
    return Words(_all_words()[table][meaning])


@cache
def meanings(table: str) -> tuple[str, ...]:
    """The meanings that a table of the vocabulary knows."""
    return tuple(_all_words()[table])


def headings(table: str, meaning: str) -> list[str]:
    """The words for one meaning as they are written, for documentation."""
    return list(_all_words()[table][meaning])


@cache
def months() -> dict[str, int]:
    """Month names and their short forms, folded, to the month's number."""
    return {folded(name): int(n) for n, names in _all_words()["months"].items() for name in names}
