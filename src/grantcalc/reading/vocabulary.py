"""Words: what a label or a heading means, in the languages of vocabulary.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_NOT_A_WORD = re.compile(r"[^\w%&-]+")


def folded(text: str) -> str:
    """Text as it is compared: lower case, words parted by one space, no punctuation around."""
    return " ".join(_NOT_A_WORD.sub(" ", text.casefold()).split())


class Words:
    """One meaning's words; `fits` says whether a text holds one of them as whole words."""

    def __init__(self, words: list[str]) -> None:
        patterns = []
        for word in words:
            stem = re.escape(folded(word.removesuffix("*")))
            patterns.append(stem + (r"[\w-]*" if word.endswith("*") else ""))
        body = "|".join(sorted(set(patterns), key=len, reverse=True))
        self._anywhere = re.compile(rf"(?<![\w-])(?:{body})(?![\w-])")
        self._whole = re.compile(rf"(?:{body})")

    def find(self, text: str) -> str | None:
        """The first of the words that stands in `text`; None where none does."""
        match = self._anywhere.search(folded(text))
        return match.group() if match else None

    def fits(self, text: str) -> bool:
        """Whether one of the words stands in `text`."""
        return self.find(text) is not None

    def is_all_of(self, text: str) -> bool:
        """Whether `text` is one of the words and nothing else."""
        return bool(self._whole.fullmatch(folded(text)))

    def without(self, text: str) -> str:
        """`text`, folded, with the words taken out."""
        return " ".join(self._anywhere.sub(" ", folded(text)).split())


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


@cache
def months() -> dict[str, int]:
    """Month names and their short forms, folded, to the month's number."""
    return {folded(name): int(n) for n, names in _all_words()["months"].items() for name in names}
