"""The colours of findings in workbooks."""

from __future__ import annotations

from enum import Enum

from grantcalc.finding import Severity


class Colour(Enum):
    """A highlight's colours, the first for dark text and the last for light text.

    Red-orange, yellow and blue, each of another lightness, are told apart by the colour-blind too.
    """

    ERROR = ("F4A582", "FDDBC7", "B2182B")
    WARNING = ("FFE066", "FFF3C4", "7A5C00")
    NOTE = ("92C5DE", "D1E5F0", "2166AC")
    ERROR_RELATED = ("FDDBC7", "8C3A42")
    WARNING_RELATED = ("FFF3C4", "6B5B2E")
    NOTE_RELATED = ("D1E5F0", "3F6487")


OF_FINDING = {
    Severity.ERROR: Colour.ERROR,
    Severity.WARNING: Colour.WARNING,
    Severity.INFO: Colour.NOTE,
}
OF_RELATED = {
    Severity.ERROR: Colour.ERROR_RELATED,
    Severity.WARNING: Colour.WARNING_RELATED,
    Severity.INFO: Colour.NOTE_RELATED,
}
