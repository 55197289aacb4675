"""How long grantcalc takes to start, and to check the example: `make bench-startup`.

Each command is run as a process of its own, in turn with bare Python, several times after a warm-up.
What is printed are medians of wall time and, because machines differ and drift, ratios to bare
Python and to importing the libraries that the command needs, measured in the same run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

RUNS = 15
BUDGET = Path(__file__).parent.parent / "examples" / "drammen" / "budget.xlsx"
#: An installed program has its compiled modules; a checkout where Python may not write them has not.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
LIBRARIES = (
    "import typer, tomllib, openpyxl, rich.console, rich.table; from pydantic import BaseModel"
)


@dataclass(frozen=True)
class Measured:
    """A command and its wall times in milliseconds."""

    name: str
    arguments: list[str]
    times: list[float]

    @property
    def median(self) -> float:
        """The middle one of the wall times."""
        return statistics.median(self.times)


def commands() -> list[Measured]:
    """The baselines first, then what is measured against them."""
    python = sys.executable
    return [
        Measured("bare python -c pass", [python, "-c", "pass"], []),
        Measured("importing typer", [python, "-c", "import typer"], []),
        Measured("importing all libraries of check", [python, "-c", LIBRARIES], []),
        Measured("grantcalc --help", [python, "-m", "grantcalc", "--help"], []),
        Measured(
            "grantcalc check (example)", [python, "-m", "grantcalc", "check", str(BUDGET)], []
        ),
    ]


def once(arguments: list[str]) -> float:
    """Wall time of one run, in milliseconds."""
    start = time.perf_counter()
    subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True, env=ENVIRONMENT)
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Runs everything in turn and prints the table."""
    measured = commands()
    for command in measured:
        once(command.arguments)
    for _ in range(RUNS):
        for command in measured:
            command.times.append(once(command.arguments))
    bare, _, libraries, *_ = measured
    print(f"{RUNS} runs each, in turn; median and least wall time in ms, ratios of medians\n")
    print(f"{'':34}{'median':>8}{'least':>8}{'over bare':>11}{'x bare':>8}{'x libraries':>13}")
    for command in measured:
        print(
            f"{command.name:34}{command.median:8.0f}{min(command.times):8.0f}"
            f"{command.median - bare.median:11.0f}{command.median / bare.median:8.1f}"
            f"{command.median / libraries.median:13.2f}"
        )
    print(
        "\nGoals: --help at most 100 ms over bare Python, check under 350 ms, on a quiet machine."
    )


if __name__ == "__main__":
    main()
