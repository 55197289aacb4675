"""What `grantcalc new` needs to know: from options, from a person at a terminal, or as suggested."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypedDict, TypeVar

import typer

from grantcalc.api.starting import accepts_work, currency_code, refuse_project
from grantcalc.cli.ending import say
from grantcalc.cli.help import speak
from grantcalc.config import DEFAULT_CURRENCY
from grantcalc.errors import ConfigError, GrantcalcError
from grantcalc.language import LANGUAGES, in_use, shown_day, tr
from grantcalc.profile import PLAIN, Profile, load_profile, profile_names
from grantcalc.reading.dates import parse_day
from grantcalc.reading.numbers import UnclearNumberError, parse_number
from grantcalc.reading.vocabulary import words
from grantcalc.starting.plan import (
    MOST_YEARS,
    ProjectYear,
    Status,
    award_amount,
    plain_name,
    project_years,
)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Given:
    """What the options say, as it was typed; None or empty where they say nothing."""

    folder: Path
    name: str | None = None
    funder: str | None = None
    profile: str | None = None
    currency: str | None = None
    start: str | None = None
    years: int | None = None
    end: str | None = None
    awards: tuple[str, ...] = ()
    status: Status | None = None
    own_work: bool | None = None
    has_language: bool = False


class Answers(TypedDict):
    """What `new_project` takes."""

    name: str
    funder: str
    profile: str
    currency: str
    start: date
    years: int | None
    end: date | None
    awards: tuple[Decimal, ...]
    status: Status
    own_work: bool


def answered(given: Given, *, takes_suggestions: bool) -> Answers:
    """Everything that is needed; what is not given is asked for on a terminal.

    Raises:
        ConfigError: an option says what cannot be followed, or something is not given and nobody is there
            to be asked.
        GrantcalcError: the folder holds a project already, or a profile cannot be read.
    """
    refuse_project(given.folder)
    asks = not takes_suggestions and _is_terminal()
    if asks and not given.has_language:
        speak(_ask(tr("Language: en, nb or nn"), _language, in_use()))
    if not asks and not takes_suggestions:
        _refuse_missing(given)
    return _Questions(given, asks).answers()


def _is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _refuse_missing(given: Given) -> None:
    """Stops where nobody can be asked for what has no honest default.

    Raises:
        ConfigError: the text names the options.
    """
    missing = [] if given.start is not None else ["--start"]
    known = given.profile and _funder(load_profile(given.profile, given.folder))
    if given.funder is None and not known:
        missing.insert(0, "--funder")
    if missing:
        raise ConfigError(
            tr(
                "nobody can be asked here, so give {options} (or --yes for what grantcalc suggests)",
                options=" ".join(missing),
            )
        )


@dataclass
class _Questions:
    """One question after the other: an option answers it, or a person, or what is suggested."""

    given: Given
    asks: bool
    _profiles: dict[str, Profile] = field(default_factory=dict)

    def answers(self) -> Answers:
        given = self.given
        name = self._answer(
            "--name", given.name, tr("Name of the project"), plain_name, self._folder_name()
        )
        profile = self._profile()
        rules = self._profiles[profile]
        suggested = _funder(rules) or (None if self.asks else tr("The funder"))
        funder = self._answer(
            "--funder", given.funder, tr("Who gives the grant"), plain_name, suggested
        )
        usual = rules.currency or DEFAULT_CURRENCY
        currency = self._answer("--currency", given.currency, tr("Currency"), currency_code, usual)
        first = shown_day(_next_month(date.today()))  # noqa: DTZ011  the user's own day
        start = self._answer("--start", given.start, tr("First day of the project"), _day, first)
        end = _read("--end", given.end, _day) if given.end else None
        years = self._years(end)
        awards = self._awards(currency, project_years(start, years, end))
        return Answers(
            name=name,
            funder=funder,
            profile=profile,
            currency=currency,
            start=start,
            years=years,
            end=end,
            awards=awards,
            status=self._status(bool(awards)),
            own_work=self._own_work(rules, start),
        )

    def _answer(
        self,
        option: str,
        given: str | None,
        question: str,
        read: Callable[[str], Answer],
        suggested: str | None,
    ) -> Answer:
        if given is not None:
            return _read(option, given, read)
        if self.asks or suggested is None:
            return _ask(question, read, suggested)
        return read(suggested)

    def _folder_name(self) -> str:
        return self.given.folder.resolve().name or tr("New project")

    def _profile(self) -> str:
        def read(text: str) -> str:
            name = text.strip()
            self._profiles[name] = load_profile(name, self.given.folder)
            return name

        if self.asks and self.given.profile is None:
            for name in profile_names():
                title = load_profile(name, self.given.folder).title
                typer.echo(f"  {name:<20}{title.here if title else ''}", err=True)
        return self._answer("--profile", self.given.profile, tr("The funder's rules"), read, PLAIN)

    def _years(self, end: date | None) -> int | None:
        if self.given.years is not None or end is not None:
            return self.given.years
        return _ask(tr("Number of project years"), _count, "1") if self.asks else 1

    def _awards(self, currency: str, years: tuple[ProjectYear, ...]) -> tuple[Decimal, ...]:
        def read(text: str) -> Decimal:
            return award_amount(_number(text), currency)

        def read_or_nothing(text: str) -> Decimal | None:
            return read(text) if text.strip() else None

        if self.given.awards or not self.asks:
            return tuple(_read("--award", text, read) for text in self.given.awards)
        first = _ask(
            tr("Award for {year} (press Enter if it is not known)", year=years[0].heading),
            read_or_nothing,
            "",
        )
        if first is None:
            return ()
        rest = (_ask(tr("Award for {year}", year=year.heading), read, "0") for year in years[1:])
        return (first, *rest)

    def _status(self, has_awards: bool) -> Status:
        if self.given.status or not (has_awards and self.asks):
            return self.given.status or "applied"
        question = tr("Is the money awarded (and not only applied for)? yes or no")
        return "awarded" if _ask(question, _yes, tr("no")) else "applied"

    def _own_work(self, rules: Profile, start: date) -> bool:
        usual = accepts_work(rules, start)
        if self.given.own_work is not None or not self.asks:
            return usual if self.given.own_work is None else self.given.own_work
        question = tr("Is work that nobody is paid for a part of the budget? yes or no")
        return _ask(question, _yes, tr("yes") if usual else tr("no"))


def _ask(question: str, read: Callable[[str], Answer], suggested: str | None) -> Answer:
    """A person's answer to a question; asked again, with the reason, until it can be followed."""
    while True:
        text = typer.prompt(
            question, default=suggested, show_default=bool(suggested), type=str, err=True
        )
        try:
            return read(text)
        except GrantcalcError as error:
            say(str(error))


