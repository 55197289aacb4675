"""Ledgers: nothing is lost, nothing is counted twice, and what cannot be used has a place."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import grantcalc
from conftest import write_workbook
from grantcalc.config import MappingRule
from grantcalc.errors import ConfigError, GrantcalcError, UnreadableFileError
from grantcalc.judging.outcomes import Outcome
from grantcalc.judging.terms import Terms
from grantcalc.ledger import ENTRY_COLUMNS, Ledger
from grantcalc.model import LedgerEntry
from grantcalc.money import Money, total
from grantcalc.period import Period

HEADINGS = ["Bilagsdato", "Konto", "Bilagsnr", "Tekst", "Beløp"]
YEAR = Period(label="2021", start=date(2021, 1, 1), end=date(2021, 12, 31))


def from_rows(folder: Path, *rows: list[Any]) -> Ledger:
    return grantcalc.read_ledger([write_workbook(folder / "l.xlsx", {"L": rows})], "NOK")


def from_text(folder: Path, text: str) -> Ledger:
    (folder / "l.csv").write_text(text, "utf-8")
    return grantcalc.read_ledger([folder / "l.csv"], "NOK")


def amounts(ledger: Ledger) -> list[str]:
    return [str(entry.amount) for entry in ledger]


def rejected(ledger: Ledger) -> list[tuple[str | None, str]]:
    return [(row.at.cell, row.reason) for row in ledger.rejected]


def test_the_columns_are_those_of_an_entry() -> None:
    of_a_source = {"file", "sheet"}
    fields = set(LedgerEntry.model_fields) - of_a_source - {"dimensions"}
    assert set(ENTRY_COLUMNS) - {"source"} == fields


def test_an_entry_has_its_place_and_its_dimensions(tmp_path: Path) -> None:
    ledger = from_rows(
        tmp_path,
        ["Hovedbok"],
        [],
        [None, *HEADINGS, "Prosjekt"],
        [None, date(2021, 3, 1), 1010, 7, "Lønn", 10.1, "4700"],
    )
    (entry,) = ledger
    assert (entry.day, entry.account, entry.voucher, entry.text) == (
        date(2021, 3, 1),
        "1010",
        "7",
        "Lønn",
    )
    assert (entry.row, str(entry.amount), entry.dimensions) == (4, "10.10", {"Prosjekt": "4700"})
    assert [source.letters for source in ledger.sources] == ["F"]


@pytest.mark.parametrize("first", ["#", 1, "Nr"])
def test_columns_are_not_shifted_by_a_heading_that_is_no_word(
    tmp_path: Path, first: object
) -> None:
    ledger = from_rows(
        tmp_path,
        [first, "Forfallsdato", "Bilagsdato", "Bilagsnr", "Tekst", "MVA", "Beløp"],
        [1, "2021-04-01", "2021-03-01", "5", "a", 250, 1250],
    )
    assert amounts(ledger) == ["1250.00"]


def test_debit_and_credit(tmp_path: Path) -> None:
    head = ["Dato", "Konto", "Bilag", "Tekst", "Debet", "Kredit"]
    ledger = from_rows(
        tmp_path,
        head,
        ["01.03.2021", "1010", "1", "a", 100, None],
        ["01.03.2021", "1010", "2", "b", None, "1 000,50"],
        ["01.03.2021", "1010", "3", "c", 10, 4],
        ["01.03.2021", "1010", "4", "d", 0, 0],
        ["01.03.2021", "1010", "5", "e", None, None],
        ["01.03.2021", "1010", "6", "f", None, 0],
    )
    assert sorted(amounts(ledger)) == ["-1000.50", "0.00", "100.00"]
    assert [cell for cell, _ in rejected(ledger)] == ["E4", "E6", "E7"]


@pytest.mark.parametrize(
    ("row", "cell", "reason"),
    [
        (["2021-03-01", "1010", "1", "a", "1.234"], "E2", "may be 1234 or 1.234"),
        (["2021-03-01", "1010", "1", "a", "10.005"], "E2", "may be"),
        (["2021-03-01", "1010", "1", "a", 0.125], "E2", "more decimals"),
        (["2021-03-01", "1010", "1", "a", None], "E2", "date but no amount"),
        (["2021-03-01", "1010", "1", "a", "215 tkr"], "E2", "thousands"),
        (["2021-03-01", "1010", "1", "a", "9" * 20], "E2", "too large"),
        (["31.02.2021", "1010", "1", "a", 5], "A2", "is no date"),
        ([None, "1010", "1", "a", 5], "A2", "no date"),
        ([None, "1010", "1", "a", None], "A2", "no date and no amount"),
        ([None, "1010", None, "Samlet faktura reise", 5], "A2", "no date"),
        (["2021-03-31", "1010", None, "Sum 1010", 100], "E2", "seems to sum others"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_has_a_place_and_a_reason(
    tmp_path: Path, row: list[Any], cell: str, reason: str
) -> None:
    ledger = from_rows(tmp_path, HEADINGS, row, ["2021-03-01", "1010", "2", "b", 1])
    if row[3].startswith("Samlet"):
        assert ledger.totals_left_out + len(ledger.rejected) == 1
        return
    assert amounts(ledger) == ["1.00"]
    ((found, why),) = rejected(ledger)
    assert found == cell
    assert reason in why


def test_amounts_at_the_edge_of_what_a_workbook_stores(tmp_path: Path) -> None:
    ledger = from_rows(
        tmp_path,
        HEADINGS,
        ["2021-03-01", "1010", "1", "a", 0.1 + 0.2],
        ["2021-03-01", "1010", "2", "b", 45.300000000000004],
        ["2021-03-01", "1010", "3", "c", 99999999999999],
        ["2021-03-01", "1010", "4", "d", -1234.5],
    )
    assert amounts(ledger) == ["0.30", "45.30", "99999999999999.00", "-1234.50"]
    assert ledger.rejected == ()


def test_an_unclosed_quotation_mark_swallows_nothing(tmp_path: Path) -> None:
    text = 'Bilagsdato;Konto;Bilagsnr;Beløp;Tekst\n2021-03-01;1010;1;1;"Skjerm 24\n01.04.2021;1010;2;2;b\n'
    with pytest.raises(UnreadableFileError, match="quotation mark"):
        from_text(tmp_path, text)


def test_a_field_too_many_is_a_rejected_row(tmp_path: Path) -> None:
    ledger = from_text(
        tmp_path,
        "Bilagsdato,Konto,Bilagsnr,Tekst,Beløp\n2021-03-01,1,1,a,100,50\n2021-03-01,1,2,b,7\n",
    )
    assert amounts(ledger) == ["7.00"]
    assert "more fields" in rejected(ledger)[0][1]


def test_blank_lines_do_not_shift_the_places(tmp_path: Path) -> None:
    ledger = from_text(tmp_path, "Dato;Konto;Bilag;Tekst;Beløp\n\n\n01.03.2021;1010;1;a;1\n")
    assert [entry.row for entry in ledger] == [4]


def test_one_file_given_twice_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "l.xlsx", {"L": [HEADINGS, ["2021-03-01", "1", "1", "a", 1]]})
    with pytest.raises(ConfigError, match="twice"):
        grantcalc.read_ledger([path, tmp_path / "." / "l.xlsx"], "NOK")


def test_several_files_are_one_ledger(tmp_path: Path) -> None:
    paths = [
        write_workbook(tmp_path / f"{n}.xlsx", {"L": [HEADINGS, ["2021-03-01", "1", n, "a", n]]})
        for n in (1, 2)
    ]
    assert sorted(amounts(grantcalc.read_ledger(paths, "NOK"))) == ["1.00", "2.00"]


def test_two_sheets_that_may_be_the_ledger_are_not_chosen_between(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADINGS, ["2021-03-01", "1", "1", "a", 1]]
    path = write_workbook(tmp_path / "l.xlsx", {"A": rows, "B": rows})
    with pytest.raises(GrantcalcError, match='"A", "B"'):
        grantcalc.read_ledger([path], "NOK")


RULES = [
    (0, MappingRule(line="a", accounts=("1010",))),
    (1, MappingRule(line="b", accounts=("1000-1099",), text=("reise",))),
    (2, MappingRule(line="c", text=("REISE", "buss"))),
    (3, MappingRule(line="d", dimensions={"Prosjekt": ("7", "8")})),
    (4, MappingRule(line="e", dimensions={"Nowhere": ("7",)})),
]


@pytest.mark.parametrize(
    ("account", "text", "project", "line"),
    [
        ("1010", "Reise", "7", 0),
        ("1020", "reise Oslo", "", 1),
        ("1020", "lunsj", "", None),
        ("2000", "Bussreise", "", 2),
        ("2000", "lunsj", "8", 3),
        ("A100", "lunsj", "9", None),
    ],
)
def test_the_first_rule_that_fits_decides(
    tmp_path: Path, account: str, text: str, project: str, line: int | None
) -> None:
    rows: list[list[Any]] = [
        [*HEADINGS, "Prosjekt"],
        ["2021-03-01", account, "1", text, 5, project],
    ]
    summary = from_rows(tmp_path, *rows).judge(Terms([YEAR], RULES))
    assert [(g.line, g.year, g.outcome) for g in summary.groups] == [(line, 0, Outcome.INCLUDED)]


def test_a_rule_may_leave_entries_out(tmp_path: Path) -> None:
    rules = [(None, MappingRule(leave_out="the grant's own payment", accounts="1700")), *RULES]
    rows: list[list[Any]] = [
        HEADINGS,
        ["2021-03-01", "1700", "1", "a", -5],
        ["2021-03-01", "1010", "2", "b", 7],
    ]
    summary = from_rows(tmp_path, *rows).judge(Terms([YEAR], rules, frozenset({3})))
    assert {(g.line, g.outcome, str(g.amount)) for g in summary.groups} == {
        (None, Outcome.LEFT_OUT, "-5.00"),
        (0, Outcome.INCLUDED, "7.00"),
    }


@pytest.mark.parametrize(
    "row",
    [
        ["Sum", None, None, None, 5],
        [None, None, None, "Sum", 5],
        [None, "Sum 1010", None, None, 5],
        [None, "5000", None, "Inngående saldo", 0],
    ],
)
def test_a_row_that_sums_others_is_left_out(tmp_path: Path, row: list[Any]) -> None:
    ledger = from_rows(tmp_path, HEADINGS, ["2021-03-01", "1010", "1", "a", 5], row)
    assert (amounts(ledger), ledger.totals_left_out, ledger.rejected) == (["5.00"], 1, ())


entries = st.lists(
    st.tuples(st.dates(date(2020, 11, 1), date(2022, 2, 1)), st.integers(-(10**9), 10**9)),
    min_size=1,
    max_size=25,
)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries, st.dates(date(2020, 11, 1), date(2022, 2, 1)), st.randoms())
def test_every_entry_is_included_or_excluded_in_any_order_and_format(
    tmp_path: Path, made: list[tuple[date, int]], as_of: date, random: Any
) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    decimals = [(day, Decimal(minor).scaleb(-2)) for day, minor in shuffled]
    rows: list[list[Any]] = [
        [day, "1010", i + 1, "x", float(amount)] for i, (day, amount) in enumerate(decimals)
    ]
    xlsx = from_rows(tmp_path, HEADINGS, *rows)
    lines = [f"{day:%d.%m.%Y};1010;{i + 1};x;{amount}" for i, (day, amount) in enumerate(decimals)]
    csv = from_text(tmp_path, "\n".join([";".join(HEADINGS), *lines]).replace(".00", ",00"))
    expected = Money(sum(m for day, m in made if YEAR.contains(day) and day <= as_of), "NOK")
    for ledger in (xlsx, csv):
        summary = ledger.judge(Terms([YEAR], as_of=as_of))
        assert summary.sum(outcome=Outcome.INCLUDED) == expected
        assert summary.entries == len(made) == sum(g.entries for g in summary.groups)
        assert summary.amount == total((Money(m, "NOK") for _, m in made), "NOK")


def test_a_ledger_in_thousands_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="i hele tusen"):
        from_rows(tmp_path, ["Regnskap, tall i hele tusen"], HEADINGS, ["2021-03-01", 1, 1, "a", 5])
