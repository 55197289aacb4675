"""check --annotate: the user's own workbook back, with the findings in it and nothing else changed."""

import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
import pytest
import xlsxwriter
from defusedxml import ElementTree
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font

from conftest import EXAMPLES, Cli, assert_one_line_error, write_workbook
from grantcalc import language
from grantcalc.api.checking import check
from grantcalc.cells import cell_name
from grantcalc.errors import GrantcalcError
from grantcalc.finding import Finding, Place, Severity
from grantcalc.money import Money
from grantcalc.rendering.annotated import annotate, is_annotated_copy
from grantcalc.rendering.annotated.package import Package
from grantcalc.report.check import CheckReport
from grantcalc.report.parts import Summary
from handmade import MAIN, STRICT_MAIN, STRICT_RELATIONS, relations, xlsx_parts, zipped
from rich_workbook import BUDGET, HIDDEN, OTHER, rich_workbook

#: openpyxl warns of what it would not keep itself.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

ERROR, RELATED, WARNING = "FFF4A582", "FFFDDBC7", "FFFFE066"


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    return rich_workbook(tmp_path / "rich.xlsx")


def finding(path: Path, sheet: str | None, cell: str | None, **more: Any) -> Finding:
    given = {
        "code": "B001", "name": "made-up", "severity": Severity.ERROR, "message": "It is wrong.",
        **more,
    }  # fmt: skip
    return Finding(at=Place(str(path), sheet, cell), **given)


def report_of(*findings: Finding) -> CheckReport:
    return CheckReport(budgets=(), findings=findings, summary=Summary.of(findings))


def annotated(source: Path, *findings: Finding) -> Path:
    target = source.with_name(f"annotated{source.suffix}")
    annotate(source, target, report_of(*findings))
    return target


def opened(path: Path, **more: Any) -> Any:
    return openpyxl.load_workbook(path, **more)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fill(cell: Any) -> str | None:
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type == "solid" else None


def looks(cell: Any) -> tuple[object, ...]:
    """All of a cell's format but its fill."""
    parts_of = (cell.font, cell.border, cell.alignment, cell.protection)
    return (cell.number_format, *map(repr, parts_of))


# A rich workbook, before and after.


def test_every_part_that_need_not_change_is_as_it_was_byte_for_byte(rich: Path) -> None:
    copy = rich.with_name("copy.xlsx")
    annotate(rich, copy, check([rich]))
    before, after = parts(rich), parts(copy)
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert set(after) - set(before) == {"xl/worksheets/grantcalc1.xml"}
    assert {"xl/charts/chart1.xml", "xl/media/image1.png"} <= set(before)


def test_the_changed_sheet_differs_in_the_styles_of_the_marked_cells_alone(rich: Path) -> None:
    copy = rich.with_name("copy.xlsx")
    annotate(rich, copy, check([rich]))
    before, after = (parts(p)["xl/worksheets/sheet1.xml"].decode() for p in (rich, copy))
    for mark in (
        "x14:sparkline",
        "x14:dataBar",
        "<dataValidation ",
        "sheetProtection",
        "rowBreaks",
    ):
        assert mark in before
    cell = re.compile(r"<c [^>]*>")
    assert cell.sub("", before) == cell.sub("", after).replace('<c r="F2" s="12"/>', "")
    unstyled = re.compile(r' s="\d+"')
    old = {unstyled.sub("", tag) for tag in cell.findall(before)}
    assert {unstyled.sub("", tag) for tag in cell.findall(after)} - old == {'<c r="F2"/>'}


@pytest.mark.parametrize("data_only", [False, True], ids=["formulas", "values"])
def test_all_cells_have_their_values_formulas_and_formats(rich: Path, data_only: bool) -> None:
    copy = rich.with_name("copy.xlsx")
    annotate(rich, copy, check([rich]))
    before, after = (opened(p, data_only=data_only) for p in (rich, copy))
    assert after.sheetnames == [*before.sheetnames, "grantcalc"]
    marked = set()
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                now = after[sheet.title][cell.coordinate]
                assert str(now.value) == str(cell.value) or "ArrayFormula" in str(cell.value)
                assert looks(now) == looks(cell)
                if repr(now.fill) != repr(cell.fill):
                    marked.add(f"{sheet.title}!{cell.coordinate}")
    assert marked == {f"{BUDGET}!{cell}" for cell in ("B3", "B4", "B5", "B6", "B7", "D7", "F2")}


def test_the_wrong_cell_is_marked_strongly_and_its_parts_weakly(rich: Path) -> None:
    copy = annotated(
        rich,
        finding(rich, BUDGET, "B7", related=(Place(str(rich), BUDGET, "B3"),)),
        finding(rich, BUDGET, "B3", severity=Severity.WARNING),
        finding(rich, BUDGET, "C4", related=(Place(str(rich), OTHER, "A2"),)),
    )
    book = opened(copy)
    sheet = book[BUDGET]
    assert [fill(sheet[cell]) for cell in ("B7", "B3", "C3")] == [ERROR, WARNING, None]
    assert fill(book[OTHER]["A2"]) == RELATED


def test_light_text_gets_a_dark_highlight(rich: Path) -> None:
    book = opened(annotated(rich, finding(rich, BUDGET, "B2")))
    assert (fill(book[BUDGET]["B2"]), book[BUDGET]["B2"].font.color.rgb) == ("FFB2182B", "FFFFFFFF")


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ({"theme": 0}, "FFB2182B"),
        ({"theme": 1}, ERROR),
        ({"theme": 1, "tint": 0.95}, "FFB2182B"),
        ({"indexed": 9}, "FFB2182B"),
        ({"indexed": 64}, ERROR),
        ({"rgb": "FFFF0000"}, RELATED),
    ],
    ids=["theme's white", "theme's black", "nearly white", "palette's white", "automatic", "red"],
)
def test_the_highlight_lets_text_of_any_colour_be_read(
    tmp_path: Path, colour: dict[str, Any], expected: str
) -> None:
    book: Any = openpyxl.Workbook()
    book.active["A1"].value = 5
    book.active["A1"].font = Font(color=Color(**colour))
    book.save(tmp_path / "a.xlsx")
    copy = annotated(tmp_path / "a.xlsx", finding(tmp_path / "a.xlsx", "Sheet", "A1"))
    assert fill(opened(copy).active["A1"]) == expected


def test_comments_of_the_users_are_kept_and_ours_put_behind_them(rich: Path) -> None:
    copy = rich.with_name("copy.xlsx")
    annotate(rich, copy, check([rich]))
    sheet = opened(copy)[BUDGET]
    assert (sheet["B3"].comment.text, sheet["B3"].comment.author) == (
        "Husk kvittering",
        "Kari Nordmann",
    )
    both = sheet["B7"].comment
    assert both.text.startswith("Kontrollert av Kari\nto ganger\n\ngrantcalc: Error B001\n")
    assert (
        "Expected: 420\u00a0000\nFound: 430\u00a0000\nDifference: 10\u00a0000\nWhat to do: "
        in both.text
    )
    assert "Type 420\u00a0000 in B7." in both.text
    assert both.author == "Kari Nordmann"
    assert sheet["F2"].comment.author == "grantcalc"
    drawing = parts(copy)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.count("<v:shape ") == 3
    assert len(set(re.findall(r'<v:shape id="(\w+)"', drawing))) == 3


def test_the_box_of_a_comment_that_has_become_longer_grows(rich: Path) -> None:
    copy = annotated(rich, finding(rich, BUDGET, "B7", message="Much is wrong. " * 40))
    anchor = r"<x:Anchor>([^<]*)</x:Anchor>(?:(?!</v:shape>).)*<x:Row>6</x:Row>"
    before, after = (
        re.search(anchor, parts(p)["xl/drawings/vmlDrawing1.vml"].decode(), re.DOTALL)
        for p in (rich, copy)
    )
    assert before
    assert after
    bottoms = [int(match[1].split(",")[6]) for match in (before, after)]
    assert bottoms[1] > bottoms[0] + 3


def test_a_sheet_with_buttons_but_without_comments_gets_its_comments_too(rich: Path) -> None:
    plain = rich_workbook(rich.with_name("plain.xlsx"), comments=False)
    copy = annotated(plain, finding(plain, OTHER, "A3"), finding(plain, BUDGET, "B3"))
    book = opened(copy)
    assert book[OTHER]["A3"].comment.text == "Error B001\nIt is wrong."
    assert book[BUDGET]["B3"].comment.text == "Error B001\nIt is wrong."
    drawings = [data for name, data in parts(copy).items() if name.endswith(".vml")]
    assert sum(b'ObjectType="Button"' in data for data in drawings) == 1
    blocks = [block for data in drawings for block in re.findall(rb'idmap [^>]*data="(\d+)"', data)]
    assert len(blocks) == len(set(blocks)) == 2
    types = parts(copy)["[Content_Types].xml"].decode()
    assert types.count('Extension="vml"') == 1


def test_several_findings_at_a_cell_are_one_comment_the_worst_first(rich: Path) -> None:
    found = [finding(rich, BUDGET, "B4", severity=s) for s in (Severity.INFO, Severity.ERROR)]
    book = opened(annotated(rich, *found, *found[:1] * 5))
    comment = book[BUDGET]["B4"].comment.text
    assert comment.startswith("Error B001\nIt is wrong.\n\nNote B001\n")
    assert comment.endswith("\n\n2 more findings at this cell are in the list of findings.")
    assert fill(book[BUDGET]["B4"]) == ERROR


