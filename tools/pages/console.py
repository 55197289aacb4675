"""Console blocks: a command and what it prints, run and written anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.S)
_PYTHON = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n.*?```", re.S)
_SHORTENED = "...\n"


def refreshed(text: str, folder: Path | None) -> str:
    """A Markdown text with the output of each of its examples as it is now.

    They are run in `folder`, or (None) in an empty one of their own, one after the other.

    They are console blocks, and the Python blocks that a text block follows. A console block shows all
    that is printed; or, after a line of three dots below the command, the end of it from the line on
    that it showed first; or, before such a line at its end, as many lines as it showed; or both.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as empty:
            return refreshed(text, Path(empty))

    def block(match: re.Match[str]) -> str:
        output = _shown(match["output"], run(match["command"], folder))
        return f"```console\n$ {match['command']}\n{output}```"

    def example(match: re.Match[str]) -> str:
        output = _printed(["-c", match["code"]], folder)
        return f"```python\n{match['code']}```\n\n```text\n{output}```"

    return _PYTHON.sub(example, _BLOCK.sub(block, text))


def _shown(before: str, output: str) -> str:
    """As much of an output as a block showed before."""
    is_begun, is_ended = before.startswith(_SHORTENED), before.endswith(f"\n{_SHORTENED}")
    if is_begun:
        first = before.removeprefix(_SHORTENED).split("\n", 1)[0]
        lines = output.split("\n")
        start = lines.index(first) if first in lines else 0
        output = "\n".join(lines[start:])
    if is_ended:
        count = before.count("\n") - 1 - is_begun
        output = "".join(output.splitlines(keepends=True)[:count])
    return (_SHORTENED if is_begun else "") + output + (_SHORTENED if is_ended else "")


def run(command: str, folder: Path) -> str:
    """What a grantcalc command prints: its output, then its errors."""
    program, *arguments = shlex.split(command)
    if program != "grantcalc":
        raise ValueError(f"only grantcalc commands are run: {command}")
    return _printed(["-m", "grantcalc", *arguments], folder)


def _printed(arguments: Sequence[str], folder: Path) -> str:
    """What a run of Python prints: its output, then its errors."""
    environment = {**os.environ, "LANGUAGE": "en", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603  our own documentation's examples
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr
