"""What a question to a ledger costs: `make bench-ledger`, `python -m benchmarks.ledger --help`.

"Spent by budget line up to a date", asked of the same entries in every format: of grantcalc, and of
what else could be asked, as whole processes in turn. What is printed are wall time, time on the
processors, peak memory, and ratios to grantcalc within the same run, because machines differ and drift.
All answers must be equal to what counting gives.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from benchmarks.ledger.data import known_answer, made, write_project
from benchmarks.ledger.ways import Answer, Way, ways

SIZES = (10_000, 100_000, 1_000_000)
RUNS = {10_000: 5, 100_000: 3}
#: Above this many entries, only what is fast is asked, unless --slow.
MOST_FOR_THE_SLOW = 100_000
_MEGABYTE = 1024
#: An installed program has its compiled modules; a checkout where Python may not write them has not.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass
class Measured:
    """What the runs of one way cost: seconds, seconds on the processors, kilobytes."""

    way: Way
    walls: list[float] = field(default_factory=list)
    works: list[float] = field(default_factory=list)
    peak: int = 0

    @property
    def wall(self) -> float:
        """The middle one of the wall times."""
        return statistics.median(self.walls)

    @property
    def work(self) -> float:
        """The middle one of the times on the processors."""
        return statistics.median(self.works)


def run(measured: Measured, path: Path, expected: Answer) -> None:
    """Runs a way once, and stops everything if its answer is wrong."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(measured.way.command(path), stdout=output, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        measured.walls.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    measured.works.append(usage.ru_utime + usage.ru_stime)
    measured.peak = max(measured.peak, usage.ru_maxrss)
    if process.returncode not in (0, 1):  # grantcalc's 1 says that it found something to look at
        sys.exit(f"{measured.way.name}: exit code {process.returncode} on {path.name}")
    if measured.way.answer and (found := dict(measured.way.answer(text))) != expected:
        sys.exit(f"{measured.way.name}: {found} where counting gives {dict(expected)}")


def measure(chosen: Sequence[Way], folder: Path, size: int, runs: int) -> list[Measured]:
    """Runs all ways of one format in turn, after the file was read once."""
    path = made(folder, size, chosen[0].kind)
    if chosen[0].kind == "journal":
        made(folder, size, "csv")
    expected = known_answer(folder, size)
    measured = [Measured(way) for way in chosen]
    for _ in range(runs):
        for one in measured:
            run(one, path, expected)
    return measured


def report(size: int, measured: Sequence[Measured]) -> None:
    """Prints what one format cost at one size."""
    ours = measured[0]
    print(f"\n{f'{size:,}'.replace(',', ' ')} entries, {ours.way.kind}")
    print(f"  {'':29}{'wall s':>8}{'work s':>8}{'peak MB':>9}{'ours/it':>9}{'work':>7}{'goal':>7}")
    for one in measured:
        ratios = (
            f"{ours.wall / one.wall:>9.2f}{ours.work / one.work:>7.2f}" if one is not ours else ""
        )
        goal = f"{one.way.goal:>7}" if one.way.goal else ""
        print(
            f"  {one.way.name:29}{one.wall:>8.2f}{one.work:>8.2f}{one.peak // _MEGABYTE:>9}{ratios}{goal}",
            flush=True,
        )


def selected(all_ways: Sequence[Way], size: int, arguments: argparse.Namespace) -> list[Way]:
    """The ways to be measured at a size; says which are not, and why."""
    kept = []
    for way in all_ways:
        if way.kind not in arguments.formats:
            continue
        why = way.missing
        if way.is_slow and size > MOST_FOR_THE_SLOW and not arguments.slow:
            why = "takes minutes at this size; ask with --slow"
        if why:
            print(f"  not measured: {way.name} ({why})")
        else:
            kept.append(way)
    return kept


def options() -> argparse.ArgumentParser:
    """What can be chosen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="entries")
    formats = ["xlsx", "csv", "xml", "journal"]
    parser.add_argument("--formats", nargs="+", choices=formats, default=formats)
    parser.add_argument("--runs", type=int, help="runs of each (5, 3 and 1, by size)")
    parser.add_argument("--slow", action="store_true", help="ask the slow ones at any size, too")
    parser.add_argument(
        "--ten-million", action="store_true", help="ten million entries as CSV, at the end"
    )
    parser.add_argument("--data", type=Path, help="a folder to keep the data in")
    return parser


def main(given: Sequence[str] | None = None) -> None:
    """Measures every size and format, and prints the tables."""
    arguments = options().parse_args(given)
    with tempfile.TemporaryDirectory(prefix="bench-ledger-") as temporary:
        folder = arguments.data or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        all_ways = ways(write_project(folder))
        for size in arguments.sizes:
            chosen = selected(all_ways, size, arguments)
            for _, group in groupby(chosen, key=lambda way: way.kind):
                runs = arguments.runs or RUNS.get(size, 1)
                report(size, measure(list(group), folder, size, runs))
        if arguments.ten_million:
            fast = [way for way in all_ways if way.kind == "csv"]
            report(10_000_000, measure(fast, folder, 10_000_000, 1))
    print(
        "\nours/it: grantcalc's wall time over the other's; work: the same for time on the processors."
        "\nAll answers were equal to what counting gives. Further goals: ten thousand entries in 0.5 s in"
        "\nall on a quiet machine; memory for .csv and SAF-T bounded, for .xlsx that of the bare reader."
    )


if __name__ == "__main__":
    main()
