"""`grantcalc check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.cli.app import app
from grantcalc.cli.check_options import (
    AnnotateOption,
    BaselineOption,
    ExcludeOption,
    ExitZeroOption,
    FailOnOption,
    FormatsOption,
    IgnoreOption,
    JobsOption,
    OutputsOption,
    PathsArgument,
    SelectOption,
    StatisticsOption,
    VerboseOption,
    WriteBaselineOption,
)
from grantcalc.cli.ending import end, say, tell
from grantcalc.cli.help import Command
from grantcalc.cli.options import (
    ConfigOption,
    LanguageOption,
    PasswordOption,
    ProfileOption,
    password_in,
)
from grantcalc.errors import ConfigError, GrantcalcError
from grantcalc.language import mark, plural, tr
from grantcalc.output import watched, write_file
from grantcalc.rendering.formats import Format

if TYPE_CHECKING:
    from grantcalc.report.check import CheckReport


_NOTHING_ELSE = mark(
    "--write-baseline writes the baseline and nothing else; leave out --output, --format, "
    "--annotate and --statistics"
)

#: An output's path (None: the screen) and what writes it.
Writer = tuple[Path | None, Callable[[], None]]


@app.command(
    cls=Command,
    epilog=mark(
        "Examples: grantcalc check budget.xlsx | grantcalc check --format json projects/library"
    ),
)
def check(
    paths: PathsArgument = None,
    format_: FormatsOption = None,
    output: OutputsOption = None,
    annotate: AnnotateOption = None,
    verbose: VerboseOption = False,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    fail_on: FailOnOption = None,
    exit_zero: ExitZeroOption = False,
    statistics: StatisticsOption = False,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    exclude: ExcludeOption = None,
    jobs: JobsOption = None,
    config: ConfigOption = None,
    profile: ProfileOption = None,
    password_file: PasswordOption = None,
    lang: LanguageOption = None,  # noqa: ARG001  its callback follows it
) -> None:
    """Check budgets: sums, balance of income and expenditure, shares, awards and dates.

    Exit code 0: no errors. 1: there are errors. 2: something could not be read.
    """
    from grantcalc import destinations
    from grantcalc.api import checking
    from grantcalc.policy import Choice

    wanted = destinations.destinations(output or [], format_ or [], annotate)
    if statistics and not any(where.format is Format.TEXT for where in wanted):
        raise ConfigError(tr("--statistics goes with --format text alone"))
    if write_baseline and (output or format_ or annotate or statistics):
        raise ConfigError(tr(_NOTHING_ELSE))
    if annotate:
        destinations.refuse_copy(annotate)
    given = paths or [Path()]
    password = password_in(password_file)
    with watched() as progress:
        report = checking.check(
            given,
            config,
            password,
            progress,
            choice=Choice(_codes(select), _codes(ignore), fail_on),
            exclude=exclude or (),
            baseline=baseline,
            use_baseline=write_baseline is None,
            jobs=jobs or os.cpu_count() or 1,
            profile=profile,
        )
    written = [where.path for where in wanted if where.path]
    destinations.refuse_inputs(report, [p for p in (*written, annotate, write_baseline) if p])
    for message in dict.fromkeys(failure.message for failure in report.unreadable):
        say(message)
    if write_baseline:
        _write_baseline(write_baseline, report)
        end(incomplete=bool(report.unreadable))
    write = partial(destinations.write_report, verbose=verbose, statistics=statistics)
    writers: list[Writer] = [(where.path, partial(write, where, report)) for where in wanted]
    if annotate:
        writers.append((annotate, partial(destinations.write_copy, annotate, report)))
    is_whole = _write(writers, report)
    incomplete = bool(report.unreadable) or not is_whole
    end(fails=report.fails and not exit_zero, incomplete=incomplete)


def _write(writers: Sequence[Writer], report: CheckReport) -> bool:
    """Writes every output, and tells who sits at a terminal of them; whether all could be written."""
    from grantcalc.rendering.finding_words import count_with_known

    done = [path for path, writer in writers if _is_written(writer)]
    if not any(path is None for path, _ in writers):
        tell(count_with_known(report))
    if files := [str(path) for path in done if path]:
        tell(tr("written: {files}", files=", ".join(files)))
    return len(done) == len(writers)


def _is_written(write: Callable[[], None]) -> bool:
    """Whether an output could be written; why it could not is said, and does not stop the others."""
    try:
        write()
    except GrantcalcError as error:
        say(str(error))
        return False
    return True


def _codes(given: Iterable[str] | None) -> tuple[str, ...]:
    """Codes as they are given: one by one, or with commas between them."""
    return tuple(code.strip() for codes in given or () for code in codes.split(",") if code.strip())


def _write_baseline(path: Path, report: CheckReport) -> None:
    """Writes the baseline, and says on stderr how much it holds.

    Raises:
        ConfigError: another file is in the way.
    """
    from grantcalc.api.baseline import baseline_text, is_baseline

    if path.exists() and not is_baseline(path):
        raise ConfigError(
            tr(
                "--write-baseline: {path} is there already and is no baseline; give another name, "
                "or remove it",
                path=path,
            )
        )
    write_file(path, [baseline_text(report.findings, path.parent)])
    count = len(report.findings)
    sys.stderr.write(
        plural(
            "{count} finding is written to {path}; with --baseline {path} it does not count",
            "{count} findings are written to {path}; with --baseline {path} they do not count",
            count,
            path=path,
        )
        + "\n"
    )
