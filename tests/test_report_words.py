"""What a status report says: right in each situation, and nothing of what a project does not have."""

import re
from pathlib import Path

import pytest

from conftest import DRAMMEN, Cli
from funder_project import AWARD, BUDGET, LEDGER, MAPPING, make_project, told

LANGUAGES = ("nb", "nn", "en")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path)


def sections(text: str) -> list[str]:
    return re.findall(r"(?m)^##+ (.*)$", text)


def test_the_sections_of_the_founding_report(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DRAMMEN)
    assert sections(told(cli, language="nb")) == [
        "Oppdatert budsjett",
        "Brukt og gjenstående",
        "Etter budsjettlinje",
        "Etter kilde",
        "Egeninnsats",
        "Avvik",
        "Forventet forbruk",
        "Søknad om tildeling",
        "Hva tallene bygger på",
    ]


def test_no_section_for_what_the_project_does_not_have(cli: Cli, folder: Path) -> None:
    ledger = LEDGER.replace("240", "250").replace("360", "376")
    make_project(folder, budget=one_year(), ledger=ledger)
    text = told(cli, day="2022-02-14")
    assert sections(text) == [
        "Updated budget",
        "Spent and remaining",
        "By budget line",
        "By source",
        "Deviations",
        "Expected spending",
        "What the figures rest on",
    ]
    assert "No budget line deviates from the plan." in text
    assert "That is as budgeted." in text


def one_year() -> str:
    """The budget without its second year."""
    rows = [row.rsplit("|", 2)[0] + "|" for row in BUDGET.strip().splitlines()]
    return "\n".join(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_never_told_of_as_many(cli: Cli, folder: Path, language: str) -> None:
    ledger = "\n".join(LEDGER.strip().splitlines()[:2])
    make_project(folder, ledger=ledger)
    text = told(cli, language=language)
    odd = r"\b1 (linjer|budsjettlinjer|posteringer|posteringar|timer|timar|entries|lines|hours|dager)\b"
    assert re.search(odd, text) is None
    one = {"nb": "én postering", "nn": "éi postering", "en": "one entry"}[language]
    assert one in text


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        (
            LEDGER,
            "we have spent NOK 600 of the NOK 1 000 that Tilskudd has awarded for the project year "
            "2021-07-01 – 2022-06-30. That leaves NOK 400 (40.00 %).",
        ),
        (
            LEDGER.replace("240", "640"),
            "we have spent NOK 1 000 of the NOK 1 000 that Tilskudd has awarded for the project year "
            "2021-07-01 – 2022-06-30. That is all of it.",
        ),
        (LEDGER.replace("240", "641,50"), "That is NOK 1.50 more than has been awarded."),
        (LEDGER.replace("2021", "2023"), "we have spent nothing of the NOK 1 000 that Tilskudd"),
    ],
)
def test_more_less_all_and_nothing_is_spent(
    cli: Cli, folder: Path, ledger: str, words: str
) -> None:
    make_project(folder, ledger=ledger)
    assert words in told(cli)


@pytest.mark.parametrize(
    ("award", "words"),
    [
        (
            AWARD.replace("year = 1\n", ""),
            "of the NOK 1 000 that Tilskudd has awarded for the whole project.",
        ),
        ("", "The budget counts on NOK 1 000 from Tilskudd for the project year"),
        (
            AWARD.replace("awarded", "applied"),
            "Tilskudd has awarded nothing for the project year 2021-07-01 – 2022-06-30, but as of "
            "2022-02-14 NOK 600 of its money is spent.",
        ),
        (
            AWARD + "instalments = [{ date = 2021-08-01, amount = 400, received = true }, "
            "{ date = 2022-01-01, amount = 600 }]\n",
            "We have received NOK 400. A further NOK 600 was due and has not been received.",
        ),
    ],
)
def test_how_certain_the_money_is(cli: Cli, folder: Path, award: str, words: str) -> None:
    make_project(folder, award)
    assert words in told(cli)


