"""A project's folder: its grantcalc.toml, and which of its files is the budget and which the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grantcalc.config import FILE_NAME, Config, find_config, load_config
from grantcalc.errors import ConfigError, UnclearChoiceError, UnreadableFileError, declaring, reason
from grantcalc.language import or_list, tr
from grantcalc.profile import Profile, UnknownProfileError, load_profile, own_file, plain
from grantcalc.reading.files import read_book
from grantcalc.reading.ledgers.columns import is_ledger
from grantcalc.reading.preflight import ENDINGS

_BUDGET_NAMES = ("budget", "budsjett")
_LEDGER_NAMES = ("ledger", "regnskap")


@dataclass(frozen=True)
class Project:
    """A folder with what its grantcalc.toml declares; `path` is that file, None without one.

    `password` opens those of its workbooks that are encrypted. `profile` are the funder's rules,
    `profile_file` is where they were read, None for grantcalc's own.
    """

    folder: Path
    config: Config
    path: Path | None
    password: str | None = None
    profile: Profile = field(default_factory=plain)
    profile_file: Path | None = None

    def file(self, name: str) -> Path:
        """A file that grantcalc.toml names, from the folder that it lies in."""
        return (self.path.parent if self.path else self.folder) / name


def open_project(
    where: Path,
    config: Path | None = None,
    password: str | None = None,
    profile: str | None = None,
) -> Project:
    """The project that a folder, a grantcalc.toml or a file in a project's folder belongs to.

    `profile` comes before the one that grantcalc.toml names; a file of that name lies in the working
    folder, one that grantcalc.toml names beside it.

    Raises:
        UnreadableFileError: `where` or `config` does not exist.
        ConfigError: the grantcalc.toml cannot be followed.
    """
    try:
        there = where.exists()
    except OSError as error:
        raise UnreadableFileError(
            tr("{where}: cannot be opened ({why})", where=where, why=reason(error))
        ) from error
    if not there:
        raise UnreadableFileError(tr("{where}: no such file or folder", where=where))
    folder = where if where.is_dir() else where.parent
    found = config or (where if _is_config(where) else find_config(folder.resolve()))
    declared = load_config(found) if found else Config()
    rules, file = _profile(profile, declared, found)
    return Project(folder, declared, found, password, rules, file)


def _profile(asked: str | None, config: Config, path: Path | None) -> tuple[Profile, Path | None]:
    """The funder's rules that were asked for, else those that grantcalc.toml names, else none.

    With them comes their file, where it is a user's own.

    Raises:
        GrantcalcError: there are no such rules, or they cannot be followed.
    """
    if asked is not None:
        return load_profile(asked, Path()), own_file(asked, Path())
    if config.profile is None or path is None:
        return plain(), None
    try:
        rules = load_profile(config.profile, path.parent)
    except UnknownProfileError as error:
        raise ConfigError(f"{path}: profile: {error}") from error
    return rules, own_file(config.profile, path.parent)


def is_project(where: Path) -> bool:
    """Whether a path names a project (its folder or its grantcalc.toml), not one file of it."""
    return where.is_dir() or _is_config(where)


def has_budget(folder: Path, config: Path | None = None, *, in_itself: bool = False) -> bool:
    """Whether a folder is a project with a budget, declared or found by its name.

    `in_itself`: a configuration of a folder above does not count.

    Raises:
        ConfigError: the configuration cannot be followed.
    """
    if _candidates(folder, _BUDGET_NAMES):
        return True
    found = config or find_config(folder.resolve())
    if found is None or (in_itself and found.parent.resolve() != folder.resolve()):
        return False
    return bool(load_config(found).files.budget)


def files_of(folder: Path, config: Path | None = None) -> list[Path]:
    """The files that belong to the project in a folder: those that it names, or that have its names."""
    project = open_project(folder, config)
    files = project.config.files
    names = [files.budget, *files.ledger, files.hours, files.commitments]
    named = [project.file(name) for name in names if name]
    return [*named, *_candidates(folder, _BUDGET_NAMES), *_candidates(folder, _LEDGER_NAMES)]


def _is_config(path: Path) -> bool:
    return path.is_file() and path.suffix == ".toml"


def budget_file(project: Project) -> Path:
    """The project's budget: the one that grantcalc.toml names, else the folder's own.

    Raises:
        UnreadableFileError: there is none; the text names what was looked for.
        UnclearChoiceError: there are several.
    """
    named = project.config.files.budget
    if named:
        return _existing(project, named, "files.budget")
    return _only(project, _BUDGET_NAMES, _no_budget, _several_budgets)


def ledger_files(project: Project, budget: Path | None = None) -> list[Path]:
    """The project's ledgers, as `budget_file` finds its budget; else a sheet of `budget` itself."""
    named = project.config.files.ledger
    if named:
        return [_existing(project, name, "files.ledger") for name in named]
    alone = not _candidates(project.folder, _LEDGER_NAMES)
    if budget and alone:
        sheets = read_book(budget, project.password, project.config.csv).sheets
        if any(is_ledger(grid) for grid in sheets):
            return [budget]
    return [_only(project, _LEDGER_NAMES, _no_ledger, _several_ledgers)]


