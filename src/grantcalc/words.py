"""Words as they are looked for in labels and headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_NOT_A_WORD = re.compile(r"[^\w%&-]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Text as it is compared: lower case, words parted by one space, no punctuation around."""
    return " ".join(_NOT_A_WORD.sub(" ", text.casefold()).split())


class Words:
    """One meaning's words; `fits` says whether a text holds one of them as whole words.

    Plain sets serve better than a pattern here: compiling the patterns of a whole vocabulary would
    take longer than reading a budget.
    """

    def __init__(self, words: Sequence[str]) -> None:
        whole = [folded(word) for word in words if not word.endswith("*")]
        self._whole = frozenset(whole)
        self._stems = tuple(folded(word) for word in words if word.endswith("*"))
        self._longest = max(len(word.split()) for word in (*whole, *self._stems))
        phrases = (stem for stem in self._stems if " " in stem)
        self._first = frozenset(word.split()[0] for word in (*whole, *phrases) if word)

    def find(self, text: str) -> str | None:
        """The first of the words that stands in `text`, as it stands there; None where none does."""
        span = self._span(folded(text).split())
        return " ".join(span[1]) if span else None

    def fits(self, text: str) -> bool:
        """Whether one of the words stands in `text`."""
        return self._span(folded(text).split()) is not None

    def is_all_of(self, text: str) -> bool:
        """Whether `text` is one of the words and nothing else."""
        return self._is_word(folded(text))

    def is_at_an_end_of(self, text: str) -> bool:
        """Whether `text` begins or ends with one of the words."""
        pieces = folded(text).split()
        return any(
            self._is_word(" ".join(part))
            for size in range(1, min(self._longest, len(pieces)) + 1)
            for part in (pieces[:size], pieces[-size:])
        )

    def without(self, text: str) -> str:
        """`text`, folded, with the words taken out."""
        pieces = folded(text).split()
        while span := self._span(pieces):
            start, found = span
            pieces[start : start + len(found)] = []
        return " ".join(pieces)

    def _span(self, pieces: list[str]) -> tuple[int, list[str]] | None:
        """Where the first word starts, and its pieces; of those that start there, the longest."""
        for start, piece in enumerate(pieces):
            if piece not in self._first and not piece.startswith(self._stems):
                continue  # no word begins here
            for size in range(min(self._longest, len(pieces) - start), 0, -1):
                if self._is_word(" ".join(pieces[start : start + size])):
                    return start, pieces[start : start + size]
        return None

    def _is_word(self, text: str) -> bool:
        return text in self._whole or any(
            text.startswith(stem) and " " not in text[len(stem) :] for stem in self._stems
        )