TWO_GRANTS = """
| Post          | 01.07.2021 - 30.06.2022 |
| Utgifter      |                         |
| Lønn          | 600                     |
| Reise         | 400                     |
| Inntekter     |                         |
| Tilskudd A    | 700                     |
| Tilskudd B    | 300                     |
"""


def test_several_grants_are_told_one_by_one_and_together(cli: Cli, folder: Path) -> None:
    awards = "".join(
        f'[[awards]]\nsource = "Tilskudd {x}"\namount = {n}\nstatus = "awarded"\n'
        for x, n in (("A", 700), ("B", 300))
    )
    make_project(folder, awards + '[charging]\nmethod = "pro-rata"\n', budget=TWO_GRANTS)
    text = told(cli)
    assert "spent NOK 420 of the NOK 700 that Tilskudd A has awarded for the project period" in text
    assert "spent NOK 180 of the NOK 300 that Tilskudd B has awarded for the project period" in text
    assert "All sources together, NOK 600 is spent. That leaves NOK 400." in text
    assert "| **Sum in money** | **1 000** | **1 000** | **600** |   **400** |" in text


ORDERS = """
| Dato       | Levering   | Leverandør | Budsjettlinje | Beløp | Fakturert |
| 01.09.2021 | 01.05.2022 | Byen Buss  | Reise         | {amount} | 0         |
"""


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (
            100,
            "A further NOK 100 is on order and not invoiced. With that taken away, NOK 300 is available.",
        ),
        (500, "A further NOK 500 is on order and not invoiced, so that NOK 100 is missing."),
    ],
)
def test_orders_are_told_of(cli: Cli, folder: Path, amount: int, words: str) -> None:
    make_project(folder, orders=ORDERS.format(amount=amount))
    text = told(cli)
    assert words in text
    assert "On order and not invoiced" in sections(text)
    assert "| Byen Buss" in text


IN_KIND = """
| Post          | 01.07.2021 - 30.06.2022 |
| Utgifter      |                         |
| Lønn          | 600                     |
| Dugnad        | 500                     |
| Inntekter     |                         |
| Tilskudd      | 600                     |
| Egeninnsats   | 500                     |
"""
HOURS = """
| Dato       | Navn | Timer | Timesats |
| 01.09.2021 | Kari | {hours} | 100      |
"""


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (None, "No hours are recorded, so it is not known what was delivered."),
        ("0", "no hours are recorded of the NOK 500"),
        ("1", "1 hour of own work worth NOK 100 has been delivered of the NOK 500"),
        ("2,5", "2.5 hours of own work worth NOK 250 have been delivered of the NOK 500"),
        ("6", "That is NOK 100 more than was budgeted."),
    ],
)
def test_own_contribution_with_and_without_hours(
    cli: Cli, folder: Path, hours: str | None, words: str
) -> None:
    from funder_project import as_csv

    named = '[in_kind]\nexpenditure = "Dugnad"\nincome = "Egeninnsats"\n'
    files = ""
    if hours:
        as_csv(folder / "hours.csv", HOURS.format(hours=hours))
        files = 'hours = "hours.csv"'
    mapping = MAPPING.split("[[mapping]]")[1]
    make_project(
        folder,
        named,
        budget=IN_KIND,
        mapping=f"[[mapping]]{mapping}",
        files=files,
    )
    assert words in told(cli)


def test_an_explanation_stands_where_else_there_is_a_place_for_it(cli: Cli, folder: Path) -> None:
    mine = '[report.explanations]\n"Reise" = "Two trips *were* put off."\n[report.expected]\n"Lønn" = 700\n'
    make_project(folder, AWARD + mine)
    text = told(cli)
    assert "Two trips \\*were\\* put off." in text
    assert "To be filled in: why, and what is done about it" in text
    assert "we expect to have spent NOK 1 100. That is NOK 100 more than budgeted." in text
    assert "For Lønn the amount is our own estimate." in text


