"""Findings and reports in Norwegian: whole sentences for people, and nothing changed for programs."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from conftest import Cli, write_workbook
from grantcalc import language
from grantcalc.checks.remedies import Remedies
from grantcalc.checks.wording import cells
from grantcalc.diagnosis import likely_slip
from grantcalc.finding import Place
from grantcalc.judging.outcomes import Outcome
from grantcalc.language import and_more, quoted
from grantcalc.model import Amount, Budget
from grantcalc.money import Money, shown_percent
from grantcalc.spending.commitments import Standing

DRAMMEN = Path(__file__).parent.parent / "examples" / "drammen"
NORWEGIAN = ("nb", "nn")


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    language.use("en")


@pytest.fixture
def drammen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The founding example, in a folder of the test's own."""
    shutil.copytree(DRAMMEN, tmp_path / "drammen")
    monkeypatch.chdir(tmp_path / "drammen")
    return tmp_path / "drammen"


def test_a_wrong_sum_is_said_in_norwegian(cli: Cli, tmp_path: Path) -> None:
    rows = [
        ["Beskrivelse", "01.01.2022 - 31.12.2022"],
        ["Lønn", 1000],
        ["Reise", 500],
        ["Sum utgifter", 1050],
    ]
    budget = write_workbook(tmp_path / "budget.xlsx", {"Budsjett": rows})
    for code, message in {
        "nb": "«Sum utgifter» (B4) er 1 050, men B2:B3 blir 1 500 til sammen.",
        "nn": "«Sum utgifter» (B4) er 1 050, men B2:B3 blir 1 500 til saman.",
    }.items():
        (finding,) = json.loads(cli("check", budget, "--format", "json", "--lang", code).out)[
            "findings"
        ]
        assert message in finding["message"]
        assert (finding["code"], finding["severity"]) == ("B001", "error")
        assert (finding["actual"], finding["expected"]) == ("1050.00", "1500.00")


def test_programs_read_the_same_words_in_every_language(cli: Cli, drammen: Path) -> None:
    said = {}
    for code in language.LANGUAGES:
        arguments = ("remaining", "--as-of", "2022-02-14", "--format", "json", "--lang", code)
        said[code] = json.loads(cli(*arguments).out)
    assert {one["ledger"]["excluded"][0]["reason"] for one in said.values()} == {
        "after the as-of date"
    }
    assert [one["grants"] for one in said.values()] == [said["en"]["grants"]] * 3
    assert {rule["text"] for rule in said["nb"]["rules"]}.isdisjoint(
        rule["text"] for rule in said["en"]["rules"]
    )


def test_a_trace_as_csv_has_the_headings_that_programs_know(cli: Cli, drammen: Path) -> None:
    read = []
    for code in language.LANGUAGES:
        path = drammen / f"{code}.csv"
        call = cli("remaining", "--as-of", "2022-02-14", "--trace", path, "--lang", code)
        assert call.code == 0
        with path.open(encoding="utf-8-sig", newline="") as file:
            read.append(list(csv.reader(file)))
    assert read[0] == read[1] == read[2]
    assert read[0][0][:3] == ["Outcome", "Budget line", "Project year"]
    assert {row[0] for row in read[0][1:]} == {"included", "after the as-of date"}


def test_a_trace_as_workbook_is_for_people(cli: Cli, drammen: Path) -> None:
    path = drammen / "account.xlsx"
    for code, sheet, reason in (
        ("nb", "Ikke tatt med", "etter statusdatoen"),
        ("nn", "Ikkje teke med", "etter statusdatoen"),
    ):
        call = cli("remaining", "--as-of", "2022-02-14", "--trace", path, "--lang", code)
        assert call.code == 0, call.err
        rows = list(openpyxl.load_workbook(path)[sheet].values)
        assert rows[1][:2] == ("Grunn", "Dato")
        assert {row[0] for row in rows[2:]} == {reason}
        # The ledger's own heading of a dimension is as the ledger has it.
        assert "Bilagsart" in rows[1]


