"""How sheets are read: columns, rows, sides, and the account of every number."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from grantcalc.checks import check_budget
from grantcalc.config import Config
from grantcalc.errors import ConfigError
from grantcalc.model import Budget, CellState, Kind, Side, SourceKind
from grantcalc.reading.grid import Cell, Grid
from grantcalc.report.reading import SheetReading
from markdown_grid import grid
from one_sheet import read_one


def read(table: str, **config: Any) -> tuple[Budget, SheetReading]:
    found = read_one(grid(table), Config.model_validate(config))
    assert found is not None
    return found


STACKED = """
|    | A               | B      | C     | D      | E     |
|----|-----------------|--------|-------|--------|-------|
| 1  | Festival 2023   |        |       |        |       |
| 2  | Made by the office | 2022 |      |        |       |
| 4  | Item            | Antall | Pris  | Beløp  | Notat |
| 5  | Utgifter        |        |       |        |       |
| 6  | Scene           | 2      | 5000  | 10000  | leid  |
| 7  | Plakater        | 100    | 20    | 2000   | 1     |
| 8  | Sum             |        |       | 12000  |       |
| 9  | Inntekter       |        |       |        |       |
| 10 | Billetter       |        |       | 4000   |       |
| 11 | Dugnad          |        |       | 2000   |       |
| 12 | Tilskudd kommunen |      |       | 6000   |       |
| 13 | Sum             |        |       | 12000  |       |
| 14 | Resultat        |        |       | 0      |       |
| 16 | Husk 3 frivillige | 3    |       |        |       |
"""


def test_title_rows_sections_quantities_and_a_balance_row() -> None:
    budget, _ = read(STACKED)
    assert [(x.label, x.side, x.kind, x.source) for x in budget.lines] == [
        ("Scene", Side.EXPENDITURE, Kind.CASH, None),
        ("Plakater", Side.EXPENDITURE, Kind.CASH, None),
        ("Billetter", Side.INCOME, Kind.CASH, SourceKind.OTHER),
        ("Dugnad", Side.INCOME, Kind.IN_KIND, SourceKind.OWN),
        ("Tilskudd kommunen", Side.INCOME, Kind.CASH, SourceKind.GRANT),
    ]
    assert [(t.label, t.side, t.is_grand, t.covers) for t in budget.totals] == [
        ("Sum", Side.EXPENDITURE, True, {0: 1, 1: 1}),
        ("Sum", Side.INCOME, True, {2: 1, 3: 1, 4: 1}),
        ("Resultat", None, False, {0: -1, 1: -1, 2: 1, 3: 1, 4: 1}),
    ]


def test_every_number_is_accounted_for() -> None:
    _, reading = read(STACKED)
    uses = Counter(number.use for number in reading.numbers)
    assert uses == {"fact": 5, "claim": 3, "factor": 4, "left out": 3}
    left_out = {
        number.cell: number.reason for number in reading.numbers if number.use == "left out"
    }
    assert set(left_out) == {"B2", "E7", "B16"}
    assert all(left_out.values())


def test_each_part_has_a_reason() -> None:
    _, reading = read(STACKED)
    for part in (*reading.columns, *reading.rows):
        assert part.role
        assert part.reason


def test_bare_sums_without_headings_are_told_apart_by_their_sources() -> None:
    budget, _ = read("""
| | A | B |
|-|---|---|
| 1 | Post | Beløp |
| 2 | Lønn | 500 |
| 3 | Sum | 500 |
| 4 | Egenandel | 100 |
| 5 | Nasjonalbiblioteket | 400 |
| 6 | Sum | 500 |
""")
    assert [line.side for line in budget.lines] == [Side.EXPENDITURE, Side.INCOME, Side.INCOME]
    assert [t.side for t in budget.totals] == [Side.EXPENDITURE, Side.INCOME]


def test_without_headings_the_only_column_of_numbers_is_the_amounts() -> None:
    budget, reading = read("""
| | B | D |
|-|---|---|
| 3 | Lønn | 500 |
| 4 | Reise | 100 |
| 5 | Totalt | 600 |
""")
    assert reading.header_row is None
    assert [str(line.amounts[0].value) for line in budget.lines] == ["500.00", "100.00"]
    assert budget.totals[0].covers == {0: 1, 1: 1}


def test_groups_with_subtotals_are_counted_once_in_the_grand_total() -> None:
    budget, _ = read("""
