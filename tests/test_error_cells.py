"""Cells of a workbook's ledger that show an error are no zeros: their rows are rejected at the cell."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from grantcalc.errors import UnreadableFileError
from grantcalc.reading.error_cells import ErrorCells
from grantcalc.reading.ledgers.files import read_ledgers

HEADINGS = ["Dato", "Bilag", "Konto", "Tekst", "Debet", "Kredit"]


def ledger_with(folder: Path, *amounts: list[object]) -> Path:
    book = Workbook()
    sheet = book.create_sheet("Ledger")
    sheet.append(HEADINGS)
    for number, pair in enumerate(amounts, start=1):
        sheet.append([f"0{number}.03.2022", str(number), "4000", "Paper", *pair])
    path = folder / "ledger.xlsx"
    book.save(path)
    return path


def test_a_row_with_an_error_for_an_amount_is_rejected_at_the_cell(tmp_path: Path) -> None:
    path = ledger_with(tmp_path, ["#N/A", 5], [7, None], [None, "#DIV/0!"])
    ledger = read_ledgers([path], "NOK")
    assert [entry.amount.amount for entry in ledger] == [Decimal(7)]
    assert [(row.at.cell, row.raw.split(" | ")[-1]) for row in ledger.rejected] == [
        ("E2", "5"),
        ("F4", "#DIV/0!"),
    ]


def found_in(*pieces: bytes) -> list[tuple[int, int, str]]:
    cells = ErrorCells(Path("l.xlsx"), "sheet1.xml")
    for piece in pieces:
        cells.look(piece)
    return cells.found


def test_errors_are_found_in_whatever_form_a_program_writes_them() -> None:
    assert found_in(b'<row r="3"><c r="B3" s="1" t="e"><v>#N/A</v></c>') == [(3, 2, "#N/A")]
    assert found_in(b"<x:c t='e' r='AB12'><x:f>1/0</x:f><x:v>#DIV/0!</x:v>") == [
        (12, 28, "#DIV/0!")
    ]
    assert found_in(b'<c r="B3" t="e"><f>A1</f>', b"<v>#REF!</v>") == [(3, 2, "#ERROR!")]
    assert found_in(b'<c r="B3" t="str"><v>#1 e</v></c><c r="B4"><v>4</v></c>') == []


def test_an_error_cell_that_does_not_say_where_it_is_stops_the_reading() -> None:
    with pytest.raises(UnreadableFileError, match="do not say where they are"):
        found_in(b'<c t="e"><v>#N/A</v></c>')
