"""`show` of ledgers: how each column was read, what was left out, and the TOML that says the same."""

import shutil
import tomllib
from pathlib import Path

import pytest

from conftest import DRAMMEN, Cli, write_workbook
from grantcalc.config import Config

HEAD = ["Dato", "Konto", "Bilag", "Tekst", "Prosjekt", "Beløp"]
BUDGET = [["Post", "2022"], ["Reise", 1000], ["Inntekter"], ["Tilskudd", 1000]]
ROWS = [
    ["14.02.2022", "1160", "1", "Tog", "P1", 400.5],
    ["15.02.2022", "1160", "2", "Buss", "P1", 99.5],
    ["i går", "1160", "3", "Båt", "P1", 1],
    [None, None, None, "Sum", None, 501],
]


def toml_of(out: str) -> str:
    return out[out.index("[ledger]\n") :]


def test_a_ledger_is_shown_as_a_ledger(cli: Cli, tmp_path: Path) -> None:
    result = cli("show", write_workbook(tmp_path / "l.xlsx", {"L": [HEAD, *ROWS]}))
    assert (result.code, result.err) == (0, "")
    for text in (
        'A "Dato": day', 'B "Konto": account', 'E "Prosjekt": dimension', 'F "Beløp": amount',
        "sheet L: a ledger, headings in row 1", "i går", "Sum",
    ):  # fmt: skip
        assert text in result.out
    counts = {
        line.rsplit(maxsplit=1)[0].strip(): line.split()[-1]
        for line in result.out.splitlines()
        if line.split() and line.split()[-1].isdecimal()
    }
    assert (counts["entries"], counts["sums of other rows, left out"]) == ("2", "1")
    assert counts["rows that cannot be used"] == "1"


def test_what_it_says_to_paste_reads_the_ledger_as_it_is(cli: Cli, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DRAMMEN, tmp_path / "project"))
    before = cli("remaining", "--as-of", "2022-02-14", "--config", folder / "grantcalc.toml").out
    pasted = toml_of(cli("show", folder / "ledger.xlsx").out)
    Config.model_validate(tomllib.loads(pasted))
    with (folder / "grantcalc.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{pasted}")
    after = cli("remaining", "--as-of", "2022-02-14", "--config", folder / "grantcalc.toml").out
    assert "335 679" in after
    assert after == before


def test_a_file_with_both_shows_both(cli: Cli, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"Budsjett": BUDGET, "Hovedbok": [HEAD, *ROWS]})
    out = cli("show", path).out
    assert "sheet Budsjett: headings in row 1" in out
    assert "Account of numbers" in out
    assert "sheet Hovedbok: a ledger" in out
    assert "it is a ledger" not in out


def test_a_projects_folder_shows_its_budget_and_its_ledgers(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbook(tmp_path / "budget.xlsx", {"B": BUDGET})
    write_workbook(tmp_path / "first.xlsx", {"L": [HEAD, *ROWS]})
    (tmp_path / "second.csv").write_text(
        ";".join(HEAD) + "\n14.02.2022;1160;9;Ferje;P1;12,50\n", "utf-8"
    )
    (tmp_path / "grantcalc.toml").write_text(
        '[files]\nbudget = "budget.xlsx"\nledger = ["first.xlsx", "second.csv"]\n', "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    out = cli("show", ".").out
    for name in ("budget.xlsx, sheet B", "first.xlsx, sheet L: a ledger", "second.csv: a ledger"):
        assert name in out


def test_a_project_without_a_ledger_shows_its_budget(cli: Cli, tmp_path: Path) -> None:
    write_workbook(tmp_path / "budget.xlsx", {"B": BUDGET})
    result = cli("show", tmp_path)
    assert (result.code, "Account of numbers" in result.out) == (0, True)


def test_a_ledger_that_is_not_clear_is_shown_with_what_to_declare(cli: Cli, tmp_path: Path) -> None:
    rows = [[f"0{n}/0{n + 1}/2022", "1160", str(n), "x", "P1", 10] for n in range(1, 6)]
    result = cli("show", write_workbook(tmp_path / "l.xlsx", {"L": [HEAD, *rows]}))
    assert result.code == 2
    assert "day_order" in result.err
    assert "cannot be read as it is" in result.out
    assert "day_order" in toml_of(result.out)


def test_cell_text_does_nothing_to_a_terminal(cli: Cli, tmp_path: Path) -> None:
    nasty = "\u202egnp [bold]x[/bold] \x9b31m"
    rows = [[nasty, "1160", "3", nasty, "P1", 1], [None, None, None, f"Sum {nasty}", None, 1]]
    head = [*HEAD[:4], nasty, HEAD[5]]
    out = cli("show", write_workbook(tmp_path / "l.xlsx", {"L": [head, *ROWS, *rows]})).out
    assert not set(out) & {"\x1b", "\x9b", "\u202e"}
    assert "[bold]x[/bold]" in out
