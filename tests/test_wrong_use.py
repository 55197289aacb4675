"""What users are told who call a command wrongly, or name files that cannot be used."""

import errno
import shutil
import sys
from pathlib import Path

import pytest

from conftest import DRAMMEN, EXAMPLES, Cli, assert_one_line_error
from grantcalc.errors import reason

_BUDGET = EXAMPLES / "faulty" / "swapped-digits.xlsx"


@pytest.mark.parametrize(
    ("arguments", "english", "norwegian"),
    [
        (["chekc"], 'there is no command "chekc"; did you mean check?', "mente du check?"),
        (["zzz"], 'there is no command "zzz"', "kommandoen «zzz» finnes ikke"),
        (
            ["check", "--formt", "x"],
            "there is no option --formt; did you mean",
            "mente du --format?",
        ),
        (["check", "--zzz"], "there is no option --zzz", "valget --zzz finnes ikke"),
        (["check", "--format"], "--format needs a value behind it", "--format må ha en verdi"),
        (["check", "--verbose=1"], "--verbose takes no value", "--verbose har ingen verdi"),
        (["diff", "a.xlsx"], "NEW is missing", "NY mangler"),
        (["schema"], "NAME is missing", "NAVN mangler"),
        (["explain", "A001", "B"], "more is given than fits: B", "det er oppgitt for mye: B"),
        (
            ["check", "--format", "pdf"],
            '--format: "pdf" is none of text, json,',
            "--format: «pdf» er ingen av text, json,",
        ),
        (["check", "--jobs", "x"], "--jobs: write a whole number", "--jobs: skriv et helt tall"),
        (["check", "--jobs", "0"], "--jobs: write 1 or more", "--jobs: skriv 1 eller mer"),
    ],
)
def test_a_command_called_wrongly(
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    english: str,
    norwegian: str,
) -> None:
    assert_one_line_error(cli(*arguments), english, "grantcalc --help tells more")
    monkeypatch.setenv("LANGUAGE", "nb")
    result = cli(*arguments)
    assert (result.code, result.out) == (2, "")
    assert norwegian in result.err


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("check", "Bruk: grantcalc check [VALG] [STI]..."),
        ("diff", "Bruk: grantcalc diff [VALG] {GAMMEL} {NY}"),
        ("explain", "Bruk: grantcalc explain [VALG] [KODE]"),
    ],
)
def test_help_names_what_is_given_in_norwegian(cli: Cli, command: str, usage: str) -> None:
    help_text = cli(command, "--lang", "nb", "--help").out
    assert help_text.splitlines()[0] == usage
    assert "Path" not in help_text
    assert "OPTIONS" not in help_text


def test_the_systems_reason_is_in_the_language_of_the_messages(cli: Cli, tmp_path: Path) -> None:
    gone = tmp_path / "borte.toml"
    assert_one_line_error(
        cli("check", DRAMMEN / "budget.xlsx", "--config", gone), "there is no such file or folder"
    )
    result = cli("check", DRAMMEN / "budget.xlsx", "--config", gone, "--lang", "nb")
    assert "No such file" not in result.err


def test_a_reason_that_is_not_common_is_the_systems_own() -> None:
    assert reason(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"
    assert reason(OSError("no number")) == "no number"


@pytest.mark.parametrize("option", ["--annotate", "--output"])
def test_an_output_in_a_folder_that_is_not_there(cli: Cli, tmp_path: Path, option: str) -> None:
    target = tmp_path / "ut" / "marked.xlsx"
    result = cli("check", _BUDGET, option, target)
    assert result.code == 2
    assert f"{target}: there is no folder {target.parent}; make it first" in result.err


def test_an_annotated_copy_with_another_ending_is_told_of_by_its_own_name(
    cli: Cli, tmp_path: Path
) -> None:
    target = tmp_path / "marked.pdf"
    result = cli("check", _BUDGET, "--annotate", target)
    assert result.code == 2
    assert f"{target}: the copy must be named .xlsx" in result.err
    assert ".tmp" not in result.err


def test_who_sits_before_it_is_told_what_was_written(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = Path(shutil.copy(_BUDGET, tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "dumb")  # no progress bar
    assert cli("check", budget.name, "--output", "a.html").err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    told = cli("check", budget.name, "--output", "b.html", "--annotate", "c.xlsx").err
    assert told == "1 error, 0 warnings, 1 note\nwritten: b.html, c.xlsx\n"


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[files]\nbudget = budget.xlsx\n", ["line 2", "budget = budget.xlsx", "quotation marks"]),
        ("[[awards]]\namount = 700 000\n", ["line 2", "amount = 700 000", "without spaces"]),
        ("[project\n", ["line 1", "a bracket is not closed"]),
        ('[project]\nname = "x\n', ["line 2", "a quotation mark is not closed"]),
        ("name\n", ["line 1", "write name = value"]),
        ('[files]\nbudget = "C:\\Users\\x"\n', ["line 2", "write \\ in a text twice"]),
        ("[files]\n[project]\n[files]\n", ["line 3", "the same name stands further up"]),
        ("[project]\nstart = 2022-02-31\n", ["line 2", "there is no such day"]),
    ],
)
def test_a_grantcalc_toml_that_is_no_toml(
    cli: Cli, tmp_path: Path, toml: str, words: list[str]
) -> None:
    (tmp_path / "grantcalc.toml").write_text(toml, "utf-8")
    assert_one_line_error(cli("check", tmp_path), "is not valid TOML", *words)
