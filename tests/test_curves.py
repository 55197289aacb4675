"""Cumulative spending: its last point is what the report says is spent, whatever the entries are."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DRAMMEN
from grantcalc.api.accounting import account
from grantcalc.api.inputs import judged
from grantcalc.config import Config
from grantcalc.finding import Place
from grantcalc.model import Amount, Budget, BudgetLine, Kind, Side, SourceKind
from grantcalc.money import Money, total
from grantcalc.period import Period
from grantcalc.report.funder import Curve
from grantcalc.reporting.curves import curves
from grantcalc.spending.account import Spending
from made_ledger import made_ledger

AT = Place(file="f", cell="A1")
FIRST = date(2021, 1, 1)
STATUS_DAY = date(2022, 2, 14)


def nok(amount: int) -> Money:
    return Money(amount, "NOK")


def year(number: int) -> Period:
    return Period(label=str(number), start=date(number, 1, 1), end=date(number, 12, 31))


def quarters(number: int) -> list[Period]:
    starts = [date(number, month, 1) for month in (1, 4, 7, 10)] + [date(number + 1, 1, 1)]
    return [
        Period(label=f"{start:%m.%Y}", start=start, end=after - timedelta(days=1))
        for start, after in pairwise(starts)
    ]


def budget_of(periods: Sequence[Period], costs: Sequence[int | None]) -> Budget:
    def row(label: str, side: Side, source: SourceKind | None) -> BudgetLine:
        amounts = tuple(Amount(at=AT, value=None if x is None else nok(x)) for x in costs)
        return BudgetLine(
            label=label, at=AT, side=side, kind=Kind.CASH, source=source, amounts=amounts
        )

    return Budget(
        file="budget.xlsx",
        sheet=None,
        currency="NOK",
        periods=tuple(periods),
        period_places=(AT,) * len(periods),
        lines=(
            row("Lønn", Side.EXPENDITURE, None),
            row("Fondet", Side.INCOME, SourceKind.GRANT),
        ),
        totals=(),
    )


def spending_of(
    budget: Budget, entries: Sequence[tuple[date, int]], as_of: date, **declared: object
) -> Spending:
    config = Config.model_validate(declared)
    ledger = made_ledger([{"day": day, "amount": amount} for day, amount in entries])
    return Spending(budget, config, judged(ledger, budget, config, as_of), None, as_of)


def points(curve: Curve) -> list[tuple[date, int]]:
    return [(point.day, point.amount.minor) for point in curve.spent]


entries = st.lists(
    st.tuples(
        st.integers(-60, 1200).map(lambda n: FIRST + timedelta(days=n)),
        st.integers(-(10**6), 10**7),
    ),
    max_size=12,
)


@settings(max_examples=12, deadline=None)
@given(entries, st.integers(-60, 1300), st.sampled_from([0, 45]))
def test_the_last_point_is_what_the_report_says_is_spent(
    made: list[tuple[date, int]], after: int, pre_award: int
) -> None:
    as_of = FIRST + timedelta(days=after)
    budget = budget_of([year(2021), year(2022), year(2023)], [5_000_000] * 3)
    spending = spending_of(budget, made, as_of, project={"pre_award_days": pre_award})
    found = {curve.period: curve for curve in curves(spending)}
    assert list(found) == [*spending.years, None]
    for scope, curve in found.items():
        of_lines = [x.spent for x in spending.lines() if scope in (None, x.period)]
        on_none = [x.amount for x in spending.unmapped() if scope in (None, x.period)]
        assert curve.spent[-1].amount == total([*of_lines, *on_none], "NOK")
        assert curve.spent[0].amount == nok(0)
        days = [point.day for point in curve.spent]
        assert days == sorted(set(days))
        assert max(days) <= max(as_of, curve.start)


def test_each_day_has_its_sum_and_the_curve_goes_on_to_the_as_of_date() -> None:
    made = [(date(2021, 3, 1), 300), (date(2021, 3, 1), 50), (date(2021, 2, 1), 100)]
    (curve,) = curves(spending_of(budget_of([year(2021)], [12_000]), made, date(2021, 4, 9)))
    assert points(curve) == [
        (date(2020, 12, 31), 0),
        (date(2021, 2, 1), 100),
        (date(2021, 3, 1), 450),
        (date(2021, 4, 9), 450),
    ]


def test_after_the_end_the_curve_ends_with_the_time() -> None:
    (curve,) = curves(spending_of(budget_of([year(2021)], [12_000]), [], date(2022, 4, 9)))
    assert points(curve) == [(date(2020, 12, 31), 0), (date(2021, 12, 31), 0)]
    assert curve.planned_by_now == nok(12_000)


def test_costs_before_the_start_stand_on_their_own_days() -> None:
    made = [(date(2020, 12, 20), 100), (date(2021, 1, 2), 30)]
    spending = spending_of(
        budget_of([year(2021)], [12_000]), made, date(2021, 1, 2), project={"pre_award_days": 30}
    )
    (curve,) = curves(spending)
    assert points(curve) == [
        (date(2020, 12, 19), 0),
        (date(2020, 12, 20), 100),
        (date(2021, 1, 2), 130),
    ]
    assert curve.start == FIRST


def test_the_plan_is_that_of_the_quarters_and_agrees_with_the_pace() -> None:
    budget = budget_of(quarters(2021), [1_000, 0, 5_000, 4_000])
    spending = spending_of(budget, [(date(2021, 1, 5), 7)], date(2021, 8, 15))
    (curve,) = curves(spending)
    assert [(point.day, point.amount.minor) for point in curve.planned] == [
        (date(2020, 12, 31), 0),
        (date(2021, 3, 31), 1_000),
        (date(2021, 6, 30), 1_000),
        (date(2021, 9, 30), 6_000),
        (date(2021, 12, 31), 10_000),
    ]
    pace = spending.lines()[0].pace
    assert pace
    assert curve.planned_by_now == pace.planned == nok(3_500)


def test_one_amount_for_the_year_is_planned_evenly() -> None:
    curve = curves(account(DRAMMEN, STATUS_DAY).spending)[0]
    assert [(point.day, str(point.amount)) for point in curve.planned] == [
        (date(2021, 6, 30), "0.00"),
        (date(2022, 6, 30), "700000.00"),
    ]
    assert str(curve.planned_by_now) == "439178.08"


def test_over_a_gap_in_the_budget_there_is_no_plan() -> None:
    (curve,) = curves(spending_of(budget_of([year(2021)], [None]), [], STATUS_DAY, awards=AWARDS))
    assert (curve.planned, curve.planned_by_now) == ((), None)


AWARDS = [{"source": "Fondet", "amount": 500, "status": "awarded"}]


@pytest.mark.parametrize(("number", "awards"), [(1, [50_000]), (2, [None, None, 50_000])])
def test_an_award_for_the_whole_project_is_the_ceiling_of_no_single_year(
    number: int, awards: list[int | None]
) -> None:
    periods = [year(2021), year(2022)][:number]
    spending = spending_of(
        budget_of(periods, [1_000] * number), [], date(2022, 6, 1), awards=AWARDS
    )
    assert [curve.award and curve.award.minor for curve in curves(spending)] == awards


def test_money_that_is_applied_for_is_no_ceiling() -> None:
    found = curves(account(DRAMMEN, STATUS_DAY).spending)
    assert [(curve.period, str(curve.award)) for curve in found] == [
        (0, "700000.00"),
        (None, "700000.00"),
    ]
    assert [str(curve.spent[-1].amount) for curve in found] == ["364321.00"] * 2


def test_a_budget_without_dates_has_no_curve() -> None:
    budget = budget_of([Period(label="Year 1")], [1_000])
    assert curves(spending_of(budget, [(FIRST, 5)], STATUS_DAY)) == ()
