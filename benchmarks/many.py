"""A thousand small budgets checked, with one process and with all cores: `make bench-many`.

The budgets (30 lines, three years, formulas with their values; every tenth has a wrong total) are
loaded with openpyxl in one process, as benchmarks/loading.py does, and checked by the command itself,
start-up included, each way several times in turn. What is printed are medians of wall time, files a
second, and each way's ratio to loading alone within the same run. The outputs of one process and of
all cores are compared: they must be the same.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.loading import load, write

FILES = 1000
LINES = 30
RUNS = 3
WRONG_EACH = 10


def make(folder: Path) -> list[Path]:
    """The budgets; each a little different, so that nothing can be remembered from one to the next."""
    paths = []
    for i in range(FILES):
        path = folder / f"project-{i // 100}" / f"plan-{i:04}.xlsx"
        path.parent.mkdir(exist_ok=True)
        write(path, LINES, seed=i, wrong=0 if i % WRONG_EACH else 10)
        paths.append(path)
    return paths


def load_all(paths: Sequence[Path]) -> None:
    """Every budget loaded, one after the other."""
    for path in paths:
        load(path)


def check(folder: Path, jobs: int, output: Path) -> None:
    """The command, as a pipeline runs it."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "grantcalc", "check", "."),
            *("--jobs", str(jobs), "--select", "B", "--format", "json", "--output", output),
        ],
        cwd=folder,
        check=False,
    )
    if done.returncode != 1:
        raise RuntimeError(f"grantcalc ended with {done.returncode}, not 1")


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Makes the budgets, measures each way in turn and prints the table."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="many-") as name:
        folder = Path(name) / "budgets"
        folder.mkdir()
        paths = make(folder)
        outputs = {jobs: Path(name) / f"jobs-{jobs}.json" for jobs in sorted({1, cores})}
        ways: dict[str, Callable[[], object]] = {
            "openpyxl loads, one process": partial(load_all, paths)
        }
        for jobs, output in outputs.items():
            ways[f"grantcalc check --jobs {jobs}"] = partial(check, folder, jobs, output)
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(RUNS):
            for way, work in ways.items():
                times[way].append(seconds(work))
        if len({output.read_bytes() for output in outputs.values()}) != 1:
            raise RuntimeError("one process and all cores do not say the same")
    least = statistics.median(next(iter(times.values())))
    print(f"{FILES} budgets of {LINES} lines, {cores} cores, medians of {RUNS} runs in turn")
    print(f"{'':<32}{'seconds':>9}{'files/s':>9}{'to loading':>12}")
    for way, runs in times.items():
        taken = statistics.median(runs)
        print(f"{way:<32}{taken:>9.1f}{FILES / taken:>9.0f}{taken / least:>12.2f}")


if __name__ == "__main__":
    main()