@pytest.mark.parametrize("code", NORWEGIAN)
def test_every_table_of_a_trace_has_a_name_that_excel_takes(
    cli: Cli, drammen: Path, code: str
) -> None:
    """A sheet's name has at most 31 characters; a table of many sheets has its number there, too."""
    path = drammen / "account.xlsx"
    call = cli("remaining", "--as-of", "2022-02-14", "--trace", path, "--lang", code)
    assert call.code == 0, call.err
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert len(names) == 8
    assert all(len(f"{name} (99)") <= 31 for name in names), names


def test_a_figure_is_asked_for_by_the_name_that_is_shown(cli: Cli, drammen: Path) -> None:
    arguments = ("remaining", "--as-of", "2022-02-14", "--explain")
    shown = cli(*arguments, "etter statusdatoen", "--lang", "nb").out
    assert "Ikke tatt med: etter statusdatoen" in shown
    assert "19 posteringer, 316 385,70 til sammen" in shown
    unknown = cli(*arguments, "etter statusdagen", "--lang", "nb")
    assert unknown.code == 2
    assert "(mente du «etter statusdatoen»?)" in unknown.err


@pytest.mark.parametrize("code", NORWEGIAN)
def test_every_reason_that_people_see_is_translated(code: str) -> None:
    language.use(code)
    reasons = [*Outcome, *(standing for standing in Standing if standing.value)]
    assert [r.value for r in reasons if language.tr(r.value) == r.value] == []


def test_numbers_in_sentences_follow_the_language() -> None:
    language.use("nb")
    assert shown_percent("0.5205") == "52,05 %"
    assert shown_percent("-0.05") == "-5,00 %"
    assert Money(133550, "NOK").grouped == "1 335,50"
    assert likely_slip(1200, 2100) == "to sifre har byttet plass"


def test_lists_say_how_many_are_not_named() -> None:
    every_other = {Place("b.xlsx", None, f"B{row}"): 1 for row in range(2, 20, 2)}
    assert cells(every_other) == "B2 + B4 + B6 + B8 + B10 + B12 and 3 more"
    language.use("nn")
    assert cells(every_other) == "B2 + B4 + B6 + B8 + B10 + B12 og 3 til"
    assert and_more("bilag 7", 1) == "bilag 7 og 1 til"
    assert quoted("Reise") == "«Reise»"


def _remedy(formula: dict[str, int], parts: dict[str, int]) -> str | None:
    """What is said of a total in B9 with a formula that counts these cells."""
    at = {name: Place("b.xlsx", "Budsjett", name) for name in {*formula, *parts, "B9"}}
    budget = Budget(
        file="b.xlsx",
        sheet="Budsjett",
        currency="NOK",
        periods=(),
        period_places=(),
        lines=(),
        totals=(),
        formulas={at["B9"]: {at[name]: times for name, times in formula.items()}},
    )
    stated = Amount(at=at["B9"], value=Money(0, "NOK"), formula="=B2+B4")
    return Remedies(budget).remedy(stated, {at[name]: times for name, times in parts.items()})


def test_what_a_formula_does_wrong_is_said_fault_by_fault() -> None:
    one = _remedy({"B2": 1}, {"B2": 1, "B3": 1})
    assert one == "Its formula =B2+B4 leaves out B3; it should sum B2:B3."
    several = ({"B2": 2, "B4": 1, "B5": -1}, {"B2": 1, "B3": 1, "B5": 1})
    assert _remedy(*several) == (
        "Its formula =B2+B4 leaves out B3; it counts B2 more than once; it counts B5 with the wrong "
        "sign; it also takes B4; it should sum B2:B3 + B5."
    )
    language.use("nb")
    assert _remedy(*several) == (
        "Formelen =B2+B4 mangler B3; den teller B2 mer enn én gang; den tar med B5 med feil fortegn; "
        "den tar også med B4; den skal summere B2:B3 + B5."
    )
