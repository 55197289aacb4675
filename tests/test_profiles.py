"""Funders' rules: every rule of every profile, users' own profiles, and the command that explains them."""

import json
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from case_files import Case, read_cases
from conftest import DRAMMEN, Cli, assert_one_line_error, write_workbook
from grantcalc import language
from grantcalc.errors import ConfigError
from grantcalc.finding import Severity
from grantcalc.funders_rules import DeadlineRule, Rule, Rules, Wording
from grantcalc.profile import PLAIN, load_profile, profile_names
from test_cases import as_expected

CASES = Path(__file__).parent / "profiles"

#: What is found where a rule is broken, or told where it asks for something, by the rule's name.
CODES = {
    "own_share_min": "E001",
    "funder_rate_max": "E002",
    "in_kind_accepted": "E003",
    "in_kind_share_max": "E004",
    "hourly_rate_max": "W001",
    "hours_a_year_max": "W002",
    "indirect_rate_max": "E005",
    "transfer_share_max": "E009",
    "project_months_max": "E006",
    "pre_award_days": "L002",
    "excluded_categories": "E007",
    "award_min": "E008",
    "award_max": "E008",
    "auditors_threshold": "E011",
    "final_report_deadline": "E012",
    "periods": "E014",
    "charging": "E015",
    "instalments": "E016",
}


def key(name: str, rule: Rule) -> str:
    """A rule's name, and when it holds: "award_min from 2024-01-01"."""
    since = f" from {rule.valid_from}" if rule.valid_from else ""
    until = f" to {rule.valid_to}" if rule.valid_to else ""
    return f"{name}{since}{until}"


def rules() -> list[tuple[str, str, Rule]]:
    return [
        (profile, name, rule)
        for profile in profile_names()
        for name, rule in load_profile(profile, Path()).every_rule()
    ]


def cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.md")) for case in read_cases(path)]


def test_every_rule_that_there_can_be_has_a_code() -> None:
    assert CODES.keys() == Rules.model_fields.keys()


@pytest.mark.parametrize(
    ("profile", "name", "rule"), rules(), ids=lambda x: key("", x) if isinstance(x, Rule) else x
)
def test_every_rule_has_a_passing_and_a_failing_case(profile: str, name: str, rule: Rule) -> None:
    ours = [
        c for c in read_cases(CASES / f"{profile}.md") if c.title.startswith(key(name, rule) + ":")
    ]
    broken = [case for case in ours if CODES[name] in {e.code for e in case.expected}]
    assert len(ours) > len(broken), "no case that it lets pass"
    if rule.value is True:  # what is allowed cannot be broken
        return
    assert broken, "no case that it finds"
    severities = {e.severity for case in broken for e in case.expected if e.code == CODES[name]}
    if name not in ("pre_award_days", "charging"):  # what follows from them is judged by others
        assert severities == {rule.weight.value}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}-{case.title}")
def test_case_of_a_rule(case: Case, tmp_path: Path) -> None:
    found, expected = as_expected(case, tmp_path)
    assert found == expected


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_is_told_in_all_languages(name: str) -> None:
    profile = load_profile(name, Path())
    said = [
        profile.title,
        profile.funder,
        *profile.notes,
        *(r.note for _, r in profile.every_rule()),
    ]
    for wording in said:
        assert wording is None or (wording.en and wording.nb and wording.nn), wording
    assert profile.title


@pytest.mark.parametrize("name", profile_names())
def test_rules_of_one_name_never_hold_on_the_same_day(name: str) -> None:
    profile = load_profile(name, Path())
    for rule_name in Rules.model_fields:
        found = sorted(profile.of_name(rule_name), key=lambda rule: rule.valid_from or date.min)
        for earlier, later in pairwise(found):
            assert (earlier.valid_to or date.max) < (later.valid_from or date.min)


@pytest.mark.parametrize(("profile", "name", "rule"), rules())
def test_every_rule_names_its_source(profile: str, name: str, rule: Rule) -> None:
    assert len(rule.source) > 10


def test_a_funder_is_written_as_people_write_its_name() -> None:
    assert load_profile("Nasjonalbiblioteket", Path()) == load_profile(
        "nasjonalbiblioteket", Path()
    )


