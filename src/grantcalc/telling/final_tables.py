"""The tables of a final report, by the names that templates use."""

from __future__ import annotations

from collections.abc import Callable

from grantcalc.document import Row, Table, Value
from grantcalc.language import tr
from grantcalc.model import Kind
from grantcalc.money import Money, known_total
from grantcalc.report.funder import ClosingLine, ClosingSource, FunderReport
from grantcalc.report.labels import in_kind, on_no_line, period_name, sum_label
from grantcalc.telling.closing_facts import is_told
from grantcalc.telling.tables import Sides, table


def final_lines(report: FunderReport) -> Table:
    """Every line beside what was approved; the budget in force too, where it is another."""
    lines = _lines(report)
    has_changed = any(line.budgeted != line.approved for line in lines)
    more = Sides([_more(line) for line in lines])
    headings = [tr("Budget line"), tr("Approved")]
    headings += [tr("Changed budget")] if has_changed else []
    headings += [tr("Spent"), *_beside_approved(more)]
    rows = [
        Row(
            (
                _label(line),
                line.approved,
                *((line.budgeted,) if has_changed else ()),
                line.spent,
                *more.cells(_more(line)),
            ),
            "sum" if line.is_sum else "line",
        )
        for line in lines
        if not (line.is_sum and line.kind is Kind.IN_KIND and _number(report, Kind.IN_KIND) == 1)
    ]
    caption = tr("The accounts beside the approved budget")
    return table("final_lines", caption, headings, rows)


def _more(it: ClosingLine | ClosingSource) -> Money | None:
    """How much more came than was approved or promised; below zero it is less."""
    return None if it.difference is None else -it.difference


def _beside_approved(more: Sides) -> list[str]:
    return more.headings(tr("Less than approved"), tr("More than approved"))


def final_sources(report: FunderReport) -> Table:
    """Who has paid for the project, in money and in work, beside what was promised."""
    sources = report.closing.sources if report.closing else ()
    more = Sides([_more(one) for one in sources])
    rows = [
        Row(
            (_source_label(one), one.promised, one.used, *more.cells(_more(one))),
            "sum" if one.is_sum else "line",
        )
        for one in sources
        if not one.is_sum or len(sources) > 2  # a sum of one says nothing new
    ]
    headings = [tr("Source"), tr("Promised"), tr("Used")]
    headings += more.headings(tr("Less than promised"), tr("More than promised"))
    return table("final_sources", tr("How the project was paid for"), headings, rows)


def _source_label(source: ClosingSource) -> str:
    if source.is_sum:
        return tr("Sum")
    if source.period:
        return f"{source.source}, {period_name(source.period)}"
    return in_kind(source.source, source.kind)


def final_deviations(report: FunderReport) -> Table:
    """The lines that differ much from what was approved, each explained or with a place to do so."""
    rows: list[Row] = []
    told = [line for line in _lines(report) if is_told(line, report)]
    more = Sides([_more(line) for line in told])
    for line in told:
        rows.append(Row((_label(line), line.approved, line.spent, *more.cells(_more(line)))))
        if line.explanation is None:
            rows.append(Row((tr("why, and what was done about it"),), "fill_in"))
        else:
            rows.append(Row((line.explanation,), "note"))
    headings = [tr("Budget line"), tr("Approved"), tr("Spent"), *_beside_approved(more)]
    return table("final_deviations", tr("Lines that differ from what was approved"), headings, rows)


def calendar_years(report: FunderReport) -> Table:
    """What was spent, and the value of the work, in each calendar year; nothing where there is but one."""
    years = report.closing.calendar_years if report.closing else ()
    if len(years) < 2:
        years = ()
    has_work = any(year.delivered for year in years)
    rows = [
        Row((str(year.year), year.spent, *((year.delivered,) if has_work else ())))
        for year in years
    ]
    if rows:
        spent: list[Value] = [known_total((y.spent for y in years), report.currency)]
        work = known_total((y.delivered for y in years), report.currency)
        rows.append(Row((tr("Sum"), *spent, *((work,) if has_work else ())), "sum"))
    headings = [tr("Calendar year"), tr("Spent"), *([tr("Work in kind")] if has_work else [])]
    return table("calendar_years", tr("Spent by calendar year"), headings, rows)


def missing(report: FunderReport) -> Table:
    """What a final report needs and is not there, and what to do about it."""
    parts = report.closing.missing if report.closing else ()
    rows = [Row((part.text, part.to_do)) for part in parts]
    headings = [tr("What is missing"), tr("What to do")]
    return table("missing", tr("What is missing"), headings, rows, texts=2)


def _lines(report: FunderReport) -> tuple[ClosingLine, ...]:
    return report.closing.lines if report.closing else ()


def _number(report: FunderReport, kind: Kind) -> int:
    return sum(line.kind is kind and not line.is_sum for line in _lines(report))


def _label(line: ClosingLine) -> str:
    """What a line is called, with what was approved where that has another name."""
    if line.is_on_no_line:
        return on_no_line()
    if line.is_sum:
        return sum_label(line.kind)
    label = line.label
    if line.approved_label:
        label = tr("{line} (approved as {approved})", line=label, approved=line.approved_label)
    return in_kind(label, line.kind)


#: Every table of a final report by its name. A table without rows is left out of the report.
FINAL_TABLES: dict[str, Callable[[FunderReport], Table]] = {
    made.__name__: made
    for made in (final_lines, final_sources, final_deviations, calendar_years, missing)
}