| | A | B |
|-|---|---|
| 1 | Item | Budget |
| 2 | Personnel | |
| 3 | Leader | 100 |
| 4 | Assistant | 50 |
| 5 | Subtotal | 150 |
| 6 | Travel | |
| 7 | Trains | 20 |
| 8 | Hotels | 30 |
| 9 | Subtotal | 50 |
| 10 | Total | 200 |
""")
    assert [t.covers for t in budget.totals] == [
        {0: 1, 1: 1},
        {2: 1, 3: 1},
        {0: 1, 1: 1, 2: 1, 3: 1},
    ]
    assert [t.is_grand for t in budget.totals] == [False, False, True]


def test_actual_and_remaining_columns_are_no_budget() -> None:
    budget, reading = read("""
| | A | B | C | D |
|-|---|---|---|---|
| 1 | Post | Budsjett 2022 | Regnskap 2022 | Rest |
| 2 | Lønn | 500 | 400 | 100 |
| 3 | Reise | 100 | 50 | 50 |
""")
    assert [p.label for p in budget.periods] == ["Budsjett 2022"]
    assert Counter(number.use for number in reading.numbers) == {"fact": 2, "left out": 4}


def test_what_is_declared_decides() -> None:
    budget, _ = read(
        """
| | A | B | C |
|-|---|---|---|
| 1 | 2020 | 2020 | 2020 |
| 3 | Hva | Plan A | Plan B |
| 4 | Lønn | 500 | 700 |
| 5 | Egentid | 100 | 100 |
| 6 | Sum utgifter | 600 | 800 |
| 7 | Egentid | 100 | 100 |
| 8 | Gave | 500 | 700 |
| 9 | Sum inntekter | 600 | 800 |
""",
        budget={"header_row": 3, "columns": {"B": "amount", "C": "ignore"}},
        in_kind={"expenditure": "Egentid", "income": "Egentid"},
        awards=[{"source": "gave", "amount": 500, "status": "awarded"}],
    )
    assert [p.label for p in budget.periods] == ["Plan A"]
    assert [(x.kind, x.source) for x in budget.lines] == [
        (Kind.CASH, None),
        (Kind.IN_KIND, None),
        (Kind.IN_KIND, SourceKind.OWN),
        (Kind.CASH, SourceKind.GRANT),
    ]


def test_a_declared_heading_row_must_be_there() -> None:
    with pytest.raises(ConfigError, match="header_row"):
        read(STACKED, budget={"header_row": 3})


def test_years_without_dates_take_the_declared_ones() -> None:
    years = [
        {"start": date(2021, 7, 1), "end": date(2022, 6, 30)},
        {"start": date(2022, 7, 1), "end": date(2023, 6, 30)},
    ]
    budget, _ = read(
        "| | A | B | C |\n| 1 | Post | År 1 | År 2 |\n| 2 | Lønn | 1 | 2 |",
        project={"years": years},
    )
    assert [(p.label, str(p.start), str(p.end)) for p in budget.periods] == [
        ("År 1", "2021-07-01", "2022-06-30"),
        ("År 2", "2022-07-01", "2023-06-30"),
    ]


def test_a_sheet_without_amounts_is_no_budget() -> None:
    assert read_one(grid("| | A | B |\n| 1 | Hva | Hvem |\n| 2 | Reise | Alle |"), Config()) is None


def test_a_sum_of_nothing_is_left_out_and_said() -> None:
    budget, _ = read(
        "| | A | B |\n| 1 | Post | Beløp |\n| 2 | Sum utgifter | 5 |\n| 3 | Lønn | 5 |"
    )
    assert [doubt.at.cell for doubt in budget.doubts] == ["B2"]


def test_a_line_without_an_amount_is_no_heading_for_the_total_below() -> None:
    budget, _ = read("""
