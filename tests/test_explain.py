"""--explain: every figure of what remains comes with the cells and entries that add up to it."""

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import DRAMMEN, Cli, assert_one_line_error, write_workbook

DAY = ("--as-of", "2022-02-14")
HEAD = ["Dato", "Konto", "Bilag", "Tekst", "Beløp"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(DRAMMEN, tmp_path / "project"))
    monkeypatch.chdir(folder)
    return folder


def explained(cli: Cli, name: str = "all") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        cli("remaining", *DAY, "--explain", name, "--format", "json").out
    )
    return document


def test_a_line_of_the_founding_report(cli: Cli, project: Path) -> None:
    """Worked out by hand from the ledger: a purchase is moved from a wrong account and back."""
    assert cli("remaining", *DAY, "--explain", "arbeidsmøter").out == (
        """\
Beste praksis for bibliotek og innbyggertorg, as of 2022-02-14 (amounts in NOK)

Arbeidsmøter, reiser, adm.kostnader, 01.07.2021 - 30.06.2022
                                         Amount
───────────────────────────────────────────────
  budgeted: budget.xlsx Budsjett!B3   40 000.00
  spent: the entries below            22 578.10
  remaining: budgeted less spent      17 421.90

  Date        Voucher  Account     Amount  Running sum
  2021-08-24  2100042  1120      1 486.00     1 486.00
      Kontormateriell oppstart; ledger.xlsx Hovedbok!L11
  2021-09-14  2100070  1115      9 520.00    11 006.00
      Lunsj kick-off, 34 personer; ledger.xlsx Hovedbok!L15
  2021-09-14  2100077  1190      6 500.00    17 506.00
      Leie av sal kick-off; ledger.xlsx Hovedbok!L16
  2021-11-09  2100119  1160      2 654.10    20 160.10
      Reise arbeidsmøte; ledger.xlsx Hovedbok!L22
  2021-11-23  2100147  1160      1 184.00    21 344.10
      Reise arbeidsmøte; ledger.xlsx Hovedbok!L26
  2022-01-18  2200217  1120      4 250.00    25 594.10
      Materiell arbeidsmøter, feil konto; ledger.xlsx Hovedbok!L36
  2022-01-20  2200224  1120     -4 250.00    21 344.10
      Korrigering materiell arbeidsmøter; ledger.xlsx Hovedbok!L37
  2022-01-20  2200231  1160      1 234.00    22 578.10
      Reise arbeidsmøte; ledger.xlsx Hovedbok!L38

  8 entries, 22 578.10 in all

0 errors, 0 warnings, 0 notes in the whole report
"""
    )


def test_each_figure_is_the_sum_of_its_entries(cli: Cli, project: Path) -> None:
    report = explained(cli)
    lines = {(line["label"], line["period"]): line["spent"] for line in report["lines"]}
    seen = set()
    for part in report["explanation"]:
        if part["figure"] != "line":
            continue
        seen.add(part["name"])
        added = sum((Decimal(entry["amount"]) for entry in part["entries"]), Decimal(0))
        assert added == Decimal(lines[part["name"], 0])
        if part["entries"]:
            assert Decimal(part["entries"][-1]["running"]) == added
    assert seen == {label for label, _ in lines}
    hours = next(p for p in report["explanation"] if p["figure"] == "own_contribution")
    assert hours["entries"][-1]["running"] == "433312.5"
    assert sum(Decimal(entry["hours"]) for entry in hours["entries"]) == Decimal("1155.5")
    (after,) = (p for p in report["explanation"] if p["figure"] == "not_counted")
    assert len(after["entries"]) == report["ledger"]["excluded"][0]["entries"]


def test_every_entry_that_was_read_is_behind_one_figure(cli: Cli, project: Path) -> None:
    report = explained(cli)
    cells = [
        entry["cell"]
        for part in report["explanation"]
        if part["figure"] in ("line", "unmapped", "not_counted")
        for entry in part["entries"]
    ]
    assert len(cells) == len(set(cells)) == report["ledger"]["read"]["entries"]


def test_a_grant_is_its_award_less_what_the_lines_spent(cli: Cli, project: Path) -> None:
    first, second = explained(cli, "nasjonalbiblioteket")["explanation"]
    amounts = {origin["name"]: origin["amount"] for origin in first["origins"]}
    assert first["origins"][0]["how"] == "grantcalc.toml, [[awards]] no. 1"
    on_lines = [Decimal(a) for name, a in amounts.items() if name.startswith("spent on ")]
    assert sum(on_lines) == Decimal("364321.00")
    assert (amounts["awarded"], amounts["spent"], amounts["remaining"]) == (
        "700000.00", "364321.00", "335679.00",
    )  # fmt: skip
    assert second["origins"][0] == {
        "name": "applied for", "amount": "700000.00", "at": None,
        "how": "grantcalc.toml, [[awards]] no. 2",
    }  # fmt: skip


