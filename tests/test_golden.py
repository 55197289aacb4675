"""examples/formats: one faulty budget in every format is what grantcalc writes now."""

import shutil
from pathlib import Path

import pytest
from tools.golden import BUDGET, FOLDER, OUTPUTS, write_output


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_format_is_as_the_example_shows_it(name: str, tmp_path: Path) -> None:
    shutil.copy(FOLDER / BUDGET, tmp_path)
    write_output(tmp_path, name)
    assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), "run: make golden"


def test_nothing_else_lies_in_the_folder() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*OUTPUTS, BUDGET, "README.md"}


def test_an_output_is_the_same_every_time(tmp_path: Path) -> None:
    shutil.copy(FOLDER / BUDGET, tmp_path)
    for name in ("findings.xlsx", "budget-marked.xlsx"):
        made = []
        for _ in range(2):
            write_output(tmp_path, name)
            made.append((tmp_path / name).read_bytes())
        assert made[0] == made[1]
