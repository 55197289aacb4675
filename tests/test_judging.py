"""What becomes of each entry: selection, charts of accounts, files that overlap, dates that decide."""

import random as randomly
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grantcalc.config import LedgerTable, MappingRule
from grantcalc.errors import ConfigError
from grantcalc.judging.charts import charts
from grantcalc.judging.outcomes import Oddity, Outcome
from grantcalc.judging.terms import Terms
from grantcalc.ledger import Ledger
from grantcalc.ledger_summary import LedgerSummary
from grantcalc.money import Money, total
from grantcalc.period import Period
from made_ledger import made_ledger

YEAR = Period(label="2021", start=date(2021, 1, 1), end=date(2021, 12, 31))
DECEMBER = date(2021, 12, 15)


def declared(**keys: Any) -> LedgerTable:
    return LedgerTable.model_validate(keys)


def judged(ledger: Ledger, **keys: Any) -> LedgerSummary:
    return ledger.judge(Terms([YEAR], declared=declared(**keys)))


def outcomes(summary: LedgerSummary) -> dict[Outcome, tuple[int, int]]:
    """How many entries each outcome has, and how much."""
    counts = {o: (summary.count(o), summary.sum(outcome=o).minor) for o in Outcome}
    return {outcome: found for outcome, found in counts.items() if found[0]}


# -- the project


def test_a_dimension_chooses_the_project() -> None:
    rows: list[dict[str, Any]] = [
        {"amount": 5, "Prosjekt": "47"},
        {"amount": 7, "Prosjekt": "48"},
        {"amount": 9},
    ]
    ledger = made_ledger(rows, dimensions=["Ansvar", "Prosjekt"])
    summary = judged(ledger, project={"prosjekt": ["47", "49"]})
    assert outcomes(summary) == {Outcome.INCLUDED: (1, 5), Outcome.OTHER_PROJECT: (2, 16)}


def test_of_other_projects_a_few_are_listed() -> None:
    ledger = made_ledger([{"amount": 1, "P": str(n)} for n in range(20)], dimensions=["P"])
    summary = judged(ledger, project={"P": "0"})
    assert len(summary.listed[Outcome.OTHER_PROJECT]) == 5


def test_accounts_choose_the_project() -> None:
    ledger = made_ledger([{"amount": 5, "account": "1010"}, {"amount": 7, "account": "A1"}])
    summary = judged(ledger, accounts=["1000-1099"])
    assert outcomes(summary) == {Outcome.INCLUDED: (1, 5), Outcome.OTHER_PROJECT: (1, 7)}


def test_a_dimension_that_no_file_has_is_refused_and_those_there_are_named() -> None:
    ledger = made_ledger([{"amount": 5}], dimensions=["Ansvar", "Prosjekt"])
    with pytest.raises(ConfigError, match=r'"Prosjektnr".*"Ansvar", "Prosjekt"'):
        judged(ledger, project={"Prosjektnr": "47"})


# -- what is no spending


@pytest.mark.parametrize(
    ("chart", "account", "outcome"),
    [
        ("ns4102", "1920", Outcome.BALANCE_SHEET),
        ("ns4102", "2400", Outcome.BALANCE_SHEET),
        ("ns4102", "3440", Outcome.INCOME),
        ("ns4102", "8960", Outcome.TRANSFER),
        ("ns4102", "6540", Outcome.INCLUDED),
        ("ns4102", "654001", Outcome.INCLUDED),
        ("ns4102", "192001", Outcome.BALANCE_SHEET),
        ("kostra", "1010", Outcome.INCLUDED),
        ("kostra", "010", Outcome.INCLUDED),
        ("kostra", "0270", Outcome.INCLUDED),
        ("kostra", "1429", Outcome.COMPENSATED_VAT),
        ("kostra", "1729", Outcome.COMPENSATED_VAT),
        ("kostra", "1700", Outcome.INCOME),
        ("kostra", "1550", Outcome.TRANSFER),
        ("kostra", "950", Outcome.TRANSFER),
        ("kostra", "1590", Outcome.INCLUDED),
        ("kostra", "21010001", Outcome.BALANCE_SHEET),
        ("bas", "1930", Outcome.BALANCE_SHEET),
        ("bas", "3980", Outcome.INCOME),
        ("bas", "7010", Outcome.INCLUDED),
        ("bas", "8999", Outcome.TRANSFER),
        ("skr03", "1200", Outcome.BALANCE_SHEET),
        ("skr03", "4120", Outcome.INCLUDED),
        ("skr03", "8400", Outcome.INCOME),
        ("skr04", "1800", Outcome.BALANCE_SHEET),
        ("skr04", "4400", Outcome.INCOME),
        ("skr04", "6020", Outcome.INCLUDED),
        ("SKR04", "9000", Outcome.TRANSFER),
        (None, "1920", Outcome.INCLUDED),
    ],
)
def test_a_chart_of_accounts_tells_what_is_no_spending(
    chart: str | None, account: str, outcome: Outcome
) -> None:
    summary = judged(made_ledger([{"amount": 5, "account": account}]), chart=chart)
    assert outcomes(summary) == {outcome: (1, 5)}