| | A | B |
|-|---|---|
| 1 | Item | Amount |
| 2 | A | 100 |
| 3 | B | |
| 4 | C | 200 |
| 5 | Subtotal | 300 |
| 6 | D | 10 |
| 7 | E | |
| 8 | F | 20 |
| 9 | Subtotal two | 30 |
""")
    assert [t.covers for t in budget.totals] == [{0: 1, 1: 1}, {2: 1, 3: 1}]


def test_a_total_of_an_empty_section_is_the_sum_of_nothing() -> None:
    budget, _ = read("""
| | A | B |
|-|---|---|
| 1 | Item | Amount |
| 2 | A | 100 |
| 3 | Total one | 100 |
| 4 | Two | |
| 5 | Total two | 0 |
""")
    assert [t.label for t in budget.totals] == ["Total one"]
    assert budget.doubts == ()


def test_a_total_that_may_be_the_sum_of_this_or_that_is_held_against_neither() -> None:
    budget, _ = read("""
| | A | B |
|-|---|---|
| 1 | Item | Amount |
| 2 | A | 100 |
| 3 | B | 50 |
| 4 | Subtotal | 150 |
| 5 | C | 10 |
| 6 | D | 20 |
| 7 | Total | 999 |
""")
    assert [t.label for t in budget.totals] == ["Subtotal"]
    assert ["of rows 5-6 or of rows 2-3, 5-6" in doubt.text for doubt in budget.doubts] == [True]


def test_a_quantity_times_a_price_is_the_amount() -> None:
    budget, reading = read("""
| | A | B | C | D |
|-|---|---|---|---|
| 1 | Hva | Antall | kr | Total i kr |
| 2 | Sensor | 4 | 1000 | 4000 |
| 3 | Kabel | 2 | 50 | 100 |
| 4 | Frakt | | 99 | 99 |
| 5 | Sum | | | 4199 |
""")
    assert [str(line.amounts[0].value) for line in budget.lines] == ["4000.00", "100.00", "99.00"]
    assert all(line.total is None for line in budget.lines)
    assert Counter(number.use for number in reading.numbers) == {"fact": 3, "claim": 1, "factor": 5}
    assert "D = B x C in 2 of 2 rows" in reading.columns[3].reason


def test_columns_that_add_up_to_the_total_are_the_amounts() -> None:
    budget, _ = read("""
| | A | B | C | D |
|-|---|---|---|---|
| 1 | Hva | Kari | Ola | Sum |
| 2 | Lønn | 10 | 20 | 30 |
| 3 | Reise | 1 | 2 | 3 |
""")
    assert [p.label for p in budget.periods] == ["Kari", "Ola"]
    assert budget.lines[0].total is not None


def test_an_amount_that_looks_like_a_year_is_an_amount() -> None:
    budget, reading = read("""
| | A | B |
|-|---|---|
| 1 | Item | Amount |
| 2 | Staff | 5000 |
| 3 | Total cost | 1962 |
| 4 | Travel | 10 |
""")
    assert reading.header_row == 1
    assert len(budget.lines) == 2


def test_amounts_without_a_label_that_sum_the_lines_above_are_a_total() -> None:
    budget, reading = read("""
| | A | B |
|-|---|---|
| 1 | Item | Amount |
| 2 | Staff | 50 |
| 3 | Travel | 10 |
| 4 | | 60 |
""")
    assert [line.label for line in budget.lines] == ["Staff", "Travel"]
    assert budget.totals[0].covers == {0: 1, 1: 1}
    assert "sum of the lines above" in reading.rows[-1].reason


def test_what_binary_arithmetic_leaves_behind_is_no_money() -> None:
    budget, _ = read("| | A | B |\n| 1 | Item | Amount |\n| 2 | Staff | 64.8999999999999 |")
    assert str(budget.lines[0].amounts[0].value) == "64.90"
    assert budget.lines[0].amounts[0].remainder == 0


@pytest.mark.parametrize("amount", ['"1.234"', "ca. 50 000", "215 tkr"])
def test_an_amount_that_cannot_be_read_below_all_others_is_still_a_line(amount: str) -> None:
    budget, _ = read(
        f"| | A | B |\n| 1 | Post | Beløp |\n| 2 | Lønn | 1000 |\n| 3 | Trykk | {amount} |"
    )
    assert [(x.label, x.amounts[0].value is None) for x in budget.lines] == [
        ("Lønn", False),
        ("Trykk", True),
    ]


def test_a_date_or_a_truth_value_where_an_amount_should_be_is_a_gap() -> None:
    sheet = grid("| | A | B |\n| 1 | Post | Beløp |\n| 2 | Lønn | 1000 |\n| 5 | Mat | 5 |")
    for row, value in ((3, date(2021, 5, 1)), (4, True)):
        sheet.rows[row] = {1: Cell("Trykk"), 2: Cell(value)}
    sheet = Grid(sheet.file, sheet.sheet, sheet.rows)
    found = read_one(sheet, Config())
    assert found is not None
    assert [x.amounts[0].state for x in found[0].lines][1:3] == [CellState.UNREADABLE] * 2


def test_the_first_row_of_headings_heads_the_sheet() -> None:
    budget, _ = read("""
