"""`grantcalc report status` and `grantcalc report final`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from grantcalc.cli.app import app
from grantcalc.cli.ending import end, note, note_today, tell
from grantcalc.cli.help import Command, Group
from grantcalc.cli.options import (
    AsOfOption,
    BudgetOption,
    ConfigOption,
    LanguageOption,
    LedgerOption,
    OutputOption,
    PasswordOption,
    ProfileOption,
    day_or_today,
    password_in,
)
from grantcalc.cli.report_files import Destination, ReportFormat, write_template
from grantcalc.language import mark, plural, tr
from grantcalc.output import watched

Kind = Literal["status", "final"]

FormatOption = Annotated[
    ReportFormat | None,
    typer.Option("--format", help="The kind of file; if left out, by the ending of --output."),
]
TemplateOption = Annotated[
    Path | None,
    typer.Option("--template", metavar="FILE", help="Tell the report by a template of your own."),
]
WriteTemplateOption = Annotated[
    Path | None,
    typer.Option(
        "--write-template",
        metavar="FILE",
        help="Copy the built-in template to this file, for you to change, and do nothing else.",
    ),
]
LetterheadOption = Annotated[
    Path | None,
    typer.Option(
        "--letterhead",
        metavar="FILE",
        help="A .docx whose styles, head and foot the report as .docx takes.",
    ),
]
PicturesOption = Annotated[
    Path | None,
    typer.Option(
        "--pictures",
        metavar="FOLDER",
        help="Write the pictures to this folder too, as .svg and .png.",
    ),
]
NoPicturesOption = Annotated[
    bool, typer.Option("--no-pictures", help="Draw no pictures: tables and sentences alone.")
]

report = typer.Typer(
    cls=Group,
    name="report",
    help="Write the economy section of a report to the funder, every figure from the accounts.",
    epilog="Example: grantcalc report status --as-of 2022-02-14 --output status.docx",
    rich_markup_mode=None,
)
app.add_typer(report, name="report")


def _command(kind: Kind) -> Callable[..., None]:
    """The command of a kind of report: both have the same options."""

    def run(
        as_of: AsOfOption = None,
        budget: BudgetOption = None,
        ledger: LedgerOption = None,
        output: OutputOption = None,
        format_: FormatOption = None,
        template: TemplateOption = None,
        write_template_: WriteTemplateOption = None,
        letterhead: LetterheadOption = None,
        pictures: PicturesOption = None,
        no_pictures: NoPicturesOption = False,
        config: ConfigOption = None,
        profile: ProfileOption = None,
        password_file: PasswordOption = None,
        lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
    ) -> None:
        from grantcalc.api.reporting import funder_report, template_of

        if write_template_ is not None:
            write_template(kind, write_template_)
            end()
        destination = Destination(output, format_, pictures, letterhead, draws=not no_pictures)
        destination.refuse()
        day = day_or_today(as_of)
        where = config.parent if config else Path()
        with watched() as progress:
            found = funder_report(
                kind,
                where,
                day,
                budget=budget,
                ledgers=ledger or [],
                config=config,
                profile=profile,
                password=password_in(password_file),
                progress=progress,
            )
        destination.write(found, template or template_of(where, budget=budget, config=config))
        if as_of is None:
            note_today(day)
        if output:
            tell(tr("written: {files}", files=output))
        if found.summary.errors:
            note(_resting_on_errors(found.summary.errors))
        end(fails=found.fails)

    return run


_EXAMPLE = "Example: grantcalc report {kind} --as-of {day} --output {kind}.docx"
report.command(
    "status",
    cls=Command,
    help=mark(
        "Write the economy section of a status report: what is spent and left in the project year."
    ),
    epilog=_EXAMPLE.format(kind="status", day="2022-02-14"),
)(_command("status"))
report.command(
    "final",
    cls=Command,
    help=mark("Write the final accounts of a project: the awards against all that was spent."),
    epilog=_EXAMPLE.format(kind="final", day="2023-06-30"),
)(_command("final"))


def _resting_on_errors(count: int) -> str:
    return plural(
        "the figures rest on {count} error, which the report names; correct it before you send it",
        "the figures rest on {count} errors, which the report names; correct them before you send it",
        count,
    )