def test_names_that_belong_to_a_sheet_still_belong_to_it(rich: Path) -> None:
    copy = annotated(rich, finding(rich, BUDGET, "B7"))
    before, after = (parts(p)["xl/workbook.xml"].decode() for p in (rich, copy))
    names = re.compile(r"<definedNames>.*</definedNames>", re.DOTALL)
    assert names.findall(before) == names.findall(after) != []
    assert opened(copy)[OTHER].defined_names["Lokal"].value == f"'{OTHER}'!$A$1"


# The list.


def rows_of(copy: Path, name: str = "grantcalc") -> list[list[Any]]:
    return [[cell.value for cell in row] for row in opened(copy)[name].iter_rows()]


def test_the_list_links_to_the_cells(rich: Path) -> None:
    copy = annotated(
        rich,
        finding(rich, BUDGET, "B7", expected=Money(100, "NOK"), actual="x"),
        finding(rich, OTHER, None),
        finding(rich, HIDDEN, "A1"),
        finding(Path("regnskap.csv"), None, "C9"),
        Finding(
            code="L001", name="made-up", severity=Severity.INFO, message="An entry.",
            at=Place("saf-t.xml", line=12),
        ),
    )  # fmt: skip
    sheet = opened(copy)["grantcalc"]
    links = {
        cell.coordinate: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink
    }
    assert links == {
        "D6": "'Bob''s budsjett'!B7", "C7": f"'{OTHER}'!A1", "D8": f"'{HIDDEN}'!A1",
    }  # fmt: skip
    places = [tuple(row[:4]) for row in rows_of(copy)[5:]]
    assert places == [
        ("error", "B001", BUDGET, "B7"),
        ("error", "B001", OTHER, None),
        ("error", "B001", f"{HIDDEN} (a hidden sheet)", "A1"),
        ("error", "B001", "regnskap.csv", "C9"),
        ("note", "L001", "saf-t.xml", "line 12"),
    ]
    assert rows_of(copy)[5][5] == "expected 1, found x"


def test_the_list_says_that_a_row_is_hidden(rich: Path) -> None:
    report = check([rich])
    hidden = finding(rich, BUDGET, "A11")
    copy = rich.with_name("copy.xlsx")
    annotate(rich, copy, report.model_copy(update={"findings": (hidden,)}))
    assert rows_of(copy)[5][2] == f"{BUDGET} (in a hidden row)"
    assert opened(copy)[BUDGET]["A11"].comment.text.startswith("Error B001")


def test_where_nothing_is_found_the_list_says_so(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "a.xlsx", {"Ark": [["Post", 1]]})
    copy = annotated(source)
    assert rows_of(copy)[1] == [
        "Nothing was found: every sum and rule that could be checked holds."
    ]
    assert parts(source)["xl/worksheets/sheet1.xml"] == parts(copy)["xl/worksheets/sheet1.xml"]


def test_the_list_has_a_name_that_no_sheet_has(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "a.xlsx", {"Grantcalc": [[1]], "grantcalc (2)": [[1]]})
    copy = annotated(source, finding(source, "Grantcalc", "A1"))
    assert opened(copy).sheetnames == [
        "Grantcalc",
        "grantcalc (2)",
        "grantcalc (3)",
    ]


def test_a_copy_is_checked_as_its_workbook_is(rich: Path) -> None:
    copy = rich.with_name("copy.xlsx")
    report = check([rich])
    annotate(rich, copy, report)
    found, again = (
        [(f.code, f.at.sheet, f.at.cell) for f in r.findings] for r in (report, check([copy]))
    )
    assert found == again != []


def test_a_copy_of_a_copy_says_that_its_older_comments_may_be_out_of_date(rich: Path) -> None:
    first = annotated(rich, finding(rich, BUDGET, "B7"))
    second = rich.with_name("second.xlsx")
    annotate(first, second, report_of(finding(first, BUDGET, "B7", message="It is still wrong.")))
    book = opened(second)
    assert book.sheetnames[-2:] == ["grantcalc", "grantcalc (2)"]
    assert book[BUDGET]["B7"].comment.text.endswith("\n\ngrantcalc: Error B001\nIt is still wrong.")
    assert rows_of(second, "grantcalc (2)")[3][0].startswith(
        "The workbook had comments of grantcalc"
    )


def test_the_same_report_gives_the_same_bytes(rich: Path) -> None:
    report = check([rich])
    for name in ("one.xlsx", "two.xlsx"):
        annotate(rich, rich.with_name(name), report)
    assert rich.with_name("one.xlsx").read_bytes() == rich.with_name("two.xlsx").read_bytes()


