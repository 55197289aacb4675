"""Which findings count and how much: selection, severity, suppressions and the baseline."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple

from grantcalc.check_settings import CheckTable, FileSettings, Suppression
from grantcalc.errors import ConfigError
from grantcalc.finding import Finding, Place, Severity
from grantcalc.language import tr
from grantcalc.money import Money
from grantcalc.report.parts import KnownFinding


@dataclass(frozen=True)
class Choice:
    """What the user asks for on the command line; it goes before what a project declares."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None


#: The user leaves everything to the projects.
NO_CHOICE = Choice()

#: A file as findings name it, as a path from the folder of the settings.
PathFrom = Callable[[str], str]


@dataclass(frozen=True)
class Outcome:
    """The findings that count, those that are accepted, and the suppressions that fit one.

    `used` are indices into the policy's suppressions.
    """

    findings: tuple[Finding, ...]
    known: tuple[KnownFinding, ...]
    used: frozenset[int]


@dataclass(frozen=True)
class Policy:
    """What a project and a user decide about findings.

    `from_settings` gives a file's path from the folder that the settings lie in.

    Raises:
        ConfigError: a code is none; the text suggests the nearest.
    """

    codes: frozenset[str]
    settings: CheckTable
    suppressions: Sequence[Suppression]
    choice: Choice
    from_settings: PathFrom

    def __post_init__(self) -> None:
        known = self.codes | {code[0] for code in self.codes}
        for code, where in _named_codes(self.settings, self.suppressions, self.choice):
            if code not in known:
                raise ConfigError(_unknown(code, where, sorted(known)))
        for suppression in self.suppressions:
            if suppression.code not in self.codes:
                raise ConfigError(
                    tr(
                        "suppress.code: {code} is a family; a suppression is of one finding, so name "
                        "its code, such as {code}001, or leave the family out with [check] ignore",
                        code=suppression.code,
                    )
                )

    @property
    def fail_on(self) -> Severity:
        """The least severity that fails."""
        return self.choice.fail_on or self.settings.fail_on

    def apply(self, findings: Iterable[Finding]) -> Outcome:
        """What becomes of findings: left out, of another severity, suppressed, or as they are."""
        counted: list[Finding] = []
        known: list[KnownFinding] = []
        used: set[int] = set()
        for found in findings:
            finding = self._weighed(found)
            if finding is None:
                continue
            fits = [i for i, s in enumerate(self.suppressions) if self._fits(s, finding)]
            used.update(fits)
            if fits:
                reason = self.suppressions[fits[0]].reason
                known.append(KnownFinding(finding=finding, by="suppression", reason=reason))
            else:
                counted.append(finding)
        return Outcome(tuple(counted), tuple(known), frozenset(used))

    def _weighed(self, finding: Finding) -> Finding | None:
        """A finding with the severity that is declared for it; None where it is not selected."""
        special = [part for part in self.settings.files if self._is_in(part, finding.at)]
        code = finding.code
        select = self.choice.select or _last_select(self.settings, special)
        ignored = [*self.choice.ignore, *(c for part in special for c in part.ignore)]
        if not self.choice.select:
            ignored += self.settings.ignore
        if not _is_chosen(code, select, ignored):
            return None
        severity = finding.severity
        for table in (self.settings.severity, *(part.severity for part in special)):
            severity = table.get(code) or table.get(code[0]) or severity
        return finding if severity is finding.severity else _with_severity(finding, severity)

    def _is_in(self, part: FileSettings, at: Place) -> bool:
        return is_matched(self.from_settings(at.file), part.files)

    def _fits(self, suppression: Suppression, finding: Finding) -> bool:
        if suppression.code != finding.code:
            return False
        if suppression.file and not is_matched(
            self.from_settings(finding.at.file), [suppression.file]
        ):
            return False
        return (suppression.cell or None) == (shown_cell(finding.at) or None)


def shown_cell(at: Place) -> str | None:
    """A place within its file as people write it: "Budsjett!B9", "B9", a line's number."""
    if at.line is not None:
        return str(at.line)
    if at.sheet is not None:
        return f"{at.sheet}!{at.cell or ''}"
    return at.cell


def is_matched(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path or its last part fits one of the patterns, or lies in a folder that does."""
    name = PurePosixPath(path).name
    return any(
        pattern
        in (path, name)  # "budget[1].xlsx" is a name too, which as a pattern it does not fit
        or fnmatchcase(path, pattern)
        or fnmatchcase(path, f"{pattern.rstrip('/')}/*")
        or fnmatchcase(name, pattern)
        for pattern in patterns
    )


def _with_severity(finding: Finding, severity: Severity) -> Finding:
    return finding.model_copy(update={"severity": severity})


def _last_select(settings: CheckTable, special: Sequence[FileSettings]) -> Sequence[str] | None:
    """What is selected for a file: the last that speaks of it counts."""
    chosen = [part.select for part in special if part.select is not None]
    return chosen[-1] if chosen else settings.select


def _is_chosen(code: str, select: Sequence[str] | None, ignored: Sequence[str]) -> bool:
    """Whether a code is selected; a whole code goes before a family's letter."""
    if code in ignored:
        return False
    if select and code in select:
        return True
    return code[0] not in ignored and (not select or code[0] in select)


def _named_codes(
    settings: CheckTable, suppressions: Sequence[Suppression], choice: Choice
) -> Iterator[tuple[str, str]]:
    """Every code that is named, and where."""
    yield from ((code, "--select") for code in choice.select)
    yield from ((code, "--ignore") for code in choice.ignore)
    parts: Sequence[tuple[str, CheckTable | FileSettings]] = [
        ("check", settings),
        *(("check.files", part) for part in settings.files),
    ]
    for name, table in parts:
        yield from ((code, f"{name}.select") for code in table.select or ())
        yield from ((code, f"{name}.ignore") for code in table.ignore)
        yield from ((code, f"{name}.severity") for code in table.severity)
    yield from ((suppression.code, "suppress.code") for suppression in suppressions)


def _unknown(code: str, where: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(code.upper(), known, n=1)
    if near:
        return tr(
            '{where}: there is no code "{code}" (did you mean {near}?); grantcalc explain lists all codes',
            where=where,
            code=code,
            near=near[0],
        )
    return tr(
        '{where}: there is no code "{code}"; grantcalc explain lists all codes',
        where=where,
        code=code,
    )


class BaselineKey(NamedTuple):
    """What a finding of a baseline is known by; `file` is its path from the baseline's folder."""

    file: str
    code: str
    fingerprint: str
    expected: str | None
    actual: str | None


def baseline_key(finding: Finding, path: str) -> BaselineKey:
    """What a finding is known by in a baseline: another amount at the same cell is another finding.

    Texts are left out: they are written as the language in use writes them.
    """

    def amount(value: Money | str | None) -> str | None:
        return str(value) if isinstance(value, Money) else None

    return BaselineKey(
        path,
        finding.code,
        finding.fingerprint or "",
        amount(finding.expected),
        amount(finding.actual),
    )


def without_baseline(
    findings: Iterable[Finding], baseline: Mapping[BaselineKey, object], path_from: PathFrom
) -> tuple[list[Finding], list[KnownFinding]]:
    """The findings that are not in a baseline, and those that are."""
    new: list[Finding] = []
    known: list[KnownFinding] = []
    for finding in findings:
        if baseline_key(finding, path_from(finding.at.file)) in baseline:
            known.append(KnownFinding(finding=finding, by="baseline", reason=None))
        else:
            new.append(finding)
    return new, known
