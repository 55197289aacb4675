"""docs/commands.md: every command with its options, from the command line's own help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer.main

import grantcalc.cli  # noqa: F401  every command adds itself to the application
from grantcalc import language
from grantcalc.cli.app import app
from grantcalc.cli.help import paragraphs

_HEAD = """# Commands

Made from the commands' own help by `make docs`; `grantcalc COMMAND --help` prints the same, in your language.

"""

_FOR_ALL = """## grantcalc

What stands before a command's name.

"""

_OUTCOME = """## Results, errors and exit codes

| exit code | meaning |
|---|---|
| 0 | the work is done, and no finding is as severe as the severity that fails: an error, unless `--fail-on` or `fail_on` in [grantcalc.toml](configuration.md#check) says otherwise |
| 1 | there are such findings; for `diff --exit-code`, the budgets differ |
| 2 | a part of the work could not be done: a file is missing or cannot be read, a setting or an option is wrong. The rest is shown nevertheless |

The result goes to the screen (stdout) or to the files of `--output`. Errors, notes and progress go to stderr,
one line each, so that a program can tell the two apart. There is colour on a terminal alone, and none where
the environment variable `NO_COLOR` is set. What is written to a file is written whole or not at all.
"""  # noqa: E501  rows of a table


def commands_page() -> str:
    """The page."""
    language.use("en")
    group: Any = typer.main.get_command(app)
    commands = list(_commands(group))
    parts = [_HEAD + "\n".join(_listed(name, command) for name, command in commands) + "\n"]
    parts.append(_FOR_ALL + _table("option", group))
    parts += [_described(name, command) for name, command in commands]
    return "\n".join([*parts, _OUTCOME])


def _commands(group: Any, before: str = "grantcalc") -> Iterator[tuple[str, Any]]:
    """Every command with its whole name, those of groups of commands too."""
    for name, command in sorted(group.commands.items()):
        yield f"{before} {name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before} {name}")


def _listed(name: str, command: Any) -> str:
    return f"- [{name}](#{name.replace(' ', '-')}): {paragraphs(command.help)[0]}"


def _described(name: str, command: Any) -> str:
    """A command: how it is called, what it does, what may be given, examples."""
    context = command.context_class(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    parts = [
        f"## {name}\n",
        f"```text\n{usage}\n```\n",
        "\n\n".join(paragraphs(command.help)) + "\n",
    ]
    parts += [_table(kind, command) for kind in ("argument", "option")]
    for epilog in paragraphs(command.epilog):
        examples = epilog.partition(": ")[2].split(" | ")
        parts.append("```sh\n" + "\n".join(examples) + "\n```\n")
    return "\n".join(part for part in parts if part)


def _table(kind: str, command: Any) -> str:
    """The arguments or the options (`kind`) of a command; nothing where it has none."""
    context = command.context_class(command)
    records = [
        param.get_help_record(context)
        for param in command.get_params(context)
        if param.param_type_name == kind
    ]
    rows = [
        f"| `{_cell(given if kind == 'option' else given.split()[0])}` | {_cell(meaning)} |\n"
        for given, meaning in filter(None, records)
    ]
    return f"| {kind} | meaning |\n|---|---|\n" + "".join(rows) if rows else ""


def _cell(text: str) -> str:
    """A text in a cell of a table."""
    return " ".join(text.replace("|", "\\|").split())