# Texts of strangers.

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "</t></is></c><c r=\"A1\"><f>1+1</f></c>",
    "]]> <![CDATA[ & &amp; \"'",
    "\x00\x01\x1b[31mred\x1b[0m\u202e\ufffe",
    "_x0041_ _x000D_",
    "@SUM(1+1)\r\n+1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_a_text(rich: Path, text: str) -> None:
    found = finding(
        rich, BUDGET, "C5", message=text, problem=text, advice=text, slip=text, expected=text,
        actual=text,
    )  # fmt: skip
    copy = annotated(rich, found)
    made = parts(copy)["xl/worksheets/grantcalc1.xml"].decode()
    assert "<f>" not in made.replace("&lt;f&gt;", "")
    book = opened(copy)
    assert {cell.data_type for row in book["grantcalc"] for cell in row} <= {"s", "inlineStr", "n"}
    shown = book["grantcalc"]["E6"].value
    plain = re.sub(r"[\x00-\x1f\u202e\ufffe]+", " ", text).replace("_x", "_x005F_x")
    assert shown.replace("\ufffe", "").strip() == plain.replace("\ufffe", "").strip()
    assert opened(copy)[BUDGET]["C5"].comment is not None


def test_sheet_names_of_all_kinds_are_linked(tmp_path: Path) -> None:
    names = ["O'Neill & <sønn>", "x" * 31, 'a"b', "=1+1", "日本"]
    source = write_workbook(tmp_path / "a.xlsx", {name: [[1, 2]] for name in names})
    copy = annotated(source, *(finding(source, name, "B1") for name in names))
    sheet = opened(copy)["grantcalc"]
    links = [sheet.cell(row, 4).hyperlink.location for row in range(6, 11)]
    assert links == ["'" + name.replace("'", "''") + "'!B1" for name in names]


# Sheets in unusual forms.


def made(tmp_path: Path, rows: str, **more: Any) -> Path:
    return zipped(tmp_path / "made.xlsx", xlsx_parts(rows, **more))


def sheet_text(copy: Path) -> str:
    return parts(copy)["xl/worksheets/sheet1.xml"].decode()


@pytest.mark.parametrize(
    ("rows", "cell", "expected"),
    [
        ('<row r="1"><c r="B1"/></row>', "B1", '<row r="1"><c r="B1" s="1"/></row>'),
        ('<row r="1"><c r="B1"/></row>', "A1", '<row r="1"><c r="A1" s="1"/><c r="B1"/></row>'),
        ('<row r="1"><c r="B1"/></row>', "C1", '<row r="1"><c r="B1"/><c r="C1" s="1"/></row>'),
        ('<row r="3"/>', "A1", '<row r="1"><c r="A1" s="1"/></row><row r="3"/>'),
        ('<row r="3"/>', "A5", '<row r="3"/><row r="5"><c r="A5" s="1"/></row>'),
        ('<row r="3" />', "A3", '<row r="3"><c r="A3" s="1"/></row>'),
        ('<row><c/><c s = "0"><v>2</v></c></row>', "B1", '<row><c/><c s = "1"><v>2</v></c></row>'),
        ("", "C7", '<row r="7"><c r="C7" s="1"/></row>'),
        (
            "<!-- <row r='9'> --><row r='2'><c r='A2' t='str' cm=\"s='1'\"/></row>",
            "A2",
            "<!-- <row r='9'> --><row r='2'><c r='A2' t='str' cm=\"s='1'\" s=\"1\"/></row>",
        ),
    ],
    ids=["there", "before", "behind", "row before", "row behind", "empty row", "no names", "no rows",
         "odd"],
)  # fmt: skip
def test_a_cell_is_found_or_put_where_it_belongs(
    tmp_path: Path, rows: str, cell: str, expected: str
) -> None:
    source = made(tmp_path, rows)
    copy = annotated(source, finding(source, "Budsjett", cell))
    assert f"<sheetData>{expected}</sheetData><legacyDrawing " in sheet_text(copy)
    assert opened(copy)["Budsjett"][cell].comment.text == "Error B001\nIt is wrong."


def test_a_sheet_without_any_cell_gets_one(tmp_path: Path) -> None:
    parts_of = xlsx_parts("")
    text = str(parts_of["xl/worksheets/sheet1.xml"])
    parts_of["xl/worksheets/sheet1.xml"] = text.replace("<sheetData></sheetData>", "<sheetData/>")
    source = zipped(tmp_path / "made.xlsx", parts_of)
    copy = annotated(source, finding(source, "Budsjett", "B2"), finding(source, "Budsjett", "A1"))
    assert '<sheetData><row r="1"><c r="A1" s="1"/></row><row r="2"><c r="B2" ' in sheet_text(copy)


