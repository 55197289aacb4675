"""`grantcalc new`: what it makes passes `check`, empty and filled in; what is wrong in it is found."""

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import grantcalc
from conftest import Cli, assert_one_line_error
from filled_project import Filling, fill_budget
from grantcalc.api.starting import NewProject
from grantcalc.config import Config, load_config
from grantcalc.errors import ConfigError, GrantcalcError
from grantcalc.finding import Finding, Severity
from grantcalc.profile import PLAIN, load_profile, profile_names

START = date(2026, 7, 1)


def make(folder: Path, **values: Any) -> NewProject:
    given: dict[str, Any] = {"funder": "Vårfondet", "start": START, "years": 2, "lang": "nb"}
    return grantcalc.new_project(folder, **(given | values))


def faults(path: Path) -> list[Finding]:
    """What `check` finds in a project or its budget that is more than a note."""
    findings = grantcalc.check([path]).findings
    return [finding for finding in findings if finding.severity is not Severity.INFO]


def most_years(profile: str) -> int:
    months = load_profile(profile, Path()).rule("project_months_max", START)
    return months.value // 12 if months else 4


@pytest.mark.parametrize("profile", profile_names())
@pytest.mark.parametrize("lang", ["en", "nb", "nn"])
def test_new_projects_pass_empty_and_filled(tmp_path: Path, lang: str, profile: str) -> None:
    # How many years there are changes the columns, whoever gives the money.
    fewest = 1 if profile == PLAIN else most_years(profile)
    for years in range(fewest, most_years(profile) + 1):
        folder = tmp_path / str(years)
        made = make(folder, profile=profile, years=years, lang=lang)
        assert faults(made.files[0]) == []
        fill_budget(made).save()
        assert faults(made.files[0]) == []
    # The ledger, the timesheet and the orders are the same for any number of years.
    assert faults(folder) == []
    assert len(grantcalc.check([folder]).budgets[0].periods) == years


@pytest.mark.parametrize("profile", profile_names())
def test_new_projects_with_an_award_pass_from_the_start(tmp_path: Path, profile: str) -> None:
    for own_work in (True, False):
        folder = tmp_path / str(own_work)
        awards = [Decimal("600000.50"), Decimal(500_000)]
        make(folder, profile=profile, awards=awards, own_work=own_work)
        # Work that the funder does not accept is what its own rules find, and nothing else.
        rule = load_profile(profile, Path()).rule("in_kind_accepted", START)
        is_refused = bool(own_work and rule and not rule.value)
        assert [finding.code for finding in faults(folder)] == ["E003"] * is_refused


def filled(tmp_path: Path, **values: Any) -> Filling:
    made = make(tmp_path / "p", awards=[Decimal(600_000)] * 2, status="awarded", **values)
    return fill_budget(made)


