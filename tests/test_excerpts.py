"""The excerpt of a sheet around a finding, drawn as text: small sheets, and what is drawn of them."""

import textwrap

import pytest
from rich.cells import cell_len

from grantcalc.finding import Equation, Finding, Place, Severity, Term
from grantcalc.money import Money
from grantcalc.reading.views import sheet_view
from grantcalc.rendering.findings_text import FindingsWriter
from grantcalc.rendering.terminal import Page
from grantcalc.sheet_view import SheetView
from markdown_grid import grid


def at(cell: str) -> Place:
    return Place("budget.xlsx", "Budget", cell)


def nok(amount: int) -> Money:
    return Money(amount * 100, "NOK")


def term(cell: str, amount: int, label: str = "", times: int = 1) -> Term:
    return Term(label=label, at=at(cell), amount=nok(amount), times=times)


def finding(
    cell: str,
    *related: str,
    equation: Equation | None = None,
    severity: Severity = Severity.ERROR,
    slip: str | None = None,
    advice: str | None = None,
) -> Finding:
    return Finding(
        code="B001",
        name="total-differs-from-lines",
        severity=severity,
        message="It is wrong.",
        at=at(cell),
        related=tuple(map(at, related)),
        equation=equation,
        slip=slip,
        advice=advice,
    )


def view(
    table: str, *, rows: frozenset[int] = frozenset(), columns: frozenset[int] = frozenset()
) -> SheetView:
    cells = grid(textwrap.dedent(table))
    cells.hidden_rows, cells.hidden_columns = rows, columns
    return sheet_view(cells)


def drawn(
    sheet: SheetView,
    *findings: Finding,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
) -> str:
    page = Page(width, colour=colour)
    FindingsWriter.of(page, [sheet], [], verbose=verbose).write(findings)
    return page.text()


def excerpt(text: str) -> str:
    """What is below the first finding's message."""
    return text.partition("It is wrong.\n")[2].strip("\n")


def expected(text: str) -> str:
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "  ")


BUDGET = """
    |    | A       | B      | C      | D      |
    |----|---------|--------|--------|--------|
    | 1  | Post    | 2021   | 2022   | Totalt |
    | 2  | Lønn    | 400000 | 410000 | 810000 |
    | 3  | Reise   | 50000  | 40000  | 90000  |
    | 4  | Lokaler | 10000  | 10000  | 20000  |
    | 5  | Sum     | 470000 | 460000 | 920000 |
    | 6  | Tilskudd | 460000 | 460000 | 920000 |
"""
SUM = Equation(
    stated=(term("B5", 470000, "Sum"),),
    made_of=(term("B2", 400000, "Lønn"), term("B3", 50000, "Reise"), term("B4", 10000, "Lokaler")),
)


def test_a_sum_with_its_cells_its_two_sides_and_the_repair() -> None:
    found = finding(
        "B5",
        "B2",
        "B3",
        "B4",
        equation=SUM,
        slip="one digit is wrong",
        advice="Type 460 000 in B5.",
    )
    assert drawn(view(BUDGET), found) == (
        "\nerror B001 total-differs-from-lines\n"
        "  at budget.xlsx, sheet Budget, cell B5\n"
        "  It is wrong.\n\n"
        + expected(
            """
                  │ A                B         C         D
              ────┼────────────────────────────────────────
                1 │ Post          2021      2022    Totalt
                2 │ Lønn       400 000 • 410 000   810 000
                3 │ Reise       50 000 •  40 000    90 000
                4 │ Lokaler     10 000 •  10 000    20 000
              > 5 │ Sum        470 000   460 000   920 000
                  │            ^^^^^^^
                6 │ Tilskudd   460 000   460 000   920 000

              ^ stated      470 000  B5 Sum
              • made of     460 000  400 000 (B2) + 50 000 (B3) + 10 000 (B4)
                difference   10 000
              Likely slip: one digit is wrong.
              Repair: Type 460 000 in B5.
            """
        )
        + "\n"
    )


def test_rows_far_away_are_left_out_and_the_headings_stay() -> None:
    rows = "".join(f"| {row} | Post {row} | {row * 1000} |\n" for row in range(2, 41))
    sheet = view(f"|   | A | B |\n|---|---|---|\n| 1 | Post | Beløp |\n{rows}")
    assert excerpt(drawn(sheet, finding("B30", "B5"))) == expected(
        """
             │ A              B
        ─────┼──────────────────
           1 │ Post       Beløp
           … │
           5 │ Post 5     5 000 •
           … │
          29 │ Post 29   29 000
        > 30 │ Post 30   30 000
             │           ^^^^^^
          31 │ Post 31   31 000
        """
    )


