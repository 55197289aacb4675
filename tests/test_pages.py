"""What the pages show is true: commands and options exist, settings are valid, examples run."""

import re
import shlex
import subprocess
import sys
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from tools import docs
from tools.pages import console
from tools.pages.console import refreshed
from tools.pages.outputs import missing_meanings

import grantcalc.cli  # noqa: F401  every command adds itself to the application
from conftest import EXAMPLES
from grantcalc.cli.app import app
from grantcalc.config import Config
from grantcalc.profile import load_profile

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")), *EXAMPLES.glob("*/*.md")]
#: These blocks are compared with what is printed now by tests/test_repository.py.
RUN = {*docs.CONSOLE_FILES, *docs.PAGES}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """The blocks of a page in a language, those inside of lists too."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", path.read_text("utf-8"), flags=re.M | re.S)


def test_every_console_block_is_run() -> None:
    assert [name_of(page) for page in PAGES if page not in RUN and blocks(page, "console")] == []


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "toml")], ids=name_of)
def test_every_setting_that_a_page_shows_is_valid(page: Path, tmp_path: Path) -> None:
    for toml in blocks(page, "toml"):
        settings = tomllib.loads(toml, parse_float=Decimal)
        if "rules" in settings:
            (tmp_path / "own.toml").write_text(toml, "utf-8")
            load_profile("own.toml", tmp_path)
        else:
            Config.model_validate(settings)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "yaml")], ids=name_of)
def test_every_setting_of_a_pipeline_is_yaml(page: Path) -> None:
    assert all(isinstance(yaml.safe_load(block), dict | list) for block in blocks(page, "yaml"))


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=name_of)
def test_every_line_of_python_runs(page: Path) -> None:
    folder = docs.CONSOLE_FILES.get(page, EXAMPLES / "drammen")
    for code in blocks(page, "python"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            cwd=folder, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def commands_in(path: Path) -> list[str]:
    """What a page says to type: lines of its blocks, and code in its sentences."""
    text = re.sub(r" \\\n +", " ", path.read_text("utf-8"))
    fences = re.findall(r"^ *```(\w*)\n(.*?)^ *```", text, flags=re.M | re.S)
    lines = []
    for language, code in fences:
        sign = {"text": None, "console": r"\$ "}.get(language, "(?:- run: )?")
        lines += re.findall(rf"^ *{sign}(grantcalc [^|\n]+)", code, flags=re.M) if sign else []
    return [*lines, *re.findall(r"`(grantcalc [^`\n]+)`", text)]


def unknown_in(command: str) -> list[str]:
    """The commands and options of a command line that grantcalc does not have."""
    node: Any = typer.main.get_command(app)
    unknown = []
    words = iter(shlex.split(command, comments=True)[1:])
    for word in words:
        context = node.context_class(node)
        options = {name: param for param in node.get_params(context) for name in param.opts}
        if word.startswith("-") and word != "-":
            name, equals, _ = word.partition("=")
            if name not in options:
                unknown.append(word)
            elif not (equals or options[name].is_flag):
                next(words, None)
        elif word in getattr(node, "commands", {}):
            node = node.commands[word]
        elif hasattr(node, "commands") and not word.isupper():
            return [*unknown, word]
    return unknown


@pytest.mark.parametrize("page", [p for p in PAGES if commands_in(p)], ids=name_of)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    said = {command: unknown_in(command) for command in commands_in(page)}
    assert {command: unknown for command, unknown in said.items() if unknown} == {}


def test_what_does_not_exist_is_noticed() -> None:
    assert unknown_in("grantcalc chek budget.xlsx") == ["chek"]
    assert unknown_in("grantcalc --lang nb check budget.xlsx --colour") == ["--colour"]
    assert unknown_in("grantcalc check 'a b.xlsx' --output=- --select B") == []
    assert unknown_in("grantcalc COMMAND --help") == []


def test_a_block_keeps_the_part_that_it_showed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "run", cache(console.run))
    text = "```console\n$ grantcalc explain B001\n{}```\n"
    whole = refreshed(text.format(""), ROOT)
    lines = whole.splitlines(keepends=True)[2:-1]
    at = lines.index("A stated total is not the sum of its lines.\n")
    for old, now in (
        (f"{lines[0]}old\n...\n", f"{lines[0]}{lines[1]}...\n"),
        (f"...\n{lines[at]}old\n", f"...\n{''.join(lines[at:])}"),
        (f"...\n{lines[at]}...\n", f"...\n{lines[at]}...\n"),
    ):
        assert refreshed(text.format(old), ROOT) == text.format(now)
    assert refreshed(whole, ROOT) == whole


def test_what_an_example_in_python_prints_is_kept_up_to_date() -> None:
    text = "```python\nprint(1 + 1)\n```\n\n```text\n{}```\n"
    assert refreshed(text.format("3\n"), ROOT) == text.format("2\n")


def test_every_field_of_the_json_has_a_meaning() -> None:
    assert missing_meanings() == [], "say what it means in tools/pages/meanings.toml"


def test_grantcalc_opens_no_connection_as_the_pages_promise() -> None:
    network = re.compile(
        r"^\s*(?:import|from) (?:socket|ssl|http|ftplib|smtplib|urllib\.request)\b", re.M
    )
    sources = list((ROOT / "src").rglob("*.py"))
    assert len(sources) > 100
    assert [name_of(path) for path in sources if network.search(path.read_text("utf-8"))] == []


def test_the_pages_name_no_place_of_the_machine_that_they_were_made_on() -> None:
    places = re.compile(r"/(?:work|tmp|home|root|Users)/|[A-Z]:\\")
    assert {name_of(p) for p in PAGES if places.search(p.read_text("utf-8"))} == set()