def test_remaining_counts_ledger_timesheet_and_orders(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    filling.record(
        2,
        (date(2026, 8, 3), "B-1", "7140", "Toget AS", "Reise", 5000.5, "Kjøp av tjenester"),
        (date(2026, 9, 1), "B-2", "6300", "Salen AS", "Leie", 12000, "Leie av sal «Ånd»"),
        (date(2026, 9, 8), "B-3", "6300", "Salen AS", "For mye leie", -2000, "Leie av sal «Ånd»"),
        (date(2027, 8, 3), "B-4", "5000", "", "Lønn", 40000, "Lønn og prosjektledelse"),
    )
    filling.record(
        3,
        (date(2026, 8, 3), "Bibliotekar 1", "bibliotekar", 7.5, 400, "Møte", "Egeninnsats"),
        (date(2026, 8, 4), "Bibliotekar 1", "bibliotekar", 2, 400, "Møte"),
    )
    order = (date(2026, 9, 2), "Trykkeriet AS", "Plakater", "Leie av sal «Ånd»", 10000, 2500, "ja")
    filling.record(4, (*order, date(2027, 3, 1), "K-1"))
    filling.save()
    folder = filling.path.parent
    assert faults(folder) == []
    report = grantcalc.remaining(folder, date(2026, 12, 31))
    grant = report.grants[0]
    figures = (grant.awarded, grant.spent, grant.remaining, grant.committed, grant.available)
    assert list(map(str, figures)) == [
        "600000.00",
        "15000.50",
        "584999.50",
        "7500.00",
        "577499.50",
    ]
    spent = {
        line.label: str(line.spent) for line in report.lines if line.period == 0 and line.spent
    }
    assert spent == {"Kjøp av tjenester": "5000.50", "Leie av sal «Ånd»": "10000.00"}
    assert (report.own_contribution[0].hours, str(report.own_contribution[0].delivered)) == (
        "9.5",
        "3800.00",
    )
    assert not report.unmapped
    assert [f for f in report.findings if f.severity is not Severity.INFO] == []


def test_a_renamed_line_takes_its_entries_along(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    filling.put(filling.row("Reiser og møter"), label="Reise og opphold")
    filling.record(2, (date(2026, 8, 3), "B-1", "7140", "", "Tog", 900, "Reise og opphold"))
    filling.save()
    report = grantcalc.remaining(filling.path.parent, date(2026, 8, 31))
    assert [x.label for x in report.lines if x.spent] == ["Reise og opphold"]
    (rule,) = [rule for rule in report.rules if rule.kind == "mapping"]
    assert (rule.text, rule.entries, str(rule.amount)) == (
        'the ledger\'s column "Budsjettlinje" names the budget line',
        1,
        "900.00",
    )


def test_entries_on_no_line_of_the_budget_are_told_with_the_column(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    filling.record(2, (date(2026, 8, 3), "B-1", "7140", "", "Tog", 900, "Reisr"))
    filling.save()
    (finding,) = faults(filling.path.parent)
    assert (finding.code, finding.at.cell) == ("L003", "F6")
    assert '"Budsjettlinje"' in finding.message


def found(filling: Filling) -> list[tuple[str, str | None]]:
    filling.save()
    return [(finding.code, finding.at.cell) for finding in faults(filling.path.parent)]


def test_a_number_typed_over_a_sum_is_found_there(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    total = filling.row("Sum kostnader i penger")
    filling.put(total, 590_000)
    assert found(filling) == [("B001", f"B{total}")]


def test_work_typed_over_its_mirror_is_found(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    mirrored = filling.row("Egeninnsats")
    filling.put(mirrored, 550_000)
    filling.save()
    (finding,) = faults(filling.path.parent)
    assert finding.code == "F002"
    assert f"B{mirrored}" in [place.cell for place in finding.related]


def test_a_line_below_the_sums_is_found(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    below = filling.row("Sum utgifter") + 1
    filling.put(below, 5_000, 0, 5_000, label="Glemt linje")
    found_ = found(filling)
    assert ("X004", f"D{below}") in found_
    assert ("B005", f"B{filling.row('Kontroll: inntekter minus utgifter')}") in found_


def test_an_unbalanced_budget_is_found(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    filling.put(filling.row("Reiser og møter"), 7_000)
    assert found(filling) == [("F001", f"B{filling.row('Sum inntekter')}")]


def test_more_than_the_award_is_found_at_the_funders_line(tmp_path: Path) -> None:
    filling = filled(tmp_path)
    line = filling.row("Vårfondet")
    filling.put(line, 700_000)
    assert found(filling) == [("B003", f"B{line}")]


HOSTILE = (
    'Stiftelsen "Å\\B" <b>&amp;</b>',
    "=1+1",
    "@HVIS(A1)",
    "'fnutt",
    "[[awards]]",
    "# merknad",
    "{0} {name} %s",
    "日本 🎻",
    '"""',
)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_stay_what_they_are(tmp_path: Path, name: str) -> None:
    made = make(tmp_path / "p", name=name, funder=name, awards=[Decimal(1000)] * 2)
    config = load_config(made.folder / "grantcalc.toml")
    assert (config.project.name, config.awards[0].source) == (name, name)
    assert faults(made.folder) == []
    sheet = openpyxl.load_workbook(made.files[0]).worksheets[0]
    assert sheet["A1"].value == name
    assert sheet["A1"].data_type == "s"


@pytest.mark.parametrize("name", ["", " \t", "a\x1b[31m", "x" * 121, "a\u202eb"])
def test_names_that_cannot_be_written_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="name"):
        make(tmp_path / "p", name=name, lang="en")
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("lang", ["en", "nb", "nn"])
def test_every_example_in_the_settings_can_be_followed(tmp_path: Path, lang: str) -> None:
    """The tables that are commented out are right as soon as their # is taken away."""
    made = make(tmp_path / "p", lang=lang)
    text = (made.folder / "grantcalc.toml").read_text("utf-8")
    lines = [_uncommented(line) for line in text.splitlines()]
    config = Config.model_validate(tomllib.loads("\n".join(lines), parse_float=Decimal))
    assert len(config.awards) == len(config.milestones) == len(config.mapping) == 1
    assert config.report.explanations
    assert config.in_kind.income
    assert config.files.approved_budget


def _uncommented(line: str) -> str:
    code = line.removeprefix("# ")
    return code if code.startswith(("[", '"')) or " = " in code else line


def test_what_exists_is_not_overwritten(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "Budsjett.ods").write_text("mine")
    (tmp_path / "grantcalc.toml").write_text("")
    result = cli("new", tmp_path, "--funder", "F", "--start", "2026-07-01")
    assert_one_line_error(result, "grantcalc.toml, Budsjett.ods", "nothing was changed")
    assert (tmp_path / "Budsjett.ods").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 2


def test_other_files_of_a_folder_stay(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    assert cli("new", tmp_path, "--funder", "F", "--start", "2026-07-01").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "budget.xlsx",
        "grantcalc.toml",
        "letter.txt",
    ]


def test_a_file_that_appears_meanwhile_is_kept_and_nothing_else_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grantcalc.api.starting.refuse_project", lambda _: None)
    (tmp_path / "grantcalc.toml").write_text("mine")
    with pytest.raises(GrantcalcError):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["grantcalc.toml"]
    assert (tmp_path / "grantcalc.toml").read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "file").write_text("mine")
    result = cli("new", tmp_path / "file", "--yes")
    assert_one_line_error(result, "is a file")


def test_flags_answer_every_question(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "our project"
    result = cli(
        *("new", folder, "--name", "Bok", "--funder", "Fondet", "--currency", "eur"),
        *("--start", "1.7.2026", "--end", "2027-12-31", "--award", "1 000,50", "--award", "2000"),
        *("--status", "awarded", "--own-work", "--lang", "nb"),
    )
    assert result.code == 0, result.err
    assert f'grantcalc check "{folder}"' in result.out
    config = load_config(folder / "grantcalc.toml")
    assert (config.project.name, config.currency) == ("Bok", "EUR")
    assert [(a.year, a.amount, a.status) for a in config.awards] == [
        (1, Decimal("1000.50"), "awarded"),
        (2, Decimal(2000), "awarded"),
    ]
    assert config.project.years[1].end == date(2027, 12, 31)
    checked = cli("check", folder)
    assert checked.code == 0, checked.out
    assert cli("check", folder / "budsjett.xlsx").code == 0


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ((), ("--funder", "--start", "--yes")),
        (("--profile", "nasjonalbiblioteket"), ("--start",)),
        (("--funder", "F", "--start", "31.2.2026"), ("--start", "31.2.2026")),
        (("--funder", "F", "--start", "2026-07-01", "--end", "x"), ("--end", "x")),
        (("--funder", "F", "--start", "2026-07-01", "--end", "2026-06-30"), ("before",)),
        (("--funder", "F", "--start", "2026-07-01", "--years", "11"), ("1 to 10",)),
        (("--funder", "F", "--start", "2026-07-01", "--years", "0"), ("1 to 10",)),
        (("--funder", "F", "--start", "2026-07-01", "--years", "1", "--end", "2028-01-01"), ("2",)),
        (("--funder", "F", "--start", "9999-07-01", "--years", "2"), ("9999",)),
        (("--funder", "F", "--start", "2026-07-01", "--award", "1.234"), ("--award", "1.234")),
        (("--funder", "F", "--start", "2026-07-01", "--award", "-5"), ("-5",)),
        (("--funder", "F", "--start", "2026-07-01", "--award", "5", "--award", "6"), ("--award",)),
        (("--funder", "F", "--start", "2026-07-01", "--award", "0.001"), ("decimals",)),
        (("--funder", "F", "--start", "2026-07-01", "--currency", "kroner"), ("--currency",)),
        (("--funder", "", "--start", "2026-07-01"), ("--funder", "empty")),
        (("--funder", "F", "--start", "2026-07-01", "--profile", "plan"), ("plain",)),
        (("--funder", "F", "--start", "2026-07-01", "--profile", "ours.toml"), ("ours.toml",)),
    ],
)
def test_wrong_flags_are_told_and_nothing_is_made(
    tmp_path: Path, cli: Cli, flags: Sequence[str], words: Sequence[str]
) -> None:
    assert_one_line_error(cli("new", tmp_path / "p", *flags), *words)
    assert not (tmp_path / "p").exists()


def test_yes_takes_what_is_suggested_and_says_so(tmp_path: Path, cli: Cli) -> None:
    result = cli("new", tmp_path / "Våren", "--yes", "--lang", "nn")
    assert result.code == 0
    assert "Våren: 1 prosjektår" in result.out
    assert "Tilskotsytar" in result.out
    assert faults(tmp_path / "Våren") == []


def test_the_same_plan_gives_the_same_files(tmp_path: Path) -> None:
    one, two = (make(tmp_path / name, name="P") for name in ("a", "b"))
    for first, second in zip(one.files, two.files, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_a_profile_of_ones_own_gives_its_caps(tmp_path: Path) -> None:
    tmp_path.joinpath("ours.toml").write_text(
        'title = "Ours"\ncurrency = "NOK"\n[rules.hourly_rate_max]\nvalue = 450\nsource = "letter"\n'
        '[rules.own_share_min]\nvalue = 0.25\nsource = "letter"\n'
        '[rules.indirect_rate_max]\nvalue = 0.1\nbase = "direct"\nsource = "letter"\n',
        "utf-8",
    )
    made = make(tmp_path, profile="ours.toml", awards=[Decimal(300_000)] * 2)
    assert load_config(tmp_path / "grantcalc.toml").in_kind.max_rate == 450
    labels = [cell.value for cell in openpyxl.load_workbook(made.files[0]).worksheets[0]["A"]]
    assert "Indirekte kostnader" in labels
    assert "Egenandel (minst 25 %)" in labels
    assert made.plan.own_needed == (Decimal(100_000),) * 2
    assert faults(tmp_path) == []


def test_a_ledger_without_the_column_that_names_lines_is_told(tmp_path: Path, cli: Cli) -> None:
    filling = filled(tmp_path)
    filling.book.worksheets[2]["G5"].value = "Linje"
    filling.save()
    assert_one_line_error(cli("check", filling.path.parent), "ledger.line", '"Linje"')
