"""Whatever is spent, ordered, awarded and carried: the sums hold, and every øre has a payer."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from grantcalc.config import ChargingMethod, Config, InKindTable
from grantcalc.finding import Place
from grantcalc.judging.outcomes import Outcome
from grantcalc.ledger_summary import EntryGroup, LedgerSummary
from grantcalc.model import (
    Amount,
    Budget,
    BudgetLine,
    Commitment,
    Kind,
    Side,
    SourceKind,
    WorkEntry,
)
from grantcalc.money import Money, total
from grantcalc.period import Period
from grantcalc.report.remaining import GrantReport, OtherSource
from grantcalc.spending.account import Spending
from grantcalc.spending.charging import CashSource, charge, charge_also
from grantcalc.spending.commitments import commitments_report, committed_costs, orders
from grantcalc.spending.contribution import counted, own_contribution
from grantcalc.spending.pace import pace_of

AT = Place(file="f", cell="A1")
FIRST = date(2021, 1, 1)
YEARS = tuple(
    Period(label=str(y), start=date(y, 1, 1), end=date(y, 12, 31)) for y in (2021, 2022, 2023)
)
SOURCES = {"Fondet": SourceKind.GRANT, "Kommunen": SourceKind.OWN, "Andre": SourceKind.OTHER}
COSTS = ("Lønn", "Reise")
days = st.integers(-30, 1200).map(lambda n: FIRST + timedelta(days=n))
minor = st.integers(0, 10**8)


def nok(amount: int) -> Money:
    return Money(amount, "NOK")


def line(label: str, side: Side, source: SourceKind | None, amounts: list[int]) -> BudgetLine:
    return BudgetLine(
        label=label,
        at=AT,
        side=side,
        kind=Kind.CASH,
        source=source,
        amounts=tuple(Amount(at=AT, value=nok(amount)) for amount in amounts),
    )


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    three = st.lists(minor, min_size=3, max_size=3)
    lines = [line(label, Side.EXPENDITURE, None, draw(three)) for label in COSTS]
    lines += [line(name, Side.INCOME, kind, draw(three)) for name, kind in SOURCES.items()]
    return Budget(
        file="budget.xlsx",
        sheet=None,
        currency="NOK",
        periods=YEARS,
        period_places=(AT,) * 3,
        lines=tuple(lines),
        totals=(),
    )


CHARGING = [
    {"method": "grant-first"},
    {"method": "own-first"},
    {
        "method": "by-line",
        "rest": "Andre",
        "lines": {"Lønn": {"Fondet": Decimal("33.4"), "Kommunen": Decimal("66.6")}},
    },
    {"method": "by-tag", "tag": "Betaler", "rest": "Kommunen", "tags": {"F": "Fondet"}},
]


@st.composite
def awards(draw: st.DrawFn) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for year in (1, 2, 3):
        status = draw(st.sampled_from(["applied", "awarded", "received", ""]))
        amount = Decimal(draw(minor)).scaleb(-2)
        if status:
            carry = status != "applied" and draw(st.booleans())
            found.append(
                {
                    "source": "Fondet",
                    "year": year,
                    "amount": amount,
                    "status": status,
                    "carry_over": carry,
                }
            )
    return found or [{"source": "Fondet", "year": 1, "amount": 0, "status": "awarded"}]


groups = st.lists(
    st.builds(
        EntryGroup,
        st.just(Outcome.INCLUDED),
        st.integers(0, 2),
        st.sampled_from([None, 0, 1]),
        st.integers(1, 9),
        st.integers(-(10**7), 10**8).map(nok),
        st.sampled_from([None, "", "F", "E"]),
    ),
    max_size=12,
)
ordered = st.lists(
    st.builds(
        Commitment,
        at=st.just(AT),
        day=days,
        delivery=st.none() | days,
        line=st.sampled_from(["Lønn", "REISE", "Ukjent", ""]),
        line_at=st.just(AT),
        amount=minor.map(nok),
        invoiced=st.sampled_from([0, 0, 1, 10**6]).map(nok),
        invoiced_at=st.just(AT),
        more_to_come=st.booleans(),
        dimensions=st.sampled_from([{}, {"Betaler": "F"}]),
    ),
    max_size=8,
)


@given(budgets(), awards(), st.sampled_from(CHARGING), groups, ordered, days)
def test_the_identities_hold_whatever_is_spent_ordered_and_carried(
    budget: Budget,
    declared: list[dict[str, object]],
    charging: dict[str, object],
    spent: list[EntryGroup],
    bought: list[Commitment],
    as_of: date,
) -> None:
    config = Config.model_validate({"awards": declared, "charging": charging})
    begun = [group for group in spent if YEARS[group.year or 0].begun_by(as_of)]
    included = total((group.amount for group in begun), "NOK")
    summary = LedgerSummary(0, included, tuple(begun), {}, dict.fromkeys(range(3), ()), (), 0, ())
    placed = orders(bought, budget, as_of)
    spending = Spending(budget, config, summary, None, as_of, placed)
    grants, others, lines = spending.grants(), spending.other_sources(), spending.lines()
    for grant in grants:
        assert grant.awarded == grant.granted + grant.carried_in - grant.carried_out
        assert grant.awarded == grant.spent + grant.remaining
        assert grant.available == grant.remaining - grant.committed
        assert grant.carried_in.minor >= 0
        assert grant.carried_out.minor >= 0
    zero = nok(0)
    assert sum((g.carried_in - g.carried_out for g in grants), zero) == zero
    assert sum((g.awarded - g.granted for g in grants), zero) == zero
    payers: list[GrantReport | OtherSource] = [*grants, *others]
    assert sum((payer.spent for payer in payers), zero) == included
    unmapped = (group.amount for group in spending.unmapped())
    assert sum((x.spent for x in lines), zero) + sum(unmapped, zero) == included
    report = commitments_report(placed, budget, "orders.xlsx", 0)
    assert sum((payer.committed for payer in payers), zero) == report.committed
    on_lines = sum((x.committed for x in lines), zero)
    assert on_lines + report.on_no_line == report.committed
    assert total((c.amount for c in committed_costs(placed, None)), "NOK") == report.committed


sources = st.lists(
    st.builds(CashSource, st.sampled_from("abc"), st.sampled_from(SourceKind), minor.map(nok)),
    min_size=1,
    max_size=5,
)


@given(minor, minor, sources, st.sampled_from(ChargingMethod))
def test_what_is_ordered_is_paid_to_the_last_oere_and_by_nobody_less_than_nothing(
    spent: int, more: int, cash: list[CashSource], method: ChargingMethod
) -> None:
    parts = charge_also(nok(more), nok(spent), cash, method)
    if parts is None:
        assert charge(nok(spent), cash, method) is None
    else:
        assert total(parts, "NOK") == nok(more)
        assert min(part.minor for part in parts) >= 0


@given(minor, st.integers(1, 10**8), days, st.integers(1, 900))
def test_the_pace_leads_where_it_says(spent: int, whole: int, as_of: date, length: int) -> None:
    period = Period(label="p", start=FIRST, end=FIRST + timedelta(days=length - 1))
    pace = pace_of(nok(whole), nok(spent), period, as_of)
    elapsed = period.elapsed_days(as_of)
    if pace is None:
        assert not elapsed
        return
    assert elapsed
    assert abs(pace.straight_line.minor - Fraction(whole * elapsed, length)) <= Fraction(1, 2)
    left = whole - Fraction(spent * length, elapsed)
    assert abs(pace.left_at_end.minor - left) <= Fraction(1, 2)
    if pace.used_up_on is None:
        assert spent >= whole or left * elapsed > -spent
    else:
        day = (pace.used_up_on - FIRST).days + 1
        assert spent * (day - 1) < whole * elapsed <= spent * day
        assert as_of < pace.used_up_on < FIRST + timedelta(days=length - 1)


work = st.lists(
    st.builds(
        WorkEntry,
        at=st.just(AT),
        rate_at=st.just(AT),
        day=days,
        role=st.just(""),
        hours=st.decimals(0, 24, places=2),
        rate=st.decimals(0, 2000, places=2),
        person=st.sampled_from(["Anne", "anne ", "Bo", ""]),
        source=st.sampled_from(["Dugnad", "Naboen", ""]),
    ),
    max_size=15,
)


@given(budgets(), work, days, st.integers(1, 60), st.integers(1, 1500))
def test_work_is_counted_within_its_caps_and_nothing_is_lost(
    budget: Budget, done: list[WorkEntry], as_of: date, hours: int, rate: int
) -> None:
    caps = InKindTable(max_hours_a_year=Decimal(hours), max_rate=Decimal(rate))
    rows = counted(done, budget, caps, as_of)
    inside = [w for w in done if w.day <= as_of and budget.year_of(w.day) is not None]
    assert sum(row.value + row.value_above for row in rows) == sum(w.value for w in inside)
    by_person: dict[tuple[str, int], Decimal] = {}
    for row in rows:
        assert row.value <= row.hours * rate
        assert 0 <= row.hours <= row.entry.hours
        if row.entry.person:
            key = (row.entry.person.strip().casefold(), row.entry.day.year)
            by_person[key] = by_person.get(key, Decimal(0)) + row.hours
    assert all(their <= hours for their in by_person.values())


@given(budgets(), work, days)
def test_work_by_contributor_adds_up_to_all_hours(
    budget: Budget, done: list[WorkEntry], as_of: date
) -> None:
    in_kind = [
        line(name, Side.INCOME, SourceKind.OWN, [1, 1, 1]).model_copy(update={"kind": Kind.IN_KIND})
        for name in ("Dugnad", "Vestli")
    ]
    both = budget.model_copy(update={"lines": (*budget.lines, *in_kind)})
    parts = own_contribution(done, both, InKindTable(), as_of, range(3))
    inside = [w for w in done if w.day <= as_of and both.year_of(w.day) is not None]
    assert sum(Decimal(part.hours or 0) for part in parts) == sum(w.hours for w in inside)