def test_in_a_later_year_the_whole_project_is_told_of_too(cli: Cli, folder: Path) -> None:
    first, later = told(cli), told(cli, day="2022-10-01")
    assert "The whole project so far" not in first
    assert "The whole project so far" in later
    assert "It is about the project year 2022-07-01 – 2023-06-30." in later
    # What is left of the budget is not all money that somebody has awarded.
    assert "Left of the budget" in later


def test_a_budget_without_dates_is_not_held_against_time(cli: Cli, folder: Path) -> None:
    budget = one_year().replace("01.07.2021 - 30.06.2022", "Beløp")
    make_project(folder, "", budget=budget)
    text = told(cli)
    assert "It is about the project period." in text
    assert "The budget has no dates, so spending is not held against time." in text
    assert "of the time" not in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2021-06-30", "The period begins on 2021-07-01."),
        ("2022-06-30", "The period ended on 2022-06-30."),
        ("2021-12-31", "50.41 % of the time is gone (184 of 365 days)"),
    ],
)
def test_the_time_that_is_gone(cli: Cli, folder: Path, day: str, words: str) -> None:
    assert words in told(cli, day=day)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nb", "Må rettes før rapporten sendes"),
        ("nn", "Må rettast før rapporten blir send"),
        ("en", "To be corrected before the report is sent"),
    ],
)
def test_a_report_on_a_wrong_budget_says_so(
    cli: Cli, folder: Path, language: str, title: str
) -> None:
    make_project(folder, budget=BUDGET + "| Sum inntekter | 1100 | 1000 |\n")
    target = folder / "status.md"
    arguments = ("--as-of", "2022-02-14", "--lang", language, "--output", target)
    result = cli("report", "status", *arguments)
    assert result.code == 1
    assert "1" in result.err
    text = target.read_text("utf-8")
    assert sections(text)[0] == title
    assert "budget.csv B7" in text


def test_a_right_budget_is_not_said_to_be_wrong(cli: Cli, folder: Path) -> None:
    result = cli("report", "status", "--as-of", "2022-02-14", "--format", "md")
    assert result.code == 0
    assert result.err == ""
    assert "may be wrong" not in result.out


def test_other_currencies_have_their_code(cli: Cli, folder: Path) -> None:
    make_project(folder, f'[project]\ncurrency = "EUR"\n{AWARD}')
    assert "spent EUR 600 of the EUR 1 000 that" in told(cli)
    assert "brukt 600 EUR av de 1 000 EUR som" in told(cli, language="nb")


HOSTILE = "{{ 7*7 }} {% for %} <script>alert(1)</script> **b** [x](http://y) =1+1 \\ `c` # h | t"


def test_texts_from_cells_stay_texts(cli: Cli, folder: Path) -> None:
    """A label, a project's name, a funder and a milestone of a stranger: shown as they are."""
    quoted = "'''" + HOSTILE + "'''"
    toml = (
        f"[project]\nname = {quoted}\n[[milestones]]\nname = {quoted}\ndue = 2021-08-01\n"
        f"[report.explanations]\nReise = {quoted}\n"
    )
    budget = BUDGET.replace("Tilskudd ", f"Tilskudd {HOSTILE.replace('|', '/')} ")
    make_project(folder, toml, budget=budget)
    out = cli("report", "status", "--as-of", "2022-02-14", "--format", "txt").out
    words = " ".join(out.split())
    assert words.count(HOSTILE.replace("|", "/")) >= 2
    assert f"on the project {HOSTILE}." in words
    assert f"{HOSTILE} should have been reached" in words


def test_control_and_private_characters_make_no_block(cli: Cli, folder: Path) -> None:
    """A block's mark is made of characters that no text can hold."""
    toml = '[project]\nname = "a\\uE0000\\uE001b\\u202Ec\\u001B[31m"\n'
    make_project(folder, toml)
    out = cli("report", "status", "--as-of", "2022-02-14", "--format", "txt").out
    assert "project a 0 b c [31m." in out
