"""`grantcalc report status`: every figure that it tells is one of its JSON, in every language."""

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conftest import DRAMMEN, Cli
from funder_project import AWARD, figures, make_project

LANGUAGES = ("nb", "nn", "en")
DAYS = {
    "nb": r"(\d\d)\.(\d\d)\.(\d{4})",
    "nn": r"(\d\d)\.(\d\d)\.(\d{4})",
    "en": r"(\d{4})-(\d\d)-(\d\d)",
}
NUMBER = re.compile(r"-?\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?! ?%)|-?\d+(?:[.,]\d+)?")


@pytest.fixture
def drammen(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(DRAMMEN)
    return DRAMMEN


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text_of(cli: Cli, language: str, *more: str) -> str:
    """The sentences and tables, without the numbers of the tables themselves."""
    arguments = ("--as-of", "2022-02-14", "--lang", language, "--format", "md", *more)
    out = cli("report", "status", *arguments).out.replace("\u00a0", " ")
    return re.sub(r"(?m)^\*\*(Tabell|Table) \d+: ", "**", out)


def stated(text: str, language: str) -> tuple[Counter[date], Counter[Fraction], Counter[Decimal]]:
    """The days, the shares and the other numbers that a text states."""
    days: Counter[date] = Counter()
    for match in re.finditer(DAYS[language], text):
        parts = list(map(int, match.groups()))
        days[date(*parts) if language == "en" else date(*reversed(parts))] += 1
    text = re.sub(DAYS[language], " ", text)
    shares = Counter(decimal(m[1]) for m in re.finditer(r"(-?[\d ]*\d(?:[.,]\d+)?) %", text))
    text = re.sub(r"-?[\d ]*\d(?:[.,]\d+)? %", " ", text)
    numbers = Counter(decimal(match[0]) for match in NUMBER.finditer(text))
    return days, Counter({Fraction(k) / 100: n for k, n in shares.items()}), numbers


def decimal(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace(",", "."))


def values(part: Any) -> list[str]:
    """Every text and number of a JSON document."""
    if isinstance(part, dict):
        return [value for item in part.values() for value in values(item)]
    if isinstance(part, list):
        return [value for item in part for value in values(item)]
    return [str(part)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_found_again_in_the_json(cli: Cli, drammen: Path, language: str) -> None:
    known = values(figures(cli))
    days, shares, numbers = stated(text_of(cli, language), language)

    texts = set(known)
    assert {day.isoformat() for day in days} <= texts
    amounts = {Decimal(text) for text in known if re.fullmatch(r"-?\d+(\.\d+)?", text)}
    # What is more or less than planned is a sign in the JSON, and a column of its own in a table.
    assert set(numbers) <= {abs(amount) for amount in amounts} | amounts
    assert set(shares) <= {Fraction(amount) for amount in amounts}
    assert len(numbers) > 40
    assert len(shares) > 5


def test_the_languages_state_the_same_figures(cli: Cli, drammen: Path) -> None:
    nb, nn, en = (stated(text_of(cli, language), language) for language in LANGUAGES)
    assert nb == nn == en


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "nb",
            "Pr. 14.02.2022 har vi brukt 364 321 kr av de 700 000 kr som Nasjonalbiblioteket har tildelt "
            "for prosjektåret 01.07.2021 – 30.06.2022. Da gjenstår 335 679 kr (47,95 %).",
        ),
        (
            "nn",
            "Per 14.02.2022 har vi brukt 364 321 kr av dei 700 000 kr som Nasjonalbiblioteket har tildelt "
            "for prosjektåret 01.07.2021 – 30.06.2022. Då står det att 335 679 kr (47,95 %).",
        ),
        (
            "en",
            "As of 2022-02-14 we have spent NOK 364 321 of the NOK 700 000 that Nasjonalbiblioteket has "
            "awarded for the project year 2021-07-01 – 2022-06-30. That leaves NOK 335 679 (47.95 %).",
        ),
    ],
)
def test_the_founding_sentence(cli: Cli, drammen: Path, language: str, sentence: str) -> None:
    assert sentence in text_of(cli, language).splitlines()


def test_the_founding_figures(cli: Cli, drammen: Path) -> None:
    report = figures(cli)

    grant = report["sources"][0]
    assert (grant["awarded"], grant["spent"], grant["remaining"]) == (
        "700000.00",
        "364321.00",
        "335679.00",
    )
    [application] = report["application"]
    assert (application["amount"], application["period"]) == ("700000.00", 1)
    assert (application["own_contribution"], application["budgeted"]) == ("640000.00", "1340000.00")
    deviating = [x["label"] for x in report["lines"] if x["deviates"] and not x["is_sum"]]
    assert deviating[:2] == ["Konferanse /presentasjon av resultater", "Innbyggerundersøkelser"]
    sums = [row for row in report["budget"] if row["is_sum"]]
    assert {(*row["amounts"], row["total"]) for row in sums} == {
        ("1340000.00", "1340000.00", "2680000.00")
    }


@pytest.mark.parametrize(
    "day", ["2021-06-30", "2021-07-01", "2022-02-14", "2022-06-30", "2023-08-01"]
)
def test_lines_and_sources_come_to_the_same_on_any_day(cli: Cli, drammen: Path, day: str) -> None:
    report = figures(cli, day)
    for period in {line["period"] for line in report["lines"]}:
        lines = [x for x in report["lines"] if x["period"] == period and x["kind"] == "cash"]
        sources = [x for x in report["sources"] if x["period"] == period and x["kind"] == "cash"]
        spent = sum(Decimal(x["spent"]) for x in lines if not x["is_sum"])
        assert [Decimal(x["spent"]) for x in lines if x["is_sum"]] == [spent]
        assert [Decimal(x["spent"]) for x in sources if x["is_sum"]] == [spent]
        for use in [x for x in lines if x["budgeted"] is not None]:
            budgeted, left = Decimal(use["budgeted"]), Decimal(use["remaining"])
            assert left == budgeted - Decimal(use["spent"])
            assert Decimal(use["available"]) == left - Decimal(use["committed"])
            assert Decimal(use["deviation"]) == budgeted - Decimal(use["expected"])
    whole = next(x for x in report["lines"] if x["period"] is None and x["is_sum"])
    assert whole["spent"] == report["ledger"]["included"]["amount"]