def test_a_rule_holds_for_projects_that_start_within_its_dates() -> None:
    profile = load_profile("nasjonalbiblioteket", Path())

    def threshold(day: date | None) -> Decimal | None:
        rule = profile.rule("auditors_threshold", day)
        return rule.value if rule else None

    assert threshold(date(2021, 7, 1)) == threshold(date(2023, 12, 31)) == 400000
    assert threshold(date(2024, 1, 1)) == 500000
    assert threshold(None) == 500000  # not known: the newest
    assert profile.rule("award_min", date(2023, 12, 31)) is None


def test_an_unverified_rule_warns_at_most() -> None:
    rule = Rule(value=1, base="x", severity=Severity.ERROR, source="memory")
    assert rule.weight is Severity.WARNING
    assert rule.model_copy(update={"verified": True}).weight is Severity.ERROR
    assert rule.model_copy(update={"severity": Severity.INFO}).weight is Severity.INFO


@pytest.mark.parametrize(
    ("value", "base", "end", "due"),
    [
        (3, "months", date(2023, 6, 30), date(2023, 9, 30)),
        (3, "months", date(2023, 11, 30), date(2024, 2, 29)),
        (1, "months", date(2023, 12, 31), date(2024, 1, 31)),
        (12, "months", date(2023, 12, 1), date(2024, 12, 1)),
        (60, "days", date(2023, 12, 31), date(2024, 2, 29)),
        (0, "days", date(2023, 12, 31), date(2023, 12, 31)),
    ],
)
def test_the_day_on_which_a_report_is_due(value: int, base: str, end: date, due: date) -> None:
    rule = DeadlineRule.model_validate({"value": value, "base": base, "source": "x"})
    assert rule.due(end) == due


def test_a_text_in_another_language_stands_in_for_a_missing_one() -> None:
    norwegian = Wording(nb="tilskudd")
    assert norwegian.here == "tilskudd"
    language.use("nn")
    assert Wording(en="grant", nb="tilskudd").here == "tilskudd"
    assert Wording(en="grant").here == "grant"


# -- a user's own profile

FOUNDATION = """
title = "Our foundation"
[rules.own_share_min]
value = 0.5
base = "total_budget"
severity = "error"
source = "Their letter"
verified = true
"""
BUDGET = [
    ["Post", "01.07.2021 - 30.06.2022"],
    ["Utgifter"],
    ["Honorar", 1000],
    ["Inntekter"],
    ["Egenandel", 450],
    ["Nasjonalbiblioteket", 550],
]


def project(folder: Path, toml: str, profile: str = FOUNDATION) -> Path:
    write_workbook(folder / "budget.xlsx", {"Budsjett": BUDGET})
    (folder / "grantcalc.toml").write_text(toml, "utf-8")
    (folder / "our-foundation.toml").write_text(profile, "utf-8")
    return folder


def codes(result_out: str) -> list[str]:
    return [finding["code"] for finding in json.loads(result_out)["findings"]]


def test_a_profile_of_ones_own_lies_beside_grantcalc_toml(cli: Cli, tmp_path: Path) -> None:
    result = cli("check", project(tmp_path, 'profile = "our-foundation.toml"'))
    assert result.code == 1
    said = " ".join(result.out.split())
    assert (
        "the own share is 45.00 %, 450 of 1 000: 50.00 % of 1 000 is 500, so 50 more of the budget "
        "must be own contribution. A rule of Our foundation (profile our-foundation); source: Their "
        "letter." in said
    )


def test_it_is_one_of_the_files_that_the_result_was_made_from(cli: Cli, tmp_path: Path) -> None:
    where = project(tmp_path, 'profile = "our-foundation.toml"')
    inputs = json.loads(cli("check", where, "--format", "json").out)["inputs"]
    assert [file["role"] for file in inputs] == ["config", "profile", "budget"]


def test_an_option_comes_before_what_grantcalc_toml_names(cli: Cli, tmp_path: Path) -> None:
    where = project(tmp_path, 'profile = "our-foundation.toml"')
    result = cli("check", where, "--profile", PLAIN, "--format", "json")
    assert (result.code, codes(result.out)) == (0, [])
    result = cli("check", where / "budget.xlsx", "--profile", where / "our-foundation.toml")
    assert result.code == 1


