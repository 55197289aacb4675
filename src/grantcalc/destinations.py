"""Where the result of a check goes: each output with its format, and none over a stranger's file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcalc.errors import ConfigError
from grantcalc.language import tr
from grantcalc.output import append_job_summary, whole_file, write, write_file
from grantcalc.rendering.formats import Format, format_of, renderer
from grantcalc.report.check import CheckReport

#: The name of an output that is the screen.
SCREEN = Path("-")

#: Endings that inputs have too: a file of another program is never taken for one of ours.
_SHARED_ENDINGS = (".xlsx", ".xml", ".json")
_NEVER = (".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".toml")


@dataclass(frozen=True)
class Destination:
    """A file, or (None) the screen, and the format that goes there."""

    path: Path | None
    format: Format


def destinations(
    outputs: Sequence[Path], formats: Sequence[Format], copy: Path | None = None
) -> list[Destination]:
    """The outputs with their formats: the first format for the first output, and so on.

    Outputs without a format have the one that their ending names; the screen has text. `copy` is
    what else is written, the annotated copy.

    Raises:
        ConfigError: a format has no output, an ending names no format, an output is given twice, or
            another file is in the way.
    """
    paths = [None if path == SCREEN else path for path in outputs or [SCREEN]]
    if len(formats) > len(paths):
        raise ConfigError(
            tr(
                "--format is given {formats} times and --output {outputs} times; give an --output for "
                'each format ("--output -" is the screen)',
                formats=len(formats),
                outputs=len(outputs),
            )
        )
    written = [path and os.path.realpath(path) for path in [*paths, *([copy] if copy else [])]]
    if len(set(written)) < len(written):
        raise ConfigError(tr("--output: the same output is given twice"))
    found = [
        Destination(path, formats[i] if i < len(formats) else _format_of(path))
        for i, path in enumerate(paths)
    ]
    for destination in found:
        _refuse(destination)
    return found


def _format_of(path: Path | None) -> Format:
    return format_of(path) if path else Format.TEXT


def _refuse(destination: Destination) -> None:
    """Stops before any work where a result cannot go.

    Raises:
        ConfigError: it is a workbook for the screen, or another file is in the way.
    """
    path = destination.path
    if path is None:
        if destination.format is Format.XLSX:
            raise ConfigError(
                tr("--format xlsx makes a workbook; name its file with --output findings.xlsx")
            )
        return
    ending = path.suffix.lower()
    if ending in _NEVER or (ending == ".xlsx") is not (destination.format is Format.XLSX):
        raise ConfigError(
            tr(
                "--output: {path} does not end as a file of format {format} does; endings are .txt, "
                ".json, .sarif, .xml, .md, .html and .xlsx",
                path=path,
                format=destination.format.value,
            )
        )
    if ending in _SHARED_ENDINGS and path.is_file() and path.stat().st_size and not _is_own(path):
        raise ConfigError(
            tr(
                "--output: {path} is there already and was not made by grantcalc; give another name, "
                "or remove it",
                path=path,
            )
        )


def _is_own(path: Path) -> bool:
    """Whether a file is a result of grantcalc, which may be written anew."""
    if path.suffix.lower() == ".xlsx":
        from grantcalc.rendering.findings_workbook import is_findings_workbook

        return is_findings_workbook(path)
    with path.open("rb") as file:
        beginning = file.read(4000)
    if b'"grantcalc/baseline/' in beginning:
        return False  # what people keep is no result
    return b"grantcalc" in beginning or beginning.strip() == b"[]"


def refuse_inputs(report: CheckReport, written: Sequence[Path]) -> None:
    """Stops before anything is written where a file to write is one that was read.

    Raises:
        ConfigError: one is.
    """
    for path in written:
        for given in report.inputs:
            if path.exists() and Path(given.file).exists() and path.samefile(given.file):
                raise ConfigError(
                    tr("{path} is an input ({role}); give another name", path=path, role=given.role)
                )


def refuse_copy(path: Path) -> None:
    """Stops before any work where an annotated copy would take the place of another file.

    Raises:
        ConfigError: a file is there that is no annotated copy.
    """
    from grantcalc.rendering.annotated.annotating import is_annotated_copy

    if path.exists() and not path.is_dir() and not is_annotated_copy(path):
        raise ConfigError(
            tr(
                "--annotate: {path} is there already and is no copy that grantcalc made; give another "
                "name, or remove it",
                path=path,
            )
        )


def write_copy(path: Path, report: CheckReport) -> None:
    """Writes a copy of the one workbook that was checked, with the findings marked in it.

    Raises:
        ConfigError: not one workbook was checked, but none or several.
        UnreadableFileError: it cannot be copied in full; the text says why.
    """
    from grantcalc.rendering.annotated.annotating import annotate

    budgets = [given.file for given in report.inputs if given.role == "budget"]
    if len(budgets) != 1:
        raise ConfigError(
            tr(
                "--annotate copies one workbook, and {count} were checked; name one",
                count=len(budgets),
            )
        )
    with whole_file(path) as temporary:
        annotate(Path(budgets[0]), temporary, report, path)


def write_report(
    destination: Destination,
    report: CheckReport,
    *,
    verbose: bool = False,
    statistics: bool = False,
) -> None:
    """Writes a report where it goes.

    Raises:
        UnreadableFileError: the file cannot be written.
    """
    path = destination.path
    if destination.format is Format.TEXT:
        from grantcalc.rendering.check_text import check_text
        from grantcalc.rendering.statistics_text import statistics_text

        if statistics:
            write(path, lambda width, colour: [statistics_text(report, width, colour=colour)])
        else:
            write(
                path,
                lambda width, colour: [check_text(report, width, colour=colour, verbose=verbose)],
            )
    elif path and destination.format is Format.XLSX:
        from grantcalc.rendering.findings_workbook import write_findings_workbook

        with whole_file(path) as temporary:
            write_findings_workbook(temporary, report)
    elif path:
        write_file(path, renderer(destination.format)(report))
    else:
        write(None, lambda _width, _colour: renderer(destination.format)(report))
    if destination.format is Format.GITHUB:
        append_job_summary(report)
