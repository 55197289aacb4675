"""The second founding document's story in examples/aalesund: its sums, done by hand."""

from decimal import Decimal

from examples import aalesund_books as books


def test_the_ledger_comes_to_what_the_story_says() -> None:
    by_year = {2022: Decimal(0), 2023: Decimal(0)}
    for day, _, _, amount in books.ledger_entries():
        by_year[day.year] += Decimal(amount)
    after_the_end = Decimal("4200.00")
    assert by_year == {2022: Decimal("365735.50"), 2023: Decimal("365714.50") + after_the_end}
    assert sum(books.spent_by_line().values()) == Decimal("731450.00")
    assert books.spent_by_line() == {
        "Prosjektledelse": Decimal("383376.00"),  # 12 months of 25 000 + 3 000 + 3 948
        "Verksteder og samlinger": Decimal("133604.00"),
        "Reiser": Decimal("41970.00"),
        "Konsulenttjenester": Decimal("108000.00"),
        "Trykk og formidling": Decimal("64500.00"),
    }


def test_the_budgets_balance_and_the_own_share_is_above_two_fifths() -> None:
    for lines in (books.APPROVED, books.CHANGED):
        assert sum(lines.values()) == books.GRANT == 750_000
    assert Decimal(books.OWN_WORK) / (books.OWN_WORK + books.GRANT) > Decimal("0.4")
    hours = sum(hours for _, _, hours, _, _ in books.timesheet_rows())
    assert (hours, hours * books.RATE) == (1321, 528_400)
