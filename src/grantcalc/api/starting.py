"""`grantcalc new`: a folder for a new project."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from grantcalc import language
from grantcalc.config import DEFAULT_CURRENCY, FILE_NAME
from grantcalc.errors import ConfigError, GrantcalcError, UnreadableFileError, reason
from grantcalc.funders_rules import IndirectRule
from grantcalc.language import tr
from grantcalc.money import currency_digits
from grantcalc.profile import PLAIN, Profile, load_profile
from grantcalc.project import files_in
from grantcalc.starting.plan import (
    FundersTerms,
    Plan,
    Status,
    award_amount,
    fits_years,
    plain_name,
    project_years,
)
from grantcalc.starting.settings import settings_text
from grantcalc.starting.workbook import sheet_names, workbook_bytes, workbook_name


@dataclass(frozen=True)
class NewProject:
    """What was made: the folder, its files, and the plan that they follow."""

    folder: Path
    files: tuple[Path, ...]
    plan: Plan


def new_project(
    folder: Path,
    *,
    funder: str,
    start: date,
    name: str | None = None,
    years: int | None = None,
    end: date | None = None,
    currency: str | None = None,
    profile: str = PLAIN,
    awards: Sequence[Decimal] = (),
    status: Status = "applied",
    own_work: bool | None = None,
    lang: str | None = None,
) -> NewProject:
    """Makes a folder for a new project: a workbook and its grantcalc.toml; nothing is overwritten.

    `name` is the folder's own if left out, `currency` the profile's, else NOK. `awards` are major
    units, one for each project year. `own_work` says whether work in kind is a part of the budget: if
    left out, where the funder accepts it. `lang` is the language of the files ("en", "nb", "nn").

    Raises:
        ConfigError: a value cannot be followed, or the folder holds a project already.
        UnreadableFileError: the profile cannot be read, or the files cannot be written.
    """
    with _speaking(lang):
        refuse_project(folder)
        rules = load_profile(profile, folder)
        its_currency = currency_code(currency or rules.currency or DEFAULT_CURRENCY)
        its_years = project_years(start, years, end)
        fits_years(awards, len(its_years))
        plan = Plan(
            name=plain_name(name if name is not None else folder.resolve().name),
            funder=plain_name(funder),
            currency=its_currency,
            years=its_years,
            terms=funders_terms(rules, profile, start, its_currency),
            awards=tuple(award_amount(amount, its_currency) for amount in awards),
            status=status,
            has_own_work=accepts_work(rules, start) if own_work is None else own_work,
        )
        workbook = workbook_name()
        settings = settings_text(plan, sheet_names(), workbook)
        files = {workbook: workbook_bytes(plan), FILE_NAME: settings.encode("utf-8")}
        return NewProject(folder, _made(folder, files), plan)


def refuse_project(folder: Path) -> None:
    """Stops where a folder is none, or holds files of a project already.

    Raises:
        ConfigError: it does; the text lists the files.
        UnreadableFileError: it cannot be looked into.
    """
    try:
        if not os.path.lexists(folder):
            return
        if not folder.is_dir():
            raise ConfigError(tr("{path}: is a file; name a folder", path=folder))
        there = files_in(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    if there:
        raise ConfigError(
            tr(
                "{folder}: holds a project already ({files}); nothing was changed; name another folder",
                folder=folder,
                files=", ".join(path.name for path in there),
            )
        )


def currency_code(text: str) -> str:
    """A currency's code in capitals.

    Raises:
        ConfigError: it is none.
    """
    code = text.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise ConfigError(
            tr('"{text}" is no currency; write its three letters, such as NOK or EUR', text=text)
        )
    currency_digits(code)
    return code


def accepts_work(profile: Profile, start: date) -> bool:
    """Whether a funder lets work in kind count; it does where its profile says nothing else."""
    rule = profile.rule("in_kind_accepted", start)
    return rule is None or bool(rule.value)


def funders_terms(profile: Profile, name: str, start: date, currency: str) -> FundersTerms:
    """What of a funder's rules the files show, for a project that starts on a day.

    A rate in another currency than the project's is left to the funder.
    """

    def value(rule: str) -> Decimal | None:
        found = profile.rule(rule, start)
        return None if found is None else Decimal(found.value)

    own, most = value("own_share_min"), value("funder_rate_max")
    least = max(own or Decimal(0), 1 - most if most is not None else Decimal(0))
    indirect = profile.rule("indirect_rate_max", start)
    return FundersTerms(
        profile=name,
        own_share=Fraction(least) if least else None,
        hourly_rate=value("hourly_rate_max") if profile.currency == currency else None,
        hours_a_year=value("hours_a_year_max"),
        indirect_rate=Fraction(indirect.value) if isinstance(indirect, IndirectRule) else None,
        indirect_base=indirect.base if isinstance(indirect, IndirectRule) else "direct",
    )


@contextmanager
def _speaking(code: str | None) -> Iterator[None]:
    """The language of the files, for as long as they are made."""
    before = language.in_use()
    if code is not None and code not in language.LANGUAGES:
        raise ConfigError(
            tr("there is no language {code}; there are {known}", code=code, known="en, nb, nn")
        )
    language.use(code or before)
    try:
        yield
    finally:
        language.use(before)


def _made(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Makes the files, each only where none is; if one cannot be made, none of them stays."""
    made: list[Path] = []
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            # A file that somebody else has made in the meantime is not overwritten either.
            with (folder / name).open("xb") as file:
                made.append(folder / name)
                file.write(content)
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        if is_new and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        if isinstance(error, OSError):
            raise _unwritable(folder, error) from error
        raise
    return tuple(made)


def _unwritable(folder: Path, error: OSError) -> GrantcalcError:
    return UnreadableFileError(
        tr("{path}: cannot be written ({why})", path=folder, why=reason(error))
    )
