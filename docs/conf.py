"""The documentation site: `make site`, which is `python -m sphinx -W -b html docs build/site`.

The pages are plain Markdown that reads as well on a code host. What the site needs beyond that is done
here: some pages are files of the repository outside docs/, and links between them lead to the site's.
"""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcalc import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).parent
ROOT = DOCS.parent

project = "grantcalc"
author = "The grantcalc developers"
project_copyright = author
version = release = __version__

extensions = ["myst_parser"]
myst_heading_anchors = 4  # the anchors that a code host gives to headings: links fit both
nitpicky = True
smartquotes = False  # two hyphens begin an option

html_theme = "furo"
html_title = "grantcalc"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_use_index = False

#: Pages of the site whose text is another file of the repository. In docs/ each is a link to that file.
OUTSIDE = {
    "examples/aalesund": "examples/aalesund/README.md",
    "examples/drammen": "examples/drammen/README.md",
    "examples/faulty": "examples/faulty/README.md",
    "examples/formats": "examples/formats/README.md",
    "project/changelog": "CHANGELOG.md",
    "project/contributing": "CONTRIBUTING.md",
}

#: The menu: index.md has its own links, and reads as plain Markdown without this. What stands nowhere
#: else is more to do.
MENU = {
    "Begin": [
        "install", "hand-in", "how-much-is-left", "many-grants", "guard-in-ci", "trust",
        "Norsk: start her <nb/start>",
    ],
    "More to do": ["new", "report", "final-report", "verify", "profiles"],
    "Look it up": [
        "commands", "checks", "configuration", "profile-rules", "ledgers", "ci", "json", "python",
    ],
    "Examples": ["examples/drammen", "examples/aalesund", "examples/faulty", "examples/formats"],
    "The project": ["architecture", "project/contributing", "project/changelog"],
}  # fmt: skip
_LISTED = {"index", "nb/start", *(page for pages in MENU.values() for page in pages)}
_OTHERS = {page.relative_to(DOCS).with_suffix("").as_posix() for page in DOCS.rglob("*.md")}
MENU["More to do"] = [page for page in MENU["More to do"] if page in _OTHERS]
MENU["More to do"] += sorted(_OTHERS - _LISTED)

_PAGES = {(ROOT / file).resolve(): DOCS / f"{page}.md" for page, file in OUTSIDE.items()}
_PAGES[ROOT / "README.md"] = DOCS / "index.md"
_LINK = re.compile(r"(?<=\]\()(?P<path>[^\s()<>:#]+)")


def read_page(_app: Sphinx, page: str, source: list[str]) -> None:
    """Gives a page its text, with the links that lead where the site has what they name."""
    file = ROOT / OUTSIDE[page] if page in OUTSIDE else DOCS / f"{page}.md"
    text = file.read_text("utf-8")
    source[0] = _LINK.sub(partial(_on_the_site, file.parent, (DOCS / page).parent), text)
    if page == "index":
        source[0] += "".join(map(_menu, MENU.items()))


def _menu(part: tuple[str, list[str]]) -> str:
    caption, pages = part
    listed = "\n".join(pages)
    return f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{listed}\n```\n"


def _on_the_site(folder: Path, page_folder: Path, link: re.Match[str]) -> str:
    """A link of a file in `folder`, as it is written on a page in `page_folder`."""
    target = (folder / link["path"]).resolve()
    if not target.exists():
        return link["path"]  # code that looks like a link; a dead link is said by the build
    path = Path(os.path.relpath(_PAGES.get(target, target), page_folder)).as_posix()
    is_page = target in _PAGES or DOCS in target.parents
    return path if is_page else f"path:{path}"  # what is no page can be had as a file


def say_language(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Says in which language a page is, for those who hear it read."""
    if page.startswith("nb/"):
        context["language"] = "nb"


def setup(app: Sphinx) -> None:
    """Sphinx calls this before it reads the pages."""
    app.connect("source-read", read_page)
    app.connect("html-page-context", say_language)
