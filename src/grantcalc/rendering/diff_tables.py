"""Two versions of a budget as headed tables: what the outputs of `grantcalc diff` for people share.

All texts are as they are in the files: each output makes them safe for where it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grantcalc.language import mark, plural, tr
from grantcalc.model import Kind, Side
from grantcalc.rendering.finding_words import count_text
from grantcalc.rendering.terminal import CellText, percent
from grantcalc.report.diff import (
    AmountChange,
    Change,
    Contributor,
    DiffReport,
    LineChange,
    LineVersion,
    Movement,
    PeriodChange,
    Version,
)


@dataclass
class Part:
    """Sentences and a table under a heading; rows that begin a group are `bold`."""

    title: str
    sentences: list[str] = field(default_factory=list)
    headings: Sequence[str] = ()
    rows: list[Sequence[CellText]] = field(default_factory=list)
    bold: list[int] = field(default_factory=list)

    def head(self, text: str) -> None:
        """A row that begins a group."""
        self.bold.append(len(self.rows))
        self.row(text, [""] * (len(self.headings) - 1))

    def row(self, label: str, cells: Sequence[CellText]) -> None:
        """A row of the table."""
        self.rows.append((label, *cells))


_SIDES = {Side.EXPENDITURE: mark("Expenditure"), Side.INCOME: mark("Income")}
_KINDS = {Kind.CASH: mark("in money"), Kind.IN_KIND: mark("in kind")}
_BALANCES = {
    None: mark("Income minus expenditure"),
    Kind.CASH: mark("Income minus expenditure, in money"),
    Kind.IN_KIND: mark("Income minus expenditure, in kind"),
}
#: What became of lines where it is plain whether their amounts are others.
_NAMED_BY_AMOUNT = (Change.SAME, Change.NEW, Change.GONE)

_MOVED = {
    None: mark("Expenditure: moved between lines"),
    Kind.CASH: mark("Expenditure in money: moved between lines"),
    Kind.IN_KIND: mark("Expenditure in kind: moved between lines"),
}
_CONTRIBUTORS = {
    Contributor.OWN: mark("All own contribution"),
    Contributor.IN_KIND: mark("All income in kind"),
    Contributor.GRANT: mark("All grants"),
}


def version_text(version: Version) -> str:
    """Where a version stands, and what `grantcalc check` finds there."""
    found = count_text(version.findings)
    if version.sheet is None:
        return tr("{file} (check: {findings})", file=version.file, findings=found)
    return tr(
        "{file}, sheet {sheet} (check: {findings})",
        file=version.file,
        sheet=version.sheet,
        findings=found,
    )


def verdict(report: DiffReport) -> str:
    """Whether the budgets differ, and how many lines do."""
    if not report.differs:
        return plural(
            "The budgets are the same: {count} line.",
            "The budgets are the same: {count} lines.",
            len(report.lines),
        )
    counts = tr(
        "Lines: {same} the same, {changed} with other amounts, {renamed} renamed, {moved} moved, "
        "{split} split, {joined} joined, {new} new, {gone} gone.",
        **report.counts.model_dump(),
    )
    also_changed = sum(
        line.amounts_differ for line in report.lines if line.change not in _NAMED_BY_AMOUNT
    )
    if not also_changed:
        return counts
    more = plural(
        "Of those renamed, moved, split or joined, {count} has other amounts too.",
        "Of those renamed, moved, split or joined, {count} have other amounts too.",
        also_changed,
    )
    return f"{counts} {more}"


def parts(report: DiffReport) -> Iterator[Part]:
    """What there is to tell; parts without a difference are left out."""
    for part in (
        _periods(report),
        _lines(report),
        *_movements(report),
        _between_periods(report),
        _totals(report),
        _sources(report),
        Part(tr("Notes"), list(report.notes)),
    ):
        if part.sentences or part.rows:
            yield part


def _indented(text: str) -> str:
    """A label that stands below another."""
    return f"  {text}"


def _headings(report: DiffReport, first: str = "") -> list[str]:
    labels = [period.label for period in report.periods]
    return [first, *labels, *([tr("Total")] if len(labels) > 1 else [])]


def _shown(report: DiffReport, period: int | None) -> bool:
    """Whether a period has a column: that of all of them is for budgets with several."""
    return period is not None or len(report.periods) > 1


def _periods(report: DiffReport) -> Part:
    return Part(tr("Periods"), [text for p in report.periods for text in _period(p)])


def _period(period: PeriodChange) -> Iterator[str]:
    old, new = period.old, period.new
    old_cell = (period.old_at.cell or "") if period.old_at else ""
    new_cell = (period.new_at.cell or "") if period.new_at else ""
    if old is None and new is not None:
        yield tr('"{period}" ({cell}) is new', period=new.label, cell=new_cell)
    elif new is None and old is not None:
        yield tr('"{period}" ({cell}) is gone', period=old.label, cell=old_cell)
    elif old and new and (not period.is_same or period.matched_by == "place"):
        values = {"old": old.label, "old_cell": old_cell, "new": new.label, "new_cell": new_cell}
        if period.matched_by == "place":
            yield tr(
                '"{old}" ({old_cell}) and "{new}" ({new_cell}) are taken for the same period because '
                "they stand at the same place",
                **values,
            )
        else:
            yield tr('"{old}" ({old_cell}) has other dates: "{new}" ({new_cell})', **values)


def _lines(report: DiffReport) -> Part:
    title = tr("Lines that differ")
    first = tr("Amounts in {currency}", currency=report.currency)
    part = Part(title, headings=_headings(report, first))
    for line in report.lines:
        if line.differs:
            part.head(_what_became(line))
            for version in line.old:
                name = tr("old {place}", place=_place(line, version, line.old))
                part.row(_indented(name), _amounts(report, version))
            for version in line.new:
                name = tr("new {place}", place=_place(line, version, line.new))
                part.row(_indented(name), _amounts(report, version))
            if line.amounts_differ and line.old and line.new:
                part.row(_indented(tr("change")), _changes(report, line.amounts))
    return part


def _what_became(line: LineChange) -> str:
    """A line's label with what became of it."""
    old = line.old[0].label if line.old else ""
    new = line.new[0].label if line.new else ""
    match line.change:
        case Change.SAME:
            return tr("changed: {label}", label=new)
        case Change.RENAMED:
            return tr('renamed: "{old}" is now "{new}"', old=old, new=new)
        case Change.MOVED:
            return tr("moved: {label}", label=new)
        case Change.SPLIT:
            return tr("split: {label}", label=old)
        case Change.JOINED:
            return tr("joined: {label}", label=new)
        case Change.NEW:
            return tr("new: {label}", label=new)
        case Change.GONE:
            return tr("gone: {label}", label=old)


