"""Two budgets, however they differ: no line is lost, and the money always adds up."""

import time
from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from grantcalc.comparing.budgets import compare
from grantcalc.finding import Place
from grantcalc.model import Amount, Budget, BudgetLine, Kind, Side, SourceKind, StatedTotal
from grantcalc.money import Money
from grantcalc.period import Period
from grantcalc.report.diff import Change, DiffReport, LineChange, Version
from grantcalc.report.parts import Summary

VERSION = Version(file="b.xlsx", sheet="B", config=None, findings=Summary.of([]))
PERIODS = [
    Period(label="2021", start=date(2021, 1, 1), end=date(2021, 12, 31)),
    Period(label="2022", start=date(2022, 1, 1), end=date(2022, 12, 31)),
    Period(label="2022 moved", start=date(2022, 2, 1), end=date(2023, 1, 31)),
    Period(label="Year 1"),
    Period(label="Year 2"),
]
LABELS = [
    "Travel",
    "Travel abroad",
    "Travels",
    "Printing",
    "Project lead",
    "Rent",
    "",
    "Rent of room",
]
SECTIONS = [None, "Sum of staff", "Sum of other"]

Row = tuple[str, Side, Kind, list[int], str | None]


def budget(periods: list[Period], rows: list[Row]) -> Budget:
    def place(row: int, column: int) -> Place:
        return Place("b.xlsx", "B", f"{'ABCDEFG'[column]}{row}")

    def amount(row: int, column: int, minor: int) -> Amount:
        return Amount(at=place(row, column), value=Money(minor, "NOK"))

    lines = [
        BudgetLine(
            label=label, at=place(r, 0), side=side, kind=kind,
            source=SourceKind.GRANT if side is Side.INCOME else None,
            amounts=tuple(amount(r, c, a) for c, a in enumerate(amounts[: len(periods)], 1)),
        )
        for r, (label, side, kind, amounts, _) in enumerate(rows, 1)
    ]  # fmt: skip
    totals = [
        StatedTotal(
            label=section, at=place(90, 0), side=Side.EXPENDITURE, is_grand=False, covers=covers,
            amounts=tuple(None for _ in periods),
        )
        for section in SECTIONS[1:]
        if section and (covers := {i: 1 for i, row in enumerate(rows) if row[4] == section})
    ]  # fmt: skip
    return Budget(
        file="b.xlsx", sheet="B", currency="NOK", periods=tuple(periods),
        period_places=tuple(place(99, c) for c in range(1, len(periods) + 1)),
        lines=tuple(lines), totals=tuple(totals),
    )  # fmt: skip