def test_a_profile_may_replace_single_rules_of_another(cli: Cli, tmp_path: Path) -> None:
    stricter = (
        'extends = "nasjonalbiblioteket"\n[rules.own_share_min]\nvalue = 0.46\nsource = "x"\n'
    )
    where = project(tmp_path, 'profile = "our-foundation.toml"', stricter)
    result = cli("check", where, "--format", "json")
    assert (result.code, codes(result.out)) == (0, ["E001", "E012"])
    profile = load_profile("our-foundation.toml", tmp_path)
    assert (profile.name, profile.shown) == ("our-foundation", "The National Library of Norway")
    assert profile.rule("project_months_max", None)


def test_a_rule_may_be_taken_out(tmp_path: Path) -> None:
    project(tmp_path, "", 'extends = "nasjonalbiblioteket"\n[rules]\nown_share_min = []\n')
    assert load_profile("our-foundation.toml", tmp_path).rule("own_share_min", None) is None


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("", ['give it a title = "..."']),
        ('title = "x"\nfunders = "y"', ['unknown key "funders"', 'did you mean "funder"']),
        (
            'title = "x"\n[rules.own_share]\nvalue = 1\nsource = "y"',
            ['unknown key "rules.own_share"', 'did you mean "own_share_min"'],
        ),
        (
            'title = "x"\n[rules.own_share_min]\nvalue = 1\nsorce = "y"',
            ['unknown key "rules.own_share_min.1.sorce"', 'did you mean "source"', "is missing"],
        ),
        (
            'title = "x"\n[rules.own_share_min]\nvalue = 40\nsource = "y"',
            ["rules.own_share_min.1.value: write 1 or less"],
        ),
        (
            'title = "x"\n[rules.own_share_min]\nvalue = 0.4\nbase = "all"\nsource = "y"',
            ["base: write one of", "total_budget"],
        ),
        (
            'title = "x"\n[rules.award_min]\nvalue = 1\nsource = "y"\n'
            "valid_from = 2024-01-01\nvalid_to = 2023-01-01",
            ["valid_to (2023-01-01) is before valid_from (2024-01-01)"],
        ),
        ('title = { de = "x" }', ['unknown key "title.de"']),
        ("title = {}", ["title: write the text in en, nb or nn"]),
        ('title = "x"\ncurrency = "kr"', ["write the currency's three-letter code"]),
        ('title = "x"\ncountry = "Norge"', ["write the country's two-letter code"]),
        (
            'title = "x"\n[rules.instalments]\nvalue = [0.5, 0.4]\nsource = "y"',
            ["the parts must come to 1"],
        ),
        ('title = "x"\n[categories.staf]\nnb = "lønn"', ["categories.staf"]),
        ('title = "x"\n[categories.staff]\nno = "lønn"', ['unknown key "categories.staff.no"']),
        ('extends = "our-foundation.toml"', ["extends itself"]),
        ('extends = "nasjonalbib"', ['did you mean "nasjonalbiblioteket"']),
        ("title = ", ["is not valid TOML"]),
    ],
)
def test_what_cannot_be_followed_is_told(
    cli: Cli, tmp_path: Path, toml: str, words: list[str]
) -> None:
    where = project(tmp_path, 'profile = "our-foundation.toml"', toml)
    assert_one_line_error(cli("check", where), *words)


def test_a_profile_that_does_not_exist_is_told(cli: Cli, tmp_path: Path) -> None:
    where = project(tmp_path, 'profile = "horizon"')
    assert_one_line_error(cli("check", where), "grantcalc.toml", 'did you mean "horizon-europe"')
    assert_one_line_error(cli("check", where, "--profile", "x"), 'no profile "x"', "us-federal")
    assert_one_line_error(cli("check", where, "--profile", "x.toml"), "x.toml", "no such file")
    with pytest.raises(ConfigError):
        load_profile("../plain", tmp_path)


def test_control_codes_and_markup_in_a_profile_do_nothing(cli: Cli, tmp_path: Path) -> None:
    hostile = FOUNDATION.replace("Our foundation", "\\u001b[31m[bold]Us[/bold] ::error::<b>")
    where = project(tmp_path, 'profile = "our-foundation.toml"', hostile)
    for out in (
        cli("check", where).out,
        cli("profiles", where / "our-foundation.toml").out,
        cli("profiles", where / "our-foundation.toml", "--format", "json").out,
    ):
        assert "\x1b" not in out
        assert "::error::" not in out or "\\u" in out


