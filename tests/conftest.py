"""What the tests share: the command line run in this process, and workbooks made from rows."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from grantcalc import language
from grantcalc.cli import run

EXAMPLES = Path(__file__).parent.parent / "examples"
DRAMMEN = EXAMPLES / "drammen"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """Runs one command, as the terminal would, and gives its exit code and both streams."""

    def call(*arguments: str | Path) -> Result:
        capfd.readouterr()
        with pytest.MonkeyPatch.context() as environment:  # --lang holds for one command alone
            environment.setenv("LANGUAGE", os.environ.get("LANGUAGE", ""))
            code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return call


@pytest.fixture(autouse=True)
def _no_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that run in a pipeline see what those at a desk see."""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages are English, whatever the developer's own language is and the test before asked for.

    So they are after it: what a module's tests share is made before any of them.
    """
    monkeypatch.setenv("LANGUAGE", "en")
    language.use("en")
    yield
    language.use("en")


@pytest.fixture
def in_folder(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    return monkeypatch.chdir


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Any]]) -> Path:
    """A workbook with rows of values; None leaves a cell empty, texts are never formulas."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value)
    book.close()
    return path


def assert_one_line_error(result: Result, *words: str) -> None:
    """Exit code 2, nothing on stdout, one line on stderr that says each of these."""
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("error: ")
    assert result.err.count("\n") == 1
    for word in words:
        assert word in result.err