def hours_file(project: Project) -> Path | None:
    """The timesheet that grantcalc.toml names; None where it names none."""
    named = project.config.files.hours
    return _existing(project, named, "files.hours") if named else None


def approved_budget_file(project: Project) -> Path | None:
    """The budget that the funder approved last; None where grantcalc.toml names none."""
    named = project.config.files.approved_budget
    return _existing(project, named, "files.approved_budget") if named else None


def commitments_file(project: Project) -> Path | None:
    """The list of orders that grantcalc.toml names; None where it names none."""
    named = project.config.files.commitments
    return _existing(project, named, "files.commitments") if named else None


def template_file(project: Project) -> Path | None:
    """The template of the report to the funder; None where grantcalc.toml names none."""
    named = project.config.report.template
    return _existing(project, named, "report.template") if named else None


def _existing(project: Project, name: str, key: str) -> Path:
    path = project.file(name)
    if not path.is_file():
        raise UnreadableFileError(
            tr(
                "{path}: no such file (named in {config} under {key})",
                path=path,
                config=project.path,
                key=key,
            )
        )
    return path


def _only(
    project: Project,
    names: Sequence[str],
    none: Callable[[Path, str], str],
    several: Callable[[Path, list[Path]], str],
) -> Path:
    """The one file with one of these names; the others say what is wrong if it is not one."""
    found = _candidates(project.folder, names)
    if len(found) == 1:
        return found[0]
    if not found:
        looked_for = or_list(f"{name}.xlsx" for name in names)
        raise UnreadableFileError(none(project.folder, looked_for))
    raise UnclearChoiceError(several(project.folder, found))


def _no_budget(folder: Path, looked_for: str) -> str:
    return tr(
        "{folder}: no budget found; looked for a grantcalc.toml here and in the folders above, and for "
        "{names} (also .xlsm, .xls, .xlsb, .ods, .csv, a ledger also .xml); name the budget's file, or "
        'declare it {declare} budget = "..."',
        folder=folder,
        names=looked_for,
        declare=declaring("files"),
    )


def _no_ledger(folder: Path, looked_for: str) -> str:
    return tr(
        "{folder}: no ledger found; looked for a grantcalc.toml here and in the folders above, and for "
        "{names} (also .xlsm, .xls, .xlsb, .ods, .csv, a ledger also .xml); name the ledger's file, or "
        'declare it {declare} ledger = "..."',
        folder=folder,
        names=looked_for,
        declare=declaring("files"),
    )


def _several_budgets(folder: Path, found: list[Path]) -> str:
    return tr(
        "{folder}: several files may be the budget ({files}); name one on the command line, or "
        '{declare} budget = "{file}"',
        folder=folder,
        files=", ".join(path.name for path in found),
        declare=declaring("files"),
        file=found[0].name,
    )


def _several_ledgers(folder: Path, found: list[Path]) -> str:
    return tr(
        "{folder}: several files may be the ledger ({files}); name one on the command line, or "
        '{declare} ledger = "{file}"',
        folder=folder,
        files=", ".join(path.name for path in found),
        declare=declaring("files"),
        file=found[0].name,
    )


def _candidates(folder: Path, names: Sequence[str]) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.stem.lower() in names and path.suffix.lower() in ENDINGS and path.is_file()
    )


def files_in(folder: Path) -> list[Path]:
    """The files in a folder that make it a project: its grantcalc.toml, and what has a budget's name."""
    settings = folder / FILE_NAME
    declared = [settings] if os.path.lexists(settings) else []
    return [*declared, *_candidates(folder, (*_BUDGET_NAMES, *_LEDGER_NAMES))]
