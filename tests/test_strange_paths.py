"""Folders and names as they are met with: links that lead nowhere, closed folders, names that are no text."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli, assert_one_line_error
from test_many_files import WRONG, budget, outcomes

#: Of each format the bytes that stand in the place of a byte that is no text.
FORMATS = ["text", "json", "concise", "github", "gitlab", "junit", "sarif", "markdown", "html"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Closes a folder, also to root, for whom the tests may run."""

    def close(folder: str) -> None:
        def refusing(function: Callable[..., Any], *, inside: bool) -> Callable[..., Any]:
            def call(path: Any = ".", *args: Any, **kwargs: Any) -> Any:
                name = os.fspath(path) if not isinstance(path, int) else ""
                if name.startswith(f"{folder}/") or (name == folder and not inside):
                    raise PermissionError(13, "Permission denied", name)
                return function(path, *args, **kwargs)

            return call

        monkeypatch.setattr(os, "scandir", refusing(os.scandir, inside=False))
        monkeypatch.setattr(os, "listdir", refusing(os.listdir, inside=False))
        monkeypatch.setattr(os, "stat", refusing(os.stat, inside=True))

    return close


def test_links_that_lead_nowhere_do_not_hide_the_others(cli: Cli) -> None:
    budget(Path("here/plan.xlsx"), WRONG)
    Path("here/loop.xlsx").symlink_to("loop.xlsx")
    Path("here/gone.xlsx").symlink_to("nowhere.xlsx")
    Path("here/round").symlink_to(".")
    result = cli("check", "here", "--format", "json")
    assert result.code == 2
    found = outcomes(result.out)
    assert found["here/plan.xlsx"] == ("checked", 1)
    assert [outcome for outcome, _ in found.values()].count("unreadable") == 2


def test_a_closed_folder_is_said_and_does_not_hide_the_others(
    cli: Cli, close: Callable[[str], None]
) -> None:
    budget(Path("here/closed/plan.xlsx"))
    budget(Path("here/plan.xlsx"), WRONG)
    close("here/closed")
    result = cli("check", "here", "--format", "json")
    assert outcomes(result.out) == {
        "here/plan.xlsx": ("checked", 1),
        "here/closed": ("unreadable", 0),
    }
    assert (
        result.err
        == "error: here/closed: cannot be opened (you have no access to it, or another program has it open)\n"
    )
    assert result.code == 2


@pytest.mark.parametrize("named", ["closed", "closed/plan.xlsx"])
def test_a_closed_path_does_not_hide_the_others(
    cli: Cli, close: Callable[[str], None], named: str
) -> None:
    budget(Path("closed/plan.xlsx"))
    budget(Path("plan.xlsx"), WRONG)
    close("closed")
    result = cli("check", named, "plan.xlsx", "--format", "json")
    assert outcomes(result.out) == {named: ("unreadable", 0), "plan.xlsx": ("checked", 1)}
    assert "cannot be opened (you have no access to it" in result.err
    assert result.code == 2


def test_a_folder_with_broken_settings_does_not_hide_the_others(cli: Cli) -> None:
    budget(Path("broken/plan.xlsx"))
    Path("broken/grantcalc.toml").write_text("[check\n")
    budget(Path("plan.xlsx"), WRONG)
    result = cli("check", "broken", "plan.xlsx", "--format", "json")
    assert outcomes(result.out) == {"broken": ("unreadable", 0), "plan.xlsx": ("checked", 1)}
    assert "is not valid TOML" in result.err
    assert result.code == 2


def test_a_pipe_is_no_file_to_wait_for(cli: Cli) -> None:
    os.mkfifo("pipe.xlsx")
    assert_one_line_error(cli("check", "pipe.xlsx"), "pipe.xlsx: is a pipe")


@pytest.mark.parametrize("form", FORMATS)
def test_a_name_that_is_no_text_can_be_told_of(cli: Cli, form: str) -> None:
    Path(os.fsdecode(b"broken\xff.xlsx")).write_bytes(b"PK\x03\x04broken")
    budget(Path("plan.xlsx"))
    result = cli("check", ".", "--format", form, "--output", "result")
    assert result.code == 2
    said = Path("result").read_text("utf-8")
    assert "broken?.xlsx" in said
    if form == "json":
        assert [u["path"] for u in json.loads(said)["unreadable"]] == ["broken?.xlsx"]
    if form == "concise":
        assert said.startswith("broken?.xlsx: error: is damaged")


@pytest.mark.parametrize("form", FORMATS)
def test_half_a_character_in_a_cell_can_be_told_of(cli: Cli, form: str) -> None:
    budget(Path("plan.xlsx"), [*WRONG[:-1], ["Sum _xD800_ _xD83D__xDE00_", 170]])
    result = cli("check", "plan.xlsx", "--format", form, "--output", "result")
    assert result.code == 1
    said = Path("result").read_text("utf-8")
    assert "Sum \ufffd \U0001f600" in said