def _place(line: LineChange, version: LineVersion, beside: Sequence[LineVersion]) -> str:
    """A line's cells; with its label if it is one of several, with where it belongs if it moved."""
    cells = [amount.cell for amount in version.amounts if amount.cell]
    shown = (cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}") if cells else ""
    if len(beside) > 1:
        return f"{shown} {version.label}"
    kinds = {(x.side, x.kind) for x in (*line.old, *line.new)}
    if line.change is Change.MOVED or len(kinds) > 1:
        where = [tr(_SIDES[version.side]), tr(_KINDS[version.kind]), version.section or ""]
        return f"{shown} ({', '.join(filter(None, where))})"
    return shown


def _amounts(report: DiffReport, version: LineVersion) -> list[CellText]:
    by_period = {amount.period: amount.amount for amount in version.amounts}
    cells: list[CellText] = [by_period.get(i, "") for i in range(len(report.periods))]
    if _shown(report, None):
        known = [amount for amount in by_period.values() if amount is not None]
        whole = len(known) == len(by_period) and known
        cells.append(sum(known[1:], known[0]) if whole else None)
    return cells


def _changes(report: DiffReport, amounts: Sequence[AmountChange]) -> list[CellText]:
    return [amount.change for amount in amounts if _shown(report, amount.period)]


def _movements(report: DiffReport) -> Iterator[Part]:
    """What was moved between lines of expenditure; of each kind for itself where both have changed."""
    found = [m for m in report.movements if m.side is Side.EXPENDITURE and m.between == "lines"]
    changed = {m.kind for m in found if m.increases != m.decreases or m.increases}
    kinds = [None, *(kind for kind in Kind if changed >= set(Kind))] if changed else []
    for kind in kinds:
        of_kind = [m for m in found if m.kind is kind and _shown(report, m.period)]
        yield _movement(report, tr(_MOVED[kind]), of_kind)


