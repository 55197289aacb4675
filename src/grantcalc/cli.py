"""The command line: arguments in, exit code out. What it does is in grantcalc.api."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from grantcalc import __version__
from grantcalc.errors import ConfigError, GrantcalcError, UnreadableFileError
from grantcalc.output import Render, refuse_trace_target, watched, write, write_trace

if TYPE_CHECKING:
    from grantcalc.report import CheckReport, Explained, RemainingReport

OK, FINDINGS, FAILED = 0, 1, 2

_LONGEST_PASSWORD = 4096

app = typer.Typer(
    name="grantcalc",
    help="Tells whether a grant budget adds up, and how much of the money is left.",
    epilog="Examples: grantcalc check budget.xlsx | grantcalc remaining --as-of 2022-02-14",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """The forms in which a result can be written."""

    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """The languages of the messages."""

    EN = "en"


FormatOption = Annotated[Format, typer.Option("--format", help="How to write the result.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Write the result to this file, not to the screen.")
]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="The grantcalc.toml to use, instead of looking for one."),
]
PasswordOption = Annotated[
    Path | None,
    typer.Option("--password-file", help="A file with the password of encrypted workbooks."),
]
LanguageOption = Annotated[Language, typer.Option("--lang", help="The language of the messages.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"grantcalc {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Tells whether a grant budget adds up, and how much of the money is left."""


@app.command(
    epilog="Examples: grantcalc check budget.xlsx | grantcalc check --format json projects/library"
)
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Workbooks, folders or grantcalc.toml files; none: the project in this folder.",
        ),
    ] = None,
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = Language.EN,  # noqa: ARG001  there is one language as yet
) -> None:
    """Check budgets: sums, balance of income and expenditure, shares, awards and dates.

    Exit code 0: no errors. 1: there are errors. 2: something could not be read.
    """
    from grantcalc.api import checking

    password = _password(password_file)
    with watched() as progress:
        report = checking.check(paths or [Path()], config, password, progress)

    def as_text(width: int | None, colour: bool) -> list[str]:
        from grantcalc.rendering.check_text import check_text

        return [check_text(report, width, colour=colour)]

    for failure in report.unreadable:
        _failed(failure.message)
    _write_report(report, format_, output, as_text, failed=bool(report.unreadable))


@app.command(epilog="Example: grantcalc remaining --as-of 2022-02-14")
def remaining(
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="The last day that counts, such as 2022-02-14; today if left out.",
        ),
    ] = None,
    budget: Annotated[Path | None, typer.Option("--budget", help="The budget's file.")] = None,
    ledger: Annotated[
        list[Path] | None, typer.Option("--ledger", help="A ledger's file; may be given again.")
    ] = None,
    format_: FormatOption = Format.TEXT,
    explain_: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="LINE|GRANT|all",
            help="Show what a figure is made of: every entry and cell behind it.",
        ),
    ] = None,
    trace: Annotated[
        Path | None,
        typer.Option("--trace", metavar="FILE", help="Write every entry to this .xlsx or .csv."),
    ] = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = Language.EN,  # noqa: ARG001  there is one language as yet
) -> None:
    """Show how much of each grant is spent and left, by project year and by budget line.

    Reads the project in this folder: its grantcalc.toml, or budget.xlsx and ledger.xlsx.
    """
    from grantcalc.api.accounting import account as account_of

    day = _day(as_of) if as_of is not None else _today()
    where = config.parent if config else Path()
    password = _password(password_file)
    if trace:
        refuse_trace_target(trace)
    with watched() as progress:
        account = account_of(
            where,
            day,
            budget=budget,
            ledgers=ledger or [],
            config=config,
            password=password,
            progress=progress,
        )
        explained = account.explain(explain_) if explain_ is not None else None
        if trace:
            write_trace(trace, account, progress)
    if as_of is None:
        sys.stderr.write(f"no --as-of given: counting up to today, {day}\n")

    def as_text(width: int | None, colour: bool) -> Iterable[str]:
        from grantcalc.rendering.explanation_text import explanation_text
        from grantcalc.rendering.remaining_text import remaining_text

        if explained is not None:
            return explanation_text(account.report, explained, width, colour=colour)
        return [remaining_text(account.report, width, colour=colour)]

    _write_report(account.report, format_, output, as_text, explained=explained)


@app.command(epilog="Examples: grantcalc show budget.xlsx | grantcalc show ledger.csv")
def show(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A workbook, or a project's folder.")
    ],
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
) -> None:
    """Show how a budget or ledger was read: what each column and row was taken for, and why.

    For a ledger it writes the [ledger] table of grantcalc.toml that says the same, to be pasted.
    """
    from grantcalc.api import showing
    from grantcalc.rendering.show_text import show_text

    shown = showing.show(path, config, _password(password_file))
    for failure in shown.failures:
        _failed(failure)
    write(output, lambda width, colour: [show_text(shown, width, colour=colour)])
    if shown.failures:
        raise typer.Exit(FAILED)