def _read(option: str, text: str, read: Callable[[str], Answer]) -> Answer:
    """What an option says; a fault names the option."""
    try:
        return read(text)
    except ConfigError as error:
        raise ConfigError(tr("{option}: {error}", option=option, error=error)) from error


def _funder(profile: Profile) -> str | None:
    """What the funder of a profile is called."""
    return profile.funder.here if profile.funder else None


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _language(text: str) -> str:
    code = text.strip().lower()
    if code not in LANGUAGES:
        raise ConfigError(tr("write en, nb or nn"))
    return code


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None:
        raise ConfigError(
            tr('"{text}" is no date; write it as 2026-07-01 or 01.07.2026', text=text)
        )
    return day


def _count(text: str) -> int:
    if not (text.strip().isdecimal() and 1 <= int(text) <= MOST_YEARS):
        raise ConfigError(tr("a project has 1 to {most} project years", most=MOST_YEARS))
    return int(text)


def _number(text: str) -> Decimal:
    try:
        return parse_number(text)
    except UnclearNumberError as error:
        raise ConfigError(
            tr('"{text}" is no amount; write it as 700000 ({error})', text=text, error=error)
        ) from error


def _yes(text: str) -> bool:
    for answer, means in (("yes", True), ("no", False)):
        if words("answer", answer).is_all_of(text):
            return means
    raise ConfigError(tr("write yes or no"))
