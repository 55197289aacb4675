"""`grantcalc check`: the budgets of files, folders and projects, and a project's ledger."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from grantcalc.api.baseline import BaselineEntry, path_from, read_baseline
from grantcalc.api.one_path import (
    Asked,
    CheckedPath,
    check_path,
    counted_in_both,
    refuse_unknown_codes,
)
from grantcalc.api.parallel import check_in_parallel
from grantcalc.api.targets import Missing, Target, targets
from grantcalc.check_settings import Suppression
from grantcalc.config import find_config, load_config
from grantcalc.errors import GrantcalcError, NoBudgetError
from grantcalc.finding import Finding, Severity
from grantcalc.policy import (
    NO_CHOICE,
    BaselineKey,
    Choice,
    baseline_key,
    is_matched,
    without_baseline,
)
from grantcalc.profile import load_profile
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.project import is_project
from grantcalc.reading.files import shown_path
from grantcalc.report.check import CheckReport, FileOutcome, Unreadable
from grantcalc.report.parts import Summary

#: What became of one target.
_Done = CheckedPath | GrantcalcError


def check(
    paths: Sequence[Path],
    config: Path | None = None,
    password: str | None = None,
    progress: Progress = UNWATCHED,
    *,
    choice: Choice = NO_CHOICE,
    exclude: Sequence[str] = (),
    baseline: Path | None = None,
    use_baseline: bool = True,
    jobs: int = 1,
    profile: str | None = None,
) -> CheckReport:
    """Checks the budgets of files, folders and projects; a project's ledger too, if it names one.

    What cannot be read is listed in the report beside the results of the rest. `password` opens
    those of the workbooks that are encrypted. `choice` goes before what projects declare of findings;
    `exclude` are patterns of files that are left out where a folder is searched. Findings of the
    `baseline`, or of the one that a project names, are told apart, unless `use_baseline` is false.
    With `jobs` over 1, so many processes share many files; the order of the report stays the same.
    `profile` names the funder's rules, before what projects name.

    Raises:
        ConfigError: a code that was chosen is none, or a profile.
        GrantcalcError: none of the paths can be read.
    """
    asked = Asked(config, password, choice, profile)
    refuse_unknown_codes(choice)
    if profile is not None:
        load_profile(profile, Path())  # said once, not for each path
    excluded = [*exclude, *_declared_exclusions(paths, config)]
    wanted = targets(paths, config, excluded)
    done = _in_order(wanted, asked, progress, jobs)
    checked = [result for result in done if isinstance(result, CheckedPath)]
    if not checked and not any(_is_passed_over(t, d) for t, d in zip(wanted, done, strict=True)):
        raise GrantcalcError("\n".join(dict.fromkeys(str(error) for error in done)))
    is_complete = all(
        isinstance(d, CheckedPath) or _is_passed_over(t, d)
        for t, d in zip(wanted, done, strict=True)
    )
    checked = _with_unused(checked, paths if is_complete and not exclude else ())
    if use_baseline:
        checked = _without_baselines(checked, baseline)
    return _report(checked, wanted, done)


def _declared_exclusions(paths: Sequence[Path], config: Path | None) -> Iterator[str]:
    """What the settings of the folders to search leave out.

    Where they cannot be read or followed, that is said when what lies beside them is checked.
    """
    for path in paths:
        with contextlib.suppress(GrantcalcError, OSError):
            found = config or (find_config(path.resolve()) if path.is_dir() else None)
            if found:
                yield from load_config(found).check.exclude


def _in_order(
    wanted: Sequence[Target | Missing], asked: Asked, progress: Progress, jobs: int
) -> list[_Done]:
    """What became of each target, in their order.

    Files are shared among processes where there are many; projects are checked here, because what
    they count is compared with what others count.
    """
    files = [t.path for t in wanted if isinstance(t, Target) and not is_project(t.path)]
    elsewhere = dict(check_in_parallel(files, asked, progress, jobs))
    done: list[_Done] = []
    before: list[CheckedPath] = []
    for target in wanted:
        if isinstance(target, Missing):
            done.append(target.error)
        elif target.path in elsewhere:
            done.append(elsewhere[target.path])
        else:
            result = _checked_here(target.path, asked, progress, before)
            done.append(result)
            if isinstance(result, CheckedPath):
                before.append(result)
    return done


def _checked_here(
    path: Path, asked: Asked, progress: Progress, before: Sequence[CheckedPath]
) -> _Done:
    """One path, with the entries that its ledger and one before it both count."""
    try:
        result = check_path(path, asked, progress)
    except GrantcalcError as error:
        return error
    if result.counted is None:
        return result
    others = [other.counted for other in before if other.counted is not None]
    return result.with_found(counted_in_both(result.counted, others))


def _is_passed_over(target: Target | Missing, done: _Done) -> bool:
    """Whether a file was only come across, and holds no budget."""
    return isinstance(target, Target) and target.is_found and isinstance(done, NoBudgetError)


@dataclass
class _Baseline:
    """A baseline with what was found in the files that it speaks of; `last` is the last path with it."""

    path: Path
    held: Mapping[BaselineKey, BaselineEntry]
    files: set[str] = field(default_factory=set)
    found: set[BaselineKey] = field(default_factory=set)
    last: int = 0

    def takes(self, path: CheckedPath) -> CheckedPath:
        """The path, with those of its findings told apart that the baseline holds."""
        named = partial(path_from, self.path.parent)
        self.files.update(named(file.file) for file in path.inputs)
        # What is left out or suppressed is not gone.
        self.found.update(baseline_key(finding, named(finding.at.file)) for finding in path.found)
        new, known = without_baseline(path.findings, self.held, named)
        return replace(path, findings=new, known=(*path.known, *known))

    @property
    def gone(self) -> int:
        """How many of its findings are no longer there."""
        return sum(key not in self.found and key.file in self.files for key in self.held)


def _without_baselines(checked: Sequence[CheckedPath], chosen: Path | None) -> list[CheckedPath]:
    """Findings that a baseline holds are told apart; the baseline's own that are gone are found.

    Raises:
        GrantcalcError: a baseline cannot be read.
    """
    from grantcalc.checks import SettingsCase, check_settings

    done = list(checked)
    baselines: dict[Path, _Baseline] = {}
    for i, path in enumerate(checked):
        named = chosen or _declared_baseline(path)
        if named is not None:
            if named not in baselines:
                baselines[named] = _Baseline(named, read_baseline(named))
            done[i] = baselines[named].takes(path)
            baselines[named].last = i
    for named, baseline in baselines.items():
        shown = shown_path(named)
        gone = check_settings(SettingsCase(shown, baseline=shown, gone=baseline.gone))
        done[baseline.last] = done[baseline.last].with_found(gone)
    return done


def _declared_baseline(path: CheckedPath) -> Path | None:
    named = path.policy.settings.baseline
    return path.settings.parent / named if named and path.settings else None


def _with_unused(checked: Sequence[CheckedPath], whole: Sequence[Path]) -> list[CheckedPath]:
    """The paths, the last of each settings with a finding for each suppression that fits nothing.

    `whole` are paths at which everything could be checked.
    """
    from grantcalc.checks import SettingsCase, check_settings

    done = list(checked)
    by_settings: dict[Path, list[int]] = {}
    for i, path in enumerate(checked):
        if path.settings and path.policy.suppressions:
            by_settings.setdefault(path.settings, []).append(i)
    for settings, indices in by_settings.items():
        of_settings = [checked[i] for i in indices]
        unused = [
            suppression
            for n, suppression in enumerate(of_settings[0].policy.suppressions)
            if not any(n in path.used for path in of_settings)
            and _could_fit(suppression, of_settings, settings, is_whole=_covers(whole, settings))
        ]
        fits_nothing = check_settings(SettingsCase(shown_path(settings), unused))
        done[indices[-1]] = done[indices[-1]].with_found(fits_nothing)
    return done


def _could_fit(
    suppression: Suppression, checked: Sequence[CheckedPath], settings: Path, *, is_whole: bool
) -> bool:
    """Whether what a suppression is about was looked for: some of a project's files may be checked alone.

    A file that is not there any more is looked for in vain.
    """
    looked_for = any(suppression.code in path.could_be_found for path in checked)
    named = suppression.file
    if named is None:
        return looked_for and is_whole
    files = {path.policy.from_settings(file.file) for path in checked for file in path.inputs}
    is_checked = any(is_matched(file, [named]) for file in files)
    return looked_for and (is_checked or (is_whole and not _is_there(named, settings.parent)))


def _is_there(named: str, folder: Path) -> bool:
    """Whether a folder or one below it holds a file that a pattern names."""
    for here, _folders, files in os.walk(folder):
        if any(is_matched(path_from(folder, str(Path(here, name))), [named]) for name in files):
            return True
    return False


def _covers(paths: Sequence[Path], settings: Path) -> bool:
    """Whether all that lies beside a grantcalc.toml was checked."""
    there = settings.resolve()
    return any(
        there == path.resolve() or (path.is_dir() and there.is_relative_to(path.resolve()))
        for path in paths
    )


def _report(
    checked: Sequence[CheckedPath], wanted: Sequence[Target | Missing], done: Sequence[_Done]
) -> CheckReport:
    """What was found at all paths as one report."""
    from grantcalc.checks import every_check

    findings = [finding for path in checked for finding in path.findings]
    codes = {finding.code for finding in findings}
    inputs = {(file.file, file.role): file for path in checked for file in path.inputs}
    outcomes = list(_outcomes(checked, wanted, done))
    return CheckReport(
        budgets=tuple(budget for path in checked for budget in path.reports),
        findings=tuple(findings),
        summary=Summary.of(findings),
        unreadable=tuple(
            Unreadable(path=outcome.path, message=outcome.message)
            for outcome in outcomes
            if outcome.outcome == "unreadable" and outcome.message is not None
        ),
        inputs=tuple(inputs.values()),
        files=tuple(outcomes),
        known=tuple(known for path in checked for known in path.known),
        fail_on=_strictest([path.policy.fail_on for path in checked]),
        sheets=tuple(sheet for path in checked for sheet in path.sheets),
        rules=tuple(info for info in every_check() if info.code in codes),
    )


def _strictest(severities: Sequence[Severity]) -> Severity:
    """What fails a run over several projects: what fails any of them."""
    return max(severities, key=lambda severity: severity.rank, default=Severity.ERROR)


def _outcomes(
    checked: Sequence[CheckedPath], wanted: Sequence[Target | Missing], done: Sequence[_Done]
) -> Iterator[FileOutcome]:
    by_path = {path.where: path for path in checked}
    for target, result in zip(wanted, done, strict=True):
        shown = shown_path(target.path)
        if isinstance(result, CheckedPath):
            yield _counted(shown, by_path[target.path].findings)
        elif _is_passed_over(target, result):
            yield FileOutcome(path=shown, outcome="no_budget", message=str(result))
        else:
            yield FileOutcome(path=shown, outcome="unreadable", message=str(result))


def _counted(shown: str, findings: Sequence[Finding]) -> FileOutcome:
    count = Summary.of(findings)
    return FileOutcome(
        path=shown,
        outcome="checked",
        errors=count.errors,
        warnings=count.warnings,
        infos=count.infos,
    )