def test_a_missing_cell_gets_its_rows_or_columns_format(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("Ark")
    percent, euro = (book.add_format({"num_format": f}) for f in ("0.00%", "# ##0 €"))
    sheet.set_column("B:B", 10, percent)
    sheet.set_row(2, 20, euro)
    sheet.write_string("A1", "x")
    book.close()
    source = tmp_path / "a.xlsx"
    copy = annotated(source, finding(source, "Ark", "B2"), finding(source, "Ark", "B3"))
    after = opened(copy)["Ark"]
    assert [after[cell].number_format for cell in ("B2", "B3")] == ["0.00%", "# ##0 €"]


def test_in_a_merged_area_the_first_cell_is_marked(rich: Path) -> None:
    copy = annotated(rich, finding(rich, BUDGET, "C1"))
    sheet = opened(copy)[BUDGET]
    assert fill(sheet["A1"]) == "FFB2182B"
    assert sheet["A1"].comment.text.startswith("Error B001")
    assert rows_of(copy)[5][3] == "C1"


def test_elements_with_a_prefix_get_neighbours_with_it(tmp_path: Path) -> None:
    parts_of = xlsx_parts()
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        text = re.sub(r"<(/?)(?=\w)", r"<\1x:", str(parts_of[name]))
        parts_of[name] = text.replace("xmlns=", "xmlns:x=")
    source = zipped(tmp_path / "made.xlsx", parts_of)
    copy = annotated(source, finding(source, "Budsjett", "B3"), finding(source, "Budsjett", "B9"))
    sheet = opened(copy)["Budsjett"]
    assert (sheet["B3"].value, sheet["B9"].value) == ("=SUM(B2:B2)", None)
    assert sheet["B9"].comment.text == "Error B001\nIt is wrong."
    assert '<x:row r="9"><x:c r="B9" s="1"/></x:row></x:sheetData><x:legacyDrawing ' in sheet_text(
        copy
    )


def test_the_drawing_of_comments_is_named_where_the_standard_wants_it(tmp_path: Path) -> None:
    later = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent><extLst/>'
    )
    margins = '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
    source = made(tmp_path, '<row r="1"><c r="A1"/></row>', after=margins + later)
    text = sheet_text(annotated(source, finding(source, "Budsjett", "A1")))
    assert re.search(r"<pageMargins [^>]*/><legacyDrawing [^>]*/><mc:AlternateContent ", text)