def test_the_example_in_the_documentation_can_be_followed(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "profiles.md").read_text("utf-8")
    (example,) = [x for x in re.findall(r"```toml\n(.*?)```", page, re.S) if "extends" in x]
    (tmp_path / "ours.toml").write_text(example, "utf-8")
    profile = load_profile("ours.toml", tmp_path)
    assert profile.rule("own_share_min", None) is not None
    assert profile.rule("award_min", None) is None
    assert len(profile.of_name("auditors_threshold")) == 2
    for name in Rules.model_fields:
        assert f"`{name}`" in page


# -- what the project declares, and the funder's limits in its place


def test_the_founding_budget_passes_the_national_librarys_rules(cli: Cli) -> None:
    result = cli("check", DRAMMEN, "--profile", "nasjonalbiblioteket", "--format", "json")
    found = json.loads(result.out)
    assert (result.code, found["summary"]["errors"], found["summary"]["warnings"]) == (0, 0, 0)
    assert {"E011", "E012"} <= set(codes(result.out))


def test_the_funders_hourly_rate_holds_where_none_is_declared(cli: Cli, tmp_path: Path) -> None:
    rate = FOUNDATION + '\n[rules.hourly_rate_max]\nvalue = 100\nsource = "x"\n'
    write_workbook(
        tmp_path / "budget.xlsx",
        {
            "Budsjett": [
                *BUDGET[:3],
                ["Arbeidsinnsats", 4000],
                ["Inntekter"],
                ["Egeninnsats", 4000],
                ["Nasjonalbiblioteket", 1000],
            ]
        },
    )
    write_workbook(
        tmp_path / "ledger.xlsx",
        {"L": [["Konto", "Dato", "Bilag", "Tekst", "Beløp"], [1010, "12.08.2021", 1, "x", 300]]},
    )
    write_workbook(
        tmp_path / "hours.xlsx",
        {"T": [["Dato", "Navn", "Timer", "Timesats"], ["01.08.2021", "Anne", 10, 120]]},
    )
    (tmp_path / "our-foundation.toml").write_text(rate, "utf-8")
    toml = (
        'profile = "our-foundation.toml"\n[files]\nledger = "ledger.xlsx"\nhours = "hours.xlsx"\n'
        '[[awards]]\nsource = "Nasjonalbiblioteket"\namount = 1000\nstatus = "awarded"\n'
    )

    def remaining(more: str = "") -> tuple[str, list[tuple[str, str]]]:
        (tmp_path / "grantcalc.toml").write_text(toml + more, "utf-8")
        config = tmp_path / "grantcalc.toml"
        out = cli("remaining", "--config", config, "--as-of", "2021-09-01", "--format", "json").out
        report = json.loads(out)
        found = [(f["severity"], f["code"]) for f in report["findings"]]
        return report["own_contribution"][0]["delivered"], found

    delivered, found = remaining()
    assert delivered == "1000.00"
    assert ("warning", "W001") in found  # the rule is not verified
    delivered, found = remaining("[in_kind]\nmax_rate = 110\n")
    assert delivered == "1100.00"
    assert ("error", "W001") in found  # the project's own cap


def test_remaining_tells_whose_rules_hold(cli: Cli) -> None:
    config = DRAMMEN / "grantcalc.toml"
    arguments = ["remaining", "--config", config, "--as-of", "2022-02-14", "--format", "json"]
    report = json.loads(cli(*arguments, "--profile", "nasjonalbiblioteket").out)
    plain = json.loads(cli(*arguments).out)
    assert report["rules"][0] == {
        "kind": "profile",
        "text": "the rules of The National Library of Norway hold (profile nasjonalbiblioteket)",
        "entries": None,
        "amount": None,
    }
    assert report["rules"][1:] == plain["rules"]
    assert report["grants"] == plain["grants"]
    more = [f["code"] for f in report["findings"] if f not in plain["findings"]]
    assert more == ["E012", "E011"]


# -- grantcalc profiles


def test_profiles_are_listed(cli: Cli) -> None:
    result = cli("profiles")
    assert result.code == 0
    for name in profile_names():
        assert name in result.out


