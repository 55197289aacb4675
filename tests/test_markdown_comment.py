"""The comment on a pull request: a verdict, a table a file, nothing of a cell's text that acts."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from grantcalc.finding import CheckInfo, Place, Severity
from grantcalc.money import Money
from grantcalc.rendering.formats import Format
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport
from grantcalc.report.parts import KnownFinding
from pipeline_reports import (
    HOSTILE,
    checked,
    finding,
    hostile_report,
    report_of,
    right_budget,
    written,
)

NO_WIDTH = "\u200b"
OURS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
OURS |= {"ul", "li", "strong", "code"}


class Page(HTMLParser):
    """What a reader of the comment sees: tags, and the text of each cell of its tables."""

    def __init__(self, report: CheckReport) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.text = ""
        self.code = ""
        self._open: list[str] = []
        self.feed(MarkdownIt("commonmark").enable("table").render(written(Format.MARKDOWN, report)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.add(tag)
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        if "code" in self._open:
            self.code += data
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data


def test_a_comment_has_the_verdict_and_what_to_do_at_each_cell() -> None:
    wrong = finding(
        "B9 says 1 300 000. Type 1 340 000 in B9. Likely slip: two digits are swapped.",
        problem="B9 says 1 300 000.",
        advice="Type 1 340 000 in B9.",
        slip="two digits are swapped",
        expected=Money(134000000, "NOK"),
        actual=Money(130000000, "NOK"),
    )
    info = CheckInfo(code="B001", name="total-differs", severity=Severity.ERROR, text="It differs.")
    page = Page(report_of([wrong], rules=[info]))
    assert page.text.startswith(
        "grantcalc: the check of 1 file fails\n1 error, 0 warnings, 0 notes."
    )
    assert page.rows[1] == [
        "Budsjett!B9",
        "error",
        "B001",
        "B9 says 1 300 000. Likely slip: two digits are swapped.",
        "1 340 000",
        "1 300 000",
        "Type 1 340 000 in B9.",
    ]
    assert "B001 It differs." in page.text


def test_a_right_budget_is_a_verdict_alone(tmp_path: Path) -> None:
    page = Page(checked(right_budget(tmp_path)))
    assert page.tags == {"h2", "p"}
    assert page.text.split("\n")[0] == "grantcalc: the check of 1 file passes"


def test_accepted_findings_are_there_to_be_opened_with_their_reasons() -> None:
    known = [
        KnownFinding(finding=finding(), by="suppression", reason="The funder agreed."),
        KnownFinding(finding=finding(), by="baseline", reason=None),
    ]
    page = Page(report_of([], known=known))
    assert "1 finding is suppressed. 1 finding is in the baseline." in page.text
    assert "budget.xlsx Budsjett!B9 B001: The funder agreed." in page.text
    assert "budget.xlsx Budsjett!B9 B001: It is in the baseline." in page.text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_is_shown_as_it_is_and_nothing_of_it_acts(text: str) -> None:
    page = Page(hostile_report(text))
    assert page.tags <= OURS
    assert page.code == "grantcalc explain CODE" * ("grantcalc explain CODE" in page.code)
    assert [len(row) for row in page.rows] == [7, 7, 7, 7]
    wrong = safe(f"{text} says 1 300 000. Likely slip: {text}.")
    assert page.rows[1][3].replace(NO_WIDTH, "").split() == wrong.split()
    for pattern in (
        r"@\w",
        r"#\d",
        r"GH-\d",
        r"https?://",
        r"www\.\w",
        r"[!$&]\d",
        r"[~%][\w\"]",
        r":\w+:",
    ):
        assert not re.search(pattern, page.text)


def test_a_comment_stays_below_what_github_takes_and_says_what_is_missing() -> None:
    many = [
        finding(f"{'ø@' * 400} {i}", Place(f"{i % 7}.xlsx", "Budsjett", f"B{i + 1}"))
        for i in range(2000)
    ]
    known = [KnownFinding(finding=one, by="baseline", reason="<" * 5000) for one in many]
    text = written(Format.MARKDOWN, report_of(many, known=known))
    assert 40_000 < len(text.encode()) < 65_536
    shown = text.count("| B001 |")
    assert f"\n{2000 - shown} more findings do not fit here" in text
    assert "and 1980 more" in text
    few = written(Format.MARKDOWN, report_of(many[:10]))
    assert "fit here" not in few
    assert few.count("| B001 |") == 10