def test_a_conversation_is_left_alone_and_the_list_says_so(tmp_path: Path) -> None:
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>tc={{1}}</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><t>[Threaded comment]</t></text></comment>'
        "</commentList></comments>"
    )
    parts_of = xlsx_parts()
    parts_of["xl/comments1.xml"] = comments
    parts_of["xl/threadedComments/threadedComment1.xml"] = "<ThreadedComments/>"
    parts_of["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("comments", "../comments1.xml"))
    source = zipped(tmp_path / "made.xlsx", parts_of)
    copy = annotated(source, finding(source, "Budsjett", "A1"), finding(source, "Budsjett", "B2"))
    sheet = opened(copy)["Budsjett"]
    assert sheet["A1"].comment.text == "[Threaded comment]"
    assert fill(sheet["A1"]) == ERROR
    assert sheet["B2"].comment.text == "Error B001\nIt is wrong."
    assert rows_of(copy)[3][0] == (
        "1 cell has a conversation of its own, to which no comment was added."
    )
    assert parts(copy)["xl/threadedComments/threadedComment1.xml"] == b"<ThreadedComments/>"


def test_a_comment_keeps_a_picture_of_its_sound_behind_its_text(tmp_path: Path) -> None:
    """Phonetic signs stand behind a text's runs; ours go before them, as the standard wants."""
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>K</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><t>x</t><phoneticPr fontId="0"/></text></comment>'
        '<comment ref="A2" authorId="0"><text/></comment></commentList></comments>'
    )
    parts_of = xlsx_parts()
    parts_of["xl/comments1.xml"] = comments
    parts_of["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("comments", "../comments1.xml"))
    source = zipped(tmp_path / "made.xlsx", parts_of)
    copy = annotated(source, *(finding(source, "Budsjett", cell) for cell in ("A1", "A2")))
    text = parts(copy)["xl/comments1.xml"].decode()
    assert re.search(r"<text><t>x</t><r>.*?</r><phoneticPr fontId=\"0\"/></text>", text, re.DOTALL)
    assert re.search(r'ref="A2" authorId="0"><text><r>.*?</r></text>', text, re.DOTALL)


def test_a_workbook_of_another_library_is_kept_too(tmp_path: Path) -> None:
    book = opened(EXAMPLES / "faulty" / "wrong-total.xlsx")
    book.active["B9"].comment = Comment("Sjekk", "Kari")
    source = tmp_path / "a.xlsx"
    book.save(source)
    copy = tmp_path / "copy.xlsx"
    annotate(source, copy, check([source]))
    text = opened(copy)["Budsjett"]["B9"].comment.text
    assert text.startswith("Sjekk\n\ngrantcalc: Error B001\n")


def test_a_drawing_that_declares_its_namespaces_at_each_element_is_kept_too(tmp_path: Path) -> None:
    """As openpyxl writes it where lxml is installed."""
    book = opened(EXAMPLES / "faulty" / "wrong-total.xlsx")
    book.active["A1"].comment = Comment("Sjekk", "Kari")
    book.save(tmp_path / "plain.xlsx")
    drawing = """<xml><a:shapelayout xmlns:a="urn:schemas-microsoft-com:office:office"
    xmlns:b="urn:schemas-microsoft-com:vml" b:ext="edit"><a:idmap b:ext="edit" data="1"/></a:shapelayout>
    <a:shape xmlns:a="urn:schemas-microsoft-com:vml" id="_x0000_s1026" type="#_x0000_t202">
    <c:ClientData xmlns:c="urn:schemas-microsoft-com:office:excel" ObjectType="Note"><c:Row>0</c:Row>
    <c:Column>0</c:Column></c:ClientData></a:shape></xml>"""
    source, copy = tmp_path / "a.xlsx", tmp_path / "copy.xlsx"
    name = next(name for name in parts(tmp_path / "plain.xlsx") if name.endswith(".vml"))
    with zipfile.ZipFile(source, "w") as archive:
        for part, data in parts(tmp_path / "plain.xlsx").items():
            archive.writestr(part, drawing if part == name else data)
    annotate(source, copy, check([source]))
    root = ElementTree.fromstring(parts(copy)[name])
    vml = "{urn:schemas-microsoft-com:vml}shape"
    shapes = [shape.get("id") for shape in root.iter(vml)]
    assert shapes == ["_x0000_s1026", "_x0000_s1027", "_x0000_s1028"]
    assert opened(copy)["Budsjett"]["B9"].comment.text.startswith("Error B001\n")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_that_libreoffice_saved_is_kept_too(rich: Path) -> None:
    folder = rich.parent / "saved"
    subprocess.run(
        [str(shutil.which("soffice")), f"-env:UserInstallation={(rich.parent / 'home').as_uri()}",
         "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(rich)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    source = folder / "rich.xlsx"
    copy = folder / "copy.xlsx"
    annotate(source, copy, check([source]))
    text = opened(copy)[BUDGET]["B7"].comment.text
    assert text.startswith("Kontrollert av Kari\nto ganger\n\ngrantcalc: Error B001\n")


# What cannot be given back.


def refused(source: Path, *words: str, sheet: str = "Budsjett") -> None:
    target = source.with_name("target.xlsx")
    with pytest.raises(GrantcalcError) as caught:
        annotate(source, target, report_of(finding(source, sheet, "A1")))
    text = str(caught.value)
    assert str(source) in text
    assert "--output findings.xlsx" in text
    for word in words:
        assert word in text


def test_other_kinds_of_files_are_refused_in_words(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    cases = {
        "a.csv": (b"Post;Sum\n", "no Excel workbook"),
        "a.xls": (ole + bytes(600), "old Excel workbook (.xls)"),
        "b.xlsx": (ole + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        "c.xlsx": (b"PK\x03\x04 and nothing more", "damaged"),
    }
    for name, (content, words) in cases.items():
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name, words)
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    refused(zipped(tmp_path / "a.ods", {"mimetype": mimetype}), "OpenDocument")
    binary = {"_rels/.rels": relations(("officeDocument", "xl/workbook.bin"))}
    refused(zipped(tmp_path / "a.xlsb", {**binary, "xl/workbook.bin": ""}), ".xlsb")


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("xl/workbook.xml", lambda text: text.encode("utf-16"), "UTF-16"),
        ("xl/worksheets/sheet1.xml", lambda text: "<!DOCTYPE a>" + text, "entities"),
        ("xl/worksheets/sheet1.xml", lambda text: text[:-5], "damaged"),
        (
            "xl/worksheets/sheet1.xml",
            lambda text: '<?xml version="1.0" encoding="iso-8859-1"?>' + text.replace("ø", "o"),
            "iso-8859-1",
        ),
        ("xl/worksheets/sheet1.xml", lambda text: text.replace('r="3"', 'r="2"'), "not in order"),
        ("xl/worksheets/sheet1.xml", lambda text: text.replace('r="B1"', 'r="A1"'), "not in order"),
        ("xl/worksheets/sheet1.xml", lambda text: text.replace("</work", "<new/></work"), "new"),
        ("xl/workbook.xml", lambda text: text.replace("Budsjett", "Annet"), "Budsjett"),
        ("_xmlsignatures/sig1.xml", lambda _text: "<Signature/>", "digitally signed"),
    ],
    ids=["utf-16", "entities", "cut", "latin", "rows", "cells", "element", "name", "signed"],
)
def test_what_is_not_understood_is_refused_in_words(
    tmp_path: Path, name: str, change: Callable[[str], str | bytes], words: str
) -> None:
    parts_of = xlsx_parts()
    parts_of[name] = change(str(parts_of.get(name, "")))
    source = zipped(tmp_path / "made.xlsx", parts_of)
    with pytest.raises(GrantcalcError, match=re.escape(words)):
        annotate(
            source, tmp_path / "copy.xlsx",
            report_of(*(finding(source, "Budsjett", cell) for cell in ("A1", "C1"))),
        )  # fmt: skip


def test_strict_open_xml_is_refused_in_words(tmp_path: Path) -> None:
    parts_of = xlsx_parts(main=STRICT_MAIN, relation_kinds=STRICT_RELATIONS)
    refused(zipped(tmp_path / "made.xlsx", parts_of), "Strict Open XML")


def test_a_copy_has_the_ending_of_its_kind(rich: Path) -> None:
    with pytest.raises(GrantcalcError, match=r"must be named \.xlsx"):
        annotate(rich, rich.with_name("copy.xlsm"), report_of())
    book = xlsxwriter.Workbook(str(rich.with_name("macros.xlsm")))
    macros = rich.with_name("vba.bin")
    macros.write_bytes(b"macros")
    book.add_worksheet("Ark").write_number("A1", 1)
    book.add_vba_project(str(macros))
    book.close()
    source = rich.with_name("macros.xlsm")
    with pytest.raises(GrantcalcError, match=r"must be named \.xlsm"):
        annotate(source, rich.with_name("copy.xlsx"), report_of())
    copy = annotated(source, finding(source, "Ark", "A1"))
    assert parts(copy)["xl/vbaProject.bin"] == b"macros"


def test_a_workbook_that_was_saved_meanwhile_is_refused(rich: Path) -> None:
    report = check([rich])
    rich_workbook(rich, comments=False)
    with pytest.raises(GrantcalcError, match="was changed while it was checked"):
        annotate(rich, rich.with_name("copy.xlsx"), report)


# The copy is read again before it counts.


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Package], None]:
    def damage(package: Package) -> None:
        data = package.read(name)
        assert old in data
        package.write(name, data.replace(old, new, 1))

    return damage


SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


@pytest.mark.parametrize(
    "damage",
    [
        replaced(SHEET, b"<v>430000</v>", b"<v>430001</v>"),
        replaced(SHEET, b"SUM(B3:C3)", b"SUM(B3:B3)"),
        replaced(SHEET, b"<c r=\"B4\"", b"<c r=\"E4\"/><c r=\"B4\""),
        replaced(SHEET, b'<c r="C4" s="2">', b'<c r="C4" s="1">'),
        replaced(SHEET, b"sheetProtection", b"sheetProtectionX"),
        replaced(SHEET, b"<mergeCell ref=\"A1:D1\"/>", b"<mergeCell ref=\"A1:C1\"/>"),
        replaced(SHEET, b' width="30', b' width="31'),
        replaced(SHEET, b"x14:sparkline", b"x14:SPARKLINE"),
        replaced(STYLES, b'numFmtId="164"', b'numFmtId="2"'),
        replaced(STYLES, b"1F4E79", b"1F4E78"),
        replaced("xl/comments1.xml", b"Husk", b"Glem"),
        replaced("xl/workbook.xml", b"localSheetId=\"1\"", b"localSheetId=\"2\""),
        replaced("xl/workbook.xml", b"Grafer", b"Griffer"),
        replaced("[Content_Types].xml", b"chart1.xml", b"chart2.xml"),
    ],
    ids=["value", "formula", "new cell", "format", "protection", "merge", "width", "sparkline",
         "number format", "fill", "comment", "defined name", "sheet", "types"],
)  # fmt: skip
def test_a_copy_that_lost_something_is_never_written(
    rich: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Package], None]
) -> None:
    save = Package.save

    def damaged_save(self: Package, target: Any) -> None:
        damage(self)
        save(self, target)

    monkeypatch.setattr(Package, "save", damaged_save)
    copy = rich.with_name("copy.xlsx")
    result = cli("check", rich, "--annotate", copy)
    assert result.code == 2
    assert "the copy was not written" in result.err
    assert "please report this" in result.err
    assert result.err.count("\n") == 1
    assert [path.name for path in rich.parent.iterdir()] == ["rich.xlsx"]


