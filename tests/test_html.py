"""The HTML report: one page that is whole, safe and the same every time."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import DRAMMEN, EXAMPLES, write_workbook
from grantcalc import language
from grantcalc.api import checking
from grantcalc.finding import Finding, Place, Severity
from grantcalc.rendering import html as html_module
from grantcalc.rendering.html import html
from grantcalc.rendering.html_parts import element
from grantcalc.report.check import CheckReport, FileOutcome, Unreadable
from grantcalc.report.parts import KnownFinding, Summary
from grantcalc.sheet_view import SheetView, ShownCell, Shows

FAULTY = sorted((EXAMPLES / "faulty").glob("*.xlsx"))
HOSTILE = "</td><script>alert(1)</script>\"'&<img src=x onerror=alert(1)> \u202e\x07\u2066"

_VOID = {"meta"}


class Page(HTMLParser):
    """A page taken apart: its elements in order, its ids, links, headings and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.unbalanced: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    @property
    def ids(self) -> list[str]:
        return [str(a["id"]) for _, a in self.elements if "id" in a]


def page(report: CheckReport) -> Page:
    return Page("".join(html(report)))


@pytest.fixture(scope="module")
def reports() -> dict[str, CheckReport]:
    return {
        "one": checking.check([EXAMPLES / "faulty" / "wrong-total.xlsx"]),
        "many": checking.check([*FAULTY, DRAMMEN]),
        "none": CheckReport(budgets=(), findings=(), summary=Summary.of(())),
    }


NAMES = ["one", "many", "none"]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_well_formed_and_its_links_lead_somewhere(
    name: str, reports: dict[str, CheckReport]
) -> None:
    made = page(reports[name])
    assert made.unbalanced == []
    assert [i for i, count in Counter(made.ids).items() if count > 1] == []
    targets = {str(a["href"]).removeprefix("#") for a in made.all("a")}
    assert targets <= set(made.ids)


