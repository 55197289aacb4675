"""What is wrong with a template, in words: where it is, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from grantcalc.errors import ConfigError
from grantcalc.language import quoted, tr


class StepError(Exception):
    """What is wrong at the place of a template that is being followed just now."""


class TemplateError(ConfigError):
    """A template cannot be followed; the text names its file, the line and what to do."""


def at_line(file: str, line: int | None, text: str) -> TemplateError:
    """A fault at a line of a template."""
    if line is None:
        return TemplateError(tr("{file}: {text}", file=file, text=text))
    return TemplateError(tr("{file}, line {line}: {text}", file=file, line=line, text=text))


def unknown(name: str, known: Iterable[str]) -> str:
    """A name that there is none of, with the nearest that there is, or all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return tr('there is no "{name}" here; did you mean "{near}"?', name=name, near=near[0])
    listed = ", ".join(map(quoted, names))
    return tr('there is no "{name}" here; there is {known}', name=name, known=listed)
