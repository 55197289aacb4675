"""Reports on projects that are odd but real: every sentence is one that a person would write."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli
from funder_project import AWARD, BUDGET, LEDGER, figures, make_project, told


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def closed(cli: Cli, day: str = "2023-12-31", language: str = "en") -> str:
    """The text of the final report."""
    asked = ("--as-of", day, "--lang", language, "--format", "md")
    result = cli("report", "final", *asked)
    assert result.code in (0, 1), result.err
    return result.out.replace("\u00a0", " ")


def closing(cli: Cli, day: str = "2023-12-31") -> dict[str, Any]:
    result = cli("report", "final", "--as-of", day, "--format", "json")
    found: dict[str, Any] = json.loads(result.out)["closing"]
    return found


ONE_CREDIT = (
    "| Konto | Dato | Bilag | Tekst | Beløp |\n| 1010 | 12.08.2021 | 1 | Kreditnota | -300 |\n"
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "we have spent nothing of the NOK 1 000 that Tilskudd has awarded"),
        ("nb", "har vi ikke brukt noe av de 1 000 kr som Tilskudd har tildelt"),
        ("nn", "har vi ikkje brukt noko av dei 1 000 kr som Tilskudd har tildelt"),
    ],
)
def test_more_credited_than_spent(cli: Cli, folder: Path, language: str, words: str) -> None:
    make_project(folder, ledger=ONE_CREDIT)
    text = told(cli, language=language)
    prose = "\n".join(row for row in text.splitlines() if not row.startswith("|"))
    assert words in prose
    assert {"en": "NOK 300 more", "nb": "300 kr mer", "nn": "300 kr meir"}[language] in prose
    assert "spent -" not in prose
    assert "brukt -" not in prose
    assert "-30" not in next(row for row in prose.splitlines() if "227 " in row or "229 " in row)


NO_ENTRIES = "| Konto | Dato | Bilag | Tekst | Beløp |\n"


def test_accounts_without_entries(cli: Cli, folder: Path) -> None:
    make_project(folder, ledger=NO_ENTRIES)
    text = told(cli)
    assert "The accounts have no entries." in text
    assert "None" not in text
    assert "ledger.csv" in [Path(one["file"]).name for one in figures(cli)["inputs"]]


@pytest.mark.parametrize(
    ("ledger", "day", "words"),
    [
        (LEDGER, "2021-07-15", "The accounts have 2 entries. None of them is counted as spent."),
        (ONE_CREDIT, "2021-07-15", "The accounts have one entry, and it is not counted as spent."),
    ],
)
def test_no_entry_counts_yet(cli: Cli, folder: Path, ledger: str, day: str, words: str) -> None:
    make_project(folder, ledger=ledger)
    assert words in told(cli, day=day)
    assert words in closed(cli, day)


def test_what_is_left_of_the_lines_is_no_money_where_nothing_is_awarded(
    cli: Cli, folder: Path
) -> None:
    make_project(folder, AWARD.replace('"awarded"', '"applied"'), ledger=NO_ENTRIES)
    heading = next(row for row in told(cli).splitlines() if "Share spent" in row)
    assert "Left of the budget" in heading
    make_project(folder)
    heading = next(row for row in told(cli).splitlines() if "Share spent" in row)
    assert "Remaining" in heading


def test_a_discount_is_expected_to_come(cli: Cli, folder: Path) -> None:
    budget = BUDGET.replace("| Inntekter", "| Rabatt | -100 | -100 |\n| Inntekter").replace(
        "| Lønn          | 600 ", "| Lønn          | 700 "
    )
    make_project(folder, budget=budget)
    report = figures(cli)
    line = next(one for one in report["lines"] if one["label"] == "Rabatt")
    assert (line["budgeted"], line["expected"], line["deviation"]) == ("-100.00", "-100.00", "0.00")
    assert not [one for one in report["findings"] if one["code"] == "G002"]


def test_a_grant_for_the_project_of_which_the_rest_is_applied_for(cli: Cli, folder: Path) -> None:
    award = AWARD.replace("year = 1\n", "")
    make_project(folder, award + award.replace("1000", "400").replace("awarded", "applied"))
    text = told(cli)
    assert "we have spent NOK 600 of the NOK 1 000 that Tilskudd has awarded" in text
    assert "We apply to Tilskudd for NOK 400" in text


CARRIED = AWARD.replace('"awarded"', '"received"\ncarry_over = true') + AWARD.replace(
    "year = 1", "year = 2"
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tilskudd awarded NOK 1 000 for the project year 2021-07-01 – 2022-06-30. Of this, NOK 600 is "
               "spent and NOK 400 was carried over to the next project year."),
        ("nb", "Tilskudd tildelte 1 000 kr for prosjektåret 01.07.2021 – 30.06.2022. Av dette er 600 kr "
               "brukt, og 400 kr er overført til prosjektåret etter."),
        ("nn", "Tilskudd tildelte 1 000 kr for prosjektåret 01.07.2021 – 30.06.2022. Av dette er 600 kr "
               "brukt, og 400 kr er overført til prosjektåret etter."),
    ],
)  # fmt: skip
def test_a_grant_that_was_carried_over(cli: Cli, folder: Path, language: str, words: str) -> None:
    make_project(folder, CARRIED)
    text = closed(cli, language=language)
    assert words in text
    assert {"en": "includes NOK 400", "nb": "regnet med 400 kr", "nn": "rekna med 400 kr"}[
        language
    ] in text


def test_nothing_of_a_received_grant_is_spent_and_all_is_carried_over(
    cli: Cli, folder: Path
) -> None:
    make_project(folder, CARRIED, ledger=LEDGER.replace("2021", "2022"))
    text = closed(cli)
    assert "awarded nothing" not in text
    assert "Of this, nothing is spent and NOK 1 000 was carried over" in text


def test_a_final_report_on_what_is_only_applied_for(cli: Cli, folder: Path) -> None:
    make_project(folder, AWARD.replace('"awarded"', '"applied"'), ledger=NO_ENTRIES)
    assert "No grant has been awarded." in closed(cli)


def test_the_auditor_is_asked_for_by_the_whole_grant(cli: Cli, folder: Path) -> None:
    """Two years of 600 are a grant of 1200."""
    (folder / "rules.toml").write_text(
        'title = "Ours"\n[rules.auditors_threshold]\nvalue = 1100\nsource = "letter"\nverified = true\n',
        "utf-8",
    )
    award = AWARD.replace("1000", "600")
    toml = award + award.replace("year = 1", "year = 2")
    make_project(folder, toml)
    settings = folder / "grantcalc.toml"
    settings.write_text('profile = "rules.toml"\n' + settings.read_text("utf-8"), "utf-8")
    assert closing(cli)["needs_auditor"]
    assert "An auditor is to confirm the accounts" in closed(cli)


def test_hours_that_are_all_outside_the_project_deliver_nothing(cli: Cli, folder: Path) -> None:
    budget = BUDGET.replace("| Inntekter", "| Arbeidsinnsats | 100 | 100 |\n| Inntekter")
    (folder / "hours.csv").write_text("Dato;Rolle;Timer;Timesats\n01.01.2025;A;2;100\n", "utf-8")
    make_project(
        folder, budget=budget + "| Egeninnsats | 100 | 100 |\n", files='hours = "hours.csv"\n'
    )
    assert "NOK 200 was promised. Nothing was delivered." in closed(cli)


def test_the_sum_of_the_orders_is_in_the_json(cli: Cli, folder: Path) -> None:
    rows = "| Dato | Leverandør | Budsjettlinje | Beløp | Fakturert | Flere fakturaer |\n"
    rows += "| 01.09.2021 | Buss AS | Reise | 90 | 20 | ja |\n| 02.09.2021 | Trykk | Reise | 17 | 0 | nei |\n"
    make_project(folder, orders=rows)
    sums = next(row for row in told(cli).splitlines() if row.startswith("| **Sum**"))
    assert [cell.strip(" *") for cell in sums.split("|")[2:-1] if cell.strip()] == ["87"]
    assert figures(cli)["commitments"]["committed"] == "87.00"