def test_findings_and_cells_link_to_each_other(reports: dict[str, CheckReport]) -> None:
    made = page(reports["one"])
    links = [a["href"] for a in made.all("a")]
    assert "#sheet-1-B9" in links
    assert "#finding-1" in links
    cell = next(a for a in made.all("td") if a.get("id") == "sheet-1-B9")
    assert "wrong" in str(cell["class"]).split()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_or_run(name: str, reports: dict[str, CheckReport]) -> None:
    text = "".join(html(reports[name]))
    made = Page(text)
    assert not made.all("script")
    assert not re.search(r"https?:|url\(|@import|\bsrc=|\bon\w+=\"|javascript:", text)
    assert all(str(a["href"]).startswith("#") for _, a in made.elements if "href" in a)
    policy = next(a["content"] for a in made.all("meta") if "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not [a for _, a in made.elements if "style" in a]


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_step_by_step_below_one_title(
    name: str, reports: dict[str, CheckReport]
) -> None:
    levels = [int(tag[1]) for tag, _ in page(reports[name]).elements if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_a_caption_and_headings_with_a_scope(
    name: str, reports: dict[str, CheckReport]
) -> None:
    made = page(reports[name])
    assert len(made.all("table")) == len(made.all("caption"))
    assert all(a.get("scope") in {"row", "col"} for a in made.all("th"))


def test_the_page_says_its_language() -> None:
    report = CheckReport(budgets=(), findings=(), summary=Summary.of(()))
    language.use("nb")
    try:
        text = "".join(html(report))
    finally:
        language.use("en")
    assert '<html lang="nb">' in text
    assert '<html lang="en">' in "".join(html(report))


def test_the_same_report_makes_the_same_page(reports: dict[str, CheckReport]) -> None:
    assert list(html(reports["many"])) == list(html(reports["many"]))


def test_the_verdict_comes_first_with_a_sign_that_needs_no_colour(
    reports: dict[str, CheckReport],
) -> None:
    fails = "".join(html(reports["one"]))
    assert fails.index("This check fails: 1 error, 0 warnings, 1 note.") < fails.index("<main>")
    assert "✗" in fails
    holds = page(reports["none"]).text
    assert "✓ Nothing was found to be wrong." in holds


def test_a_finding_has_its_two_sides_its_slip_and_its_repair(
    reports: dict[str, CheckReport],
) -> None:
    text = page(reports["one"]).text.replace("\u00a0", " ")
    for said in (
        "stated: B9 Sum utgifter",
        "B2 Prosjektledelse",
        "Likely slip",
        "one digit is wrong",
        "Type 1 340 000 in B9.",
        "What B001 means",
    ):
        assert said in text


def hostile_report() -> CheckReport:
    place = Place(f"{HOSTILE}.xlsx", HOSTILE, "B2")
    found = Finding(
        code="B001",
        name="name",
        severity=Severity.ERROR,
        message=HOSTILE,
        at=place,
        related=(replace(place, cell="B1"), Place(HOSTILE, HOSTILE, HOSTILE)),
        actual=HOSTILE,
        expected=HOSTILE,
        slip=HOSTILE,
        advice=HOSTILE,
    )
    cell = ShownCell(HOSTILE, Shows.TEXT, f"={HOSTILE}")
    view = SheetView(place.file, place.sheet, {1: {1: cell, 2: cell}, 2: {1: cell, 2: cell}})
    return CheckReport(
        budgets=(),
        findings=(found,),
        summary=Summary.of((found,)),
        unreadable=(Unreadable(path=HOSTILE, message=HOSTILE),),
        files=(
            FileOutcome(path=place.file, outcome="checked", errors=1),
            FileOutcome(path=HOSTILE, outcome="unreadable", message=HOSTILE),
        ),
        known=(KnownFinding(finding=found, by="suppression", reason=HOSTILE),),
        sheets=(view,),
    )


def test_texts_from_files_are_texts_and_nothing_else() -> None:
    made = page(hostile_report())
    assert made.unbalanced == []
    assert not made.all("script")
    assert not made.all("img")
    assert not [a for _, a in made.elements if any(name.startswith("on") for name in a)]
    assert made.text.count("<script>alert(1)</script>") > 10
    assert not re.search("[\u202e\x07\u2066]", "".join(html(hostile_report())))


def test_attributes_cannot_be_left() -> None:
    assert element("a", "x", title='"><b>') == '<a title="&quot;&gt;&lt;b&gt;">x</a>'


def luminance(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_text_can_be_read_on_its_ground(scheme: int) -> None:
    """The contrast that WCAG asks of text at level AA."""
    style = (Path(html_module.__file__).with_name("page.css")).read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.S)
    assert len(blocks) == 3
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", blocks[scheme]))
    kinds = ("error", "warning", "info", "holds")
    pairs = [(kind, f"{kind}-bg") for kind in kinds] + [(kind, "page") for kind in kinds]
    pairs += [("text", ground) for ground in ("page", "head", "related-bg")]
    pairs += [("text", f"{kind}-bg") for kind in kinds]
    pairs += [("faint", "page"), ("faint", "head"), ("link", "page")]
    for text, ground in pairs:
        lighter, darker = sorted((luminance(colours[text]), luminance(colours[ground])))[::-1]
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (text, ground)


def test_a_large_sheet_is_shown_around_its_findings(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Post", "2021", "2022", "Totalt"]]
    rows += [[f"Post {i}", 10, 20, 30] for i in range(3000)]
    rows += [["Sum", 30_000, 60_000, 90_001]]
    path = write_workbook(tmp_path / "b.xlsx", {"B": rows})
    text = "".join(html(checking.check([path])))
    assert len(text) < 300_000
    made = Page(text)
    assert "sheet-1-D3002" in made.ids
    said = re.search(r"(\d+) rows far from any finding are left out", made.text)
    assert said
    assert int(said[1]) == 3002 - 30 - 6
    assert "Post 20" in made.text
    assert "Post 1500" not in made.text


def test_hidden_rows_columns_and_sheets_are_said() -> None:
    cell = ShownCell("1", Shows.NUMBER)
    view = SheetView(
        "b.xlsx", "Plan", {1: {1: cell, 2: cell}}, True, frozenset({1}), frozenset({2})
    )
    found = Finding(
        code="B001",
        name="n",
        severity=Severity.ERROR,
        message="m",
        at=Place("b.xlsx", "Plan", "B1"),
    )
    text = page(
        CheckReport(budgets=(), findings=(found,), summary=Summary.of((found,)), sheets=(view,))
    ).text
    assert "The sheet is hidden." in text
    assert "B hidden" in text
    assert "1 hidden" in text