@pytest.mark.parametrize("lang", ["en", "nb", "nn"])
@pytest.mark.parametrize("name", profile_names())
def test_each_profile_is_explained_rule_by_rule(cli: Cli, name: str, lang: str) -> None:
    result = cli("--lang", lang, "profiles", name)
    assert (result.code, result.err) == (0, "")
    said = " ".join(result.out.split())
    for rule_name, rule in load_profile(name, Path()).every_rule():
        assert f"{rule_name}: " in said
        assert " ".join(rule.source.split())[:20] in said


def test_a_profile_is_json_with_every_rule(cli: Cli) -> None:
    (profile,) = json.loads(cli("profiles", "us-federal", "--format", "json").out)["profiles"]
    first, second = profile["rules"]["indirect_rate_max"]
    assert (first["value"], first["valid_to"]) == ("0.10", "2024-09-30")
    assert (second["value"], second["base"], second["verified"]) == ("0.15", "mtdc", True)
    assert {line["code"]: line["term"] for line in profile["lines"]}["10h"] == "available"


def test_every_part_of_a_form_line_is_on_the_form() -> None:
    profile = load_profile("us-federal", Path())
    known = {(line.form, line.code) for line in profile.lines}
    for line in profile.lines:
        assert all((line.form, part.removeprefix("-")) in known for part in line.sum_of)


def test_a_profile_of_ones_own_with_every_rule_is_explained(cli: Cli) -> None:
    result = cli("profiles", CASES / "own.toml")
    said = " ".join(result.out.split())
    assert "own contribution: at least 30.00 % of what of the budget is money" in said
    assert "the grant is paid in parts: 50.00 % + 30.00 % + 20.00 %" in said


def test_an_unknown_profile_has_a_nearest_one(cli: Cli) -> None:
    assert_one_line_error(cli("profiles", "usfederal"), 'did you mean "us-federal"')


# -- the lines of SF-424A

SECTION_B: list[list[object]] = [
    ["6. Object Class Categories", "(1) Year 1", "(2) Year 2", "(5) Total"],
    ["a. Personnel", 50000, 50000, 100000],
    ["b. Fringe Benefits", 10000, 10000, 20000],
    ["c. Travel", 5000, 5000, 10000],
    ["d. Equipment", 0, 0, 0],
    ["e. Supplies", 2000, 2000, 4000],
    ["f. Contractual", 60000, 10000, 70000],
    ["g. Construction", 0, 0, 0],
    ["h. Other", 3000, 3000, 6000],
    ["i. Total Direct Charges (sum of 6a-6h)", 130000, 80000, 210000],
    ["j. Indirect Charges", 12000, 12000, 24000],
    ["k. TOTALS (sum of 6i and 6j)", 142000, 92000, 234000],
]


def checked(cli: Cli, tmp_path: Path, rows: list[list[object]]) -> list[tuple[str, str, str]]:
    path = write_workbook(tmp_path / "sf424a.xlsx", {"Section": rows})
    (tmp_path / "grantcalc.toml").write_text('[project]\ncurrency = "USD"\n', "utf-8")
    out = cli("check", path, "--profile", "us-federal", "--format", "json").out
    return [
        (f["code"], f["at"]["cell"], f["expected"])
        for f in json.loads(out)["findings"]
        if f["severity"] == "error"
    ]


@pytest.mark.parametrize(
    ("row", "cells"), [(9, (131000, 80000, 211000)), (11, (142000, 92000, 234001))]
)
def test_the_direct_charges_and_the_totals_of_sf424a_are_held_against_their_lines(
    cli: Cli, tmp_path: Path, row: int, cells: tuple[int, ...]
) -> None:
    assert checked(cli, tmp_path, SECTION_B) == []
    wrong = list(SECTION_B)
    wrong[row] = [wrong[row][0], *cells]
    assert checked(cli, tmp_path, wrong)


def test_the_totals_of_section_a_are_the_federal_and_the_other_share(
    cli: Cli, tmp_path: Path
) -> None:
    rows: list[list[object]] = [
        ["Grant Program Function or Activity (a)", "Federal (e)", "Non-Federal (f)", "Total (g)"],
        ["1. Reading", 100000, 50000, 150000],
        ["2. Maps", 20000, 10000, 30000],
        ["5. Totals", 120000, 60000, 180000],
    ]
    assert checked(cli, tmp_path, rows) == []
    rows[1][3] = 151000
    assert checked(cli, tmp_path, rows) == [("B002", "D2", "150000.00")]