def _movement(report: DiffReport, title: str, found: Sequence[Movement]) -> Part:
    part = Part(title, headings=_headings(report))
    part.row(tr("Old total"), [m.old for m in found])
    part.row(_indented(tr("increases of lines")), [m.increases for m in found])
    part.row(_indented(tr("decreases of lines")), [m.decreases for m in found])
    part.row(tr("New total"), [m.new for m in found])
    part.row(tr("Moved from line to line"), [m.moved for m in found])
    part.row(_indented(tr("share of the old total")), [percent(m.moved_share) for m in found])
    if any(m.moved_share_of_grant for m in found):
        shares = [percent(m.moved_share_of_grant) for m in found]
        part.row(_indented(tr("share of the grant")), shares)
    part.bold += [0, 3, 4]
    return part


def _between_periods(report: DiffReport) -> Part:
    part = Part(tr("Moved between periods"))
    for m in report.movements:
        if m.between == "periods" and m.kind is None and m.moved:
            values = {"amount": m.moved.grouped, "share": percent(m.moved_share)}
            if m.side is Side.INCOME:
                said = tr("Income: {amount}, which is {share} of its old total.", **values)
            elif m.moved_share_of_grant is None:
                said = tr("Expenditure: {amount}, which is {share} of its old total.", **values)
            else:
                said = tr(
                    "Expenditure: {amount}, which is {share} of its old total and {of_grant} of the "
                    "grant.",
                    of_grant=percent(m.moved_share_of_grant),
                    **values,
                )
            part.sentences.append(said)
    return part


def _totals(report: DiffReport) -> Part:
    """The sums of the lines and the balance, where they changed."""
    part = Part(tr("Totals and balance"), headings=_headings(report))
    named: list[tuple[str, list[AmountChange]]] = [
        (tr(name), [t for t in report.totals if t.side is side]) for side, name in _SIDES.items()
    ]
    named += [
        (tr(name), [b for b in report.balance if b.kind is kind])
        for kind, name in _BALANCES.items()
    ]
    for name, changes in named:
        if any(change.differs for change in changes):
            shown = [change for change in changes if _shown(report, change.period)]
            part.head(name)
            part.row(_indented(tr("old")), [change.old for change in shown])
            part.row(_indented(tr("new")), [change.new for change in shown])
            part.row(_indented(tr("change")), [change.change for change in shown])
    part.sentences += list(_stated(report))
    if not part.rows and report.differs:
        part.sentences.insert(0, tr("The sums of the lines and the balance are unchanged."))
    return part


def _stated(report: DiffReport) -> Iterator[str]:
    """Totals that the sheets state and that are not the sum of the lines."""
    for total in report.totals:
        for at, stated, computed in (
            (total.old_at, total.stated_old, total.old),
            (total.new_at, total.stated_new, total.new),
        ):
            if at and stated is not None and stated != computed:
                yield tr(
                    "{file} {cell} states {stated}, but the lines come to {computed}",
                    file=at.file,
                    cell=at.cell,
                    stated=stated.grouped,
                    computed=computed.grouped if computed is not None else "?",
                )


def _sources(report: DiffReport) -> Part:
    """Each source's amounts and shares, and those of all alike, where they changed."""
    part = Part(tr("Sources and their share of the income"), headings=_headings(report))
    named = [(source.label, source.shares) for source in report.sources]
    for together in report.contributions:
        # What a single source brings, or the same together under another name, is not said again.
        if all(together.shares != shares for _, shares in named):
            named.append((tr(_CONTRIBUTORS[together.of]), together.shares))
    for name, shares in named:
        if not any(share.share_differs for share in shares):
            continue
        shown = [share for share in shares if _shown(report, share.period)]
        part.head(name)
        part.row(_indented(tr("old")), [share.old for share in shown])
        part.row("", [percent(share.old_share) for share in shown])
        part.row(_indented(tr("new")), [share.new for share in shown])
        part.row("", [percent(share.new_share) for share in shown])
    return part
