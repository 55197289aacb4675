"""Makes budgets with a fault in each, has grantcalc check them, and prints how it did.

    python -m benchmarks.faults
    python -m benchmarks.faults --layout sections --fault "sum too short" --list-misses

Nothing is written unless asked for. The same seed gives the same books and the same figures.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.faults.layouts import LAYOUTS
from benchmarks.faults.scoring import Case, CleanResult, FaultResult, Results, cases, run
from benchmarks.faults.seeding import NOT_ARITHMETIC, SEEDERS
from benchmarks.faults.words import LANGUAGES
from benchmarks.faults.workbook import Mode
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

BOOKS = 288
HEADINGS = (
    "clean", "refused", "alarms", "faults", "unread", "found", "of_read", "sure", "first", "of_read",
    "any", "open", "each",
)  # fmt: skip
LEGEND = """
clean: budgets without a fault; refused: not read (exit 2); alarms: with an error or a warning
faults: seeded; unread: in budgets that are not read, with the fault or already without it
found: any error or warning that the clean budget has not, of all faults and of those that are read
sure: the sheet determines the wrong cell; first: the first finding is at it, of all and of those read;
  any: some finding is, of those read
open: of the other faults that are read, the first finding is at a cell that the sheet does not tell
  from the wrong one
each: findings per fault that is found
* changes no sum, and is outside the goals; of a hidden fraction a note is enough
"""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.faults", description=(__doc__ or "").split("\n", 1)[0]
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, other books")
    parser.add_argument(
        "--books", type=int, default=BOOKS, metavar="N", help="clean budgets to make"
    )
    parser.add_argument(
        "--layout", action="append", choices=list(LAYOUTS), help="this layout alone"
    )
    parser.add_argument("--mode", action="append", choices=[str(mode) for mode in Mode])
    parser.add_argument(
        "--fault", action="append", choices=list(SEEDERS), metavar="KIND", help="this alone"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="every result, as JSON")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the workbooks that went wrong"
    )
    parser.add_argument("--list-misses", action="store_true", help="one paragraph for each")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    return parser.parse_args()


def main() -> None:
    """Runs the benchmark."""
    given = arguments()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    made = cases(given.seed, given.books, given.layout or list(LAYOUTS))
    if given.mode:
        made = [case for case in made if str(case.mode) in given.mode]
    results = run(made, given.fault or list(SEEDERS), given.keep, given.workers)
    console = Console(width=max(132, Console().width))
    console.print(table(results))
    console.print(LEGEND, style="dim")
    goals(results, console)
    refusals(results, console)
    if given.list_misses:
        misses(results, console)
    if given.json:
        given.json.write_text(
            json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
    console.print(f"Seed {given.seed}, {time.perf_counter() - start:.0f} s.", style="dim")


# -- the table


@dataclass(frozen=True)
class Score:
    """The figures of one row."""

    clean: Sequence[CleanResult]
    faults: Sequence[FaultResult]

    def cells(self) -> list[str]:
        """As they are printed."""
        read = [fault for fault in self.faults if not fault.failed]
        sure = [fault for fault in self.faults if fault.determined]
        sure_read = [fault for fault in sure if not fault.failed]
        unsure = [fault for fault in read if not fault.determined]
        found = [fault for fault in read if fault.found]
        findings = sum(fault.findings for fault in found)
        return [
            str(len(self.clean) or ""),
            str(sum(1 for book in self.clean if book.failed) or ""),
            str(sum(1 for book in self.clean if book.alarms) or ""),
            str(len(self.faults)),
            str(len(self.faults) - len(read) or ""),
            share(self.faults, lambda fault: fault.found),
            share(read, lambda fault: fault.found),
            str(len(sure)),
            share(sure, lambda fault: fault.first),
            share(sure_read, lambda fault: fault.first),
            share(sure_read, lambda fault: fault.any),
            share(unsure, lambda fault: fault.first_accepted),
            f"{findings / len(found):.1f}" if found else "",
        ]


def share(faults: Sequence[FaultResult], holds: Callable[[FaultResult], bool]) -> str:
    """A percentage, rounded down, so that 100 means all."""
    return f"{100 * sum(map(holds, faults)) // len(faults)} %" if faults else ""


def table(results: Results) -> Table:
    """One row for each kind of fault, layout and kind of file, and one for all."""
    printed = Table(
        title="Faults seeded into clean budgets",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    printed.add_column("", no_wrap=True)
    for head in HEADINGS:
        printed.add_column(head.replace("_", " "), justify="right", no_wrap=True)
    for rows in (by_kind(results), by_layout(results), by_mode(results), by_language(results)):
        for name, score in rows:
            printed.add_row(name, *score.cells())
        printed.add_section()
    arithmetic = [fault for fault in results.faults if fault.arithmetic]
    printed.add_row("arithmetic faults", *Score([], arithmetic).cells(), style="bold")
    printed.add_row("all", *Score(results.clean, results.faults).cells(), style="bold")
    return printed


def by_kind(results: Results) -> Iterator[tuple[str, Score]]:
    """Rows for the kinds of fault; those that leave the sums right are marked."""
    for kind in SEEDERS:
        faults = [fault for fault in results.faults if fault.kind == kind]
        if faults:
            yield kind + (" *" if kind in NOT_ARITHMETIC else ""), Score([], faults)


def by_layout(results: Results) -> Iterator[tuple[str, Score]]:
    """Rows for the layouts."""
    for layout in LAYOUTS:
        yield from _row(layout, results, lambda case: case.layout)


def by_mode(results: Results) -> Iterator[tuple[str, Score]]:
    """Rows for the kinds of file."""
    for mode in Mode:
        yield from _row(mode, results, lambda case: case.mode)


def by_language(results: Results) -> Iterator[tuple[str, Score]]:
    """Rows for the languages."""
    for language in LANGUAGES:
        yield from _row(language, results, lambda case: case.language)


def _row(name: str, results: Results, of: Callable[[Case], str]) -> Iterator[tuple[str, Score]]:
    clean = [book for book in results.clean if of(book.case) == name]
    if clean:
        yield name, Score(clean, [fault for fault in results.faults if of(fault.case) == name])


# -- what is said below it


def goals(results: Results, console: Console) -> None:
    """The goals, and what was reached."""
    arithmetic = [fault for fault in results.faults if fault.arithmetic]
    sure = [fault for fault in arithmetic if fault.determined]
    alarms = [book for book in results.clean if book.alarms]
    crashes = [book.failed for book in results.clean if book.crashed]
    crashes += [fault.failed for fault in results.faults if fault.crashed]
    found = share(arithmetic, lambda fault: fault.found) or "none seeded"
    first = share(sure, lambda fault: fault.first) or "none seeded"
    console.print(f"Goal: every arithmetic fault found: {found} of {len(arithmetic)}")
    console.print(
        f"Goal: at least 95 % first at the right cell where it is determined: {first} of {len(sure)}"
    )
    console.print(
        f"Goal: no false alarm on a clean budget: {len(alarms)} of {len(results.clean)} have one"
    )
    notes = sum(book.notes for book in results.clean)
    console.print(f"Notes on clean budgets, which are no alarms: {notes}")
    if crashes:
        console.print(
            f"Crashes: {len(crashes)}; the first: {escape(crashes[0] or '')}",
            style="bold red",
        )


def refusals(results: Results, console: Console) -> None:
    """Which layouts are not read, and why, once for each."""
    for layout in LAYOUTS:
        books = [book for book in results.clean if book.case.layout == layout]
        refused = [book for book in books if book.failed]
        if refused:
            reason = escape(refused[0].failed or "")
            console.print(
                f"Not read: {layout}, {len(refused)} of {len(books)} clean budgets; the first: {reason}"
            )


def misses(results: Results, console: Console) -> None:
    """Every false alarm and every fault that was not found, or found elsewhere first."""
    for book in results.clean:
        for alarm in book.alarms:
            console.print(f"[bold]false alarm[/] {book.case.name}: {escape(alarm)}")
    for fault in results.faults:
        if fault.failed or fault.first_accepted:
            continue
        what = "elsewhere" if fault.found else "missed"
        console.print(
            f"[bold]{what}[/] {fault.case.name}: {fault.kind} at {fault.cell}, right is {fault.right}; "
            f"accepted {', '.join(fault.accepted)}"
        )
        for said in fault.said:
            console.print(f"    {escape(said)}")


if __name__ == "__main__":
    main()
