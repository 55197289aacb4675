"""docs/checks.md: each check in its own words, with the first of its cases that it finds."""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grantcalc.checks import every_check
from grantcalc.finding import CheckInfo, Finding

_TESTS = Path(__file__).parent.parent.parent / "tests"

_ABOUT_OTHER_FILES = "LKW"
_AFTER_BUDGET = r"^(?=Ledger:|```xml)"
_AFTER_LEDGER = r"^(?=Hours:|Orders:)"
_COMMON_SETTINGS = r"(?P<table>\[\[(?:awards|mapping)\]\])\n(?:[^\[`\n].*\n)*"

_HEAD = """# Checks

Made from the checks' own text and from their tests by `make docs`. `grantcalc explain CODE` prints the same
without the examples.

Each example is a small sheet as Excel shows it, with its column letters and row numbers, and what grantcalc
says of it. `=SUM(B2:B4) -> 570` is a cell with a formula and the value that the file holds for it, and a
number in quotation marks is stored as text. "Ledger:" stands before the export from the accounts, "Orders:"
before the list of orders, "Hours:" before the timesheet. What [grantcalc.toml](configuration.md) declares
follows.
"""


def checks_page(families: Mapping[str, str]) -> str:
    """The page, with the titles of the families by their letters."""
    parts = [_HEAD]
    parts += [f"- [{title}](#{_anchor(title)})" for title in families.values()]
    parts.append("")
    family = ""
    for info in every_check():
        if info.code[0] != family:
            family = info.code[0]
            parts.append(f"## {families[family]}\n")
        parts.append(
            f"### {info.code} {info.name}\n\nSeverity: {info.severity.value}\n\n{info.text}\n"
        )
        parts += _example(info)
    return "\n".join(parts)


def _anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts and the site make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _example(info: CheckInfo) -> Iterator[str]:
    """The first case that a check finds, and its findings as a person sees them."""
    sys.path.append(str(_TESTS))
    from case_files import CASES, read_cases
    from test_cases import findings_of

    path = CASES / f"{info.code}.md"
    if not path.exists():
        return
    sections = re.split(r"^## ", path.read_text("utf-8"), flags=re.M)[1:]
    for case, section in zip(read_cases(path), sections, strict=True):
        if info.code in {expected.code for expected in case.expected}:
            with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
                found = [f for f in findings_of(case, Path()) if f.code == info.code]
            yield f"**Example.** {case.title}:\n"
            yield _shown_files(section, info, found)
            yield f"```text\n{_as_text(found)}\n```\n"
            return


def _shown_files(section: str, info: CheckInfo, found: Sequence[Finding]) -> str:
    """The tables and settings of a case, without what only makes it whole.

    The cases of ledgers, orders and hours have the same budget, entries, awards and mapping beside
    them: these are left out where the finding does not stand in them and the check does not name them.
    """
    body = section.partition("\n")[2]
    body = re.sub(r"^- (?:error|warning|info|none)\b.*\n?", "", body, flags=re.M)
    body = re.sub(r"^### (.*)$", r"\1:", body, flags=re.M)
    if info.code[0] in _ABOUT_OTHER_FILES:
        files = {place.file for f in found for place in (f.at, *f.related)}
        _, rest = re.split(_AFTER_BUDGET, body, maxsplit=1, flags=re.M)
        if "budget.xlsx" not in files:
            body = rest
        if "ledger.csv" not in files and re.search(_AFTER_LEDGER, rest, flags=re.M):
            body = body.replace(rest, re.split(_AFTER_LEDGER, rest, maxsplit=1, flags=re.M)[1])
        body = re.sub(_COMMON_SETTINGS, lambda m: m[0] if m["table"] in info.text else "", body)
        body = body.replace("```toml\n```\n", "")
    return re.sub(r"\n{3,}", "\n\n", body).strip("\n") + "\n"


def _as_text(found: Sequence[Finding]) -> str:
    from grantcalc.rendering.findings_text import FindingsWriter
    from grantcalc.rendering.terminal import Page

    page = Page(80, colour=False)
    FindingsWriter(page).write(found)
    return page.text().strip("\n")
