"""A TOML file, read; where it is none, the line and the way to write it, for those who know Excel."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from grantcalc.errors import ConfigError, UnreadableFileError, reason
from grantcalc.language import mark, tr

_LONGEST_SHOWN = 60

#: What Python says, in English, and what its kinds come from most often.
_WORDS = {
    r"Invalid value": mark(
        "behind = stands a text in quotation marks, a number, a date as 2021-07-01, true or false"
    ),
    r"Expected newline.*": mark(
        "it goes on after its value; write numbers without spaces or comma, and texts in quotation "
        "marks"
    ),
    r"Expected '=' after.*|Invalid statement|Invalid initial.*": mark("write name = value"),
    r"Expected '\]+'.*|Unclosed.*": mark("a bracket is not closed"),
    r"Illegal character '\\n'|Unterminated string": mark("a quotation mark is not closed"),
    r"Unescaped.*|Invalid hex value|Escaped.*": mark("write \\ in a text twice, or / in its place"),
    r"Cannot (?:overwrite|declare|mutate|redefine).*|Duplicate.*": mark(
        "the same name stands further up"
    ),
    r"Invalid date or datetime": mark("there is no such day"),
}


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file holds.

    Raises:
        UnreadableFileError: it cannot be opened.
        ConfigError: it is no TOML.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be opened ({why})", path=path, why=reason(error))
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            tr("{path}: is no text in UTF-8; save it with this encoding", path=path)
        ) from error
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise ConfigError(_fault(path, text, str(error))) from error


def _fault(path: Path, text: str, theirs: str) -> str:
    """The line that is wrong, and why."""
    said = re.fullmatch(
        r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", theirs, re.DOTALL
    )
    if said is None:
        return tr("{path}: is not valid TOML ({why})", path=path, why=theirs)
    lines = text.rstrip().splitlines() or [""]
    number = min(int(said[2] or len(lines)), len(lines))
    return tr(
        "{path}: line {line} is not valid TOML: {text} ({why})",
        path=path,
        line=number,
        text=lines[number - 1].strip()[:_LONGEST_SHOWN],
        why=_in_our_words(said[1]),
    )


def _in_our_words(theirs: str) -> str:
    for kind, ours in _WORDS.items():
        if re.fullmatch(kind, theirs, re.DOTALL):
            return tr(ours)
    return theirs
