"""The result of a check as one HTML page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grantcalc.finding import Severity
from grantcalc.language import tr
from grantcalc.rendering.budget_text import verdict
from grantcalc.rendering.check_text import files_in_order
from grantcalc.rendering.excerpt import Sheets
from grantcalc.rendering.finding_words import count_text, fail_on_text, known_text, why_not_checked
from grantcalc.rendering.html_budget import budget_figures
from grantcalc.rendering.html_findings import FindingParts, known_table
from grantcalc.rendering.html_grid import Grids, Numbered
from grantcalc.rendering.html_parts import Html, element, head, link, style, table
from grantcalc.report.check import CheckReport, FileOutcome


def html(report: CheckReport) -> Iterator[str]:
    """The report as a page, piece by piece."""
    numbered = [
        Numbered(finding, f"finding-{i}") for i, finding in enumerate(report.findings, start=1)
    ]
    files = files_in_order(report)
    yield head(_title(report), style("page.css"))
    yield link("summary", tr("Skip to the summary"), class_="skip")
    yield element("header", element("h1", _title(report)), *_verdict(report))
    yield "\n<main>\n"
    yield _summary(report, files)
    grids = Grids.of(report.sheets, numbered)
    rules = {rule.code: rule for rule in report.rules}
    parts = FindingParts(Sheets(report.sheets), grids, rules)
    for i, file in enumerate(files, start=1):
        found = [one for one in numbered if one.finding.at.file == file]
        yield "\n"
        yield _file(report, file, f"file-{i}", found, parts)
    if report.known:
        yield element(
            "section",
            element("h2", tr("Accepted findings"), id="known"),
            element("p", f"{known_text(report)}."),
            known_table(report.known),
        )
    yield "\n</main>\n</body>\n</html>\n"


def _title(report: CheckReport) -> str:
    if len(report.files) == 1:
        return tr("Budget check: {file}", file=report.files[0].path)
    return tr("Budget check")


def _verdict(report: CheckReport) -> Iterator[Html]:
    """Whether the check fails, said before everything else, with a sign beside its colour."""
    count = count_text(report.summary)
    if report.fails:
        sign, kind, text = "✗", "error", tr("This check fails: {count}.", count=count)
    elif report.unreadable:
        sign, kind, text = "✗", "error", tr("Not everything could be checked.")
    elif report.findings:
        sign, kind, text = "✓", "holds", tr("This check passes: {count}.", count=count)
    else:
        sign, kind, text = "✓", "holds", tr("Nothing was found to be wrong.")
    yield element(
        "p", element("span", f"{sign} ", aria_hidden="true"), text, class_=f"verdict {kind}"
    )


def _summary(report: CheckReport, files: list[str]) -> Html:
    known = known_text(report)
    sentences = [tr("Accepted: {known}.", known=known)] if known else []
    if report.fail_on is not Severity.ERROR:
        sentences.append(fail_on_text(report.fail_on))
    headings = [tr("File"), tr("Errors"), tr("Warnings"), tr("Notes")]
    return element(
        "section",
        element("h2", tr("Summary"), id="summary"),
        *(element("p", sentence) for sentence in sentences),
        table(tr("Files and their findings"), headings, map(_outcome, report.files)),
        *_contents(files),
        *_unreadable(report),
    )


def _outcome(file: FileOutcome) -> Html:
    if why := why_not_checked(file):
        kind = "differs" if file.outcome == "unreadable" else None
        cell = element("td", why, colspan="3", class_="figure")
        return element("tr", element("th", file.path, scope="row"), cell, class_=kind)
    counts = (file.errors, file.warnings, file.infos)
    cells = (element("td", str(n), class_="figure") for n in counts)
    return element("tr", element("th", file.path, scope="row"), *cells)


def _contents(files: list[str]) -> Iterator[Html]:
    """Links to the files, where there are several."""
    if len(files) > 1:
        links = (element("li", link(f"file-{i}", file)) for i, file in enumerate(files, start=1))
        yield element("nav", element("ul", *links), aria_label=tr("Files"))


def _unreadable(report: CheckReport) -> Iterator[Html]:
    if report.unreadable:
        messages = (element("li", failure.message) for failure in report.unreadable)
        yield element("h3", tr("What could not be checked"))
        yield element("ul", *messages)


def _file(
    report: CheckReport, file: str, name: str, found: list[Numbered], parts: FindingParts
) -> Html:
    """A file: what its budgets come to, its findings, and its sheets with the findings in place."""
    budgets = [budget for budget in report.budgets if budget.file == file]
    views = [view for view in report.sheets if view.file == file]
    return element(
        "section",
        element("h2", file, id=name),
        *(
            budget_figures(
                budget,
                tr("Budget of sheet {sheet}", sheet=budget.sheet) if budget.sheet else tr("Budget"),
                verdict(budget),
            )
            for budget in budgets
        ),
        element("h3", tr("Findings")),
        *_found(found, parts),
        *(parts.grids.sheet(view) for view in views),
        class_="file",
    )


def _found(found: Iterable[Numbered], parts: FindingParts) -> list[Html]:
    articles = [parts.finding(numbered) for numbered in found]
    return articles or [element("p", tr("Nothing was found to be wrong."))]
