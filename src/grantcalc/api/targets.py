"""What is to be checked: the projects and files that paths, folders and patterns stand for."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcalc.errors import GrantcalcError, UnreadableFileError, reason
from grantcalc.language import tr
from grantcalc.policy import is_matched
from grantcalc.project import budget_file, files_of, has_budget, is_project, open_project
from grantcalc.reading.preflight import SHEET_ENDINGS


@dataclass(frozen=True)
class Target:
    """A project or a file to check; `is_found` says that a folder was searched for it.

    What was found and holds no budget is no fault: nobody said that it would.
    """

    path: Path
    is_found: bool = False


@dataclass(frozen=True)
class Missing:
    """A path that stands for no file: a pattern that none fits, or what may not be looked into."""

    path: Path
    error: UnreadableFileError


def targets(
    paths: Sequence[Path], config: Path | None = None, exclude: Sequence[str] = ()
) -> list[Target | Missing]:
    """What paths stand for, each once, in order; a project's budget is checked with the project.

    A folder that is a project is one; in any other folder all projects and workbooks are searched
    for, but for files that a project names, hidden folders, Excel's lock files, what grantcalc itself
    wrote, and what `exclude` leaves out. A pattern such as `projects/*/budget.xlsx` stands for the
    files that fit it.
    """
    found: dict[Path, Target | Missing] = {}
    for path in paths:
        for target in _targets(path, config, exclude):
            found.setdefault(_real(target.path), target)
    budgets = {
        _budget_of(target.path, config) for target in found.values() if isinstance(target, Target)
    }
    return [target for path, target in found.items() if path not in budgets]


def _real(path: Path) -> Path:
    """What a path leads to; a link that leads to itself is what it is."""
    return Path(os.path.realpath(path))


def _budget_of(path: Path, config: Path | None) -> Path | None:
    """The budget that is checked where a path names a project, and not once more for itself."""
    if not is_project(path):
        return None
    try:
        return _real(budget_file(open_project(path, config)))
    except GrantcalcError:
        return None  # why the project cannot be checked is said when it is checked


def _targets(path: Path, config: Path | None, exclude: Sequence[str]) -> Iterator[Target | Missing]:
    try:
        yield from _standing_for(path, config, exclude)
    except OSError as error:
        yield _closed(path, error)


def _closed(path: Path, error: OSError) -> Missing:
    problem = tr("{path}: cannot be opened ({why})", path=path, why=reason(error))
    return Missing(path, UnreadableFileError(problem))


def _standing_for(
    path: Path, config: Path | None, exclude: Sequence[str]
) -> Iterator[Target | Missing]:
    if not path.exists() and glob.has_magic(str(path)):
        fitting = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  also of absolute patterns
        if not fitting:
            yield Missing(path, UnreadableFileError(tr("{path}: no file fits this", path=path)))
        for name in fitting:
            yield from _targets(Path(name), config, exclude)
    elif path.is_dir() and not _is_one_project(path, config):
        in_folder = sorted(_in_folder(path, config, exclude), key=lambda target: target.path.parts)
        # A folder without any is read as a project, which says what was looked for.
        yield from in_folder or [Target(path)]
    else:
        yield Target(path)


def _is_one_project(folder: Path, config: Path | None) -> bool:
    """Whether a folder is a project; also where its configuration cannot be followed.

    What is wrong with that is said when the project is checked.
    """
    try:
        return has_budget(folder, config)
    except GrantcalcError:
        return True


def _in_folder(
    folder: Path, config: Path | None, exclude: Sequence[str]
) -> Iterator[Target | Missing]:
    """The projects and workbooks in a folder and those below it, and the folders that are closed."""
    named: set[Path] = set()
    closed: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=closed.append):
        where = Path(here)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not _is_out(where / name, folder, exclude)
        ]
        if where != folder and (belonging := _project_files(where, config)) is not None:
            named |= {_real(path) for path in belonging}
            yield Target(where, is_found=True)
        for name in files:
            path = where / name
            if (
                path.suffix.lower() in SHEET_ENDINGS
                and not name.startswith(("~$", "."))
                and _real(path) not in named
                and not _is_out(path, folder, exclude)
                and not _is_result(path)
            ):
                yield Target(path, is_found=True)
    for error in closed:
        yield _closed(Path(error.filename), error)


def _project_files(folder: Path, config: Path | None) -> list[Path] | None:
    """The files that belong to the project in a folder; None where it is no project with a budget."""
    try:
        return files_of(folder, config) if has_budget(folder, config, in_itself=True) else None
    except GrantcalcError:
        return []  # its configuration cannot be followed, which is said when it is checked


def _is_result(path: Path) -> bool:
    """Whether grantcalc itself wrote a file: findings, a marked copy of a workbook, or a trace."""
    from grantcalc.rendering.annotated import is_annotated_copy
    from grantcalc.rendering.findings_workbook import is_findings_workbook
    from grantcalc.rendering.trace_csv import is_trace_csv
    from grantcalc.rendering.trace_workbook import is_trace_workbook

    ending = path.suffix.lower()
    if ending == ".csv":
        return is_trace_csv(path)
    made = (is_findings_workbook, is_trace_workbook, is_annotated_copy)
    return ending in (".xlsx", ".xlsm") and any(is_made(path) for is_made in made)


def _is_out(path: Path, folder: Path, exclude: Sequence[str]) -> bool:
    return is_matched(path.relative_to(folder).as_posix(), exclude)
