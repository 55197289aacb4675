"""Where a result goes: to the screen, or to a file that is moved into place when it is whole."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.errors import ConfigError, UnreadableFileError, reason
from grantcalc.language import tr
from grantcalc.progress import UNWATCHED, Progress

if TYPE_CHECKING:
    from grantcalc.document import Picture
    from grantcalc.proof.explaining import Account
    from grantcalc.report.check import CheckReport

#: A result as text, in pieces, for a screen of some width (None: no screen), with colour or not.
Render = Callable[[int | None, bool], Iterable[str]]

#: An output never takes the place of an input.
_INPUT_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".xml", ".toml")

_TRACE_ENDINGS = (".xlsx", ".csv")


def write(output: Path | None, render: Render) -> None:
    """Writes a result to a file, or (None) to the screen.

    Raises:
        ConfigError: the file is named like one that grantcalc reads.
        UnreadableFileError: it cannot be written.
    """
    if output is None:
        from grantcalc.rendering.terminal import terminal_width

        on_screen = sys.stdout.isatty()
        colour = on_screen and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        sys.stdout.writelines(render(terminal_width() if on_screen else None, colour))
        return
    if output.suffix.lower() in _INPUT_ENDINGS:
        raise ConfigError(
            tr(
                "--output: {output} ends like a file that grantcalc reads; results are text "
                "or JSON, so name it .txt or .json",
                output=output,
            )
        )
    write_file(output, render(None, False))


def write_file(path: Path, pieces: Iterable[str]) -> None:
    """Writes text to a file that is there when it is whole.

    Raises:
        UnreadableFileError: it cannot be written.
    """
    with (
        whole_file(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.writelines(pieces)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place once it is whole, and never before.

    A device or a pipe, such as /dev/stdout, is no file whose place could be taken: it is `path` itself.

    Raises:
        UnreadableFileError: it cannot be written.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise UnreadableFileError(tr("{path}: is a folder; name a file in it", path=path))
    is_replaced = target.is_file() or not path.exists()
    if is_replaced and not target.parent.is_dir():
        raise UnreadableFileError(
            tr("{path}: there is no folder {folder}; make it first", path=path, folder=path.parent)
        )
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary if is_replaced else path
        if is_replaced:
            temporary.replace(target)
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be written ({why})", path=path, why=reason(error))
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def append_job_summary(report: CheckReport) -> None:
    """Adds the result to the summary of a job on GitHub, where one runs, beside its annotations.

    Raises:
        UnreadableFileError: the file that GitHub names cannot be written.
    """
    named = os.environ.get("GITHUB_STEP_SUMMARY")
    if not named:
        return
    from grantcalc.rendering.markdown import markdown

    try:
        with Path(named).open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(markdown(report))
    except OSError as error:
        raise UnreadableFileError(
            tr("{named}: cannot be written ({why})", named=named, why=reason(error))
        ) from error


def refuse_input(path: Path, read: Mapping[str, str]) -> None:
    """Stops where an output would take the place of one of the files that were read, each with its role.

    Raises:
        ConfigError: it would.
    """
    for file, role in read.items():
        if path.exists() and Path(file).exists() and path.samefile(file):
            raise ConfigError(
                tr("{path} is an input ({role}); give another name", path=path, role=role)
            )


def refuse_trace_target(path: Path) -> None:
    """Stops before any work where a trace cannot go to `path`.

    Raises:
        ConfigError: the ending is none that a trace can have, or another file is in the way.
    """
    if path.suffix.lower() not in _TRACE_ENDINGS:
        raise ConfigError(
            tr("--trace: {path}: name it .xlsx (a workbook) or .csv (the entries alone)", path=path)
        )
    if path.exists() and not path.is_dir() and not _is_trace(path):
        raise ConfigError(
            tr(
                "--trace: {path} is there already and was not made by --trace; give another "
                "name, or remove it",
                path=path,
            )
        )


def _is_trace(path: Path) -> bool:
    from grantcalc.rendering.trace_csv import is_trace_csv
    from grantcalc.rendering.trace_workbook import is_trace_workbook

    return is_trace_workbook(path) or is_trace_csv(path)


def write_trace(path: Path, account: Account, progress: Progress) -> None:
    """Writes the whole account to a workbook or, by its ending, to a CSV file.

    Raises:
        ConfigError: `path` is one of the files that were read.
        UnreadableFileError: it cannot be written.
    """
    from grantcalc.proof.tracing import every_entry, trace_tables

    report = account.report
    refuse_input(path, {given.file: given.role for given in report.inputs})
    progress.begin(tr("writing {name}", name=path.name), report.ledger.read.entries)
    with whole_file(path) as temporary:
        if path.suffix.lower() == ".csv":
            from grantcalc.rendering.trace_csv import write_trace_csv

            write_trace_csv(temporary, every_entry(account), progress)
        else:
            from grantcalc.rendering.trace_workbook import write_trace_workbook

            tables = trace_tables(account)
            write_trace_workbook(temporary, tables, report.as_of, report.currency, progress)


def write_pictures(pictures: Sequence[Picture], folder: Path) -> tuple[Path, ...]:
    """Writes each picture to a folder as SVG and as PNG, named like it: spending.svg, spending.png.

    The folder is made if it is not there; nothing is written where another's file is in the way.

    Raises:
        ConfigError: a file of such a name is there and is no picture of grantcalc's.
        UnreadableFileError: they cannot be written.
    """
    contents = {
        folder / f"{picture.name}.{ending}": content
        for picture in pictures
        for ending, content in (("svg", picture.svg), ("png", picture.png))
    }
    try:
        folder.mkdir(exist_ok=True)
        for path in contents:
            _refuse_strangers_picture(path)
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be written ({why})", path=folder, why=reason(error))
        ) from error
    for path, content in contents.items():
        with whole_file(path) as temporary:
            temporary.write_bytes(content)
    return tuple(contents)


def _refuse_strangers_picture(path: Path) -> None:
    from grantcalc.rendering.pictures import is_own

    if path.exists() and not path.is_dir() and not is_own(path.read_bytes()):
        raise ConfigError(
            tr(
                "--pictures: {path} is there already and was not made by grantcalc; give another "
                "folder, or remove it",
                path=path,
            )
        )


def watched() -> contextlib.AbstractContextManager[Progress]:
    """Somebody to tell how far the work is: a bar on a terminal's stderr, nobody anywhere else."""
    if not (sys.stderr and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb":
        return contextlib.nullcontext(UNWATCHED)
    from grantcalc.rendering.progress_bar import ProgressBar

    return ProgressBar()
