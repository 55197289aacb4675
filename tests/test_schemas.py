"""The JSON Schemas that are shipped: true to the models, and to what the commands print."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from tools.schemas import SCHEMAS, schema_texts

from conftest import DRAMMEN, EXAMPLES, Cli


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", schema_texts())
def test_every_schema_is_as_the_models_are(name: str) -> None:
    assert (SCHEMAS / f"{name}.json").read_text("utf-8") == schema_texts()[name], (
        "run: make schemas"
    )


@pytest.mark.parametrize("name", schema_texts())
def test_every_schema_is_printed(cli: Cli, name: str) -> None:
    result = cli("schema", name)
    assert (result.code, result.err) == (0, "")
    assert result.out == schema_texts()[name]


def test_an_unknown_schema_is_an_error(cli: Cli) -> None:
    result = cli("schema", "budget")
    assert result.code == 2
    assert "budget" in result.err


FAULTY = sorted((EXAMPLES / "faulty").glob("*.xlsx"))


@pytest.mark.parametrize("path", [*FAULTY, DRAMMEN], ids=lambda path: path.name)
def test_what_check_prints_is_as_the_schema_says(cli: Cli, path: Path) -> None:
    validator("check").validate(json.loads(cli("check", path, "--format", "json").out))


@pytest.mark.parametrize("options", [(), ("--explain", "all")])
def test_what_remaining_prints_is_as_the_schema_says(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(DRAMMEN)
    out = cli("remaining", "--as-of", "2022-02-14", "--format", "json", *options).out
    validator("remaining").validate(json.loads(out))


def test_what_map_prints_is_as_the_schema_says(cli: Cli) -> None:
    validator("map").validate(json.loads(cli("map", DRAMMEN, "--format", "json").out))


def test_what_diff_prints_is_as_the_schema_says(cli: Cli) -> None:
    versions = (DRAMMEN / "budget.xlsx", DRAMMEN / "updated-budget.xlsx")
    validator("diff").validate(json.loads(cli("diff", *versions, "--format", "json").out))


def test_an_ending_names_the_format(cli: Cli, tmp_path: Path) -> None:
    versions = (DRAMMEN / "budget.xlsx", DRAMMEN / "updated-budget.xlsx")
    for name, command in {
        "diff": ("diff", *versions),
        "map": ("map", DRAMMEN),
        "remaining": ("remaining", "--as-of", "2022-02-14", "--config", DRAMMEN / "grantcalc.toml"),
    }.items():
        output = tmp_path / f"{name}.json"
        assert cli(*command, "--output", output).out == ""
        validator(name).validate(json.loads(output.read_text("utf-8")))
        assert cli(*command, "--format", "text", "--output", output).code == 0
        assert not output.read_text("utf-8").startswith("{")
    assert cli("diff", *versions, "--output", tmp_path / "diff.md").code == 0
    assert (tmp_path / "diff.md").read_text("utf-8").startswith("## ")


def test_a_renamed_key_is_seen(cli: Cli) -> None:
    report = json.loads(cli("check", FAULTY[0], "--format", "json").out)
    del report["summary"]["errors"]
    with pytest.raises(jsonschema.ValidationError):
        validator("check").validate(report)


def test_a_float_is_no_amount(cli: Cli) -> None:
    report = json.loads(cli("check", FAULTY[0], "--format", "json").out)
    report["budgets"][0]["lines"][0]["amounts"][0]["amount"] = 319445.5
    with pytest.raises(jsonschema.ValidationError):
        validator("check").validate(report)


def as_json(value: object) -> object:
    """A table of TOML as an editor sees it: dates as texts."""
    return json.loads(json.dumps(value, default=str))


def test_the_examples_settings_are_as_the_schema_says() -> None:
    text = (DRAMMEN / "grantcalc.toml").read_text("utf-8")
    validator("config").validate(as_json(tomllib.loads(text)))


@pytest.mark.parametrize(
    "toml",
    [
        'files = { ledger = ["a.csv", "b.csv"] }',
        'files = { ledger = "a.csv" }',
        'check = { ignore = "X", severity = { C = "error" } }',
        '[[suppress]]\ncode = "B001"\ncell = "Budsjett!B9"\nreason = "agreed"',
    ],
)
def test_settings_that_are_right_are_valid(toml: str) -> None:
    validator("config").validate(as_json(tomllib.loads(toml)))


@pytest.mark.parametrize(
    "toml",
    [
        "file = 1",
        'check = { fail_on = "fatal" }',
        '[[suppress]]\ncode = "B001"\ncell = "Budsjett!B9"',
        '[[awards]]\nsource = "NB"\namount = 1\nstatus = "promised"',
    ],
)
def test_settings_that_are_wrong_are_not_valid(toml: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator("config").validate(as_json(tomllib.loads(toml)))
