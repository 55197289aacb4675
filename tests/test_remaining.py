"""What is left: the founding report's figures, and the identities that always hold."""

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import DRAMMEN, Cli, write_workbook


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(DRAMMEN, tmp_path / "project"))
    monkeypatch.chdir(folder)
    return folder


def remaining(cli: Cli, *arguments: str | Path) -> dict[str, Any]:
    result = cli("remaining", "--format", "json", *arguments)
    assert result.err == ""
    document: dict[str, Any] = json.loads(result.out)
    return document


def assert_identities(report: dict[str, Any]) -> None:
    """awarded = spent + remaining, available = remaining - committed, and nothing is dropped."""
    for grant in report["grants"]:
        money = {
            k: Decimal(grant[k])
            for k in ("awarded", "spent", "remaining", "available", "committed")
        }
        assert money["awarded"] == money["spent"] + money["remaining"]
        assert money["available"] == money["remaining"] - money["committed"]
    ledger = report["ledger"]
    on_lines = sum(Decimal(line["spent"]) for line in report["lines"])
    on_none = sum(Decimal(group["amount"]) for group in report["unmapped"])
    assert on_lines + on_none == Decimal(ledger["included"]["amount"])
    excluded = ledger["excluded"]
    assert ledger["read"]["entries"] == ledger["included"]["entries"] + sum(
        e["entries"] for e in excluded
    )
    assert Decimal(ledger["read"]["amount"]) == Decimal(ledger["included"]["amount"]) + sum(
        Decimal(e["amount"]) for e in excluded
    )


def test_the_founding_report(cli: Cli, project: Path) -> None:
    report = remaining(cli, "--as-of", "2022-02-14")
    first, second = report["grants"]
    assert first == {
        "source": "Nasjonalbiblioteket",
        "period": {"label": "01.07.2021 - 30.06.2022", "start": "2021-07-01", "end": "2022-06-30"},
        "status": "awarded",
        "granted": "700000.00",
        "carried_in": "0.00",
        "carried_out": "0.00",
        "awarded": "700000.00",
        "received": "0.00",
        "overdue": "0.00",
        "applied_for": "0.00",
        "spent": "364321.00",
        "committed": "0.00",
        "remaining": "335679.00",
        "available": "335679.00",
        "spent_share": "0.5205",
        "elapsed_days": 229,
        "elapsed_share": "0.6274",
        "pace": {
            "straight_line": "439178.08",
            "planned": None,
            "left_at_end": "119313.69",
            "used_up_on": None,
        },
    }
    assert (second["status"], second["awarded"], second["applied_for"]) == (
        "applied",
        "0.00",
        "700000.00",
    )
    assert (second["spent"], second["remaining"]) == ("0.00", "0.00")
    assert report["schema"] == "grantcalc/remaining/1"
    assert [f["code"] for f in report["findings"]] == ["L007"]  # what was on the wrong account
    assert {line["period"] for line in report["lines"]} == {0}
    survey = next(line for line in report["lines"] if line["label"] == "Innbyggerundersøkelser")
    assert (survey["budgeted"], survey["spent"], survey["remaining"]) == (
        "215000.00", "80625.00", "134375.00",
    )  # fmt: skip
    assert report["own_contribution"] == [
        {
            "source": "Egeninnsats", "period": 0, "budgeted": "640000.00",
            "delivered": "433312.50", "hours": "1155.5", "remaining": "206687.50",
            "not_counted": "0.00", "hours_not_counted": "0",
        }
    ]  # fmt: skip
    assert_identities(report)


@pytest.mark.parametrize(
    "day",
    [
        "2021-06-30",
        "2021-07-01",
        "2021-12-31",
        "2022-02-14",
        "2022-06-30",
        "2022-07-01",
        "2024-01-01",
    ],
)
def test_the_identities_hold_on_any_day(cli: Cli, project: Path, day: str) -> None:
    assert_identities(remaining(cli, "--as-of", day))


def test_the_day_itself_counts(cli: Cli, project: Path) -> None:
    before, on = (
        remaining(cli, "--as-of", day)["grants"][0]["spent"] for day in ("2022-02-11", "2022-02-12")
    )
    assert Decimal(on) - Decimal(before) == Decimal("26606.30")


def test_at_the_end_of_the_year_no_more_than_the_award_is_spent(cli: Cli, project: Path) -> None:
    grant = remaining(cli, "--as-of", "30.06.2022")["grants"][0]
    assert Decimal(grant["spent"]) <= Decimal("700000")
    assert grant["elapsed_share"] == "1.0000"