def test_no_chart_calls_one_account_two_things() -> None:
    for chart in charts().values():
        spans = [tuple(map(int, r.split("-"))) for of in chart.ranges.values() for r in of]
        accounts = sorted((span[0], span[-1]) for span in spans)
        assert all(low <= high for low, high in accounts)
        assert all(one[1] < two[0] for one, two in pairwise(accounts))


def test_what_is_declared_comes_before_the_chart() -> None:
    rows = [{"amount": 5, "account": "1250"}, {"amount": 7, "account": "6000"}]
    summary = judged(
        made_ledger(rows), chart="ns4102", cost_accounts="1250", transfer_accounts="6000-6099"
    )
    assert outcomes(summary) == {Outcome.INCLUDED: (1, 5), Outcome.TRANSFER: (1, 7)}


def test_an_unknown_chart_is_refused_and_the_known_are_named() -> None:
    with pytest.raises(ConfigError, match=r'"ns4103".*"ns4102", "kostra"'):
        judged(made_ledger([{"amount": 5}]), chart="ns4103")


def test_opening_balances_are_left_out_and_a_credit_note_is_spending() -> None:
    rows = [{"amount": 500, "is_opening": True}, {"amount": 100}, {"amount": -30}]
    summary = judged(made_ledger(rows), chart="ns4102")
    assert outcomes(summary) == {Outcome.INCLUDED: (2, 70), Outcome.OPENING: (1, 500)}


# -- dates


def test_the_period_counts_by_its_last_day_and_closing_periods_in_december() -> None:
    rows = [
        {"amount": 1, "day": date(2022, 1, 5), "period": 202113},
        {"amount": 2, "day": date(2021, 11, 5), "period": 202112},
        {"amount": 4, "day": date(2021, 1, 1), "period": 202100},
    ]
    ledger = made_ledger(rows)
    terms = Terms([YEAR], as_of=date(2021, 12, 30), declared=declared(date="period"))
    assert outcomes(ledger.judge(terms)) == {
        Outcome.INCLUDED: (1, 4),
        Outcome.AFTER_AS_OF: (2, 3),
    }


@pytest.mark.parametrize("basis", ["posting", "period"])
def test_a_file_without_the_date_that_decides_is_refused(basis: str) -> None:
    ledger = made_ledger([{"amount": 1, "posted": DECEMBER, "period": 202112}], [{"amount": 2}])
    with pytest.raises(ConfigError, match=r"b\.csv"):
        judged(ledger, date=basis)


def test_what_was_posted_later_is_counted_and_told() -> None:
    rows = [
        {"amount": 1, "voucher": "1", "posted": date(2021, 3, 2)},
        {"amount": 2, "voucher": "2", "posted": date(2021, 4, 1)},
        {"amount": 4, "voucher": "2", "posted": date(2021, 4, 1)},
        {"amount": 8, "voucher": "3", "posted": date(2021, 4, 1), "day": date(2021, 3, 30)},
    ]
    summary = made_ledger(rows).judge(Terms([YEAR], as_of=date(2021, 3, 15)))
    later = summary.posted_later
    assert later is not None
    assert (later.entries, later.vouchers, later.amount.minor) == (2, 1, 6)
    assert summary.sum(outcome=Outcome.INCLUDED).minor == 7


def test_days_before_the_award_count_in_the_first_project_year() -> None:
    years = [
        Period(label="2", start=date(2022, 1, 1), end=date(2022, 12, 31)),
        YEAR,
    ]
    rows = [{"amount": 1, "day": date(2020, 12, day)} for day in (1, 2)]
    summary = made_ledger(rows).judge(Terms(years, pre_award_days=30))
    assert outcomes(summary) == {Outcome.INCLUDED: (1, 1), Outcome.BEFORE_PROJECT: (1, 1)}
    assert summary.sum(outcome=Outcome.INCLUDED, year=1).minor == 1
    assert summary.odd[Oddity.PRE_AWARD].entries == 1