| | A | B | C | D |
|-|---|---|---|---|
| 1 | Utgiftspost | 2021 | Sum | |
| 2 | Lønn | 1000 | 1000 | |
| 3 | Sum utgifter | 1000 | 9999 | |
| 5 | Beskrivelse | 2021 | Sum | Kommentar |
| 6 | Tilskudd | 1000 | 1000 | x |
| 7 | Sum inntekter | 1000 | 1000 | |
""")
    assert [line.label for line in budget.lines] == ["Lønn", "Tilskudd"]


def test_a_first_amount_that_may_be_a_year_is_a_line() -> None:
    budget, _ = read("| | A | B |\n| 1 | Kurs | 2000 |\n| 2 | Reise | 3000 |\n| 3 | Mat | 100 |")
    assert [line.label for line in budget.lines] == ["Kurs", "Reise", "Mat"]


def test_numbers_typed_as_text_in_an_unknown_column_are_said() -> None:
    budget, _ = read(
        '| | A | B | C |\n| 1 | Post | Beløp | |\n| 2 | A | 10 | "500" |\n| 3 | B | 1 | "700" |'
    )
    assert [doubt.at.cell for doubt in budget.doubts] == ["C1"]


def test_percentages_below_the_totals_are_no_money() -> None:
    sheet = grid("""
| | A | B | C |
|-|---|---|---|
| 1 | Post | 2021 | 2022 |
| 2 | Lønn | 100 | 200 |
| 3 | Sum utgifter | 100 | 200 |
| 4 | Tilskudd | 80 | 160 |
| 5 | Egenandel | 20 | 40 |
| 6 | Sum inntekter | 100 | 200 |
| 7 | Andel tilskudd | 0.8 | 0.8 |
| 8 | Nivå | 0.8 | 0.8 |
""")
    for column in (2, 3):
        sheet.rows[8][column] = Cell(sheet.at(8, column).value, None, "0.0 %")
    found = read_one(sheet, Config())
    assert found is not None
    budget, reading = found
    assert [line.label for line in budget.lines] == ["Lønn", "Tilskudd", "Egenandel"]
    assert Counter(number.use for number in reading.numbers) == {"fact": 6, "claim": 4, "factor": 6}


def test_without_a_total_of_the_costs_the_income_total_is_still_of_the_income() -> None:
    budget, _ = read("""
| | A | B | C |
|-|---|---|---|
| 1 | Post | 2021 | Sum |
| 2 | Lønn | 100 | 100 |
| 3 | Reise | 50 | 50 |
| 4 | Stiftelsen Ekko | 120 | 120 |
| 5 | Egenandel | 30 | 30 |
| 6 | Sum inntekter | 150 | 150 |
""")
    assert [line.side for line in budget.lines] == [Side.EXPENDITURE] * 2 + [Side.INCOME] * 2
    assert budget.totals[0].covers == {2: 1, 3: 1}


@pytest.mark.parametrize(
    ("heading", "declared", "currency"),
    [
        ("Amount (£)", {}, "GBP"),
        ("Belopp i SEK", {}, "SEK"),
        ("Beløp", {}, "NOK"),
        ("Beløp EUR", {"currency": "NOK"}, "NOK"),
        ("Beløp (NOK eller EUR)", {}, "NOK"),
    ],
)
def test_the_currency_is_declared_or_named_or_assumed(
    heading: str, declared: dict[str, str], currency: str
) -> None:
    budget, reading = read(
        f"| | A | B |\n| 1 | Post | {heading} |\n| 2 | Lønn | 5 |", project=declared
    )
    assert (budget.currency, reading.currency) == (currency, currency)
    assert reading.currency_reason


def test_an_empty_list_of_lines_in_kind_says_that_there_are_none() -> None:
    table = "| | A | B |\n| 1 | Item | Amount |\n| 2 | Volunteer expenses | 5 |"
    assert read(table)[0].lines[0].kind is Kind.IN_KIND
    assert read(table, in_kind={"expenditure": []})[0].lines[0].kind is Kind.CASH


@pytest.mark.parametrize("balance", [0, 7])
def test_costs_written_negative_are_turned_once(balance: int) -> None:
    budget, reading = read(f"""
