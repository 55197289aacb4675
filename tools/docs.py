"""Writes the generated parts of the documentation anew: `make docs`.

Pages that are made from the code's own text are those of PAGES. In the Markdown files of CONSOLE_FILES, each
console block is a command and what it prints: the commands are run and the blocks rewritten, so that no
example shows what grantcalc no longer says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tools.pages.checks import checks_page
from tools.pages.commands import commands_page
from tools.pages.console import refreshed
from tools.pages.ledgers import ledgers_page
from tools.pages.library import library_page
from tools.pages.outputs import outputs_page
from tools.pages.pictures import write_example_pictures
from tools.pages.profiles import profiles_page

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

#: Files with console blocks, and the folder that their commands are run in; None: one of their own.
CONSOLE_FILES: Mapping[Path, Path | None] = {
    ROOT / "README.md": ROOT,
    ROOT / "docs" / "ci.md": ROOT / "examples" / "faulty",
    ROOT / "docs" / "git-diff.md": ROOT,
    ROOT / "examples" / "aalesund" / "README.md": ROOT / "examples" / "aalesund",
    ROOT / "docs" / "guard-in-ci.md": ROOT / "examples" / "faulty",
    ROOT / "docs" / "hand-in.md": ROOT / "examples" / "faulty",
    ROOT / "docs" / "how-much-is-left.md": ROOT / "examples" / "drammen",
    ROOT / "docs" / "index.md": ROOT,
    ROOT / "docs" / "many-grants.md": ROOT / "examples",
    ROOT / "docs" / "nb" / "start.md": ROOT / "examples",
    ROOT / "docs" / "new.md": None,
    ROOT / "docs" / "profiles.md": ROOT,
    ROOT / "docs" / "report.md": ROOT / "examples" / "drammen",
    ROOT / "docs" / "trust.md": ROOT,
    ROOT / "docs" / "verify.md": ROOT / "examples" / "drammen",
    ROOT / "examples" / "drammen" / "README.md": ROOT / "examples" / "drammen",
    ROOT / "examples" / "faulty" / "README.md": ROOT / "examples" / "faulty",
}

_FAMILIES = {
    "A": "Awards: the funder's line against what was promised",
    "B": "Sums: stated totals against their lines",
    "C": "Cells: amounts that are something other than a plain number",
    "D": "Closing: what a final report needs, and what is left when the project is done",
    "E": "Eligibility: a funder's rules, where the project chooses a profile",
    "F": "Funding: the two sides of a budget against each other",
    "G": "Grants: what is left of them",
    "K": "Commitments: orders and contracts that are not invoiced in full",
    "L": "Ledgers: entries and hours that cannot be used, belong nowhere, or look wrong",
    "Q": "Quantities, prices and shares",
    "X": "Formulas, on any sheet",
    "P": "Periods: the budget's dates",
    "R": "Reading: what is not clear, and declarations that fit nothing",
    "W": "Work: own contribution in hours",
    "S": "Shares: each source's part of the income",
    "V": "Verify: what a report to the funder states",
    "Z": "Settings: what grantcalc.toml says of findings that are not there",
}

#: The pages that are made, each with what makes its text.
PAGES: Mapping[Path, Callable[[], str]] = {
    DOCS / "checks.md": partial(checks_page, _FAMILIES),
    DOCS / "commands.md": commands_page,
    DOCS / "json.md": outputs_page,
    DOCS / "ledgers.md": ledgers_page,
    DOCS / "profile-rules.md": profiles_page,
    DOCS / "python.md": library_page,
}


def main() -> None:
    """Rewrites every generated part."""
    write_example_pictures(ROOT / "examples" / "drammen", DOCS / "pictures")
    with ThreadPoolExecutor() as pool:  # the commands in console blocks are processes of their own
        texts = pool.map(
            lambda path: refreshed(path.read_text("utf-8"), CONSOLE_FILES[path]), CONSOLE_FILES
        )
        for path, made in PAGES.items():
            path.write_text(made(), "utf-8")
        for path, text in zip(CONSOLE_FILES, texts, strict=True):
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