def test_as_text(cli: Cli, project: Path) -> None:
    out = cli("remaining", "--as-of", "2022-02-14").out
    for text in (
        "364 321",
        "335 679",
        "700 000",
        "52.05 %",
        "229 of 365 days",
        "62.74 %",
        "1 155.5",
    ):
        assert text in out
    assert "is applied for and not awarded" in out
    assert "after the as-of date" in out


def test_without_a_day_it_says_which_it_takes(cli: Cli, project: Path) -> None:
    result = cli("remaining")
    assert "no --as-of given" in result.err
    assert "364 321" not in result.out


def test_without_awards_the_budget_is_taken_and_it_is_said(cli: Cli, project: Path) -> None:
    (project / "grantcalc.toml").unlink()
    report = remaining(cli, "--as-of", "2022-02-14")
    grant = report["grants"][0]
    assert (grant["status"], grant["awarded"], grant["spent"]) == (
        "budgeted",
        "700000.00",
        "364321.00",
    )
    assert {f["code"] for f in report["findings"]} == {"A003", "L003", "L007"}
    assert report["unmapped"][0]["amount"] == "364321.00"
    assert report["own_contribution"][0]["delivered"] is None
    assert_identities(report)


def test_the_same_from_csv(cli: Cli, project: Path) -> None:
    """The export as Excel saves it in Norway: semicolons, decimal comma, Windows letters."""
    import openpyxl

    sheet = openpyxl.load_workbook(project / "ledger.xlsx")["Hovedbok"]
    lines = []
    for row in sheet.iter_rows(values_only=True):
        cells = [
            "" if v is None else f"{v:%d.%m.%Y}" if hasattr(v, "year") else str(v) for v in row
        ]
        cells[-1] = cells[-1].replace(".", ",")
        lines.append(";".join(f'"{cell}"' if "," in cell else cell for cell in cells))
    (project / "ledger.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    xlsx = remaining(cli, "--as-of", "2022-02-14")
    csv = remaining(cli, "--as-of", "2022-02-14", "--ledger", "ledger.csv")
    for part in ("grants", "lines", "unmapped", "own_contribution"):
        assert csv[part] == xlsx[part]
    assert_identities(csv)


def test_entries_outside_the_project_are_listed_not_counted(cli: Cli, tmp_path: Path) -> None:
    budget = write_workbook(
        tmp_path / "budget.xlsx",
        {
            "B": [
                ["Post", "01.07.2021 - 30.06.2022"],
                ["Reise", 1000],
                ["Inntekter"],
                ["Tilskudd", 1000],
            ]
        },
    )
    ledger = write_workbook(
        tmp_path / "ledger.xlsx",
        {
            "L": [
                [None, None, "Hovedbok"],
                [],
                [None, "Konto", "Dato", "Bilag", "Tekst", "Beløp"],
                [None, 1160, "30.06.2021", 1, "For tidlig", 10.10],
                [None, 1160, "01.07.2021", 2, "Første dag", 20.20],
                [None, 1160, "14.02.2022", 3, "Siste dag", 30.30],
                [None, 1160, "15.02.2022", 4, "Etterpå", "1 040,40"],
                [None, None, None, None, "Sum", 1101],
            ]
        },
    )
    result = cli(
        "remaining",
        "--as-of",
        "2022-02-14",
        "--budget",
        budget,
        "--ledger",
        ledger,
        "--format",
        "json",
    )
    report = json.loads(result.out)
    assert result.code == 1
    assert report["ledger"]["included"] == {"entries": 2, "amount": "50.50", "listed": []}
    assert {(e["reason"], e["entries"], e["amount"]) for e in report["ledger"]["excluded"]} == {
        ("before the first project year", 1, "10.10"),
        ("after the as-of date", 1, "1040.40"),
    }
    assert report["ledger"]["totals_left_out"] == 1
    places = {f["code"]: f["at"]["cell"] for f in report["findings"]}
    assert places["L002"] == "F4"
    assert_identities(report)


@pytest.mark.parametrize(
    ("method", "own", "grant"),
    [
        ("grant-first", "0.00", "364321.00"),
        ("own-first", "200000.00", "164321.00"),
        ("pro-rata", "104091.71", "260229.29"),
    ],
)
def test_a_declared_way_of_charging(
    cli: Cli, project: Path, method: str, own: str, grant: str
) -> None:
    rows: list[list[str | int]] = [
        ["Post", "01.07.2021 - 30.06.2022"],
        ["Alt", 700000],
        ["Inntekter"],
        ["Egenandel", 200000],
        ["Nasjonalbiblioteket", 500000],
    ]
    write_workbook(project / "budget.xlsx", {"B": rows})
    (project / "grantcalc.toml").write_text(
        f'[charging]\nmethod = "{method}"\n'
        '[[awards]]\nsource = "Nasjonalbiblioteket"\nyear = 1\namount = 500000\nstatus = "received"\n',
        "utf-8",
    )
    report = remaining(cli, "--as-of", "2022-02-14")
    assert [g["spent"] for g in report["grants"]] == [grant]
    assert [s["spent"] for s in report["other_sources"]] == [own]
    assert_identities(report)


def test_an_award_for_the_whole_project(cli: Cli, project: Path) -> None:
    (project / "grantcalc.toml").write_text(
        '[[awards]]\nsource = "Nasjonalbiblioteket"\namount = 1400000\nstatus = "awarded"\n',
        "utf-8",
    )
    grant = remaining(cli, "--as-of", "2022-02-14")["grants"][0]
    assert (grant["awarded"], grant["spent"]) == ("1400000.00", "364321.00")
    assert grant["period"]["start"] == "2021-07-01"
    assert grant["period"]["end"] == "2023-06-30"
    assert grant["elapsed_share"] == "0.3137"


def test_overspending_is_shown_as_such(cli: Cli, project: Path) -> None:
    text = (project / "grantcalc.toml").read_text("utf-8").replace("700000", "300000")
    (project / "grantcalc.toml").write_text(text, "utf-8")
    out = cli("remaining", "--as-of", "2022-02-14").out
    assert "overspent by" in out
    assert "64 321" in out


def two_grants(folder: Path, toml: str, income: list[list[str | int]]) -> None:
    rows: list[list[str | int]] = [
        ["Post", "01.07.2021 - 30.06.2022"],
        ["Alt", 3000],
        ["Inntekter"],
        *income,
    ]
    write_workbook(folder / "budget.xlsx", {"B": rows})
    write_workbook(
        folder / "ledger.xlsx",
        {"L": [["Dato", "Konto", "Bilag", "Tekst", "Beløp"], ["01.08.2021", "1", "1", "x", 1000]]},
    )
    (folder / "grantcalc.toml").write_text(toml, "utf-8")


def test_two_income_lines_of_one_name_lose_nothing(cli: Cli, project: Path) -> None:
    two_grants(
        project, '[charging]\nmethod = "pro-rata"\n', [["Tilskudd", 1000], ["tilskudd", 2000]]
    )
    (grant,) = remaining(cli, "--as-of", "2022-02-14")["grants"]
    assert (grant["awarded"], grant["spent"]) == ("3000.00", "1000.00")


def test_awards_spelt_differently_are_one_grant(cli: Cli, project: Path) -> None:
    award = '[[awards]]\nsource = "{}"\nyear = 1\namount = {}\nstatus = "awarded"\n'
    two_grants(
        project,
        award.format("Tilskudd X", 1000) + award.format("tilskudd  x", 2000),
        [["Tilskudd X", 3000]],
    )
    (grant,) = remaining(cli, "--as-of", "2022-02-14")["grants"]
    assert (grant["awarded"], grant["spent"]) == ("3000.00", "1000.00")


def test_an_award_for_the_whole_project_is_used_up_once(cli: Cli, project: Path) -> None:
    rows: list[list[str | int]] = [
        ["Post", "2021", "2022"],
        ["Alt", 1500, 1500],
        ["Inntekter"],
        ["Egne midler", 500, 500],
    ]
    write_workbook(project / "budget.xlsx", {"B": rows})
    head = ["Dato", "Konto", "Bilag", "Tekst", "Beløp"]
    entries = [[f"01.08.{year}", "1", str(year), "x", 1500] for year in (2021, 2022)]
    write_workbook(project / "ledger.xlsx", {"L": [head, *entries]})
    (project / "grantcalc.toml").write_text(
        '[charging]\nmethod = "grant-first"\n[[awards]]\nsource = "NB"\namount = 2000\nstatus = "awarded"\n',
        "utf-8",
    )
    report = remaining(cli, "--as-of", "2022-12-31")
    assert (report["grants"][0]["spent"], report["grants"][0]["remaining"]) == ("2000.00", "0.00")
    assert [s["spent"] for s in report["other_sources"]] == ["0.00", "1000.00"]
