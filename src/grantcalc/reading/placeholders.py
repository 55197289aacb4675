"""Words in place of an amount: "Free" and a dash are zero, "TBD" is an amount that is not there yet.

What is in neither list is no number and no zero, so that a sum over it is unknown. "n/a" counts as
not there yet: it may be "not available", and a gap is said while a zero is silent.
"""

from __future__ import annotations

import re

from grantcalc.reading.numbers import is_dash
from grantcalc.reading.vocabulary import words

#: What people leave to be filled in: "?", "...", "____", "xxx", and a column too narrow for a number.
_TO_FILL_IN = re.compile(r"\?+|…+|\.{3,}|_+|x{2,}|#{3,}", re.I)
_MOST_WORDS = 8
_LONGEST = 80


def stands_for_nothing(text: str) -> bool:
    """Whether a text in place of an amount says that there is nothing to add: "-", "Free", "inkl."."""
    if len(text) > _LONGEST:
        return False
    return is_dash(text) or words("cell", "nothing").is_all_of(text)


def no_amount_yet(text: str) -> bool:
    """Whether a text in place of an amount says that it is not there yet: "TBD", "avventer svar"."""
    bare = text.strip()
    if len(bare) > _LONGEST or any(c.isdigit() for c in bare):
        return False
    if _TO_FILL_IN.fullmatch(bare):
        return True
    return len(bare.split()) <= _MOST_WORDS and words("cell", "later").fits(bare)
