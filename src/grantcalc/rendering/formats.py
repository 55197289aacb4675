"""The forms in which the result of a check can be written, and who writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.errors import ConfigError
from grantcalc.language import or_list, tr

if TYPE_CHECKING:
    from grantcalc.report.check import CheckReport


class Format(StrEnum):
    """The forms in which the result of a check can be written."""

    TEXT = "text"
    JSON = "json"
    CONCISE = "concise"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    HTML = "html"
    XLSX = "xlsx"


_BY_ENDING = {
    "": Format.TEXT,
    ".txt": Format.TEXT,
    ".json": Format.JSON,
    ".sarif": Format.SARIF,
    ".xml": Format.JUNIT,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xlsx": Format.XLSX,
}

#: Each makes the whole text of a report that no terminal's width matters for.
_RENDERERS = {
    Format.JSON: "json_text:to_json",
    Format.CONCISE: "concise:concise",
    Format.GITHUB: "github:github",
    Format.GITLAB: "gitlab:gitlab",
    Format.JUNIT: "junit:junit",
    Format.SARIF: "sarif:sarif",
    Format.MARKDOWN: "markdown:markdown",
    Format.HTML: "html:html",
}


def format_of(path: Path) -> Format:
    """The format that a file's ending names; text where it has none.

    Raises:
        ConfigError: it names none.
    """
    found = _BY_ENDING.get(path.suffix.lower())
    if found is None:
        raise ConfigError(
            tr(
                "--output: {path}: its ending names no format; name it {endings}, or give --format",
                path=path,
                endings=or_list(ending for ending in _BY_ENDING if ending),
            )
        )
    return found


def renderer(chosen: Format) -> Callable[[CheckReport], Iterable[str]]:
    """What writes a report in a format of plain text; text and xlsx have ways of their own."""
    module, _, name = _RENDERERS[chosen].partition(":")
    function: Callable[[CheckReport], Iterable[str]] = getattr(
        import_module(f"grantcalc.rendering.{module}"), name
    )
    return function
