"""Every kind of file becomes the same grid: values, formulas, formats, and what is hidden."""

import io
import shutil
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

import handmade as h
from conftest import DRAMMEN, EXAMPLES, Cli, assert_one_line_error, write_workbook
from grantcalc import read_ledger
from grantcalc.errors import GrantcalcError
from grantcalc.reading.files import read_book
from grantcalc.reading.grid import Cell, ErrorValue, Grid
from grantcalc.reading.open_formula import excel_formula, excel_reference

FILES = Path(__file__).parent / "files"


def only_sheet(path: Path) -> Grid:
    sheets = read_book(path).sheets
    assert len(sheets) == 1
    return sheets[0]


def values(grid: Grid) -> list[list[object]]:
    return [[cell.value for _, cell in sorted(grid.rows[r].items())] for r in grid.row_numbers()]


BUDGET = [["Post", "Beløp"], ["Reise", Decimal(100)], ["Sum", Decimal(100)]]


# -- .xlsx as programs write it

XROWS = h.ROWS.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
STRINGS = f'<sst xmlns="{h.MAIN}"><si><t>Post</t></si><si><t>Beløp</t></si></sst>'
SHARED = h.ROWS.replace(
    't="inlineStr"><is><t>Post</t></is>', 't="s"><v>0</v>'
).replace('t="inlineStr"><is><t>Beløp</t></is>', 't="s"><v>1</v>')  # fmt: skip


def without_places(rows: str) -> str:
    for place in ("A1", "B1", "A2", "B2", "A3", "B3", "1", "2", "3"):
        rows = rows.replace(f' r="{place}"', "")
    return rows


def prefixed() -> dict[str, str | bytes]:
    parts = h.xlsx_parts()
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{h.MAIN}"><x:sheetData>{XROWS}</x:sheetData></x:worksheet>'
    )
    return parts


def with_backslashes() -> dict[str, str | bytes]:
    return {name.replace("/", "\\"): part for name, part in h.xlsx_parts().items()}


