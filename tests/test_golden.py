"""examples/formats: one faulty budget in every format is what grantcalc writes now."""

import shutil
import zipfile
from pathlib import Path

import pytest
from tools.golden import BUDGET, FOLDER, OUTPUTS, write_output


def contents(path: Path) -> bytes | dict[str, bytes]:
    """A workbook's parts, unpacked: compression may differ between versions of zlib."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_format_is_as_the_example_shows_it(name: str, tmp_path: Path) -> None:
    shutil.copy(FOLDER / BUDGET, tmp_path)
    write_output(tmp_path, name)
    assert contents(tmp_path / name) == contents(FOLDER / name), "run: make golden"


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