def test_the_nearest_headings_are_those_of_the_cells_own_table() -> None:
    sheet = view(
        """
        |   | A      | B     | C     |
        |---|--------|-------|-------|
        | 1 | Post   | 2021  | 2022  |
        | 2 | Lønn   | 100   | 200   |
        | 3 | Post   | Kvinner | Menn |
        | 4 | Lærere | 3     | 4     |
        | 5 | Ledere | x     | 5     |
        | 6 | Andre  | 2     | 6     |
        """
    )
    assert "1 │" not in excerpt(drawn(sheet, finding("C6")))
    assert "3 │ Post     Kvinner" in excerpt(drawn(sheet, finding("C6")))


def test_an_empty_cell_is_marked_over_the_width_of_its_column() -> None:
    sheet = view(
        "|   | A | B |\n|---|---|---|\n| 1 | Post | Beløp |\n| 2 | Lønn | |\n| 3 | Sum | 500 |"
    )
    assert "> 2 │ Lønn\n      │        ^^^^^" in drawn(sheet, finding("B2"))


def test_a_text_where_an_amount_should_be_is_shown_as_it_is() -> None:
    sheet = view(
        '|   | A | B |\n|---|---|---|\n| 1 | Post | Beløp |\n| 2 | Lønn | "ca. 30 000" |\n| 3 | Sum | 500 |'
    )
    assert excerpt(drawn(sheet, finding("B2"))) == expected(
        """
            │ A               B
        ────┼───────────────────
          1 │ Post        Beløp
        > 2 │ Lønn   ca. 30 000
            │        ^^^^^^^^^^
          3 │ Sum           500
        """
    )


def test_columns_that_do_not_fit_are_left_out_and_said() -> None:
    letters = "BCDEFGHIJ"
    head = "".join(f"| {letter} " for letter in letters)
    months = "".join(f"| Kvartal {i} " for i in range(9))
    figures = "| 1234567 " * 9
    sheet = view(
        f"|   | A {head}|\n|---|---{'|---' * 9}|\n| 1 | Post {months}|\n"
        f"| 2 | Lønn til prosjektleder og hele staben {figures}|\n"
    )
    text = excerpt(drawn(sheet, finding("J2"), width=60))
    assert "… I" in text.splitlines()[0]
    assert max(map(len, text.splitlines())) <= 60
    assert "Lønn til prosjek…" in text
    assert text.count("1 234 567") == 2


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_wide_letters_and_emoji_keep_the_columns_in_line(width: int, verbose: bool) -> None:
    sheet = view(
        f"""
        |   | A | B | C |
        |---|---|---|---|
        | 1 | 項目 | 金額 | Merknad |
        | 2 | {"人件費" * 30} | 400 | {"æøå" * 40} |
        | 3 | 🎉{"🎉" * 60} | 500 | {"🎉" * 40} |
        | 4 | Sum | 1000 | |
        """
    )
    terms = tuple(term(cell, 400, "項目" * 60) for cell in ("B2", "B3"))
    equation = Equation(stated=(term("B4", 1, "🎉" * 90),), made_of=terms)
    found = finding("B4", "B2", "B3", equation=equation, advice="人件費 🎉 1 340 000 " * 30)
    text = drawn(sheet, found, width=width, verbose=verbose)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "1 340\n" not in text
    lines = [line for line in text.splitlines() if "│" in line or "┼" in line]
    assert max(map(cell_len, lines)) <= width
    assert len({cell_len(line.partition("•")[0]) for line in lines if "•" in line}) == 1
    assert "400 •" in text
    assert "…" in text


def test_what_is_hidden_is_said() -> None:
    sheet = view(BUDGET, rows=frozenset({3}), columns=frozenset({2, 3}))
    text = drawn(sheet, finding("B5", "B2", "B3", "B4", equation=SUM))
    assert "Row 3 is hidden. Columns B, C are hidden." in " ".join(text.split())


