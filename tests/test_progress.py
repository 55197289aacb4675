"""Progress is shown on a terminal alone, and only where the work takes long."""

import io
import os
import pty
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from conftest import DRAMMEN, Cli
from grantcalc.rendering.progress_bar import ProgressBar

WORK = """
import sys, time
from grantcalc.output import watched
with watched() as progress:
    progress.begin("reading ledger\\x1b[31m.csv", 100)
    for done in range(0, 101, 10):
        progress.at(done)
        time.sleep(float(sys.argv[1]) / 10)
loaded = "rich" in sys.modules
print("rich" if loaded else "plain")
"""


def at_terminal(seconds: float, **environment: str) -> tuple[str, str]:
    """What the work writes on a terminal's stderr, and what it writes on stdout."""
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-c", WORK, str(seconds)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "", **environment},
    )
    os.close(theirs)
    pieces: list[bytes] = []
    with suppress(OSError):  # reading past the end of a terminal is an error, not an empty read
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    os.close(ours)
    out = program.communicate(timeout=60)[0]
    assert program.returncode == 0
    return b"".join(pieces).decode(), out.decode().strip()


def test_long_work_is_shown_on_a_terminal() -> None:
    shown, out = at_terminal(2.5)
    assert "reading ledger [31m.csv" in shown
    assert "\x1b[31m.csv" not in shown
    assert out == "rich"


def test_no_colour_where_none_is_wanted() -> None:
    shown, _ = at_terminal(2.5, NO_COLOR="1")
    assert "reading ledger" in shown
    assert "\x1b[3" not in shown


def test_short_work_shows_nothing_and_loads_nothing() -> None:
    assert at_terminal(0.1) == ("", "plain")


def test_nothing_is_shown_where_there_is_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK, "1.5"], capture_output=True, encoding="utf-8", check=True
    )
    assert (done.stdout.strip(), done.stderr) == ("plain", "")


def test_results_hold_nothing_of_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DRAMMEN)
    assert cli("remaining", "--as-of", "2022-02-14").err == ""


def test_the_bar_follows_from_piece_to_piece() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with ProgressBar(stream, patience=0) as bar:
        for name in ("first.csv", "second.csv"):
            bar.begin(f"reading {name}", 10)
            time.sleep(0.4)
            bar.at(5)
            time.sleep(0.3)
    assert "first.csv" in stream.getvalue()
    assert "second.csv" in stream.getvalue()
