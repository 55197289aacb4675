"""Proposed mapping rules: what they rest on, that they are valid, and that nothing is left untold."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli, write_workbook
from grantcalc.config import Config

BUDGET = [
    ["Post", "01.07.2021 - 30.06.2022"],
    ["Utgifter", None],
    ["Lønn", 1000],
    ["Reiser", 500],
    ["Konferanse", 300],
    ["Inntekter", None],
    ["Tilskudd", 1800],
]
HEADINGS = ["Bilagsdato", "Konto", "Bilagsnr", "Tekst", "Leverandør", "Beløp", "Ansvar"]
RULES = """
[[awards]]
source = "Tilskudd"
amount = 1800
status = "awarded"
[[mapping]]
line = "Lønn"
text = "lønn"
[[mapping]]
line = "Reiser"
text = "fly"
"""


def mapped(cli: Cli, folder: Path, *entries: tuple[str, str, str, int, str]) -> dict[str, Any]:
    rows = [
        ["2021-08-01", account, n, text, supplier, amount, ansvar]
        for n, (account, text, supplier, amount, ansvar) in enumerate(entries, start=1)
    ]
    write_workbook(folder / "budget.xlsx", {"B": BUDGET})
    write_workbook(folder / "ledger.xlsx", {"L": [HEADINGS, *rows]})
    (folder / "grantcalc.toml").write_text(RULES, "utf-8")
    before = (folder / "grantcalc.toml").read_bytes()
    result = cli("map", folder, "--format", "json")
    assert result.code == 0, result.err
    report: dict[str, Any] = json.loads(result.out)
    assert (folder / "grantcalc.toml").read_bytes() == before
    entries_of = [report["left"], *report["proposals"]]
    assert report["unmapped"]["entries"] == sum(one["entries"] for one in entries_of)
    for proposal in report["proposals"]:
        Config.model_validate(tomllib.loads(proposal["toml"]))
    return report


def test_an_account_all_of_whose_entries_are_on_one_line(cli: Cli, tmp_path: Path) -> None:
    report = mapped(
        cli, tmp_path, ("5010", "Lønn mai", "", 100, "1"), ("5010", "Etterbetaling", "", 50, "1")
    )
    (proposal,) = report["proposals"]
    assert proposal["toml"] == '[[mapping]]\nline = "Lønn"\naccounts = "5010"'
    assert (proposal["entries"], proposal["amount"]) == (1, "50.00")
    assert "all 1 mapped entry" in proposal["why"]
    assert [example["text"] for example in proposal["examples"]] == ["Etterbetaling"]


def test_an_account_of_two_lines_decides_nothing(cli: Cli, tmp_path: Path) -> None:
    report = mapped(
        cli,
        tmp_path,
        ("7000", "Lønn mai", "", 100, "1"),
        ("7000", "Fly", "", 100, "1"),
        ("7000", "Annet", "", 50, "1"),
    )
    assert report["proposals"] == []
    assert [entry["text"] for entry in report["left"]["listed"]] == ["Annet"]


def test_a_word_of_a_label_without_its_ending(cli: Cli, tmp_path: Path) -> None:
    report = mapped(cli, tmp_path, ("7140", "Flaskepost, tjenestereise Bergen", "", 50, "1"))
    (proposal,) = report["proposals"]
    assert proposal["toml"] == '[[mapping]]\nline = "Reiser"\ntext = "reis"'


def test_two_lines_that_fit_are_both_named(cli: Cli, tmp_path: Path) -> None:
    report = mapped(cli, tmp_path, ("7140", "Reise til konferanse", "", 50, "1"))
    (proposal,) = report["proposals"]
    assert {proposal["line"], *proposal["fits_too"]} == {"Reiser", "Konferanse"}


def test_a_supplier_and_several_accounts_make_few_rules(cli: Cli, tmp_path: Path) -> None:
    report = mapped(
        cli,
        tmp_path,
        ("7130", "Fly", "Fjelltog AS", 100, "1"),
        ("7140", "Fly", "", 100, "2"),
        ("7130", "Natt", "", 10, "3"),
        ("7140", "Mat", "", 20, "3"),
        ("7990", "Taxi", "Fjelltog AS", 30, "3"),
    )
    rules = [p["toml"].splitlines()[2] for p in report["proposals"]]
    assert rules == ['accounts = ["7130", "7140"]', 'supplier = "Fjelltog AS"']


def test_a_value_with_marks_of_its_own_is_pasted_whole(cli: Cli, tmp_path: Path) -> None:
    supplier = 'Ola "Bus" \\ Co'
    report = mapped(
        cli, tmp_path, ("7130", "Fly", supplier, 100, "1"), ("7990", "Natt", supplier, 10, "3")
    )
    (proposal,) = report["proposals"]
    assert tomllib.loads(proposal["toml"])["mapping"][0]["supplier"] == supplier


@pytest.mark.parametrize("narrow", [True, False])
def test_as_text(cli: Cli, tmp_path: Path, narrow: bool) -> None:
    text = "Etterbetaling" if narrow else "Lønn april"
    mapped(cli, tmp_path, ("5010", "Lønn mai", "", 100, "1"), ("5010", text, "", 50, "1"))
    out = cli("map", tmp_path).out
    if narrow:
        assert '[[mapping]]\nline = "Lønn"\naccounts = "5010"\n' in out
        assert "1 entry of 50 in all is on no budget line." in out
        assert out.endswith("With all of these, every entry has a budget line.\n")
    else:
        assert out == "Every counted entry is on a budget line: there is nothing to map.\n"
