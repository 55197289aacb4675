"""Files from strangers: refused in words, in bounded time and memory, whichever command reads them."""

import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import handmade as h
from conftest import DRAMMEN, Cli, assert_one_line_error, write_workbook
from grantcalc.errors import GrantcalcError
from grantcalc.reading.files import read_book

SHEET = "xl/worksheets/sheet1.xml"


def altered(source: Path, target: Path, part: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A copy of a workbook with one of its parts changed, or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(old.read(name)) if name == part else old.read(name)
            if data is not None:
                new.writestr(name, data)
    return target


def in_sheet(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", xml + b"</sheetData>")


def after_sheet(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", b"</sheetData>" + xml)


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HOSTILE = {
    "cut": (SHEET, lambda data: data[: len(data) // 2]),
    "no relations": ("xl/_rels/workbook.xml.rels", lambda _: None),
    "entities": (SHEET, lambda data: data.replace(b"<worksheet", b'<!DOCTYPE l [<!ENTITY a "aa">]><worksheet', 1)),
    "outside the grid": (SHEET, in_sheet(b'<row r="999999"><c r="ZZZZZ2"><v>1</v></c></row>')),
    "merge": (SHEET, after_sheet(b"<mergeCells><mergeCell ref='$A$10:$XFD$1048576'/></mergeCells>")),
    "merge, written with escapes": (SHEET, after_sheet(b'<mergeCells><mergeCell ref="&#65;10:XFD1048576"/></mergeCells>')),
    "a link over everything": (SHEET, after_sheet(b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>')),
    "merge, small letters": (SHEET, after_sheet(b'<mergeCells><mergeCell ref="a10:xfd1048576"/></mergeCells>')),
}  # fmt: skip


@pytest.mark.parametrize("as_ledger", [False, True], ids=["budget", "ledger"])
@pytest.mark.parametrize("fault", HOSTILE)
def test_damaged_and_dangerous_workbooks(
    cli: Cli, tmp_path: Path, fault: str, as_ledger: bool
) -> None:
    part, change = HOSTILE[fault]
    name = "ledger.xlsx" if as_ledger else "budget.xlsx"
    path = altered(DRAMMEN / name, tmp_path / name, part, change)
    if as_ledger:
        toml = DRAMMEN / "grantcalc.toml"
        result = cli("remaining", "--as-of", "2022-02-14", "--config", toml, "--ledger", path)
    else:
        result = cli("check", path)
    assert_one_line_error(result, name)


def test_a_cell_in_the_far_corner_of_a_ledger_is_refused(cli: Cli, tmp_path: Path) -> None:
    path = altered(DRAMMEN / "ledger.xlsx", tmp_path / "ledger.xlsx", SHEET, in_sheet(FAR))
    toml = DRAMMEN / "grantcalc.toml"
    result = cli("remaining", "--as-of", "2022-02-14", "--config", toml, "--ledger", path)
    assert_one_line_error(result, "almost empty")


CELL_WITHOUT_A_PLACE = b"<c><v>1</v></c>"


@pytest.mark.parametrize("row", [b'<row r="999999">', b'<row r="999999"><c r="A1048576"/>'])
def test_cells_that_only_counting_places_in_the_far_corner(
    cli: Cli, tmp_path: Path, row: bytes
) -> None:
    far = (
        b"<row>"
        + 16_000 * CELL_WITHOUT_A_PLACE
        + b"</row>"
        + row
        + CELL_WITHOUT_A_PLACE
        + b"</row>"
    )
    path = altered(DRAMMEN / "ledger.xlsx", tmp_path / "ledger.xlsx", SHEET, in_sheet(far))
    toml = DRAMMEN / "grantcalc.toml"
    result = cli("remaining", "--as-of", "2022-02-14", "--config", toml, "--ledger", path)
    assert_one_line_error(result, "almost empty")


def test_a_cell_in_the_far_corner_of_a_budget_costs_one_cell(cli: Cli, tmp_path: Path) -> None:
    path = altered(DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET, in_sheet(FAR))
    assert "all 26 sums and balances hold" in cli("check", path).out


def test_hidden_columns_to_the_end_of_the_world(cli: Cli, tmp_path: Path) -> None:
    columns = b'<cols><col min="1" max="2000000000" hidden="1"/></cols><sheetData>'
    path = altered(
        DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET,
        lambda data: data[: data.index(b"<cols>")] + columns + data[data.index(b"<sheetData>") + 11 :],
    )  # fmt: skip
    assert cli("check", path).code == 0


def test_more_cells_than_any_budget(cli: Cli, tmp_path: Path) -> None:
    row = b"".join(b"<c><v>1</v></c>" for _ in range(1000))
    rows = b"".join(b'<row r="%d">%s</row>' % (i, row) for i in range(20, 400))
    path = altered(DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET, in_sheet(rows))
    assert_one_line_error(cli("check", path), "more than any budget")


@pytest.mark.parametrize("value", ["1e999", "1e300", "-1e22"])
def test_numbers_beyond_all_money(cli: Cli, tmp_path: Path, value: str) -> None:
    path = altered(
        DRAMMEN / "budget.xlsx", tmp_path / "b.xlsx", SHEET,
        lambda data: data.replace(b"<v>319445</v>", f"<v>{value}</v>".encode(), 1),
    )  # fmt: skip
    result = cli("check", path, "--format", "json")
    assert (result.code, result.err) == (1, "")


def test_a_text_of_thousands_of_digits_is_no_amount(cli: Cli, tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "b.xlsx", {"B": [["Post", "Beløp"], ["A", 1], ["B", "9" * 5000], ["Sum", 1]]}
    )
    result = cli("check", path)
    assert result.code == 1
    assert "too long to be an amount" in result.out


@pytest.mark.parametrize(
    "toml", ["a = " + "[" * 3000, f"[project]\nname = {'9' * 5000}", '[[awards]]\nsource = "x"\nstatus = "applied"\namount = 1e30',
             f'[[mapping]]\nline = "x"\naccounts = "1-{"9" * 44}"']
)  # fmt: skip
def test_a_hostile_configuration(cli: Cli, tmp_path: Path, toml: str) -> None:
    (tmp_path / "grantcalc.toml").write_text(toml, "utf-8")
    assert_one_line_error(cli("check", tmp_path), "grantcalc.toml")


@pytest.mark.parametrize("output", [".", "/", ""])
def test_an_output_that_is_a_folder(cli: Cli, output: str) -> None:
    assert_one_line_error(
        cli("check", DRAMMEN / "budget.xlsx", f"--output={output}"), "is a folder"
    )


def test_a_name_longer_than_any_file_has(cli: Cli) -> None:
    assert_one_line_error(cli("check", "x" * 5000))


def test_json_escapes_what_a_terminal_would_act_on(cli: Cli, tmp_path: Path) -> None:
    import json

    path = tmp_path / "b.csv"
    path.write_text("Post;Beløp\nA\u009b31m\u202eB\u061c;1\nC;2\n", "utf-8")
    out = cli("check", path, "--format", "json").out
    assert not set(out) & {"\u009b", "\u202e", "\u061c"}
    assert json.loads(out)["budgets"][0]["lines"][0]["label"] == "A\u009b31m\u202eB\u061c"


# -- the same for the other kinds of file

FILES = Path(__file__).parent / "files"
OLD = (FILES / "budget.xls").read_bytes()
CORNER = h.xlsb_row(1048576) + h.xlsb_cell(5, 16384, struct.pack("<d", 1))
OUTSIDE = h.xlsb_row(2**32 - 1) + h.xlsb_cell(5, 2**32 - 1, struct.pack("<d", 1))
MANY = h.ods_number("1", 'table:number-columns-repeated="{}"')
NESTED = "<table:table-row-group>" * 100_000


def with_rows_repeated(table: str, times: int) -> str:
    return table.replace(
        "<table:table-row>", f'<table:table-row table:number-rows-repeated="{times}">'
    )


def bomb() -> dict[str, str | bytes]:
    return h.xlsx_parts() | {"xl/media/zeros.bin": b"\0" * (64 * 1024**2)}


Parts = dict[str, str | bytes]
DANGEROUS: dict[str, tuple[str, Parts, str]] = {
    "a bomb": ("xlsx", bomb(), "no ordinary workbook"),
    "very many parts": ("xlsx", {f"xl/{i}.xml": "" for i in range(5001)}, "5001 parts"),
    "a sheet that never nests back": ("xlsx", h.xlsx_parts("<row>" * 100_000), "cannot be read"),
    "a workbook that never nests back": ("xlsx", h.xlsx_parts() | {"xl/workbook.xml": "<a>" * 100_000}, "cannot be read"),
    "a sheet twice": ("xlsx", h.xlsx_parts() | {"xl/workbook.xml": f'<workbook xmlns="{h.MAIN}" xmlns:r="{h.RELATIONS}"><sheets><sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/></sheets></workbook>'}, "same part"),
    "a long formula in each cell": ("xlsx", h.xlsx_parts("<row>" + f'<c><f t="shared" si="0" ref="A1:A9">{"A1+" * 3000}1</f></c>' + '<c><f t="shared" si="0"/></c>' * 9000 + "</row>"), "formulas longer"),
    "a merge in UTF-16": ("xlsx", h.xlsx_parts() | {"xl/worksheets/sheet1.xml": str(h.xlsx_parts(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')["xl/worksheets/sheet1.xml"]).encode("utf-16")}, "outside any real sheet"),
    "entities in a spreadsheet": ("ods", h.ods_parts("") | {"content.xml": '<!DOCTYPE a [<!ENTITY a "aa">]><a>&a;</a>'}, "declares entities"),
    "late entities": ("ods", h.ods_parts("") | {"content.xml": " " * 5000 + '<!DOCTYPE a [<!ENTITY a "aa">]><a>&a;</a>'}, "damaged inside"),
    "a million cells with a value": ("ods", h.ods_parts(with_rows_repeated(h.ods_table([MANY.format(1000)]), 1000)), "more than any budget"),
    "a million rows of one value": ("ods", h.ods_parts(with_rows_repeated(h.ods_table([h.ods_number("1")]), 1048576)), "more than any budget"),
    "cells without end": ("ods", h.ods_parts(h.ods_table([MANY.format("9" * 40)])), "more than any budget"),
    "a cell beyond the last column": ("ods", h.ods_parts(h.ods_table(['<table:table-cell table:number-columns-repeated="16384"/>' + h.ods_number("1")])), "outside any real sheet"),
    "a spreadsheet that never nests back": ("ods", h.ods_parts(NESTED), "damaged inside"),
    "no content": ("ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "no content"),
    "a number that is none": ("ods", h.ods_parts(h.ods_table([h.ods_number("a lot")])), "damaged inside"),
    "no sheets": ("ods", h.ods_parts(""), "holds no sheets"),
    "a binary cell outside the grid": ("xlsb", h.xlsb_parts({"B": OUTSIDE}), "outside any real sheet"),
    "a binary record without end": ("xlsb", h.xlsb_parts({"B": b"\x05\xff\xff\xff\x7f"}), "damaged inside"),
    "a binary text without end": ("xlsb", h.xlsb_parts({"B": h.xlsb_row(1) + h.xlsb_cell(6, 1, b"\xff\xff\xff\xff")}), "damaged inside"),
    "a binary text that is not there": ("xlsb", h.xlsb_parts({"B": h.xlsb_row(1) + h.xlsb_cell(7, 1, b"\x09\0\0\0")}), "damaged inside"),
    "very many binary records": ("xlsb", h.xlsb_parts({"B": b"\x25\0" * 1_100_000}), "more than any budget"),
    "very many binary cells": ("xlsb", h.xlsb_parts({"B": h.xlsb_row(1) + h.xlsb_cell(4, 1, b"\1") * 300_001}), "more than any budget"),
}  # fmt: skip


@pytest.mark.parametrize("danger", DANGEROUS)
def test_dangerous_files_of_every_kind(cli: Cli, tmp_path: Path, danger: str) -> None:
    ending, parts, says = DANGEROUS[danger]
    path = h.zipped(tmp_path / f"b.{ending}", parts)
    assert_one_line_error(cli("check", path), f"b.{ending}", says)


def test_a_cell_in_the_far_corner_of_an_open_document_ledger_is_refused(
    cli: Cli, tmp_path: Path
) -> None:
    far = h.ods_table([
        h.ods_text("Bilagsdato") + h.ods_text("Art") + h.ods_text("Beløp"),
        '<table:table-cell table:number-columns-repeated="16383"/>' + h.ods_number("1"),
    ])  # fmt: skip
    far = far.replace(
        "</table:table-row><table:table-row>",
        '</table:table-row><table:table-row table:number-rows-repeated="1048574"/><table:table-row>',
    )
    path = h.zipped(tmp_path / "ledger.ods", h.ods_parts(far))
    toml = DRAMMEN / "grantcalc.toml"
    result = cli("remaining", "--as-of", "2022-02-14", "--config", toml, "--ledger", path)
    assert_one_line_error(result, "ledger.ods", "almost empty")


def test_a_binary_cell_in_the_far_corner_costs_one_cell(tmp_path: Path) -> None:
    path = h.zipped(tmp_path / "b.xlsb", h.xlsb_parts({"B": CORNER}))
    (grid,) = read_book(path).sheets
    assert (grid.row_numbers(), list(grid.rows[1048576])) == ([1048576], [16384])


def test_a_long_comment_costs_no_time(tmp_path: Path) -> None:
    rows = f"<!--{'<' * 10_000_000}-->{h.ROWS}"
    (grid,) = read_book(h.zipped(tmp_path / "b.xlsx", h.xlsx_parts(rows))).sheets
    assert len(grid.rows) == 3


def test_a_million_hidden_rows_cost_nothing(tmp_path: Path) -> None:
    hidden = '<table:table-row table:number-rows-repeated="1048000" table:visibility="collapse"/>'
    table = h.ods_table([h.ods_number("1")]).replace(
        "</table:table>", hidden * 9 + "</table:table>"
    )
    (grid,) = read_book(h.zipped(tmp_path / "b.ods", h.ods_parts(table))).sheets
    assert (len(grid.rows), len(grid.hidden_rows)) == (1, 0)


# -- whatever the bytes are, it is a book or an error in words


def seeds() -> dict[str, bytes]:
    """A valid file of each kind."""
    table = h.ods_table([h.ods_text("Post") + h.ods_number("1", 'table:formula="of:=SUM([.B1])"')])
    rows = (
        h.xlsb_row(1) + h.xlsb_cell(7, 1, b"\0\0\0\0") + h.xlsb_cell(5, 2, struct.pack("<d", 0.5))
    )
    parts = {
        "xlsx": h.xlsx_parts(), "ods": h.ods_parts(table), "xlsb": h.xlsb_parts({"B": rows}, texts=["Post"]),
    }  # fmt: skip
    return {
        "xls": OLD,
        "csv": 'Post;Beløp\nReise;1 000,50\n"A;B";2\n'.encode("utf-16"),
        **{ending: zip_bytes(content) for ending, content in parts.items()},
    }


def zip_bytes(parts: Parts) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:  # stored, so that changed bytes reach the parts
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice([1, 2, 10])):
        if not data:
            break
        at, how = chance.randrange(len(data)), chance.randrange(5)
        if how == 0:
            data[at] = chance.randrange(256)
        elif how == 1:
            data[at : at + 4] = chance.choice(
                [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"]
            )
        elif how == 2:
            del data[at : at + chance.choice([1, 4, 50])]
        elif how == 3:
            data[at:at] = data[at : at + chance.choice([1, 8, 200])]
        else:
            data = data[: max(at, 1)]
    return bytes(data)


@pytest.mark.parametrize("repaired", [False, True], ids=["as it is", "with right checksums"])
@pytest.mark.parametrize("ending", ["xlsx", "xls", "xlsb", "ods", "csv"])
def test_changed_bytes_are_a_book_or_an_error_in_words(
    tmp_path: Path, ending: str, repaired: bool
) -> None:
    seed, chance = seeds()[ending], random.Random(f"{ending} {repaired}")
    path = tmp_path / f"b.{ending}"
    begun = time.monotonic()
    for _ in range(150):
        path.write_bytes(in_one_part(seed, chance) if repaired else mutated(seed, chance))
        try:
            sheets = read_book(path).sheets
        except GrantcalcError as error:
            assert f"b.{ending}" in str(error)  # noqa: PT017  both outcomes are right
        else:
            assert sheets
    assert time.monotonic() - begun < 120


def in_one_part(seed: bytes, chance: random.Random) -> bytes:
    """Changes inside of one part of a zip file, whose checksum is right again."""
    if not seed.startswith(b"PK"):
        return mutated(mutated(seed, chance), chance)
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts: Parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    content = parts[name]
    assert isinstance(content, bytes)
    return zip_bytes(parts | {name: mutated(content, chance)})


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv"])
@pytest.mark.parametrize("start", [b"", b"PK\x03\x04", OLD[:8], OLD[:600], b"\xff\xfe"], ids=repr)
def test_noise_with_every_ending(cli: Cli, tmp_path: Path, ending: str, start: bytes) -> None:
    path = tmp_path / f"b.{ending}"
    path.write_bytes(start + random.Random(1).randbytes(5000))
    assert_one_line_error(cli("check", path), f"b.{ending}")


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = f"'{sys.executable}' -m grantcalc check '{DRAMMEN / 'budget.xlsx'}' > /dev/full"
    done = subprocess.run(
        ["/bin/sh", "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
