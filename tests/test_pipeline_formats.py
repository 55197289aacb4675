"""Results as pipelines take them: valid by the published schemas, and safe whatever a cell says."""

import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from conftest import DRAMMEN, EXAMPLES
from grantcalc.errors import UnreadableFileError
from grantcalc.finding import CheckInfo, Place, Severity
from grantcalc.output import append_job_summary
from grantcalc.rendering.formats import Format
from grantcalc.report.check import CheckReport, Unreadable
from grantcalc.report.parts import KnownFinding
from pipeline_reports import (
    HOSTILE,
    checked,
    finding,
    hostile_budget,
    hostile_report,
    report_of,
    right_budget,
    written,
)

SCHEMAS = Path(__file__).parent / "schemas"
FAULTY = EXAMPLES / "faulty"
SARIF = jsonschema.Draft7Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8")))
JUNIT = xmlschema.XMLSchema10(str(SCHEMAS / "junit-10.xsd"))

LOGGED = [
    Format.TEXT,
    Format.CONCISE,
    Format.GITHUB,
    Format.GITLAB,
    Format.JUNIT,
    Format.SARIF,
    Format.MARKDOWN,
    Format.JSON,
]


@cache
def faulty() -> CheckReport:
    return checked(*sorted(FAULTY.glob("*.xlsx")))


REPORTS: dict[str, Callable[[], CheckReport]] = {
    "right": lambda: checked(DRAMMEN),
    "faulty": faulty,
    "nothing": lambda: report_of([]),
    **{name: partial(hostile_report, text) for name, text in HOSTILE.items()},
}


@pytest.fixture(params=REPORTS, ids=str)
def report(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> CheckReport:
    monkeypatch.chdir(EXAMPLES)
    return REPORTS[request.param]()


def valid_sarif(text: str) -> Any:
    log = json.loads(text)
    SARIF.validate(log)
    return log["runs"][0]


def valid_gitlab(text: str) -> Any:
    issues = json.loads(text)
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(issues)
    return issues


def valid_junit(text: str) -> ElementTree.Element:
    JUNIT.validate(text)
    return ElementTree.fromstring(text)  # noqa: S314  our own output


def commands(log: str) -> list[str]:
    """The workflow commands that GitHub's runner would find in a log, line by line."""
    found = []
    for line in re.split("\r\n|\r|\n", log):
        if match := re.match(r"\s*::([^ :]+).*?::", line):
            found.append(match[1])
        elif match := re.search(r"##(?:[A-Za-z]*)\[([^\]]*)\]", line):
            found.append(match[0])
    return found


# What holds for every report, a hostile one too


def test_sarif_is_valid_and_each_result_has_a_line_in_a_file(report: CheckReport) -> None:
    run = valid_sarif(written(Format.SARIF, report))
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(report.findings) + len(report.known)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", place["artifactLocation"]["uri"])
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    names = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(names)) == len(names)


def test_gitlab_is_valid_and_no_two_fingerprints_are_the_same(report: CheckReport) -> None:
    issues = valid_gitlab(written(Format.GITLAB, report))
    assert len(issues) == len(report.findings) + len(report.unreadable)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_junit_is_valid_and_its_counts_are_right(report: CheckReport) -> None:
    root = valid_junit(written(Format.JUNIT, report))
    assert root.get("name") == "grantcalc"
    for element in (root, *root.findall("testsuite")):
        assert int(element.get("tests", "")) == len(element.findall(".//testcase"))
        assert int(element.get("failures", "")) == len(element.findall(".//failure"))
        assert int(element.get("errors", "")) == len(element.findall(".//error"))


@pytest.mark.parametrize("chosen", LOGGED)
def test_no_text_of_a_file_is_a_command_in_a_log(report: CheckReport, chosen: Format) -> None:
    log = written(chosen, report)
    if chosen is Format.TEXT:  # its lines are broken, and each begins with what a file says
        log += written(chosen, report).replace(" ", "\n")
    allowed = len(report.findings) + len(report.unreadable) if chosen is Format.GITHUB else 0
    found = commands(log)
    assert set(found) <= {"error", "warning", "notice"}
    assert len(found) == allowed
    assert not [one for one in log if unicodedata.category(one) in ("Cc", "Cf") and one != "\n"]


@pytest.mark.parametrize("chosen", LOGGED)
def test_no_label_of_a_workbook_is_a_command_in_a_log(tmp_path: Path, chosen: Format) -> None:
    report = checked(hostile_budget(tmp_path))
    blank = [one for one in report.findings if one.code == "C002"]
    assert len(blank) == len(HOSTILE)
    found = commands(written(chosen, report))
    assert len(found) == (len(report.findings) if chosen is Format.GITHUB else 0)


@pytest.mark.parametrize("chosen", LOGGED)
def test_what_is_written_is_the_same_each_time(
    chosen: Format, in_folder: Callable[[Path], None]
) -> None:
    in_folder(EXAMPLES)
    assert written(chosen, faulty()) == written(chosen, faulty.__wrapped__())


