"""Options that several commands have, and how what users give with them is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from grantcalc.cli.help import speak
from grantcalc.errors import ConfigError, UnreadableFileError, reason
from grantcalc.language import tr

_LONGEST_PASSWORD = 4096


class Format(StrEnum):
    """The forms in which a result can be written."""

    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """The languages of the messages."""

    EN = "en"
    NB = "nb"
    NN = "nn"


def _use_language(chosen: Language | None) -> Language | None:
    if chosen is not None:
        speak(chosen.value)
    return chosen


FormatOption = Annotated[Format | None, typer.Option("--format", help="How to write the result.")]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", help="Write the result to this file, not to the screen."
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The last day that counts, such as 2022-02-14; today if left out.",
    ),
]
BudgetOption = Annotated[
    Path | None, typer.Option("--budget", metavar="FILE", help="The budget's file.")
]
LedgerOption = Annotated[
    list[Path] | None,
    typer.Option("--ledger", metavar="FILE", help="A ledger's file; may be given again."),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The grantcalc.toml to use, instead of looking for one.",
    ),
]
ProfileOption = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME|FILE",
        help="The funder's rules: a name from grantcalc profiles, or a .toml file of your own.",
    ),
]
PasswordOption = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="A file with the password of encrypted workbooks.",
    ),
]
LanguageOption = Annotated[
    Language | None,
    typer.Option(
        "--lang",
        callback=_use_language,
        is_eager=True,
        help="The language of the messages; if left out, that of your system.",
    ),
]


#: The ending of an output that is to be JSON, unless --format says otherwise.
BY_ENDING = {".json": Format.JSON}

AnyFormat = TypeVar("AnyFormat")


def format_for(
    given: AnyFormat | None,
    output: Path | None,
    by_ending: Mapping[str, AnyFormat],
    otherwise: AnyFormat,
) -> AnyFormat:
    """The format asked for; else the one that the output's ending names; else `otherwise`."""
    if given is not None:
        return given
    return by_ending.get(output.suffix.lower(), otherwise) if output else otherwise


def day_in(text: str) -> date:
    """The day that a user typed.

    Raises:
        ConfigError: it is no day.
    """
    from grantcalc.reading.dates import parse_day

    day = parse_day(text)
    if day is None:
        raise ConfigError(
            tr('--as-of: "{text}" is no date; write it as 2022-02-14 or 14.02.2022', text=text)
        )
    return day


def day_or_today(text: str | None) -> date:
    """The day that a user typed, else the user's own calendar day.

    Raises:
        ConfigError: it is no day.
    """
    return date.today() if text is None else day_in(text)  # noqa: DTZ011  the user's own day


def password_in(path: Path | None) -> str | None:
    """The password that a file holds: its text, without the line break at its end.

    Raises:
        UnreadableFileError: the file cannot be read, or holds no text of one line.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST_PASSWORD).decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise UnreadableFileError(
            tr("--password-file: {path}: cannot be read ({why})", path=path, why=reason(error))
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            tr("--password-file: {path}: is no text in UTF-8", path=path)
        ) from error
    if not text or "\n" in text:
        raise UnreadableFileError(
            tr("--password-file: {path}: must hold the password on one line alone", path=path)
        )
    return text