# On the command line.


def test_the_command_writes_the_copy_and_leaves_the_workbook_alone(rich: Path, cli: Cli) -> None:
    before = rich.read_bytes()
    copy = rich.with_name("copy.xlsx")
    result = cli("check", rich, "--annotate", copy)
    assert (result.code, result.err) == (1, "")
    assert rich.read_bytes() == before
    assert is_annotated_copy(copy)
    assert not is_annotated_copy(rich)
    assert cli("check", rich, "--annotate", copy).code == 1
    assert_one_line_error(cli("check", copy, "--annotate", copy), "copy.xlsx", "input")
    assert_one_line_error(cli("check", rich, "--annotate", rich), "rich.xlsx")
    assert rich.read_bytes() == before


def test_the_copy_speaks_the_users_language(rich: Path) -> None:
    language.use("nb")
    try:
        copy = annotated(rich, finding(rich, BUDGET, "B7", expected=Money(123_450, "NOK")))
    finally:
        language.use("en")
    assert "1\u00a0234,50" in rows_of(copy)[5][5]
    assert "1\u00a0234,50" in opened(copy)[BUDGET]["B7"].comment.text


# Sheets of all shapes.


def random_rows(chance: random.Random) -> str:
    """Rows and cells with gaps between them; some name their place, some rows close themselves."""
    rows, row = "", 0
    for _ in range(chance.randrange(6)):
        row += chance.choice((1, 1, 2, 5))
        column, cells = 0, ""
        for _ in range(chance.randrange(5)):
            column += chance.choice((1, 1, 3))
            content = chance.choice(("/>", "><v>7</v></c>", "><f>1+1</f><v>2</v></c>"))
            kind = chance.choice(("", ' t="n"'))
            cells += f'<c r="{cell_name(row, column)}"{kind}{content}'
        if cells or chance.random() < 0.5:
            rows += f'<row r="{row}">{cells}</row>'
        else:
            rows += f'<row r="{row}"/>'
    return rows


@pytest.mark.parametrize("seed", range(40))
def test_cells_of_any_sheet_are_marked_and_the_others_left(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    source = made(tmp_path, random_rows(chance))
    wanted = {cell_name(chance.randint(1, 14), chance.randint(1, 9)) for _ in range(12)}
    related = {cell_name(chance.randint(1, 14), chance.randint(1, 9)) for _ in range(12)}
    places = tuple(Place(str(source), "Budsjett", cell) for cell in sorted(related))
    copy = annotated(
        source, *(finding(source, "Budsjett", cell, related=places) for cell in sorted(wanted))
    )
    before, after = (opened(p)["Budsjett"] for p in (source, copy))
    for row in after.iter_rows(max_row=20, max_col=12):
        for cell in row:
            assert cell.value == before[cell.coordinate].value
            expected = ERROR if cell.coordinate in wanted else None
            expected = expected or (RELATED if cell.coordinate in related else None)
            assert fill(cell) == expected
            assert (cell.comment is not None) == (cell.coordinate in wanted)


# Real people's workbooks.

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "budgets"
BUDGETS = sorted(CORPUS.glob("*.xlsx"))


@pytest.mark.skipif(not BUDGETS, reason="there is no folder of real workbooks")
@pytest.mark.parametrize("path", BUDGETS, ids=lambda path: path.stem[:40])
def test_a_real_workbook_is_given_back_whole(path: Path, tmp_path: Path) -> None:
    try:
        report = check([path])
    except GrantcalcError as error:
        pytest.skip(str(error)[:100])
    copy = tmp_path / path.name
    annotate(path, copy, report)
    before, after = opened(path), opened(copy)
    assert after.sheetnames == [*before.sheetnames, "grantcalc"]
    for sheet in before.worksheets:
        values = [[str(v) for v in row] for row in sheet.iter_rows(values_only=True) if any(row)]
        rows = after[sheet.title].iter_rows(values_only=True, max_col=sheet.max_column)
        now = [[str(v) for v in row] for row in rows if any(row)]
        assert [row for row in values if "object at" not in str(row)] == [
            row for row in now if "object at" not in str(row)
        ]
    assert fastexcel.read_excel(copy).sheet_names[-1] == "grantcalc"
    again = check([copy])
    assert [(f.code, f.at.cell) for f in again.findings] == [
        (f.code, f.at.cell) for f in report.findings
    ]