def test_concise_is_a_line_for_each_finding_and_one_for_all(report: CheckReport) -> None:
    lines = written(Format.CONCISE, report).splitlines()
    assert len(lines) == len(report.findings) + len(report.unreadable) + 1


def test_a_right_budget_passes_in_every_format(tmp_path: Path) -> None:
    right = checked(right_budget(tmp_path))
    assert not valid_sarif(written(Format.SARIF, right))["results"]
    assert valid_gitlab(written(Format.GITLAB, right)) == []
    cases = valid_junit(written(Format.JUNIT, right)).findall(".//testcase")
    assert cases
    assert not [child for case in cases for child in case]
    assert written(Format.CONCISE, right) == "0 errors, 0 warnings, 0 notes.\n"
    assert written(Format.GITHUB, right) == "0 errors, 0 warnings, 0 notes.\n"
    assert "passes" in written(Format.MARKDOWN, right)


# Concise


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (Place("budget.xlsx", "Budsjett", "B9"), "budget.xlsx:Budsjett!B9: error B001 Wrong."),
        (Place("budget.csv", None, "B9"), "budget.csv:B9: error B001 Wrong."),
        (Place("ledger.xml", line=12), "ledger.xml:12: error B001 Wrong."),
        (Place("budget.xlsx", "Budsjett"), "budget.xlsx:Budsjett: error B001 Wrong."),
        (Place("budget.xlsx"), "budget.xlsx: error B001 Wrong."),
    ],
)
def test_a_concise_line_names_the_place_as_each_kind_of_file_has_it(at: Place, line: str) -> None:
    assert written(Format.CONCISE, report_of([finding("Wrong.", at)])).splitlines()[0] == line


def test_concise_tells_of_files_that_cannot_be_read_and_of_what_is_accepted() -> None:
    report = report_of(
        [finding()],
        unreadable=[Unreadable(path="a.xlsx", message="a.xlsx: is no workbook")],
        known=[KnownFinding(finding=finding(), by="suppression", reason="agreed")],
    )
    lines = written(Format.CONCISE, report).splitlines()
    assert lines[0] == "a.xlsx: error: is no workbook"
    assert lines[-1] == (
        "1 error, 0 warnings, 0 notes. 1 finding is suppressed. 1 file could not be read."
    )


# GitHub


def unescaped(text: str) -> str:
    """A property or text of a workflow command as GitHub reads it."""
    for token, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(token, character)
    return text.replace("%25", "%")


def test_an_annotation_names_file_cell_and_check_and_gives_percent_signs_back() -> None:
    wrong = finding("50 % of A, B: 100%.", Place("a,b/50%: x.xlsx", "År 1, 50%", "B9"))
    line = written(Format.GITHUB, report_of([wrong])).splitlines()[0]
    match = re.fullmatch("::error file=([^,:]+),title=([^,:]+)::(.*)", line)
    assert match
    file, title, text = map(unescaped, match.groups())
    assert file == "a,b/50%: x.xlsx"
    assert title == "grantcalc: År 1, 50%!B9: B001 total-differs"
    assert text == "År 1, 50%!B9: 50 % of A, B: 100%."


def test_annotations_have_a_line_where_the_file_has_lines() -> None:
    places = [Place("a.csv", None, "B9"), Place("a.xml", line=12), Place("a.xlsx", "S", "B9")]
    lines = written(Format.GITHUB, report_of([finding(at=at) for at in places])).splitlines()
    assert ",line=9," in lines[0]
    assert ",line=12," in lines[1]
    assert ",line=" not in lines[2]


def test_errors_come_first_and_the_last_line_says_how_many_github_leaves_out() -> None:
    notes = [finding(severity=Severity.INFO, code="C002") for _ in range(11)]
    mixed = [*notes, finding(severity=Severity.WARNING), finding()]
    lines = written(Format.GITHUB, report_of(mixed)).splitlines()
    assert [line.split(" ")[0] for line in lines[:3]] == ["::error", "::warning", "::notice"]
    assert "at most: all 13 are in this log" in lines[-1]
    few = written(Format.GITHUB, report_of(mixed[-10:]))
    assert "at most" not in few


def test_the_job_summary_is_added_to_the_file_that_github_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_of([finding()])
    append_job_summary(report)  # outside of GitHub there is none
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    append_job_summary(report)
    assert summary.read_text("utf-8") == "before\n" + written(Format.MARKDOWN, report)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    with pytest.raises(UnreadableFileError, match="cannot be written"):
        append_job_summary(report)