# -- mapping


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"text": "tog*oslo"}, True),
        ({"text": "oslo*tog"}, False),
        ({"text": "TOG TIL"}, True),
        ({"text": "100%_"}, True),
        ({"text": "10_%"}, False),
        ({"text": ["x"] * 10 + ["to*sl"]}, True),
        ({"text": [f"x{n}" for n in range(10)]}, False),
        ({"text": "tog", "supplier": "fjell"}, True),
        ({"text": "tog", "supplier": "dal"}, False),
        ({"supplier": "FJELL*AS"}, True),
        ({"accounts": "7140", "text": "tog", "dimensions": {"P": ["4", "5"]}}, True),
        ({"accounts": "7140", "dimensions": {"P": "4"}}, False),
    ],
)
def test_the_conditions_of_a_rule(rule: dict[str, Any], fits: bool) -> None:
    entry = {
        "amount": 1, "account": "7140", "text": "Tog til Oslo 100%_", "supplier": "Fjelltog AS", "P": "5",
    }  # fmt: skip
    rules = [(3, MappingRule.model_validate({"line": "a", **rule}))]
    summary = made_ledger([entry], dimensions=["P"]).judge(Terms([YEAR], rules))
    assert [g.line for g in summary.groups] == [3 if fits else None]


def test_two_hundred_rules_keep_their_order() -> None:
    rules = [(n, MappingRule(line="a", text=(f"ord{n % 100} ",))) for n in range(200)]
    rows = [{"amount": 1, "text": f"en ord{n} to ord{n + 1} "} for n in range(0, 99, 7)]
    summary = made_ledger(rows).judge(Terms([YEAR], rules))
    assert [g.line for g in summary.groups] == list(range(0, 99, 7))


# -- properties

entry = st.fixed_dictionaries(
    {
        "amount": st.integers(-3, 3),
        "day": st.sampled_from([date(2021, 3, 1), date(2021, 3, 2), date(2022, 1, 1)]),
        "account": st.sampled_from(["1920", "6800", "X"]),
        "voucher": st.sampled_from(["1", "2"]),
        "text": st.sampled_from(["a", "b"]),
        "P": st.sampled_from(["47", "48", ""]),
        "is_opening": st.booleans(),
    }
)


@settings(max_examples=12, deadline=None)
@given(st.lists(entry, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter_and_nothing_is_lost(
    rows: list[dict[str, Any]], random: randomly.Random
) -> None:
    shuffled = random.sample(rows, len(rows))
    found = [
        judged(made_ledger(order, dimensions=["P"]), chart="ns4102", project={"P": ["47", ""]})
        for order in (rows, shuffled)
    ]
    assert outcomes(found[0]) == outcomes(found[1])
    for summary in found:
        assert summary.entries == len(rows) == sum(g.entries for g in summary.groups)
        assert summary.amount == total((Money(r["amount"], "NOK") for r in rows), "NOK")
    odd = [
        {what: (o.entries, o.groups, o.amount) for what, o in summary.odd.items()}
        for summary in found
    ]
    assert odd[0] == odd[1]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(entry, min_size=1, max_size=10),
    st.lists(st.sets(st.sampled_from("abc"), min_size=1), min_size=10, max_size=10),
)
def test_files_that_overlap_count_each_entry_once(
    rows: list[dict[str, Any]], where: list[set[str]]
) -> None:
    """Each entry stands in one file or more; of those that are alike, each file has its own number."""
    full = [{**row, "P": row["P"] or "49"} for row in rows]
    files = [[r for r, w in zip(full, where, strict=False) if name in w] for name in "abc"]
    summary = judged(made_ledger(*files, dimensions=["P"]))
    a, b, c = (Counter(tuple(sorted(row.items())) for row in file) for file in files)
    repeated = summary.count(Outcome.REPEATED)
    assert summary.entries == sum(map(len, files))
    assert summary.entries - repeated == (a | b | c).total()


def test_two_entries_of_one_row_are_two_entries() -> None:
    """A row with two accounts, or a line that is divided: both have the row's number."""
    rows = [
        {"row": 2, "account": "6300", "voucher": "1", "amount": 500, "Prosjekt": "A"},
        {"row": 2, "account": "2400", "voucher": "1", "amount": -500, "Prosjekt": "B"},
        {"row": 3, "account": "6300", "voucher": "2", "amount": 700, "Prosjekt": "A"},
    ]
    ledger = made_ledger(rows, rows, dimensions=["Prosjekt"])
    summary = ledger.judge(Terms([YEAR], tag="Prosjekt"))
    assert summary.entries == 6
    included = list(ledger.judged(Outcome.INCLUDED))
    assert [(e.row, e.account, e.amount.minor) for e in included] == [
        (2, "6300", 500),
        (2, "2400", -500),
        (3, "6300", 700),
    ]
    assert summary.count(Outcome.REPEATED) == 3
    assert [(g.tag, g.amount.minor) for g in summary.groups if g.outcome is Outcome.INCLUDED] == [
        ("A", 1200),
        ("B", -500),
    ]
