"""A workbook with all that users' workbooks have beside cells, and with two wrong sums in it."""

import base64
import io
from pathlib import Path
from typing import Any

import xlsxwriter

#: A picture of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LINES = (
    ("Prosjektledelse", 300_000, 320_000),
    ("Møter", 40_000, 25_000),
    ("Trykk", 60_000, 55_000),
    ("Reiser", 20_000, 30_000),
)
#: The budget's sheet has a name that must be quoted in a link.
BUDGET, OTHER, HIDDEN = "Bob's budsjett", "Grafer & tall", "Skjult"


def rich_workbook(path: Path, *, comments: bool = True) -> Path:
    """B7 says 430 000 where its lines make 420 000; the sum in work in kind differs likewise."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(BUDGET)
    other = book.add_worksheet(OTHER)
    _cells(book, sheet)
    _formats(sheet)
    _objects(book, sheet, other)
    if comments:
        sheet.write_comment("B3", "Husk kvittering", {"author": "Kari Nordmann"})
        sheet.write_comment("B7", "Kontrollert av Kari\nto ganger", {"author": "Kari Nordmann"})
        other.write_comment("A1", "En annen merknad", {"author": "Ola Nordmann"})
    hidden = book.add_worksheet(HIDDEN)
    hidden.write_row("A1", ["Utgifter", "2026"])
    hidden.hide()
    book.define_name("Satser", f"='{OTHER}'!$A$1:$A$4")
    book.define_name(f"'{OTHER}'!Lokal", f"='{OTHER}'!$A$1")
    book.set_properties({"title": "Budsjett", "author": "Kari Nordmann"})
    book.close()
    return path


def _cells(book: Any, sheet: Any) -> None:
    money = book.add_format({"num_format": "# ##0;[Red]-# ##0", "border": 1, "locked": False})
    total = book.add_format({"num_format": "# ##0", "bold": True, "top": 1, "bottom": 6})
    heading = book.add_format({"bold": True, "font_color": "white", "bg_color": "#1F4E79"})
    italic, bold = book.add_format({"italic": True}), book.add_format({"bold": True})
    sheet.merge_range("A1:D1", "Budsjett for biblioteket", heading)
    sheet.write_row("A2", ["Utgifter", "2026", "2027", "Totalt"], heading)
    for row, (label, *amounts) in enumerate(LINES, 2):
        sheet.write_string(row, 0, label)
        sheet.write_row(row, 1, amounts, money)
        sheet.write_formula(row, 3, f"=SUM(B{row + 1}:C{row + 1})", money, sum(amounts))
    sheet.write_string("A7", "Sum utgifter", bold)
    sheet.write_number("B7", 430_000, total)
    sheet.write_formula("C7", "=SUM(C3:C6)", total, 430_000)
    sheet.write_formula("D7", "=SUM(B7:C7)", total, 860_000)
    sheet.write_rich_string("A12", "Se ", bold, "vedlegg", " og ", italic, "notat")
    sheet.write_url("A13", "https://example.org/", string="Retningslinjer")
    sheet.write_boolean("A14", True)
    sheet.write_array_formula("F3:F4", "{=B3:B4*2}", money, 600_000)


def _formats(sheet: Any) -> None:
    sheet.conditional_format("B3:C6", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("D3:D6", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("B7:D7", {"type": "2_color_scale"})
    sheet.data_validation("B3:C6", {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.data_validation("F8", {"validate": "list", "source": ["ja", "nei"]})
    sheet.set_column("A:A", 30)
    sheet.set_column("H:H", 12, None, {"hidden": True})
    sheet.set_row(10, 30, None, {"hidden": True})
    sheet.protect("hemmelig", {"select_locked_cells": True})
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_header("&CBudsjett", {})
    sheet.print_area("A1:D7")
    sheet.repeat_rows(1)
    sheet.set_h_pagebreaks([20])
    sheet.ignore_errors({"number_stored_as_text": "A1:D7"})


def _objects(book: Any, sheet: Any, other: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{BUDGET.replace(chr(39), chr(39) * 2)}'!$B$3:$B$6"})
    sheet.insert_chart("F10", chart)
    sheet.insert_image("F25", "pixel.png", {"image_data": io.BytesIO(PIXEL)})
    sheet.insert_textbox("A20", "Søknadsfrist 1. mars")
    sheet.add_sparkline("G3", {"range": "B3:C3"})
    other.write_column("A1", ["Sats", 100, 200, 300])
    other.add_table("C1:D4", {"columns": [{"header": "År"}, {"header": "Sats"}]})
    other.insert_button("F1", {"macro": "Ingenting", "caption": "Regn"})
    other.set_background(io.BytesIO(PIXEL))