def test_what_is_on_no_line_is_a_row_of_its_own(cli: Cli, folder: Path) -> None:
    make_project(folder, mapping='[[mapping]]\nline = "Lønn"\naccounts = "1010"\n')
    lines = [line for line in figures(cli)["lines"] if line["period"] == 0]
    odd = [line for line in lines if line["is_on_no_line"]]
    assert [(x["budgeted"], x["spent"], x["remaining"], x["deviates"]) for x in odd] == [
        ("0.00", "240.00", "-240.00", True)
    ]
    assert [line["spent"] for line in lines if line["is_sum"]] == ["600.00"]


ORDERS = """
| Dato       | Levering   | Leverandør | Budsjettlinje | Beløp | Fakturert |
| 01.09.2021 | 01.05.2022 | Byen Buss  | Reise         | 100   | 0         |
"""


def test_an_order_counts_in_what_is_expected(cli: Cli, folder: Path) -> None:
    ledger = """
| Konto | Dato       | Bilag | Tekst | Beløp |
| 1160  | 01.09.2021 | 2     | Tog   | 350   |
"""
    make_project(folder, ledger=ledger, orders=ORDERS)
    wages, travel, *_ = figures(cli)["lines"]
    assert (travel["committed"], travel["expected"], travel["deviation"]) == (
        "100.00",
        "450.00",
        "-50.00",
    )
    assert (wages["expected"], wages["deviation"]) == ("600.00", "0.00")


@pytest.mark.parametrize(("day", "expected"), [("2022-06-29", "600.00"), ("2022-06-30", "360.00")])
def test_when_the_year_is_over_no_more_is_expected(
    cli: Cli, folder: Path, day: str, expected: str
) -> None:
    make_project(folder)
    assert figures(cli, day)["lines"][0]["expected"] == expected


@pytest.mark.parametrize(("tolerance", "deviates"), [("0.02", True), ("0.03", False)])
def test_a_line_deviates_beyond_the_declared_band(
    cli: Cli, folder: Path, tolerance: str, deviates: bool
) -> None:
    """229 of 365 days are gone, 62.74 %, and 60 % of the wages are paid."""
    make_project(folder, f"{AWARD}\n[tolerances]\npace = {tolerance}\n")
    wages = figures(cli)["lines"][0]
    assert (wages["by_now"], wages["ahead"]) == ("376.44", "-16.44")
    assert wages["deviates"] is deviates


def test_what_the_user_expects_and_explains(cli: Cli, folder: Path) -> None:
    more = '[report.expected]\n"lønn" = 650.50\n[report.explanations]\nReise = "Færre turer."\n'
    make_project(folder, AWARD + more)
    wages, travel, *_ = figures(cli)["lines"]
    assert (wages["expected"], wages["deviation"], wages["is_expected_declared"]) == (
        "650.50",
        "-50.50",
        True,
    )
    assert (travel["explanation"], travel["is_expected_declared"]) == ("Færre turer.", False)


@pytest.mark.parametrize(
    ("award", "told"),
    [
        ('year = 2\namount = 900\nstatus = "applied"', [("900.00", 1, True)]),
        ('year = 2\namount = 900\nstatus = "awarded"', []),
        ("", [("1000.00", 1, False)]),
    ],
)
def test_the_application_is_what_is_applied_for_else_what_the_budget_counts_on(
    cli: Cli,
    folder: Path,
    award: str,
    told: list[tuple[str, int, bool]],
) -> None:
    second = f'[[awards]]\nsource = "Tilskudd"\n{award}\n' if award else ""
    make_project(folder, AWARD + second)
    found = figures(cli)["application"]
    assert [(x["amount"], x["period"], x["is_declared"]) for x in found] == told


def test_an_award_for_the_whole_project_is_not_one_of_the_year(cli: Cli, folder: Path) -> None:
    make_project(folder, AWARD.replace("year = 1\n", ""))
    report = figures(cli)
    found = [(x["period"], x["awarded"], x["remaining"]) for x in report["sources"] if x["source"]]
    assert found == [(0, None, "400.00"), (None, "1000.00", "400.00")]
    assert report["application"] == []


MILESTONES = """
[[milestones]]
name = "Begun"
due = 2021-08-01
done = 2021-08-03
[[milestones]]
name = "Late"
due = 2022-02-14
[[milestones]]
name = "Later"
due = 2022-02-15
done = 2022-03-01
[[milestones]]
name = "Some day"
"""


def test_milestones_stand_as_they_stood_on_the_day(cli: Cli, folder: Path) -> None:
    make_project(folder, AWARD + MILESTONES)
    found = figures(cli)["milestones"]
    assert [(x["name"], x["done"], x["is_late"]) for x in found] == [
        ("Begun", "2021-08-03", False),
        ("Late", None, True),
        ("Later", None, False),
        ("Some day", None, False),
    ]


def test_the_json_is_the_promised_shape(cli: Cli, drammen: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(cli("schema", "report").out)
    jsonschema.validate(figures(cli), schema)


def test_the_funders_rules_are_named(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_project(tmp_path))
    assert figures(cli)["profile"] is None
    assert (
        figures(cli, "2022-02-14", "--profile", "interreg-aurora")["profile"] == "interreg-aurora"
    )
