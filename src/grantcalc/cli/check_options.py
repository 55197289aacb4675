"""What `grantcalc check` can be given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grantcalc.language import mark
from grantcalc.rendering.formats import Format
from grantcalc.severity import Severity

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        readable=False,  # one that cannot be read is said beside what is found at the others
        help=mark(
            "Workbooks, folders, patterns or grantcalc.toml files; none: the project in this folder."
        ),
    ),
]

FormatsOption = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=mark(
            "How to write the result: text, json, concise, github, gitlab, junit, sarif, markdown, "
            "html or xlsx; again for each further --output."
        ),
    ),
]

OutputsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help=mark(
            "Write the result to this file, whose ending names the format; may be given again. "
            '"-" is the screen.'
        ),
    ),
]

AnnotateOption = Annotated[
    Path | None,
    typer.Option(
        "--annotate",
        metavar="OUT.xlsx",
        help=mark("Write a copy of the workbook with each finding marked in its cell."),
    ),
]

VerboseOption = Annotated[
    bool,
    typer.Option("--verbose", "-v", help=mark("Show everything of each budget and finding.")),
]

SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="CODE,...", help=mark("Only these codes or families (B001, B).")
    ),
]

IgnoreOption = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="CODE,...", help=mark("All but these codes or families.")),
]

FailOnOption = Annotated[
    Severity | None,
    typer.Option(
        "--fail-on",
        metavar="error|warning|info",
        help=mark("The least severity that makes the exit code 1 [default: error]."),
    ),
]

ExitZeroOption = Annotated[
    bool, typer.Option("--exit-zero", help=mark("Exit code 0 even where there are findings."))
]

StatisticsOption = Annotated[
    bool,
    typer.Option("--statistics", help=mark("Count the findings by code instead of showing them.")),
]

BaselineOption = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="FILE", help=mark("Findings that are known, and do not count.")
    ),
]

WriteBaselineOption = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline",
        metavar="FILE",
        help=mark("Write all findings to this file: from now on they are known."),
    ),
]

ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="PATTERN",
        help=mark("Files to leave out where a folder is searched; may be given again."),
    ),
]

JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        metavar="N",
        min=1,
        help=mark("So many processes for many files [default: all cores]."),
    ),
]