@pytest.mark.parametrize("root", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_in_a_folder_of_the_repository_files_are_named_from_its_root(
    root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "budgets").mkdir()
    monkeypatch.chdir(tmp_path / "budgets")
    monkeypatch.setenv(root, str(tmp_path))
    report = report_of([finding()])
    assert "file=budgets/budget.xlsx," in written(Format.GITHUB, report)
    assert valid_gitlab(written(Format.GITLAB, report))[0]["location"]["path"] == (
        "budgets/budget.xlsx"
    )
    assert '"uri": "budgets/budget.xlsx"' in written(Format.SARIF, report)
    assert written(Format.CONCISE, report).startswith("budget.xlsx:")


# GitLab, JUnit, SARIF


def test_gitlab_has_the_cell_in_words_and_the_row_as_line() -> None:
    report = report_of(
        [finding(), finding(severity=Severity.WARNING), finding(severity=Severity.INFO)],
        unreadable=[Unreadable(path="a.xlsx", message="a.xlsx: is no workbook")],
    )
    issues = valid_gitlab(written(Format.GITLAB, report))
    assert [issue["severity"] for issue in issues] == ["blocker", "major", "minor", "info"]
    assert issues[1]["description"] == "Budsjett!B9: B001 Type 1 340 000 in B9."
    assert issues[1]["location"] == {"path": "budget.xlsx", "lines": {"begin": 9}}
    assert len({issue["fingerprint"] for issue in issues}) == 4


def test_a_finding_keeps_its_name_when_rows_are_put_in_above_it() -> None:
    before = finding(fingerprint="f1")
    after = finding(at=Place("budget.xlsx", "Budsjett", "B12"), fingerprint="f1")
    for chosen, key in ((Format.GITLAB, "fingerprint"), (Format.SARIF, "grantcalc/v1")):
        names = [
            re.search(f'"{key}": "([^"]+)"', written(chosen, report_of([one])))
            for one in (before, after)
        ]
        assert names[0]
        assert names[1]
        assert names[0][1] == names[1][1]


def test_junit_fails_what_the_check_fails_on_and_skips_what_is_accepted() -> None:
    report = report_of(
        [finding(), finding(severity=Severity.WARNING), finding(severity=Severity.INFO)],
        unreadable=[Unreadable(path="a.xlsx", message="a.xlsx: is no workbook")],
        known=[KnownFinding(finding=finding(), by="suppression", reason="the funder agreed")],
        fail_on=Severity.WARNING,
    )
    root = valid_junit(written(Format.JUNIT, report))
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["5", "2", "1"]
    skipped = root.find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == "the funder agreed"
    passed = root.find(".//system-out")
    assert passed is not None
    assert passed.text == "info budget.xlsx Budsjett!B9: Type 1 340 000 in B9."


def test_sarif_tells_where_what_and_why() -> None:
    info = CheckInfo(
        code="B001",
        name="total-differs",
        severity=Severity.ERROR,
        text="A total differs.\n\nThe sum of its\nlines is another.",
    )
    report = report_of(
        [finding(severity=Severity.WARNING, related=(Place("budget.xlsx", "Budsjett", "B2"),))],
        unreadable=[Unreadable(path="a.xlsx", message="a.xlsx: is no workbook")],
        known=[KnownFinding(finding=finding("Old."), by="baseline", reason=None)],
        rules=[info],
    )
    run = valid_sarif(written(Format.SARIF, report))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["help"]["text"] == "A total differs.\n\nThe sum of its lines is another."
    result, suppressed = run["results"]
    assert result["level"] == "warning"
    assert result["locations"][0]["logicalLocations"] == [
        {"name": "B9", "fullyQualifiedName": "Budsjett!B9", "kind": "cell"}
    ]
    assert result["relatedLocations"][0]["message"] == {"text": "Budsjett!B2"}
    assert "suppressions" not in result
    assert suppressed["suppressions"][0]["justification"] == "It is in the baseline."
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"] == "a.xlsx: is no workbook"


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("år 1/budsjett#2 50%.xlsx", "%C3%A5r%201/budsjett%232%2050%25.xlsx"),
        ("C:/Users/kari/b c.xlsx", "file:///C:/Users/kari/b%20c.xlsx"),
        ("/home/kari/b c.xlsx", "file:///home/kari/b%20c.xlsx"),
    ],
)
def test_a_file_in_sarif_is_an_address(file: str, uri: str) -> None:
    run = valid_sarif(written(Format.SARIF, report_of([finding(at=Place(file, "S", "B9"))])))
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == uri
    assert unquote(urlsplit(uri).path).endswith(file.removeprefix("/"))
    assert ("uriBaseId" in place) == (not uri.startswith("file:"))


def test_absolute_paths_below_the_current_folder_become_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "b.xlsx"
    report = report_of(
        [finding(at=Place(str(path), "S", "B9"))],
        unreadable=[Unreadable(path="c.xlsx", message=f"{tmp_path / 'c.xlsx'}: is no workbook")],
    )
    for chosen in (Format.GITHUB, Format.GITLAB, Format.SARIF):
        assert str(tmp_path) not in written(chosen, report)


def test_rows_in_texts_that_would_be_links_or_placeholders_in_sarif_are_not() -> None:
    wrong = finding("{0} [click](https://example.org)")
    run = valid_sarif(written(Format.SARIF, report_of([wrong])))
    text = run["results"][0]["message"]["text"]
    assert text == "Budsjett!B9: {{0}} [click] (https://example.org)"
