"""Findings as HTML: what is wrong, the sheet around it, the two sides that differ, and the repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grantcalc.finding import CheckInfo, Equation, Finding, Place, Severity, Term
from grantcalc.language import plural, tr
from grantcalc.money import Money
from grantcalc.rendering.excerpt import SHORT, Sheets
from grantcalc.rendering.finding_words import (
    cell_text,
    cells_text,
    place_text,
    severity_word,
    sum_of,
    what_is_wrong,
)
from grantcalc.rendering.html_grid import Grids, Numbered, excerpt_table
from grantcalc.rendering.html_parts import Html, element, joined, link, row, scrolling
from grantcalc.report.parts import KnownFinding

_MOST_TERMS = 100
_MOST_EXCERPTS = 200


@dataclass
class FindingParts:
    """Makes the parts of findings; an explanation stands once, at the first finding of its code."""

    sheets: Sheets
    grids: Grids
    rules: Mapping[str, CheckInfo]
    explained: dict[str, str] = field(default_factory=dict)
    excerpts: int = 0

    def finding(self, numbered: Numbered) -> Html:
        """One finding."""
        finding = numbered.finding
        return element(
            "article",
            element(
                "h4",
                element("span", severity_word(finding.severity), class_="severity"),
                f" {finding.code} ",
                element("span", finding.name, class_="name"),
            ),
            self._place(finding),
            element("p", what_is_wrong(finding), class_="problem"),
            *self._excerpt(finding),
            *_sides(finding),
            *_facts(finding),
            *self._explanation(numbered),
            id=numbered.name,
            class_=f"finding {finding.severity.value}",
        )

    def _place(self, finding: Finding) -> Html:
        target = self.grids.target(finding)
        place = place_text(finding.at)
        return element("p", link(target, place) if target else place, class_="place")

    def _excerpt(self, finding: Finding) -> Iterable[Html]:
        if finding.severity is Severity.INFO or self.excerpts >= _MOST_EXCERPTS:
            return
        excerpt = self.sheets.excerpt(finding, SHORT)
        if excerpt:
            self.excerpts += 1
            yield excerpt_table(excerpt, finding)
            cell = excerpt.cell(*excerpt.at)
            if cell and cell.formula and cell.formula not in finding.message:
                formula = element("code", cell.formula)
                yield element("p", f"{finding.at.cell}: ", formula, class_="note")

    def _explanation(self, numbered: Numbered) -> Iterable[Html]:
        code = numbered.finding.code
        rule = self.rules.get(code)
        if rule is None:
            return
        if code in self.explained:
            text = tr("{code} is explained at its first finding", code=code)
            yield element("p", link(self.explained[code], text), class_="note")
            return
        self.explained[code] = numbered.name
        paragraphs = (element("p", paragraph) for paragraph in rule.paragraphs)
        yield element(
            "details", element("summary", tr("What {code} means", code=code)), *paragraphs
        )


def _sides(finding: Finding) -> Iterable[Html]:
    """The two sides of the equation, each with the cells that make it up, and the difference."""
    equation = finding.equation
    if equation is None or not (equation.stated and equation.made_of):
        return
    caption = tr("The two sides")
    is_sum = [term.at for term in equation.stated] == [finding.at]
    words = (tr("stated"), tr("made of")) if is_sum else (tr("one side"), tr("other side"))
    sides = zip(words, (equation.stated, equation.made_of), strict=True)
    yield scrolling(
        element(
            "table",
            element("caption", caption, class_="unseen"),
            *(_side(word, terms, finding.at) for word, terms in sides),
            element("tbody", row(tr("difference"), _difference(equation), class_="sum")),
            class_="figures equation",
        ),
        caption,
    )


def _difference(equation: Equation) -> Money:
    return sum_of(equation.stated) - sum_of(equation.made_of)


def _side(word: str, terms: Sequence[Term], here: Place) -> Html:
    if len(terms) == 1:
        head = f"{word}: {cell_text(terms[0].at, here)} {terms[0].label}"
        return element("tbody", row(head, sum_of(terms), class_="sum"))
    rows = [
        row(f"{cell_text(term.at, here)} {term.label}", term.amount * term.times)
        for term in terms[:_MOST_TERMS]
    ]
    if rest := terms[_MOST_TERMS:]:
        more = plural("and {count} more", "and {count} more", len(rest))
        rows.append(row(more, sum_of(rest)))
    return element("tbody", row(word, sum_of(terms), class_="sum"), *rows)


def _facts(finding: Finding) -> Iterable[Html]:
    """What else is known: what was expected, the slip, the repair and the places to look at."""
    said = {term.at for term in _terms(finding)}
    related = [place for place in finding.related if place not in said]
    facts = [
        *(_expected(finding) if finding.equation is None else ()),
        (tr("Likely slip"), finding.slip),
        (tr("Repair"), finding.advice),
        (tr("See also"), cells_text(related, finding.at) if related else None),
    ]
    pairs = [
        joined([element("dt", word), element("dd", text)])
        for word, text in facts
        if text is not None
    ]
    if pairs:
        yield element("dl", *pairs)


def _terms(finding: Finding) -> tuple[Term, ...]:
    equation = finding.equation
    return (*equation.stated, *equation.made_of) if equation else ()


def _expected(finding: Finding) -> list[tuple[str, str | None]]:
    pairs = (
        (tr("Found"), finding.actual),
        (tr("Expected"), finding.expected),
        (tr("Difference"), finding.difference),
    )
    return [(word, x.grouped if isinstance(x, Money) else x) for word, x in pairs]


def known_table(known: Sequence[KnownFinding]) -> Html:
    """The findings that are accepted, and why."""
    caption = tr("Findings that are accepted")
    headings = (tr("Finding"), tr("Place"), tr("What is wrong"), tr("Accepted by"))
    rows = [
        element(
            "tr",
            element("th", f"{severity_word(k.finding.severity)} {k.finding.code}", scope="row"),
            element("td", place_text(k.finding.at)),
            element("td", what_is_wrong(k.finding)),
            element("td", k.reason or tr("the baseline")),
        )
        for k in known
    ]
    head = element("tr", *(element("th", text, scope="col") for text in headings))
    return scrolling(
        element(
            "table",
            element("caption", caption, class_="unseen"),
            element("thead", head),
            element("tbody", *rows),
            class_="texts",
        ),
        caption,
    )