amounts = st.sampled_from([0, 1, 2, 3, 5, 100, 200, 300])
rows = st.tuples(
    st.sampled_from(LABELS),
    st.sampled_from(Side),
    st.sampled_from(Kind),
    st.lists(amounts, min_size=3, max_size=3),
    st.sampled_from(SECTIONS),
)
period_lists = st.lists(st.sampled_from(PERIODS), min_size=1, max_size=3, unique=True)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Budget, Budget]:
    """A budget and one that has become of it: lines edited, dropped, put in, put elsewhere."""
    periods = draw(period_lists)
    old: list[Row] = draw(st.lists(rows, max_size=9))
    new: list[Row] = []
    for row in old:
        edit = draw(st.sampled_from(["keep", "keep", "drop", "amounts", "label", "split", "any"]))
        label, side, kind, values, section = row
        if edit == "keep":
            new.append(row)
        elif edit == "amounts":
            new.append(
                (label, side, kind, draw(st.lists(amounts, min_size=3, max_size=3)), section)
            )
        elif edit == "label":
            new.append((draw(st.sampled_from(LABELS)), side, kind, values, section))
        elif edit == "split":
            half = [value // 2 for value in values]
            rest = [value - part for value, part in zip(values, half, strict=True)]
            new += [(f"{label} a", side, kind, half, section), ("Other", side, kind, rest, section)]
        elif edit == "any":
            new.append(draw(rows))
    new += draw(st.lists(rows, max_size=3))
    if draw(st.booleans()):
        new = draw(st.permutations(new))
    changed = draw(st.one_of(st.just(periods), period_lists))
    return budget(periods, old), budget(changed, new)


def diff(old: Budget, new: Budget) -> DiffReport:
    return compare(old, new, (VERSION, VERSION))


@settings(deadline=None, max_examples=60)
@given(versions())
def test_every_line_of_both_budgets_is_told_of_once(both: tuple[Budget, Budget]) -> None:
    old, new = both
    report = diff(old, new)
    assert Counter(x.at for line in report.lines for x in line.old) == Counter(
        x.at for x in old.lines
    )
    assert Counter(x.at for line in report.lines for x in line.new) == Counter(
        x.at for x in new.lines
    )
    assert sum(report.counts.model_dump().values()) == len(report.lines)
    many = {Change.SPLIT: "new", Change.JOINED: "old"}
    for line in report.lines:
        sizes = {"old": len(line.old), "new": len(line.new)}
        expected = {"old": line.change is not Change.NEW, "new": line.change is not Change.GONE}
        if line.change in many:
            assert sizes.pop(many[line.change]) > 1
        assert all(size == expected[which] for which, size in sizes.items())


@settings(deadline=None, max_examples=60)
@given(versions())
def test_every_period_of_both_budgets_is_told_of_once(both: tuple[Budget, Budget]) -> None:
    old, new = both
    report = diff(old, new)
    assert [p.old for p in report.periods if p.old] == list(old.periods)
    assert Counter(p.new_at for p in report.periods if p.new) == Counter(new.period_places)


@settings(deadline=None, max_examples=60)
@given(versions())
def test_the_old_total_with_increases_and_less_decreases_is_the_new_one(
    both: tuple[Budget, Budget],
) -> None:
    old, new = both
    report = diff(old, new)
    for m in report.movements:
        assert m.old is not None
        assert m.increases is not None
        assert m.decreases is not None
        assert m.old + m.increases - m.decreases == m.new
        assert m.moved == min(m.increases, m.decreases)
        if m.period is None:
            assert m.old == old.computed(m.side, None, m.kind)
            assert m.new == new.computed(m.side, None, m.kind)
    for side in Side:
        in_all = [t for t in report.totals if t.side is side and t.period is None]
        assert [(t.old, t.new) for t in in_all] == [
            (old.computed(side, None), new.computed(side, None))
        ] * (old.has(side) or new.has(side))


@settings(deadline=None, max_examples=60)
@given(versions())
def test_split_and_joined_lines_have_the_same_money_before_and_after(
    both: tuple[Budget, Budget],
) -> None:
    for line in diff(*both).lines:
        if line.change in (Change.SPLIT, Change.JOINED):
            assert line.in_all.old == line.in_all.new
        changes = [a.change for a in line.amounts]
        assert all(change is not None for change in changes)
        assert (
            sum((c.minor for c in changes[:-1] if c), 0) == (changes[-1] or Money(0, "NOK")).minor
        )


@settings(deadline=None, max_examples=60)
@given(versions())
def test_a_budget_does_not_differ_from_itself(both: tuple[Budget, Budget]) -> None:
    report = diff(both[0], both[0])
    assert not report.differs
    assert report.counts.same == len(both[0].lines)
    assert not any(m.increases or m.decreases for m in report.movements)


MIRRORED = {
    Change.SPLIT: Change.JOINED,
    Change.JOINED: Change.SPLIT,
    Change.NEW: Change.GONE,
    Change.GONE: Change.NEW,
}

Told = tuple[Change, frozenset[Place], frozenset[Place]]


def told(line: LineChange) -> Told:
    return line.change, frozenset(x.at for x in line.old), frozenset(x.at for x in line.new)


@settings(deadline=None, max_examples=150)
@given(versions())
def test_the_other_way_round_the_same_lines_belong_together(both: tuple[Budget, Budget]) -> None:
    old, new = both
    there = {told(line) for line in diff(old, new).lines}
    back = {
        (MIRRORED.get(change, change), after, before)
        for change, before, after in map(told, diff(new, old).lines)
    }
    assert there == back


def test_two_hundred_lines_that_all_have_other_names_are_quick() -> None:
    def long(word: str) -> Budget:
        return budget(
            PERIODS[:2],
            [
                (f"{word} number {i * 7919 % 1000} of the project in the north", Side.EXPENDITURE,
                 Kind.CASH, [i * 31 % 97, i * 17 % 89], None)
                for i in range(200)
            ],
        )  # fmt: skip

    start = time.process_time()
    report = diff(long("Cost"), long("Expense"))
    assert time.process_time() - start < 5
    assert sum(len(line.old) for line in report.lines) == 200


def test_thousands_of_lines_without_namesakes_are_said_to_be_too_many() -> None:
    def many(word: str) -> Budget:
        return budget(
            PERIODS[:1],
            [(f"{word} {i}", Side.EXPENDITURE, Kind.CASH, [i], None) for i in range(3000)],
        )

    report = diff(many("Cost"), many("Expense"))
    assert report.counts.gone == report.counts.new == 3000
    assert "Too many lines have no namesake" in report.notes[0]
