"""Makes examples/formats anew: one faulty budget in every format that `check` writes (`make golden`)."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from grantcalc.cli import run

FOLDER = Path(__file__).parent.parent / "examples" / "formats"
BUDGET = "budget.xlsx"

#: Each file with the options that make it.
OUTPUTS = {
    "report.txt": ("--output", "report.txt"),
    "report.nb.txt": ("--lang", "nb", "--output", "report.nb.txt"),
    "report.nn.txt": ("--lang", "nn", "--output", "report.nn.txt"),
    "report.json": ("--output", "report.json"),
    "report.concise.txt": ("--format", "concise", "--output", "report.concise.txt"),
    "report.github.txt": ("--format", "github", "--output", "report.github.txt"),
    "report.gitlab.json": ("--format", "gitlab", "--output", "report.gitlab.json"),
    "report.junit.xml": ("--output", "report.junit.xml"),
    "report.sarif": ("--output", "report.sarif"),
    "report.md": ("--output", "report.md"),
    "report.html": ("--output", "report.html"),
    "findings.xlsx": ("--output", "findings.xlsx"),
    "budget-marked.xlsx": ("--format", "concise", "--annotate", "budget-marked.xlsx"),
}


@contextlib.contextmanager
def within(folder: Path) -> Iterator[None]:
    """Work in a folder, as a user there would, with nothing said on the screen."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        os.chdir(before)


def write_output(folder: Path, name: str) -> None:
    """Makes one of the outputs in a folder that holds the budget."""
    with within(folder):
        code = run(["check", BUDGET, "--lang", "en", *OUTPUTS[name]])
    if code != 1:
        raise RuntimeError(f"{name}: grantcalc ended with {code}, not 1")


def main() -> None:
    """Makes every output anew."""
    for name in OUTPUTS:
        (FOLDER / name).unlink(missing_ok=True)
        write_output(FOLDER, name)
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
