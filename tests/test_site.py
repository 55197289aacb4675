"""The documentation site is built without a warning, and its links lead somewhere."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


class Page(HTMLParser):
    """What of a page is looked at: its links, the places that links may lead to, its headings."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.headings: list[int] = []
        self.nameless: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors.update(filter(None, [found.get("id"), found.get("name")]))
        self.links += filter(None, [found.get("href"), found.get("src")])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img" and not found.get("alt"):
            self.nameless.append(found.get("src") or "")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html",
         "-d", str(folder / "doctrees"), "docs", str(folder / "html")],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, Page]:
    """Every page with a text of ours: Sphinx makes the one that searches."""
    return {
        path: Page(path)
        for path in site.rglob("*.html")
        if path.name != "search.html" and "_downloads" not in path.parts
    }


def dead_links(pages: dict[Path, Page]) -> Iterator[str]:
    anchors = {path: page.anchors for path, page in pages.items()}
    for path, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(link)
            if urlsplit(link).scheme:
                continue
            target = (path.parent / unquote(urlsplit(address).path)).resolve() if address else path
            if not target.is_file() or (anchor and anchor not in anchors[target]):
                yield f"{path.name}: {link}"


def test_every_link_of_the_site_leads_somewhere(pages: dict[Path, Page]) -> None:
    assert list(dead_links(pages)) == []


def test_the_site_has_a_page_for_each_page_of_docs(site: Path) -> None:
    missing = [
        path.name
        for path in DOCS.rglob("*.md")
        if not (site / path.relative_to(DOCS)).with_suffix(".html").is_file()
    ]
    assert missing == []


def test_headings_go_down_one_step_at_a_time_and_pictures_have_a_text(
    pages: dict[Path, Page],
) -> None:
    for path, page in pages.items():
        assert page.headings.count(1) == 1, path.name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(below <= above + 1 for above, below in steps), path.name
        assert page.nameless == [], path.name


def test_the_pages_link_to_what_is_there_where_a_code_host_shows_them() -> None:
    links = [
        (path, link)
        for path in [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("examples/*/*.md")]
        for link in re.findall(r"\]\((?!https?:)([^\s()<>#]+)", path.read_text("utf-8"))
    ]
    assert ("README.md", "docs/ci.md") in {(path.name, link) for path, link in links}
    dead = [(path.name, link) for path, link in links if not (path.parent / link).exists()]
    assert dead == []
