"""Reports that people write, in small: tests/cases/reports, one file a check, and what is found in each.

## What the case is about

```report
the report, as Markdown: line 1 is its first line
```

Held against the accounts of drammen      (optional: that example's project)

- error V001 at line 6, expected 335679.00     one line for each finding, or: - none
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from case_files import CASES, FINDING, Expected
from conftest import DRAMMEN
from grantcalc.api.verifying import verify
from grantcalc.checks import every_check
from grantcalc.finding import CheckInfo

REPORTS = CASES / "reports"


@dataclass(frozen=True)
class ReportCase:
    file: str
    title: str
    text: str
    has_project: bool
    expected: tuple[Expected, ...]


def read_report_cases(path: Path) -> list[ReportCase]:
    sections = re.split(r"^## ", path.read_text("utf-8"), flags=re.M)[1:]
    return [_case(path.stem, section) for section in sections]


def _case(file: str, section: str) -> ReportCase:
    title, _, body = section.partition("\n")
    (text,) = re.findall(r"```report\n(.*?)```", body, flags=re.S)
    rest = re.sub(r"```report\n.*?```", "", body, flags=re.S)
    lines = [line for line in rest.splitlines() if line.startswith("- ")]
    assert lines, f"{file}, {title}: says nothing of what is expected"
    expected = []
    for line in lines:
        if line != "- none":
            match = FINDING.fullmatch(line)
            assert match, f"{file}, {title}: not a finding: {line}"
            expected.append(Expected(**match.groupdict() | {"cell": match["cell"] or ""}))
    has_project = "Held against the accounts of drammen" in rest
    return ReportCase(file, title, text, has_project, tuple(expected))


def all_report_cases() -> list[ReportCase]:
    return [case for path in sorted(REPORTS.glob("*.md")) for case in read_report_cases(path)]


@pytest.mark.parametrize("case", all_report_cases(), ids=lambda case: f"{case.file}-{case.title}")
def test_report_case(case: ReportCase, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(case.text, "utf-8")
    config = DRAMMEN / "grantcalc.toml" if case.has_project else None
    found = [
        Expected(
            f.severity.value,
            f.code,
            f.at.cell or (f"line {f.at.line}" if f.at.line else ""),
            None if f.expected is None else str(f.expected),
        )
        for f in verify(path, config=config).findings
    ]
    wanted = [(e.severity, e.code, e.cell, e.expected) for e in case.expected]
    said = {(e.severity, e.code, e.cell) for e in case.expected if e.expected}
    compared = [
        (e.severity, e.code, e.cell, e.expected if (e.severity, e.code, e.cell) in said else None)
        for e in found
    ]
    assert sorted(compared, key=repr) == sorted(wanted, key=repr)


@pytest.mark.parametrize(
    "info", [i for i in every_check() if i.code[0] == "V"], ids=lambda info: info.code
)
def test_every_check_of_reports_has_a_failing_and_a_passing_case(info: CheckInfo) -> None:
    codes = [
        {e.code for e in case.expected} for case in read_report_cases(REPORTS / f"{info.code}.md")
    ]
    assert any(info.code in found for found in codes), "no case that it finds"
    assert any(info.code not in found for found in codes), "no case that it lets pass"
