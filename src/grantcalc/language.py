"""The language of messages, and how its readers write numbers and days.

A message is written in English where it is needed and translated there: `tr("the sheet {name} is
hidden", name=sheet)`. The catalogues are gettext's, in `locale/`; `make catalogues` collects what is
to be translated. Codes, keys and everything else that a program reads are never translated.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

#: The languages of messages: English, and Norway's two written forms, bokmål and nynorsk.
LANGUAGES = ("en", "nb", "nn")

#: Messages, and the texts that explain the checks: each has a catalogue of its own.
DOMAINS = ("messages", "checks")

CATALOGUES = Path(__file__).parent / "locale"

_DEFAULT = "en"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_SAME = {"no": "nb"}  # the code of Norwegian before it was two


@dataclass(frozen=True)
class _Language:
    """A language with its translations, the mark before decimals, and the pattern of a day."""

    code: str
    words: NullTranslations
    decimal_mark: str
    day: str


@cache
def _language(code: str) -> _Language:
    """A language's words and ways.

    English is the language of the messages themselves. Its numbers and days are written as the
    international standards have it, 1 340 000.50 and 2022-02-14: an American comma or month would be
    misread by most who live on grants in Europe.
    """
    if code == _DEFAULT:
        return _Language(code, NullTranslations(), ".", "%Y-%m-%d")
    from babel import Locale

    locale = Locale.parse(code)
    words = NullTranslations()
    for domain in DOMAINS:
        with (CATALOGUES / code / "LC_MESSAGES" / f"{domain}.mo").open("rb") as file:
            words.add_fallback(GNUTranslations(file))
    mark = locale.number_symbols["latn"]["decimal"]
    return _Language(code, words, mark, _day_pattern(locale.date_formats["short"].pattern))


def _day_pattern(pattern: str) -> str:
    """A locale's short day, such as "dd.MM.y", as `date.strftime` writes it with all four digits."""
    return pattern.replace("dd", "%d").replace("MM", "%m").replace("yy", "y").replace("y", "%Y")


_in_use: ContextVar[_Language] = ContextVar("language", default=_language(_DEFAULT))  # noqa: B039  it is frozen


def use(code: str) -> None:
    """Messages are from now on in this language, one of `LANGUAGES`."""
    if code not in LANGUAGES:
        raise ValueError(f"no language of messages: {code}")
    _in_use.set(_language(code))


def in_use() -> str:
    """The code of the language that messages are in."""
    return _in_use.get().code


def from_environment(variables: Mapping[str, str] = os.environ) -> str:
    """The language that the user's system is set to; English where messages are not in it."""
    for name in _VARIABLES:
        for locale in filter(None, variables.get(name, "").split(":")):
            code = locale.replace("-", "_").partition(".")[0].partition("_")[0].lower()
            code = _SAME.get(code, code)
            if code in LANGUAGES or name != "LANGUAGE":
                return code if code in LANGUAGES else _DEFAULT
    return _windows_language() if sys.platform == "win32" else _DEFAULT


def _windows_language() -> str:
    """The language of Windows' own menus, where no variable tells of one."""
    if sys.platform != "win32":
        return _DEFAULT
    import ctypes
    import locale

    known = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return from_environment({"LANG": known or _DEFAULT})


def tr(message: str, /, **values: object) -> str:
    """A message in the language in use, with `values` in the places that it names in braces."""
    translated = _in_use.get().words.gettext(message)
    return translated.format(**values) if values else translated


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """A message about `count` things, which it may name as {count}."""
    translated = _in_use.get().words.ngettext(one, many, count)
    return translated.format(count=count, **values)


def mark(message: str) -> str:
    """Marks a message that is written in one place and translated (`tr`) where it is used."""
    return message


def shown_number(plain: str) -> str:
    """A decimal number such as "-1340000.50" in groups of three digits, with the language's mark."""
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, point, decimals = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    return f"{sign}{grouped}{_in_use.get().decimal_mark if point else ''}{decimals}"


def quoted(text: str) -> str:
    """A name between the language's quotation marks."""
    return tr('"{text}"', text=text)


def sentence_list(items: Iterable[str]) -> str:
    """Items as a sentence lists them: "B2, B3 and B4"."""
    *first, last = items
    return tr("{first} and {last}", first=", ".join(first), last=last) if first else last


def or_list(items: Iterable[str]) -> str:
    """Items as a sentence lists them where one of them is meant: "2022-03-04 or 2022-04-03"."""
    *first, last = items
    return tr("{items} or {last}", items=or_list(first), last=last) if first else last


def and_more(items: str, more: int) -> str:
    """Items, of which `more` are not named: "B2, B3 and 12 more"."""
    return plural("{items} and {count} more", "{items} and {count} more", more, items=items)


def shown_day(day: date) -> str:
    """A day as the language's readers write it: 2022-02-14, 14.02.2022."""
    return day.strftime(_in_use.get().day) if day.year >= 1000 else day.isoformat()