| | A | B |
|-|---|---|
| 1 | Post | 2021 |
| 2 | Lønn | -100 |
| 3 | Reise | -50 |
| 4 | Sum utgifter | -150 |
| 5 | Tilskudd | 150 |
| 6 | Sum inntekter | 150 |
| 7 | Resultat | {balance} |
""")
    assert budget.turned == (Side.EXPENDITURE,)
    assert [str(line.amounts[0].value) for line in budget.lines] == ["100.00", "50.00", "150.00"]
    assert "written negative" in reading.rows[1].role
    codes = [(f.code, str(f.expected)) for f in check_budget(budget, Config()).findings]
    assert codes == ([] if balance == 0 else [("B005", "0.00")])


def test_one_negative_amount_is_left_as_it_is() -> None:
    budget, _ = read("| | A | B |\n| 1 | Post | 2021 |\n| 2 | Lønn | 100 |\n| 3 | Rabatt | -50 |")
    assert budget.turned == ()
    assert str(budget.lines[1].amounts[0].value) == "-50.00"


def sides(budget: Budget) -> str:
    return "".join("i" if line.side is Side.INCOME else "e" for line in budget.lines)


@pytest.mark.parametrize("heading", ["Utgift", "Kostnad", "Expenditure"])
def test_the_name_of_the_label_column_is_no_heading_for_the_sources_below(heading: str) -> None:
    budget, _ = read(f"""
| | A | B |
|-|---|---|
| 1 | {heading} | Beløp |
| 2 | Lønn | 300 |
| 3 | Egeninnsats ansatte | 100 |
| 4 | Sum | 400 |
| 5 | Tilskudd | 250 |
| 6 | Egenandel | 150 |
| 7 | Sum | 400 |
""")
    assert sides(budget) == "eeii"


def test_lines_that_add_up_to_the_costs_above_them_pay_for_those() -> None:
    budget, _ = read("""
| | A | B | C | D |
|-|---|---|---|---|
| 1 | Post | 2024 | 2025 | Sum |
| 2 | Lønn | 100 | 200 | 300 |
| 3 | Reise | 50 | 50 | 100 |
| 4 | Sum | 150 | 250 | 400 |
| 5 | Kommunen | 30 | 70 | 100 |
| 6 | Sparebankstiftelsen | 120 | 180 | 300 |
""")
    assert sides(budget) == "eeii"


@pytest.mark.parametrize("label", ["Poster", "Kostnader", "Hva", "Expenditure", ""])
def test_one_year_as_a_number_heads_its_column(label: str) -> None:
    budget, _ = read(
        f"| | A | B |\n| 1 | {label} | 2024 |\n| 2 | Lønn | 10 |\n| 3 | Reise | 5 |\n| 4 | Sum | 15 |"
    )
    assert [p.label for p in budget.periods] == ["2024"]
    assert len(budget.lines) == 2


def test_numbers_above_the_headings_do_not_hide_them() -> None:
    budget, reading = read("""
| | A | B | C | D |
|-|---|---|---|---|
| 1 | Organisasjonsnr | 912345678 | | |
| 2 | Prosjektperiode | 01.01.2024 - 31.12.2025 | | |
| 4 | | 2024 | 2025 | Totalt |
| 5 | Lønn | 100 | 100 | 200 |
| 6 | Reise | 10 | 20 | 30 |
| 7 | Totalt | 110 | 120 | 230 |
""")
    assert reading.header_row == 4
    assert [line.label for line in budget.lines] == ["Lønn", "Reise"]


def test_a_total_of_groups_by_their_letters() -> None:
    budget, _ = read("""
