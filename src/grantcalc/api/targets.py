"""What is to be checked: the projects and files that paths, folders and patterns stand for."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcalc.errors import GrantcalcError, UnreadableFileError
from grantcalc.language import tr
from grantcalc.policy import is_matched
from grantcalc.project import budget_file, files_of, has_budget, is_project, open_project

_BUDGET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")


@dataclass(frozen=True)
class Target:
    """A project or a file to check; `is_found` says that a folder was searched for it.

    What was found and holds no budget is no fault: nobody said that it would.
    """

    path: Path
    is_found: bool = False


@dataclass(frozen=True)
class Missing:
    """A pattern that fits no file."""

    path: Path
    error: UnreadableFileError


def targets(
    paths: Sequence[Path], config: Path | None = None, exclude: Sequence[str] = ()
) -> list[Target | Missing]:
    """What paths stand for, each once, in order; a project's budget is checked with the project.

    A folder that is a project is one; in any other folder all projects and workbooks are searched
    for, but for files that a project names, hidden folders, Excel's lock files, results of grantcalc
    and what `exclude` leaves out. A pattern such as `projects/*/budget.xlsx` stands for the files that
    fit it.
    """
    found: dict[Path, Target | Missing] = {}
    for path in paths:
        for target in _targets(path, config, exclude):
            found.setdefault(target.path.resolve(), target)
    budgets = {_budget_of(target.path, config) for target in found.values()}
    return [target for path, target in found.items() if path not in budgets]


def _budget_of(path: Path, config: Path | None) -> Path | None:
    """The budget that is checked where a path names a project, and not once more for itself."""
    if not is_project(path):
        return None
    try:
        return budget_file(open_project(path, config)).resolve()
    except GrantcalcError:
        return None  # why the project cannot be checked is said when it is checked


def _targets(path: Path, config: Path | None, exclude: Sequence[str]) -> Iterator[Target | Missing]:
    if not path.exists() and glob.has_magic(str(path)):
        fitting = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  also of absolute patterns
        if not fitting:
            yield Missing(path, UnreadableFileError(tr("{path}: no file fits this", path=path)))
        for name in fitting:
            yield from _targets(Path(name), config, exclude)
    elif path.is_dir() and not has_budget(path, config):
        in_folder = sorted(_in_folder(path, config, exclude), key=lambda target: target.path.parts)
        # A folder without any is read as a project, which says what was looked for.
        yield from in_folder or [Target(path)]
    else:
        yield Target(path)


def _in_folder(folder: Path, config: Path | None, exclude: Sequence[str]) -> Iterator[Target]:
    """The projects and workbooks in a folder and those below it."""
    named: set[Path] = set()
    for here, folders, files in os.walk(folder):
        where = Path(here)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not _is_out(where / name, folder, exclude)
        ]
        if where != folder and (belonging := _project_files(where, config)) is not None:
            named |= {path.resolve() for path in belonging}
            yield Target(where, is_found=True)
        for name in files:
            path = where / name
            if (
                path.suffix.lower() in _BUDGET_ENDINGS
                and not name.startswith(("~$", "."))
                and path.resolve() not in named
                and not _is_out(path, folder, exclude)
                and not _is_result(path)
            ):
                yield Target(path, is_found=True)


def _project_files(folder: Path, config: Path | None) -> list[Path] | None:
    """The files that belong to the project in a folder; None where it is no project with a budget."""
    try:
        return files_of(folder, config) if has_budget(folder, config, in_itself=True) else None
    except GrantcalcError:
        return []  # its configuration cannot be followed, which is said when it is checked


def _is_result(path: Path) -> bool:
    """Whether grantcalc itself made a workbook of the budgets that it lies beside."""
    from grantcalc.rendering.annotated.annotating import is_annotated_copy
    from grantcalc.rendering.findings_workbook import is_findings_workbook
    from grantcalc.rendering.trace_workbook import is_trace_workbook

    return is_findings_workbook(path) or is_annotated_copy(path) or is_trace_workbook(path)


def _is_out(path: Path, folder: Path, exclude: Sequence[str]) -> bool:
    return is_matched(path.relative_to(folder).as_posix(), exclude)
