"""Results of a check to be written for pipelines, and texts that attack what they are written to."""

from collections.abc import Sequence
from pathlib import Path

from conftest import write_workbook
from grantcalc.api import checking
from grantcalc.finding import CheckInfo, Finding, Place, Severity
from grantcalc.money import Money
from grantcalc.rendering.check_text import check_text
from grantcalc.rendering.formats import Format, renderer
from grantcalc.report.check import CheckReport, Unreadable
from grantcalc.report.parts import KnownFinding, Summary

#: What a stranger may write in a cell, a sheet's name or a file's name.
HOSTILE = {
    "workflow command": "::error file=a.xlsx::all is well",
    "command on a new line": "x\n::add-mask::hunter",
    "command after a carriage return": "x\r::set-output name=a::b",
    "command of old": "a ##[add-path]/evil",
    "command of Azure": "##vso[task.setvariable variable=a]b ###[group]x",
    "three colons": ":::error:::x::",
    "escapes of its own": "100 %0A::error::x %25 %3A",
    "properties": "a,line=9,title=x::y",
    "terminal codes": "\x1b]0;title\x07\x1b[31mred\x9b2J",
    "direction": "abc\u202egnp.exe\u2066\u200b",
    "html": "<script>alert(\"x\")</script><img src=x onerror='y'>&lt;b&amp;",
    "details": "</summary></details><h1>passed</h1>",
    "xml": ']]></failure></testcase><!-- "x" -->&#0;&xxe;',
    "not in xml": "a\x00b\x08c\ufffed\uffff",
    "table": "a | b || c \\| d",
    "markdown": "**bold** _it_ `code` ~~gone~~ [click](https://example.org) ![i](x) \\*",
    "markdown blocks": "# heading\n- item\n> quote\n```\ncode\n---",
    "mentions": '@everyone @org/team #12 !7 $3 GH-5 ~bug %"milestone" &4 org/repo#1 :tada:',
    "addresses": "https://example.org/a www.example.org someone@example.org",
    "mathematics": "$x^2$ and $$y$$",
    "placeholders": "{0} {{1}} [text](1) {id}",
    "formula": '=HYPERLINK("https://example.org")',
    "markup": "[bold red]x[/bold red] [link=https://example.org]y[/link]",
}


def finding(
    message: str = "Type 1 340 000 in B9.",
    at: Place | None = None,
    severity: Severity = Severity.ERROR,
    **more: object,
) -> Finding:
    """One finding, about the total of a budget unless something else is said."""
    fields = {"code": "B001", "name": "total-differs", **more}
    place = at or Place("budget.xlsx", "Budsjett", "B9")
    return Finding.model_validate({"message": message, "at": place, "severity": severity, **fields})


def report_of(
    findings: Sequence[Finding],
    *,
    unreadable: Sequence[Unreadable] = (),
    known: Sequence[KnownFinding] = (),
    fail_on: Severity = Severity.ERROR,
    rules: Sequence[CheckInfo] = (),
) -> CheckReport:
    """The result of a check that found these."""
    return CheckReport(
        budgets=(),
        findings=tuple(findings),
        summary=Summary.of(findings),
        unreadable=tuple(unreadable),
        known=tuple(known),
        fail_on=fail_on,
        rules=tuple(rules),
    )


def hostile_report(text: str) -> CheckReport:
    """A report with this text wherever a file's author may put one."""
    at = Place(f"{text}.xlsx", text, "B9")
    wrong = finding(
        f"{text} says 1 300 000. Type 1 340 000 in B9.",
        at,
        problem=f"{text} says 1 300 000.",
        advice="Type 1 340 000 in B9.",
        slip=text,
        expected=text,
        actual=Money(130000000, "NOK"),
        related=(Place(f"{text}.xlsx", text, "B2"), Place("other.csv", None, "A1")),
    )
    note = finding(text, Place("other.csv", None, "C4"), Severity.INFO, code="C002", name="blank")
    known = finding(text, Place("ledger.xml", line=12), Severity.WARNING, code="L001", name="odd")
    return report_of(
        [wrong, note],
        unreadable=[Unreadable(path=f"{text}.ods", message=f"{text}.ods: {text}")],
        known=[
            KnownFinding(finding=known, by="suppression", reason=text),
            KnownFinding(finding=note, by="baseline", reason=None),
        ],
    )


def written(chosen: Format, report: CheckReport) -> str:
    """The report as it is written in a format."""
    if chosen is Format.TEXT:
        return check_text(report, None, colour=False)
    return "".join(renderer(chosen)(report))


def checked(*paths: Path) -> CheckReport:
    """The result of `grantcalc check`."""
    return checking.check(paths)


def right_budget(folder: Path) -> Path:
    """A workbook with a budget in which there is nothing to find."""
    rows = [
        ("Utgifter", 2024),
        ("Lønn", 600000),
        ("Trykk", 100000),
        ("Sum utgifter", 700000),
        ("Inntekter", None),
        ("Tilskudd fra fondet", 700000),
        ("Sum inntekter", 700000),
    ]
    return write_workbook(folder / "budget.xlsx", {"Budsjett": rows})


def hostile_budget(folder: Path) -> Path:
    """A workbook with a line for each hostile text, and something to find at each."""
    lines = [(text, 1000, None) for text in HOSTILE.values()]
    rows = [
        ("Utgifter", 2024, 2025),
        *lines,
        ("Sum utgifter", 999, 0),
        ("Inntekter", None, None),
        ("Tilskudd fra fondet", 1000 * len(lines), 0),
        ("Sum inntekter", 1000 * len(lines), 0),
    ]
    return write_workbook(folder / "budget.xlsx", {"Budsjett": rows})