def test_many_terms_are_shortened_and_their_sum_is_said_unless_all_are_asked_for() -> None:
    terms = tuple(term(f"B{row}", row, f"Post {row}") for row in range(2, 31))
    equation = Equation(stated=(term("B31", 1, "Sum"),), made_of=terms)
    rows = "".join(f"| {row} | Post {row} | {row} |\n" for row in range(2, 32))
    sheet = view(f"|   | A | B |\n|---|---|---|\n| 1 | Post | Beløp |\n{rows}")
    found = finding("B31", *(f"B{row}" for row in range(2, 31)), equation=equation)
    short = drawn(sheet, found)
    assert "• made of      464  2 (B2) + 3 (B3) + 4 (B4) + 5 (B5) and 25 more: 450" in short
    assert "difference  -463" in short
    assert "see" not in short
    whole = drawn(sheet, found, verbose=True)
    assert whole.count(" Post ") >= 29
    assert "30  B30 Post 30" in whole


def test_terms_that_are_taken_away_or_count_twice() -> None:
    equation = Equation(
        stated=(term("B5", 10),), made_of=(term("B2", 40), term("B3", 15, times=-2))
    )
    assert "40 (B2) - 2 x 15 (B3)" in drawn(view(BUDGET), finding("B5", equation=equation))


def test_cells_of_other_sheets_are_named_with_their_sheet() -> None:
    other = Place("budget.xlsx", "Plan", "C4")
    elsewhere = Place("ledger.xlsx", "Bilag", "C4")
    found = finding("B5").model_copy(update={"related": (other, elsewhere)})
    assert "see Plan!C4, ledger.xlsx, sheet Bilag, cell C4" in drawn(view(BUDGET), found)


def test_a_finding_without_a_cell_that_is_shown_is_told_simply() -> None:
    in_ledger = finding("B5").model_copy(update={"at": Place("ledger.xml", line=12)})
    assert drawn(view(BUDGET), in_ledger) == (
        "\nerror B001 total-differs-from-lines\n  at ledger.xml, line 12\n  It is wrong.\n"
    )


def test_notes_are_drawn_when_everything_is_asked_for() -> None:
    note = finding("B5", severity=Severity.INFO)
    assert "│" not in drawn(view(BUDGET), note)
    assert "│" in drawn(view(BUDGET), note, verbose=True)


def test_of_many_findings_of_a_kind_the_first_are_told_in_full() -> None:
    found = [finding(f"B{row}") for row in range(2, 14)]
    short = drawn(view(BUDGET), *found).splitlines()
    assert sum("at budget.xlsx" in line for line in short) == 3
    lines = [line for line in short if line.startswith("error B001 Budget!")]
    assert lines[0] == "error B001 Budget!B5: It is wrong."
    assert len(lines) == 9
    assert "With --verbose, each of them is shown in full." in short
    assert drawn(view(BUDGET), *found, verbose=True).count("at budget.xlsx") == 12
    assert drawn(view(BUDGET), *found[:10]).count("at budget.xlsx") == 10


def test_no_text_of_a_cell_reaches_the_terminal_as_a_code() -> None:
    sheet = view(
        """
        |   | A | B |
        |---|---|---|
        | 1 | Post | Beløp |
        | 2 | [red]x[/red] | 400 |
        | 3 | y | 500 |
        """
    )
    hostile = "\x1b[31m\u202eevil\u2066\r\n::error::x\x07"
    cells = {row: dict(columns) for row, columns in sheet.rows.items()}
    cells[2][1] = type(cells[2][1])(f"[red]x[/red]{hostile}", cells[2][1].shows, f"={hostile}")
    cells[2][2] = type(cells[2][2])("400", cells[2][2].shows, f"={hostile}")
    changed = SheetView(sheet.file, sheet.sheet, cells)
    equation = Equation(
        stated=(term("B3", 1, hostile),), made_of=(term("B2", 1, hostile), term("B1", 2, hostile))
    )
    for verbose in (False, True):
        text = drawn(changed, finding("B2", equation=equation), verbose=verbose)
        assert all(line.isprintable() for line in text.split("\n"))
        assert "::error" not in text
        assert "[red]x[/red]" in text


def test_colours_are_there_only_where_they_are_asked_for() -> None:
    assert "\x1b[" not in drawn(view(BUDGET), finding("B5"))
    assert "\x1b[1;31m" in drawn(view(BUDGET), finding("B5"), colour=True)