def in_utf_16() -> dict[str, str | bytes]:
    parts = h.xlsx_parts()
    sheet = f'<?xml version="1.0" encoding="UTF-16"?>{parts["xl/worksheets/sheet1.xml"]!s}'
    return parts | {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")}


def with_odd_case() -> dict[str, str | bytes]:
    return h.xlsx_parts(sheet_target="Worksheets/Sheet1.xml")


ODDITIES: dict[str, dict[str, str | bytes]] = {
    "fewest parts, inline texts": h.xlsx_parts(),
    "strict Open XML": h.xlsx_parts(main=h.STRICT_MAIN, relation_kinds=h.STRICT_RELATIONS),
    "shared texts": h.xlsx_parts(SHARED, more={"sharedStrings.xml": STRINGS}),
    "wrong dimension": h.xlsx_parts(before='<dimension ref="A1"/>'),
    "dimension of the whole sheet": h.xlsx_parts(before='<dimension ref="A1:XFD1048576"/>'),
    "absolute part names": h.xlsx_parts(sheet_target="/xl/worksheets/sheet1.xml"),
    "cells and rows without places": h.xlsx_parts(without_places(h.ROWS)),
    "prefixed names": prefixed(),
    "backslashes": with_backslashes(),
    "another case of letters": with_odd_case(),
    "a sheet in UTF-16": in_utf_16(),
    "styles without a number": h.xlsx_parts(h.ROWS.replace('r="B2"', 'r="B2" s=""')),
    "links and comments to nowhere": h.xlsx_parts(
        after='<hyperlinks><hyperlink ref="A9" r:id="rId7"/></hyperlinks><legacyDrawing r:id="rId8"/>'
    ),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_workbooks_of_every_program_are_read_rightly(tmp_path: Path, oddity: str) -> None:
    grid = only_sheet(h.zipped(tmp_path / "b.xlsx", ODDITIES[oddity]))
    assert values(grid) == BUDGET
    assert grid.at(3, 2).formula == "=SUM(B2:B2)"


def test_a_sheet_that_is_named_but_missing_is_refused(tmp_path: Path) -> None:
    path = h.zipped(tmp_path / "b.xlsx", h.xlsx_parts(sheet_target="worksheets/gone.xml"))
    with pytest.raises(GrantcalcError, match='the sheet "Budsjett" is not in it'):
        read_book(path)


def test_values_that_the_library_does_not_see_are_never_left_out(tmp_path: Path) -> None:
    parts = h.xlsx_parts()
    sheet = str(parts["xl/worksheets/sheet1.xml"]).replace(h.MAIN, "urn:an:unknown:namespace")
    path = h.zipped(tmp_path / "b.xlsx", parts | {"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(GrantcalcError, match="holds 6 values that cannot be read"):
        read_book(path)


@pytest.mark.parametrize(("system", "day"), [("", date(2021, 7, 1)), ("1", date(2025, 7, 2))])
def test_workbooks_that_count_days_from_1904(tmp_path: Path, system: str, day: date) -> None:
    styles = (
        f'<styleSheet xmlns="{h.MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
        '<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )  # fmt: skip
    row = '<row><c s="1"><v>44378</v></c></row>'
    properties = f'<workbookPr date1904="{system or "0"}"/>'
    parts = h.xlsx_parts(row, properties=properties, more={"styles.xml": styles})
    assert only_sheet(h.zipped(tmp_path / "b.xlsx", parts)).at(1, 1).value == day


def test_macros_are_neither_run_nor_in_the_way(cli: Cli, tmp_path: Path) -> None:
    source = DRAMMEN / "budget.xlsx"
    path = tmp_path / "budget.xlsm"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            new.writestr(name, data)
        new.writestr("xl/vbaProject.bin", b"Sub Auto_Open()\nKill \"*.*\"\nEnd Sub")  # fmt: skip
    assert "all 26 sums and balances hold" in cli("check", path).out
    assert values(only_sheet(path)) == values(read_book(source).sheets[0])


def test_escaped_control_characters_are_the_characters(tmp_path: Path) -> None:
    row = '<row><c t="inlineStr"><is><t>Reise_x000D_</t></is></c></row>'
    assert only_sheet(h.zipped(tmp_path / "b.xlsx", h.xlsx_parts(row))).at(1, 1).text == "Reise"


# -- .ods


def ods(tmp_path: Path, *arguments: str) -> Path:
    return h.zipped(tmp_path / "b.ods", h.ods_parts(*arguments))


def test_an_open_document_sheet_with_a_million_empty_rows(tmp_path: Path) -> None:
    rows = [
        h.ods_text("Post")
        + h.ods_text("Beløp")
        + '<table:table-cell table:number-columns-repeated="16382"/>',
        h.ods_text("Reise") + h.ods_number("100"),
    ]  # fmt: skip
    empty = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    last = h.ods_number("100", 'table:formula="of:=SUM([.B2:.B2])"')
    table = h.ods_table([*rows, h.ods_text("Sum") + last]).replace(
        "</table:table>", empty + "</table:table>"
    )
    grid = only_sheet(ods(tmp_path, table))
    assert values(grid) == BUDGET
    assert grid.at(3, 2) == Cell(Decimal(100), "=SUM(B2:B2)")


CELL = '<table:table-cell office:value-type="{}" {}>{}</table:table-cell>'
TYPES = [
    (CELL.format("float", 'office:value="319445.10000000003"', ""), Decimal("319445.1")),
    (CELL.format("percentage", 'office:value="0.25"', ""), Decimal("0.25")),
    (CELL.format("currency", 'office:currency="NOK" office:value="-12.5"', ""), Decimal("-12.5")),
    (CELL.format("date", 'office:date-value="2021-07-01"', ""), date(2021, 7, 1)),
    (CELL.format("date", 'office:date-value="2021-07-01T10:00:00"', ""), date(2021, 7, 1)),
    (CELL.format("date", 'office:date-value="-0044-03-15"', "<text:p>15.3.44</text:p>"), "15.3.44"),
    (CELL.format("boolean", 'office:boolean-value="true"', ""), True),
    (CELL.format("string", "", "<text:p>A<text:s text:c='2'/>B</text:p><text:p>C</text:p>"), "A  B\nC"),
    (CELL.format("string", "", "<office:annotation><text:p>note</text:p></office:annotation><text:p>A</text:p>"), "A"),
    (CELL.format("string", 'calcext:value-type="error" table:formula="of:=1/0"', "<text:p>#DIV/0!</text:p>"), ErrorValue("#DIV/0!")),
    (CELL.format("float", 'office:value="0" table:formula="of:=SQRT(-1)"', "<text:p>Err:502</text:p>"), ErrorValue("Err:502")),
    ('<table:table-cell table:formula="of:=1+1"/>', None),
    ("<table:covered-table-cell office:value-type='float' office:value='7'/>", Decimal(7)),
    ("<table:table-cell><text:p>untyped</text:p></table:table-cell>", "untyped"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value"), TYPES)
def test_the_types_of_open_document_cells(tmp_path: Path, cell: str, value: object) -> None:
    assert only_sheet(ods(tmp_path, h.ods_table([cell]))).at(1, 1).value == value


@pytest.mark.parametrize(("beside", "value"), [('table:formula="of:=1"', ""), ("", None)])
def test_a_formula_without_a_value_is_an_empty_text_where_others_have_theirs(
    tmp_path: Path, beside: str, value: str | None
) -> None:
    empty = "<table:table-cell table:formula='of:=IF(1;\"\";2)'/>"
    grid = only_sheet(ods(tmp_path, h.ods_table([empty + h.ods_number("1", beside)])))
    assert grid.at(1, 1) == Cell(value, '=IF(1,"",2)')


def test_repeated_cells_and_rows_are_as_many(tmp_path: Path) -> None:
    table = h.ods_table([h.ods_number("5", 'table:number-columns-repeated="2"')])
    table = table.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="3">')
    assert values(only_sheet(ods(tmp_path, table))) == [[Decimal(5)] * 2] * 3


STYLES = (
    '<style:style style:name="old" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="2"/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<number:currency-style style:name="N2P0"><number:currency-symbol>€</number:currency-symbol>'
    '<number:number number:decimal-places="0" number:grouping="true"/></number:currency-style>'
    '<number:currency-style style:name="N2"><number:text>-</number:text>'
    '<style:map style:condition="value()&gt;=0" style:apply-style-name="N2P0"/></number:currency-style>'
    '<number:date-style style:name="N3"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/></number:date-style>'
    '<style:style style:name="share" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="bold" style:family="table-cell" style:parent-style-name="share"/>'
    '<style:style style:name="euro" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N3"/>'
)


@pytest.mark.parametrize(
    ("style", "number_format"),
    [("share", "0.00%"), ("bold", "0.00%"), ("euro", '"€"#,##0'), ("day", "dd.mm"), ("x", "General")],
)  # fmt: skip
def test_number_formats_of_open_document(tmp_path: Path, style: str, number_format: str) -> None:
    table = h.ods_table([h.ods_number("1", f'table:style-name="{style}"')])
    assert only_sheet(ods(tmp_path, table, STYLES)).at(1, 1).number_format == number_format


def test_a_columns_style_is_that_of_its_cells(tmp_path: Path) -> None:
    columns = (
        '<table:table-column/><table:table-column table:default-cell-style-name="share"'
        ' table:number-columns-repeated="9"/>'
    )
    table = h.ods_table([h.ods_number("1") * 2], columns=columns)
    grid = only_sheet(ods(tmp_path, table, STYLES))
    assert [grid.at(1, c).number_format for c in (1, 2)] == ["General", "0.00%"]


def test_what_open_document_hides(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    rows = h.ods_table([h.ods_number("1") * 2] * 2, "Nytt", columns=columns).replace(
        "<table:table-row>", '<table:table-row table:visibility="filter">', 1
    )
    book = read_book(
        ods(tmp_path, rows + h.ods_table([h.ods_number("2")], "Gammelt", "old"), STYLES)
    )
    assert [(g.sheet, g.is_hidden) for g in book.sheets] == [("Nytt", False), ("Gammelt", True)]
    assert (book.sheets[0].hidden_rows, book.sheets[0].hidden_columns) == (
        frozenset({1}),
        frozenset({2}),
    )


def test_names_of_open_document(tmp_path: Path) -> None:
    names = (
        '<table:named-range table:name="Kostnader" table:cell-range-address="$Budsjett.$B$2:.$B$5"/>'
        '<table:named-expression table:name="Påslag" table:expression="of:=[$Budsjett.$B$1]*1.1"/>'
    )
    book = read_book(ods(tmp_path, h.ods_table([h.ods_number("1")]), "", names))
    assert book.names == {"kostnader": "Budsjett!$B$2:$B$5", "påslag": "Budsjett!$B$1*1.1"}


def test_deleted_cells_in_the_history_are_not_cells(tmp_path: Path) -> None:
    history = (
        "<table:tracked-changes><table:deletion><table:cell-content-deletion>"
        "<table:change-track-table-cell/></table:cell-content-deletion>"
        + h.ods_table([h.ods_number("9")], "Slettet")
        + "</table:deletion></table:tracked-changes>"
    )
    assert values(only_sheet(ods(tmp_path, history + h.ods_table([h.ods_number("1")])))) == [
        [Decimal(1)]
    ]


@pytest.mark.parametrize(
    ("written", "excel"),
    [
        ("of:=SUM([.B2:.B5])", "=SUM(B2:B5)"),
        ("of:=[.B2]*[.$C$3]/100", "=B2*$C$3/100"),
        ('of:=IF([.A1]="a;b";1;"[.B2]")', '=IF(A1="a;b",1,"[.B2]")'),
        ("of:=SUM([$Kostnader.B2:.B5];[Inntekter.C1])", "=SUM(Kostnader!B2:B5,Inntekter!C1)"),
        ("of:=[$'År 1'.B2]+['Per''s'.B3]", "='År 1'!B2+'Per''s'!B3"),
        ("of:=SUM([.B:.B])", "=SUM(B:B)"),
        ("of:=SUM([.B1:.B1048576])", "=SUM(B:B)"),
        ("of:=SUM([.$B$1:.$B$1048576])", "=SUM($B:$B)"),
        ("of:=SUM([.A3:.XFD3])", "=SUM(3:3)"),
        ("of:=SUM([.1:.1])", "=SUM(1:1)"),
        ("of:=SUM([Jan.B2:Mar.B2])", "=SUM('Jan:Mar'!B2)"),
        ("of:=SUM([Jan.B2:Jan.B9])", "=SUM(Jan!B2:B9)"),
        ("of:=SUM([.#REF!])", "=SUM(#REF!)"),
        ("of:=#REF!+[.B2]", "=#REF!+B2"),
        ("of:=SUM([.A1:.C3]![.B2:.B5])", "=SUM(A1:C3 B2:B5)"),
        ("of:=SUM([.A1]~[.B2])", "=SUM(A1,B2)"),
        ("of:=SUM({1;2|3;4})", "=SUM({1,2;3,4})"),
        ("of:=COM.MICROSOFT.IFS([.A1];1)", "=IFS(A1,1)"),
        ("of:=['file:///gammel.ods'#$Ark.B2]", "='[file:///gammel.ods]Ark'!B2"),
        ("oooc:=SUM([.B2:.B5])", "=SUM(B2:B5)"),
        ("msoxl:=SUM(B2:B5,1)", "=SUM(B2:B5,1)"),
        ("=SUM([.B2:.B5])", "=SUM(B2:B5)"),
    ],
)
def test_formulas_in_excels_words(written: str, excel: str) -> None:
    assert excel_formula(written) == excel


def test_a_reference_that_is_none_is_left_as_it_stands() -> None:
    assert excel_reference("Kolonne 1") == "Kolonne 1"


# -- .xls and .xlsb


def test_an_old_workbook(tmp_path: Path) -> None:
    book = read_book(FILES / "budget.xls")
    budget, old = book.sheets
    assert values(budget) == [
        ["Post", "Beløp", "Andel", "Dato", "skjult kolonne"],
        ["Lønn", Decimal("319445.1"), Decimal("0.25"), date(2021, 7, 1)],
        ["Reise", Decimal(40000), Decimal("0.75"), date(2022, 2, 14)],
        ["Sum utgifter", Decimal("359445.1")],
        ["Deling på null", ErrorValue("#DIV/0!")],
        ["Skjult rad", Decimal(5)],
    ]
    assert [budget.at(2, c).number_format for c in (2, 3, 4)] == [
        "#,##0.00",
        "0.00%",
        "dd\\.mm\\.yyyy",
    ]
    assert (budget.hidden_rows, budget.hidden_columns, budget.is_hidden) == (
        frozenset({6}),
        frozenset({6}),
        False,
    )
    assert (old.sheet, old.is_hidden, old.at(5, 4).value) == ("Gammelt", True, Decimal(12))
    assert not book.has_formulas


def rk(number: int) -> bytes:
    """A whole number in hundredths in the short form."""
    return struct.pack("<I", (number * 100 << 2 | 3) & 0xFFFFFFFF)


def test_a_binary_workbook(tmp_path: Path) -> None:
    cell = h.xlsb_cell
    rows = (
        h.xlsb_row(2) + cell(7, 1, b"\0\0\0\0") + cell(6, 2, h.wide("Beløp"))
        + h.xlsb_row(3, hidden=True) + cell(8, 1, h.wide("Reise") + b"\0" * 10)
        + cell(2, 2, rk(-100)) + cell(5, 3, struct.pack("<d", 0.1 + 0.2), style=1)
        + cell(9, 4, struct.pack("<d", 44378) + b"\0" * 10, style=2)
        + cell(3, 5, b"\x07") + cell(11, 6, b"\x2a" + b"\0" * 10) + cell(4, 7, b"\1") + cell(1, 8, b"")
    )  # fmt: skip
    column = h.record(60, struct.pack("<IIII", 25, 99999, 0, 0) + b"\1\0")
    parts = h.xlsb_parts(
        {"Budsjett": column + rows, "Gammelt": h.xlsb_row(1) + cell(2, 1, rk(3))},
        hidden=["Gammelt"], texts=["Post"], formats={200: "dd.mm.yyyy"}, styles=[0, 10, 200],
    )  # fmt: skip
    book = read_book(h.zipped(tmp_path / "b.xlsb", parts))
    budget, old = book.sheets
    assert values(budget) == [
        ["Post", "Beløp"],
        ["Reise", Decimal(-100), Decimal("0.3"), date(2021, 7, 1), ErrorValue("#DIV/0!"),
         ErrorValue("#N/A"), True],
    ]  # fmt: skip
    assert [budget.at(3, c).number_format for c in (2, 3, 4)] == ["General", "0.00%", "dd.mm.yyyy"]
    assert budget.hidden_rows == {3}
    assert (min(budget.hidden_columns), max(budget.hidden_columns)) == (26, 16384)
    assert (old.is_hidden, old.at(1, 1).value, book.has_formulas) == (True, Decimal(3), False)


def test_a_binary_workbook_that_counts_days_from_1904(tmp_path: Path) -> None:
    cell = h.xlsb_cell(5, 1, struct.pack("<d", 44378), style=1)
    parts = h.xlsb_parts({"B": h.xlsb_row(1) + cell}, styles=[0, 14], is_1904=True)
    assert only_sheet(h.zipped(tmp_path / "b.xlsb", parts)).at(1, 1).value == date(2025, 7, 2)


# -- names that do not say what is in the file


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "xls", "xlsb", "ods"])
@pytest.mark.parametrize("source", [DRAMMEN / "budget.xlsx", FILES / "budget.xls"], ids=str)
def test_a_file_is_what_its_content_is(tmp_path: Path, source: Path, ending: str) -> None:
    path = tmp_path / f"b.{ending}"
    shutil.copy(source, path)
    assert values(read_book(path).sheets[0]) == values(read_book(source).sheets[0])


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv"])
def test_a_project_finds_its_budget_with_every_ending(
    cli: Cli, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"budsjett.{ending}"
    text, number = h.ods_text, h.ods_number
    if ending == "csv":
        path.write_text("Post;Beløp\nReise;100\nLønn;50\n", "utf-8")
    elif ending == "xls":
        shutil.copy(FILES / "budget.xls", path)
    elif ending == "xlsb":
        rows = b"".join(
            h.xlsb_row(i) + h.xlsb_cell(6, 1, h.wide(label)) + h.xlsb_cell(2, 2, rk(amount))
            for i, (label, amount) in enumerate([("Reise", 100), ("Lønn", 50)], start=2)
        )
        head = (
            h.xlsb_row(1) + h.xlsb_cell(6, 1, h.wide("Post")) + h.xlsb_cell(6, 2, h.wide("Beløp"))
        )
        h.zipped(path, h.xlsb_parts({"B": head + rows}))
    elif ending == "ods":
        rows_ = [
            text("Post") + text("Beløp"),
            text("Reise") + number("100"),
            text("Lønn") + number("50"),
        ]
        h.zipped(path, h.ods_parts(h.ods_table(rows_)))
    else:
        write_workbook(path, {"B": [["Post", "Beløp"], ["Reise", 100], ["Lønn", 50]]})
    result = cli("check", tmp_path, "--format", "json")
    assert (result.err, f"budsjett.{ending}" in result.out) == ("", True)


def test_a_strict_workbook_is_read_as_a_ledger_too(tmp_path: Path) -> None:
    row = "".join(
        f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in ("Bilagsdato", "Art", "Beløp")
    )
    entry = '<c t="inlineStr"><is><t>2021-08-02</t></is></c><c><v>1010</v></c><c><v>19.9</v></c>'
    parts = h.xlsx_parts(
        f"<row>{row}</row><row>{entry}</row>", main=h.STRICT_MAIN, relation_kinds=h.STRICT_RELATIONS
    )
    ledger = read_ledger([h.zipped(tmp_path / "l.xlsx", parts)], "NOK")
    assert [(e.day, e.amount.minor) for e in ledger] == [(date(2021, 8, 2), 1990)]


def test_a_ledger_in_open_document(tmp_path: Path) -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2021-08-02"/>'
    rows = [
        h.ods_text("Bilagsdato") + h.ods_text("Art") + h.ods_text("Beløp"),
        day + h.ods_number("1010") + h.ods_number("19.9"),
        day + h.ods_number("1020") + h.ods_text("-5,50"),
    ]
    path = h.zipped(tmp_path / "l.ods", h.ods_parts(h.ods_table(rows)))
    ledger = read_ledger([path], "NOK")
    assert [e.amount.minor for e in ledger] == [1990, -550]


# -- encrypted workbooks


def encrypted(source: Path, target: Path, password: str = "Blåbær 1") -> Path:  # noqa: S107
    plain, secret = io.BytesIO(source.read_bytes()), io.BytesIO()
    OOXMLFile(plain).encrypt(password, secret)
    target.write_bytes(secret.getvalue())
    return target


@pytest.fixture
def password_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "password.txt"
        path.write_text(text, "utf-8")
        return path

    return write


def test_an_encrypted_workbook_is_refused_with_what_to_do(cli: Cli, tmp_path: Path) -> None:
    path = encrypted(DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx")
    assert_one_line_error(cli("check", path), "b.xlsx", "--password-file", "save a copy without")


@pytest.mark.parametrize("command", ["check", "show"])
def test_an_encrypted_workbook_is_read_with_its_password(
    cli: Cli, tmp_path: Path, password_file: Callable[[str], Path], command: str
) -> None:
    path = encrypted(DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx")
    result = cli(command, path, "--password-file", password_file("Blåbær 1\n"))
    assert (result.code, result.err) == (0, "")


def test_remaining_reads_an_encrypted_budget(
    cli: Cli, tmp_path: Path, password_file: Callable[[str], Path]
) -> None:
    project = Path(shutil.copytree(EXAMPLES / "drammen", tmp_path / "project"))
    arguments = ["remaining", "--as-of", "2022-02-14", "--config", project / "grantcalc.toml"]
    plain = cli(*arguments)
    encrypted(DRAMMEN / "budget.xlsx", project / "budget.xlsx")
    assert_one_line_error(cli(*arguments), "budget.xlsx", "--password-file")
    secret = cli(*arguments, "--password-file", password_file("Blåbær 1"))
    assert (secret.code, secret.out) == (plain.code, plain.out)


@pytest.mark.parametrize(
    ("text", "says"),
    [("wrong", "is not this workbook's"), ("", "on one line alone"), ("a\nb", "on one line alone")],
)
def test_a_wrong_password(
    cli: Cli, tmp_path: Path, password_file: Callable[[str], Path], text: str, says: str
) -> None:
    path = encrypted(DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx")
    assert_one_line_error(cli("check", path, "--password-file", password_file(text)), says)


def test_no_password_file(cli: Cli, tmp_path: Path) -> None:
    missing = tmp_path / "none.txt"
    result = cli("check", DRAMMEN / "budget.xlsx", "--password-file", missing)
    assert_one_line_error(result, "--password-file", "none.txt")


def test_an_encrypted_bomb_is_refused_like_any_other(
    cli: Cli, tmp_path: Path, password_file: Callable[[str], Path]
) -> None:
    bomb = h.xlsx_parts() | {"xl/media/zeros.bin": b"\0" * (64 * 1024**2)}
    path = encrypted(h.zipped(tmp_path / "bomb.xlsx", bomb), tmp_path / "b.xlsx")
    result = cli("check", path, "--password-file", password_file("Blåbær 1"))
    assert_one_line_error(result, "no ordinary workbook")


def test_an_encrypted_open_document(cli: Cli, tmp_path: Path) -> None:
    parts = h.ods_parts("") | {"META-INF/manifest.xml": "<m:encryption-data/>"}
    path = h.zipped(tmp_path / "b.ods", parts)
    assert_one_line_error(cli("check", path), "b.ods", "encrypted", "save a copy without one")


def test_an_old_workbook_with_a_password(cli: Cli, tmp_path: Path) -> None:
    content = (FILES / "budget.xls").read_bytes()
    begin = content.index(
        b"\x09\x08\x10\x00"
    )  # the workbook's first record; the next one is changed
    path = tmp_path / "b.xls"
    path.write_bytes(content[: begin + 20] + b"\x2f\x00" + content[begin + 22 :])
    assert_one_line_error(cli("check", path), "b.xls", "encrypted", "--password-file")


# -- .csv

TABLE = [["Post", "Beløp"], ["Lønn", Decimal("1000.5")], ["Ærlig åpning", Decimal(40)]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_encodings_and_separators(tmp_path: Path, encoding: str, mark: str) -> None:
    amount = '"1000,50"' if mark == "," else "1000,50"
    text = f"Post{mark}Beløp\r\nLønn{mark}{amount}\r\nÆrlig åpning{mark}40\r\n"
    path = tmp_path / "b.csv"
    start = b"\xff\xfe" if encoding == "utf-16-le" else b""
    path.write_bytes(start + text.encode(encoding))
    assert values(only_sheet(path)) == TABLE


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Reise;100\nLønn;200\n", [["Reise", Decimal(100)], ["Lønn", Decimal(200)]]),
        ('Post;Sum\n"Reise\ntil; Bergen";5\n', [["Post", "Sum"], ["Reise\ntil; Bergen", Decimal(5)]]),
        ("sep=|\nPost|Sum\nA;B|5\n", [["Post", "Sum"], ["A;B", Decimal(5)]]),
        ("Post;Sum\nA, B og C;1,5\nD, E;2,5\n", [["Post", "Sum"], ["A, B og C", Decimal("1.5")], ["D, E", Decimal("2.5")]]),
        ("Post;A\nX;1,5\nY;2,5\n", [["Post", "A"], ["X", Decimal("1.5")], ["Y", Decimal("2.5")]]),
        ("Post,2021,2022\nX,100,50\n", [["Post", Decimal(2021), Decimal(2022)], ["X", Decimal(100), Decimal(50)]]),
    ],
)  # fmt: skip
def test_tables_in_csv(tmp_path: Path, text: str, rows: list[list[object]]) -> None:
    path = tmp_path / "b.csv"
    path.write_text(text, "utf-8", newline="")
    assert values(only_sheet(path)) == rows


UNCLEAR = {
    "two separators": (b"Post;Sum,Note\nA;1,x\nB;2,y\n", "; or ,", 'separator = ","'),
    "decimals and fields": (b"Post,Sum\nReise,100,50\nMat,20,00\n", "part both", 'separator = ","'),
    "a Mac's letters": ("Post;Sum\nLønn;1\nMat på reise;2\n".encode("mac-roman"), "encoding", 'encoding = "mac-roman"'),
    "DOS's letters": ("Post;Sum\nLønn;1\n".encode("cp850"), "encoding", 'encoding = "cp850"'),
}  # fmt: skip


@pytest.mark.parametrize("case", UNCLEAR)
def test_a_csv_file_that_is_not_clear_is_declared(cli: Cli, tmp_path: Path, case: str) -> None:
    content, says, line = UNCLEAR[case]
    path = tmp_path / "b.csv"
    path.write_bytes(content)
    assert_one_line_error(cli("check", path), "b.csv", says, "under [csv]")
    (tmp_path / "grantcalc.toml").write_text(f"[csv]\n{line}\n", "utf-8")
    assert cli("show", path).err.count(says) == 0


def test_a_declared_encoding_is_followed(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes("Post;Sum\nLønn;1\nMat på reise;2\n".encode("mac-roman"))
    (tmp_path / "grantcalc.toml").write_text('[csv]\nencoding = "mac-roman"\n', "utf-8")
    assert "Lønn" in cli("show", path).out
    (tmp_path / "grantcalc.toml").write_text('[csv]\nencoding = "utf-8"\n', "utf-8")
    assert_one_line_error(cli("check", path), "is not in the encoding utf-8")
    (tmp_path / "grantcalc.toml").write_text('[csv]\nencoding = "macintsh"\n', "utf-8")
    assert_one_line_error(cli("check", path), "csv.encoding", "no known encoding")
