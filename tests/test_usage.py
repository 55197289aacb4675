"""What is wrong with a command line is said in our own words, in each language."""

import pytest

from conftest import Cli

WRONG = {
    "check --outpt x": ("there is no option --outpt; did you mean --output?", "mente du --output?"),
    "check --quux": ("there is no option --quux", "--quux"),
    "chekc": ('there is no command "chekc"; did you mean check?', "mente du check?"),
    "quux": ('there is no command "quux"', "quux"),
    "show": ("PATH is missing", "STI mangler"),
    "show a b c": ("more is given than fits: b c", "b c"),
    "check --config": ("--config needs a value", "--config"),
    "check --exit-zero=3": ("--exit-zero takes no value", "--exit-zero har ingen verdi"),
    "check --fail-on never": (
        '--fail-on: "never" is none of error, warning, info',
        "«never» er ingen av error, warning, info",
    ),
    "check --jobs x": ("--jobs: write a whole number", "skriv et helt tall"),
    "check --jobs 0": ("--jobs: write 1 or more", "skriv 1 eller mer"),
    "schema budget": ('NAME: "budget" is none of check', "check"),
}


@pytest.mark.parametrize("line", WRONG)
@pytest.mark.parametrize(("code", "number"), [("en", 0), ("nb", 1)])
def test_a_wrong_command_line_is_explained(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, line: str, code: str, number: int
) -> None:
    monkeypatch.setenv("LANGUAGE", code)
    result = cli(*line.split())
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert WRONG[line][number] in result.err