@app.command("map", epilog="Example: grantcalc map")
def map_(
    path: Annotated[
        Path, typer.Argument(metavar="[PATH]", help="A project's folder or grantcalc.toml.")
    ] = Path(),
    format_: FormatOption = Format.TEXT,
    output: OutputOption = None,
    config: ConfigOption = None,
    password_file: PasswordOption = None,
) -> None:
    """Propose [[mapping]] rules for ledger entries on no budget line; nothing is changed by itself."""
    from grantcalc.api.mapping import map_rules

    report = map_rules(path, config, _password(password_file))
    if format_ is Format.JSON:
        from grantcalc.rendering.json_text import to_json

        write(output, lambda _width, _colour: to_json(report))
        return
    from grantcalc.rendering.map_text import map_text

    write(output, lambda width, colour: [map_text(report, width, colour=colour)])


@app.command(epilog="Example: grantcalc explain B001")
def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="A finding's code, such as B001.")
    ] = None,
    output: OutputOption = None,
) -> None:
    """Explain a finding's code, or list all codes."""
    from grantcalc.checks import every_check
    from grantcalc.rendering.explain_text import explain_text, list_text

    infos = {info.code: info for info in every_check()}
    if code is None:
        write(output, lambda width, colour: [list_text(list(infos.values()), width, colour=colour)])
        return
    info = infos.get(code.upper())
    if info is None:
        raise ConfigError(
            f'there is no code "{code}"; grantcalc explain lists them all{_nearest(code, list(infos))}'
        )
    write(output, lambda width, colour: [explain_text(info, width, colour=colour)])


def _nearest(code: str, codes: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(code.upper(), codes, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _day(text: str) -> date:
    """The day that a user typed.

    Raises:
        ConfigError: it is no day.
    """
    from grantcalc.reading.dates import parse_day

    day = parse_day(text)
    if day is None:
        raise ConfigError(f'--as-of: "{text}" is no date; write it as 2022-02-14 or 14.02.2022')
    return day


def _password(path: Path | None) -> str | None:
    """The password that a file holds: its text, without the line break at its end.

    Raises:
        UnreadableFileError: the file cannot be read, or holds no text of one line.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST_PASSWORD).decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise UnreadableFileError(
            f"--password-file: {path}: cannot be read ({error.strerror})"
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"--password-file: {path}: is no text in UTF-8") from error
    if not text or "\n" in text:
        raise UnreadableFileError(
            f"--password-file: {path}: must hold the password on one line alone"
        )
    return text


def _today() -> date:
    return date.today()  # noqa: DTZ011  the user's own calendar day is what is meant


def _write_report(
    report: CheckReport | RemainingReport,
    format_: Format,
    output: Path | None,
    as_text: Render,
    *,
    explained: Iterable[Explained] | None = None,
    failed: bool = False,
) -> NoReturn:
    """Writes a result in the form asked for, and ends with the exit code that its findings give."""
    if format_ is Format.JSON:
        from grantcalc.rendering.json_text import to_json

        write(output, lambda _width, _colour: to_json(report, explained))
    else:
        write(output, as_text)
    raise typer.Exit(FAILED if failed else FINDINGS if report.summary.errors else OK)


def main() -> NoReturn:
    """Runs the command line; every error is one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:] or ["--help"]))


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    if sys.stdout is None:
        return _failed("there is nowhere to write the result: standard output is closed")
    try:
        result = app(arguments, prog_name="grantcalc", standalone_mode=False)
        sys.stdout.flush()
    except GrantcalcError as error:
        return _failed(str(error))
    except typer.Abort:
        return _failed("stopped")
    except BrokenPipeError:
        # The reader of a pipe has had enough; closing stdout again at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        return _failed(f"the result cannot be written ({error.strerror})")
    except KeyboardInterrupt:
        return _failed("stopped")
    except typer.TyperException as error:
        return _failed(f"{error.format_message()} (grantcalc --help tells more)")
    except Exception as error:
        if os.environ.get("GRANTCALC_TRACEBACK"):
            raise
        return _failed(
            f"grantcalc itself failed ({type(error).__name__}: {error}); please report it, with what "
            "is shown when GRANTCALC_TRACEBACK=1 is set"
        )
    return result if isinstance(result, int) else OK


def _failed(message: str) -> int:
    from grantcalc.rendering.terminal import safe

    for line in message.splitlines():
        sys.stderr.write(f"error: {safe(line)}\n")
    return FAILED


if __name__ == "__main__":
    main()