| | A | B |
|-|---|---|
| 1 | Item | Year 1 |
| 2 | A. Personnel | |
| 3 | Researcher | 500 |
| 4 | Total A | 500 |
| 5 | B. Operating costs | |
| 6 | Travel | 30 |
| 7 | Hotel | 20 |
| 8 | Total B | 50 |
| 9 | Total A+B | 550 |
""")
    assert [t.covers for t in budget.totals] == [{0: 1}, {1: 1, 2: 1}, {0: 1, 1: 1, 2: 1}]


@pytest.mark.parametrize("word", ["Totalsum", "Totalsumma", "Sluttsum", "Totalkostnad"])
def test_words_for_a_total(word: str) -> None:
    budget, _ = read(
        f"| | A | B |\n| 1 | Post | Beløp |\n| 2 | Lønn | 500 |\n| 3 | Reise | 80 |\n| 4 | {word} | 580 |"
    )
    assert [t.covers for t in budget.totals] == [{0: 1, 1: 1}]


def test_own_contribution_in_money_is_no_work() -> None:
    budget, _ = read("""
| | A | B |
|-|---|---|
| 1 | Inntekter | 2024 |
| 2 | Egeninnsats i penger | 30 |
| 3 | Egeninnsats dugnad | 20 |
| 4 | Egen insats kontant | 20 |
""")
    assert [line.kind for line in budget.lines] == [Kind.CASH, Kind.IN_KIND, Kind.CASH]
    assert {line.source for line in budget.lines} == {SourceKind.OWN}


def test_account_numbers_are_left_out_without_a_doubt() -> None:
    budget, reading = read(
        "| | A | B | C |\n| 1 | Konto | Post | Beløp |\n| 2 | 1010 | Lønn | 5 |\n| 3 | 1160 | Reise | 5 |"
    )
    assert budget.doubts == ()
    assert [line.label for line in budget.lines] == ["Lønn", "Reise"]
    assert Counter(number.use for number in reading.numbers) == {"fact": 2, "left out": 2}


def test_a_text_on_a_side_written_negative_is_still_a_text() -> None:
    budget, _ = read(
        '| | A | B |\n| 1 | Post | 2021 |\n| 2 | Lønn | -100 |\n| 3 | Reise | "(50)" |'
    )
    assert [str(line.amounts[0].value) for line in budget.lines] == ["100.00", "50.00"]
    assert [line.amounts[0].state for line in budget.lines] == [
        CellState.NUMBER,
        CellState.TEXT_NUMBER,
    ]


def test_a_column_without_a_heading_that_is_declared_to_be_ignored_is_no_doubt() -> None:
    table = "| | A | B | C |\n| 1 | Post | Beløp | |\n| 2 | A | 10 | 5 |\n| 3 | B | 1 | 7 |"
    assert [doubt.at.cell for doubt in read(table)[0].doubts] == ["C1"]
    assert read(table, budget={"columns": {"C": "ignore"}})[0].doubts == ()


def test_rows_signs_and_unit_can_be_declared() -> None:
    table = """
| | A | B |
|-|---|---|
| 1 | Post | Beløp (tkr) |
| 2 | Deltakere | 40 |
| 3 | Lønn | 100 |
| 4 | Sum utgifter | 100 |
| 5 | Tilskudd | -60 |
| 6 | Egenandel | -40 |
| 7 | Sum inntekter | -100 |
"""
    declared = {"budget": {"ignore_rows": [2], "negative": ["income"], "unit": 1000}}
    budget, reading = read(table, **declared)
    assert [line.label for line in budget.lines] == ["Lønn", "Tilskudd", "Egenandel"]
    assert [str(line.amounts[0].value) for line in budget.lines] == [
        "100000.00",
        "60000.00",
        "40000.00",
    ]
    assert [(n.cell, n.reason) for n in reading.numbers if n.use == "left out"] == [
        ("B2", "row 2: declared in grantcalc.toml")
    ]
    assert "unit" not in " ".join(doubt.text for doubt in budget.doubts)