def test_without_an_award_the_budgets_cell_is_named(cli: Cli, project: Path) -> None:
    (project / "grantcalc.toml").unlink()
    first = explained(cli, "Nasjonalbiblioteket")["explanation"][0]
    assert first["origins"][0]["at"]["cell"] == "B11"
    (unmapped,) = explained(cli, "on no budget line")["explanation"]
    assert unmapped["origins"][0]["amount"] == "364321.00"
    assert unmapped["entries"][-1]["running"] == "364321.00"


@pytest.mark.parametrize("name", ["INNBYGGER undersøkelser", "innbygger", "Innbyggerundersøkelser"])
def test_case_spacing_and_the_rest_of_a_name_do_not_matter(
    cli: Cli, project: Path, name: str
) -> None:
    (part,) = explained(cli, name)["explanation"]
    assert part["name"] == "Innbyggerundersøkelser"


def test_a_name_that_fits_nothing(cli: Cli, project: Path) -> None:
    assert_one_line_error(
        cli("remaining", *DAY, "--explain", "innbygerundersøkelse"),
        'did you mean "Innbyggerundersøkelser"?', "Design og trykk rapport", "all of them: all",
    )  # fmt: skip
    assert_one_line_error(
        cli("remaining", *DAY, "--explain", "reiser"),
        'did you mean "Arbeidsmøter, reiser, adm.kostnader"?',
    )


def test_the_beginning_of_two_names(cli: Cli, tmp_path: Path, monkeypatch: Any) -> None:
    small_project(tmp_path, monkeypatch, [["01.08.2021", "1", "1", "x", 1000]])
    assert_one_line_error(
        cli("remaining", *DAY, "--explain", "reise"),
        "the beginning of", '"Reise inn"', '"Reise ut"',
    )  # fmt: skip


def small_project(folder: Path, monkeypatch: Any, entries: list[list[Any]]) -> None:
    rows: list[list[Any]] = [
        ["Post", "01.07.2021 - 30.06.2022"],
        ["Reise inn", 1000],
        ["Reise ut", 2000],
        ["Inntekter"],
        ["Egne midler", 1000],
        ["Tilskudd", 2000],
    ]
    write_workbook(folder / "budget.xlsx", {"B": rows})
    write_workbook(folder / "ledger.xlsx", {"L": [HEAD, *entries]})
    (folder / "grantcalc.toml").write_text(
        '[charging]\nmethod = "pro-rata"\n[[mapping]]\nline = "Reise inn"\naccounts = "1"\n',
        "utf-8",
    )
    monkeypatch.chdir(folder)


def test_the_way_of_charging_is_shown_with_each_part(
    cli: Cli, tmp_path: Path, monkeypatch: Any
) -> None:
    small_project(
        tmp_path,
        monkeypatch,
        [["01.08.2021", "1", "1", "x", 1000], ["01.08.2021", "2", "2", "y", 0.01]],
    )
    (grant,) = explained(cli, "tilskudd")["explanation"]
    found = {origin["name"]: (origin["amount"], origin["how"]) for origin in grant["origins"]}
    assert found["paid by Egne midler"] == ("333.34", "its part, charged pro-rata")
    assert found["paid by Tilskudd"] == ("666.67", "its part, charged pro-rata")
    assert found["spent (on no budget line)"][0] == "0.01"
    (own,) = explained(cli, "egne midler")["explanation"]
    assert own["origins"][-1]["amount"] == "666.66"


def test_cell_text_does_nothing_to_a_terminal(cli: Cli, tmp_path: Path, monkeypatch: Any) -> None:
    nasty = "\u202egnp [bold]x[/bold] \x9b31m" + "very long " * 30
    small_project(tmp_path, monkeypatch, [["01.08.2021", "1", nasty[:40], nasty, 1000]])
    out = cli("remaining", *DAY, "--explain", "all").out
    assert not set(out) & {"\x1b", "\x9b", "\u202e"}
    assert "[bold]x[/bold]" in out
    document = cli("remaining", *DAY, "--explain", "all", "--format", "json").out
    assert not set(document) & {"\x1b", "\x9b", "\u202e"}
    assert json.loads(document)["explanation"][2]["entries"][0]["text"] == nasty.strip()


def test_all_entries_are_printed_however_many(cli: Cli, tmp_path: Path, monkeypatch: Any) -> None:
    entries = [["01.08.2021", "1", str(i), f"kjøp {i}", 1.25] for i in range(1, 1301)]
    small_project(tmp_path, monkeypatch, entries)
    out = cli("remaining", *DAY, "--explain", "reise inn").out
    assert "1300 entries, 1 625.00 in all" in out
    assert all(f"kjøp {i};" in out for i in range(1, 1301))
    assert max(map(len, out.splitlines())) <= 80


def test_the_output_is_the_same_in_a_file(cli: Cli, project: Path) -> None:
    out = cli("remaining", *DAY, "--explain", "all").out
    cli("remaining", *DAY, "--explain", "all", "--output", "proof.txt")
    assert (project / "proof.txt").read_text("utf-8") == out
