"""Findings as text: what is wrong, where in the sheet, the two sides that differ, and the repair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grantcalc.finding import CheckInfo, Finding, Place, Severity, Term
from grantcalc.language import plural, tr
from grantcalc.rendering.excerpt import LONG, SHORT, Excerpt, Sheets, hidden_parts, named_places
from grantcalc.rendering.excerpt_text import RELATED_MARK, WRONG_MARK, draw, shortened
from grantcalc.rendering.finding_words import (
    cell_text,
    cells_text,
    marked,
    place_text,
    reason_of,
    severity_word,
    sum_of,
    what_is_wrong,
)
from grantcalc.rendering.terminal import Page, safe, wrapped
from grantcalc.sheet_view import SheetView

#: Colours that are seen on light and on dark: no yellow, no dark blue.
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold magenta", Severity.INFO: "bold"}

_MANY_OF_A_CODE = 10
_IN_FULL_OF_MANY = 3
_MOST_TERMS = 4
_MOST_RELATED = 12


@dataclass(frozen=True)
class FindingsWriter:
    """Writes findings on a page, with what is known of their sheets and of the checks behind them."""

    page: Page
    sheets: Sheets = field(default_factory=lambda: Sheets(()))
    rules: Mapping[str, CheckInfo] = field(default_factory=dict)
    verbose: bool = False
    many_in_lines: bool = False

    @classmethod
    def of(
        cls, page: Page, sheets: Iterable[SheetView], rules: Iterable[CheckInfo], *, verbose: bool
    ) -> FindingsWriter:
        """A writer that knows these sheets and checks; it is short unless `verbose`."""
        known = {rule.code: rule for rule in rules}
        return cls(page, Sheets(sheets), known, verbose, many_in_lines=not verbose)

    def write(self, findings: Sequence[Finding]) -> None:
        """Each finding; of many with one code in one file the first in full, the others in a line."""
        counts = Counter((finding.at.file, finding.code) for finding in findings)
        written: Counter[tuple[str, str]] = Counter()
        for finding in findings:
            kind = (finding.at.file, finding.code)
            written[kind] += 1
            is_one_of_many = self.many_in_lines and counts[kind] > _MANY_OF_A_CODE
            if not is_one_of_many or written[kind] <= _IN_FULL_OF_MANY:
                self._in_full(finding)
            else:
                self._in_a_line(finding, is_first=written[kind] == _IN_FULL_OF_MANY + 1)
        if self.many_in_lines and any(count > _MANY_OF_A_CODE for count in counts.values()):
            self.page.line()
            self.page.line(tr("With --verbose, each of them is shown in full."))

    def _in_a_line(self, finding: Finding, *, is_first: bool) -> None:
        if is_first:
            self.page.line()
        sheet = f"{finding.at.sheet}!" if finding.at.sheet else ""
        place = f"{sheet}{finding.at.cell or finding.at.line or ''}"
        text = f"{severity_word(finding.severity)} {finding.code} {place}: {what_is_wrong(finding)}"
        self.page.pieces((shortened(safe(text), self.page.width), None))

    def _in_full(self, finding: Finding) -> None:
        page = self.page
        style = _STYLES[finding.severity]
        page.line()
        page.line(f"{severity_word(finding.severity)} {finding.code} {finding.name}", style=style)
        page.line(tr("at {place}", place=place_text(finding.at)), indent=2)
        page.line(what_is_wrong(finding), indent=2)
        for quote in finding.quotes:
            page.line(f"> {marked(quote)}", indent=4)
        excerpt = self._excerpt(finding)
        if excerpt:
            page.line()
            draw(page, excerpt, style)
            if self.verbose or finding.equation or finding.slip or finding.advice:
                page.line()
            self._below(finding, excerpt)
        self._sides(finding)
        self._related(finding, excerpt)
        if finding.slip:
            page.line(tr("Likely slip: {slip}.", slip=finding.slip), indent=2)
        if finding.advice:
            page.line(tr("Repair: {advice}", advice=finding.advice), style="bold", indent=2)
        if self.verbose and (reason := reason_of(self.rules.get(finding.code))):
            page.line(tr("Why it matters: {reason}", reason=reason), indent=2)

    def _excerpt(self, finding: Finding) -> Excerpt | None:
        """What to draw of the sheet; for what is only worth knowing, nothing unless verbose."""
        if finding.severity is Severity.INFO and not self.verbose:
            return None
        return self.sheets.excerpt(finding, LONG if self.verbose else SHORT)

    def _below(self, finding: Finding, excerpt: Excerpt) -> None:
        """What the drawing cannot show: the formula in the cell, and what of it the sheet hides."""
        cell = excerpt.cell(*excerpt.at)
        if cell and cell.formula and cell.formula not in finding.message:
            text = tr("{cell} is {formula}", cell=finding.at.cell, formula=cell.formula)
            self.page.line(
                text if self.verbose else shortened(safe(text), self.page.width - 2), indent=2
            )
        for sentence in hidden_parts(excerpt):
            self.page.line(sentence, indent=2)

    def _sides(self, finding: Finding) -> None:
        """The two sides of an equation, one below the other, and their difference."""
        equation = finding.equation
        if equation is None or not (equation.stated and equation.made_of):
            return
        stated, made_of = sum_of(equation.stated), sum_of(equation.made_of)
        is_sum = [term.at for term in equation.stated] == [finding.at]
        sides = [
            (WRONG_MARK, tr("stated"), stated.grouped, equation.stated)
            if is_sum
            else (" ", tr("one side"), stated.grouped, equation.stated),
            (RELATED_MARK, tr("made of"), made_of.grouped, equation.made_of)
            if is_sum
            else (" ", tr("other side"), made_of.grouped, equation.made_of),
            (" ", tr("difference"), (stated - made_of).grouped, ()),
        ]
        words = max(len(word) for _, word, _, _ in sides)
        figures = max(len(figure) for _, _, figure, _ in sides)
        for sign, word, figure, terms in sides:
            head = f"{sign} {word:<{words}}  {figure:>{figures}}"
            self._side(head, terms, finding.at)

    def _side(self, head: str, terms: Sequence[Term], here: Place) -> None:
        """A side's sum with the cells that make it up, in a paragraph or (verbose) one below the other."""
        page, indent = self.page, 2
        if self.verbose and len(terms) > 1:
            page.line(head.replace(" ", "\u00a0"), indent=indent)
            figures = [(term.amount * term.times).grouped for term in terms]
            widest = max(map(len, figures))
            for term, figure in zip(terms, figures, strict=True):
                text = f"{figure:>{widest}}  {cell_text(term.at, here)} {safe(term.label)}"
                page.pieces((shortened(text, page.width - 8), None), indent=8)
            return
        if not terms:
            page.pieces((head, None), indent=indent)
        elif len(terms) == 1:
            text = f"{head}  {cell_text(terms[0].at, here)} {safe(terms[0].label)}"
            page.pieces((shortened(text, page.width - indent), None), indent=indent)
        else:
            hanging = " " * (indent + len(head) + 2)
            kept = f"{head}  ".replace(" ", "\u00a0") + _short_sum(terms, here)
            for line in wrapped(safe(kept), page.width, " " * indent, hanging):
                page.pieces((line, None))

    def _related(self, finding: Finding, excerpt: Excerpt | None) -> None:
        """The places that belong to a finding and are neither in its equation nor drawn."""
        equation = finding.equation
        said = {term.at for term in (*equation.stated, *equation.made_of)} if equation else set()
        if excerpt and not self.verbose:
            said |= {place for place in named_places(finding) if _is_drawn(place, finding, excerpt)}
        left = [place for place in finding.related if place not in said]
        if left:
            most = None if self.verbose else _MOST_RELATED
            self.page.line(tr("see {places}", places=cells_text(left, finding.at, most)), indent=2)


def _is_drawn(place: Place, finding: Finding, excerpt: Excerpt) -> bool:
    from grantcalc.cells import cell_position

    here = (place.file, place.sheet) == (finding.at.file, finding.at.sheet)
    return here and cell_position(place.cell or "") in excerpt.related


def _short_sum(terms: Sequence[Term], here: Place) -> str:
    """A sum in a line: "400 000 (B4) + 100 000 (B5) - 2 x 50 (B6)", the first terms of many."""
    shown = terms if len(terms) <= _MOST_TERMS + 1 else terms[:_MOST_TERMS]
    text = ""
    for term in shown:
        sign = "- " if term.times < 0 else "+ " if text else ""
        times = f"{abs(term.times)} x " if abs(term.times) != 1 else ""
        figure = f"{sign}{times}{term.amount.grouped} ({cell_text(term.at, here)})"
        text += f" {figure.replace(' ', chr(0xA0))}"
    rest = terms[len(shown) :]
    if rest:
        more = plural(
            "and {count} more: {amount}",
            "and {count} more: {amount}",
            len(rest),
            amount=sum_of(rest).grouped,
        )
        text += f" {more}"
    return text.strip()
