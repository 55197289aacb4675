"""Text output: right at 80 columns, whatever the budget's width."""

from pathlib import Path

import pytest

from conftest import Cli, write_workbook
from grantcalc.rendering.terminal import Page, percent


def test_many_periods_are_shown_in_portions_beside_their_labels(cli: Cli, tmp_path: Path) -> None:
    months = [f"{m:02}.2022" for m in range(1, 13)]
    headings = [f"01.{m} - 28.{m}" for m in months]
    rows = [["Post", *headings], ["Lønn til prosjektleder", *[1234567] * 12], ["Reise", *[10] * 12]]
    path = write_workbook(tmp_path / "b.xlsx", {"B": rows})
    out = cli("check", path).out
    assert max(map(len, out.splitlines())) <= 80
    for heading in months:
        assert f"01.{heading} -" in out
    table = out.partition("\nerror ")[0]
    assert table.count("Lønn til prosjektleder") > 1
    assert table.count("1 234 567") == 12


@pytest.mark.parametrize("width", [60, 80, 120])
def test_amounts_are_never_broken(width: int) -> None:
    page = Page(width, colour=False)
    page.line(
        "word " * 9
        + "and 1 340 000 kroner and then some words and 2 680 000 kroner at the end of it"
    )
    text = page.text()
    assert "1 340 000" in text
    assert "2 680 000" in text
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0.5205", "52.05 %"),
        ("1.0000", "100.00 %"),
        ("-0.0412", "-4.12 %"),
        ("0.0001", "0.01 %"),
        ("0.0000", "0.00 %"),
        (None, "-"),
    ],
)
def test_shares_as_percentages(share: str | None, text: str) -> None:
    assert percent(share) == text


def test_a_wrong_total_is_shown_beside_the_computed_one(cli: Cli, tmp_path: Path) -> None:
    rows = [["Item", "2021", "2022"], ["Staff", 100, 200], ["Total", 100, 250]]
    out = cli("check", write_workbook(tmp_path / "b.xlsx", {"B": rows})).out
    line = next(line for line in out.splitlines() if "as the sheet states it" in line)
    assert line.split()[-1] == "250"
    assert "100" not in line


def test_a_budget_without_sums_says_that_nothing_was_compared(cli: Cli, tmp_path: Path) -> None:
    rows = [["Item", "Amount"], ["Staff", 100]]
    assert (
        "nothing to compare" in cli("check", write_workbook(tmp_path / "b.xlsx", {"B": rows})).out
    )
