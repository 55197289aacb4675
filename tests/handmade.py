"""Workbooks written by hand, part by part, as no library would write them."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Post</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Beløp</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Reise</t></is></c><c r="B2"><v>100</v></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>Sum</t></is></c>'
    '<c r="B3"><f>SUM(B2:B2)</f><v>100</v></c></row>'
)


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def relations(*targets: tuple[str, str], package: str = PACKAGE, kinds: str = RELATIONS) -> str:
    """A part's relations: kind and target, with the ids rId1, rId2, ..."""
    return (
        f'<Relationships xmlns="{package}">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{kinds}/{kind}" Target="{target}"/>'
            for i, (kind, target) in enumerate(targets, start=1)
        )
        + "</Relationships>"
    )


def xlsx_parts(
    rows: str = ROWS,
    *,
    main: str = MAIN,
    relation_kinds: str = RELATIONS,
    before: str = "",
    after: str = "",
    properties: str = "",
    more: Mapping[str, str] | None = None,
    sheet_target: str = "worksheets/sheet1.xml",
) -> dict[str, str | bytes]:
    """The fewest parts of a workbook with one sheet; `more` is further parts of the workbook."""
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    others = [(name.rpartition("/")[2][:-4], name) for name in more or {}]
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Default Extension="xml" ContentType="{content}.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml"), kinds=relation_kinds),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{relation_kinds}">{properties}'
            '<sheets><sheet name="Budsjett" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", sheet_target), *others, kinds=relation_kinds
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{main}" xmlns:r="{relation_kinds}">{before}'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>"
        ),
        **{f"xl/{name}": text for name, text in (more or {}).items()},
    }  # fmt: skip


_ODS_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("draw", "drawing"),
    )
) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip


def ods_parts(tables: str, styles: str = "", names: str = "") -> dict[str, str | bytes]:
    """The parts of an OpenDocument spreadsheet with these <table:table> elements."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": (
            f"<office:document-content {_ODS_NAMESPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}"
            f"<table:named-expressions>{names}</table:named-expressions>"
            "</office:spreadsheet></office:body></office:document-content>"
        ),
        "META-INF/manifest.xml": "<manifest/>",
    }


def ods_table(
    rows: Sequence[str], name: str = "Budsjett", style: str = "", columns: str = ""
) -> str:
    """A sheet of rows, each the XML of its cells."""
    cells = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}" table:style-name="{style}">{columns}{cells}</table:table>'


def ods_text(text: str) -> str:
    """A cell that holds a text."""
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def ods_number(number: str, more: str = "") -> str:
    """A cell that holds a number."""
    return f'<table:table-cell office:value-type="float" office:value="{number}" {more}/>'


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of a binary workbook, with its kind and its length before it."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, digits = len(body), b""
    while True:
        length, low = length >> 7, length & 0x7F
        digits += bytes([low | (0x80 if length else 0)])
        if not length:
            return head + digits + body


def wide(text: str) -> bytes:
    """A text in a binary workbook."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_row(row: int, *, hidden: bool = False) -> bytes:
    """The record that a row (counted from 1) begins with."""
    return record(
        0, struct.pack("<IIHBBB", row - 1, 0, 300, 0, 0x10 if hidden else 0, 0) + b"\0" * 4
    )


def xlsb_cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell's record, in a column counted from 1."""
    return record(kind, struct.pack("<II", column - 1, style) + value)


def xlsb_parts(
    sheets: Mapping[str, bytes],
    *,
    hidden: Sequence[str] = (),
    texts: Sequence[str] = (),
    formats: Mapping[int, str] | None = None,
    styles: Sequence[int] = (0,),
    is_1904: bool = False,
) -> dict[str, str | bytes]:
    """The parts of a binary workbook, whose sheets are the records of their rows and cells."""
    bundle = b"".join(
        record(156, struct.pack("<II", name in hidden, i) + wide(f"rId{i}") + wide(name))
        for i, name in enumerate(sheets, start=1)
    )
    count = len(sheets)
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(131) + record(153, bytes([is_1904]) + b"\0" * 11)
        + record(143) + bundle + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": relations(
            *[("worksheet", f"worksheets/sheet{i + 1}.bin") for i in range(count)],
            ("sharedStrings", "sharedStrings.bin"), ("styles", "styles.bin"),
        ),
        "xl/sharedStrings.bin": record(159) + b"".join(record(19, b"\0" + wide(t)) for t in texts),
        "xl/styles.bin": b"".join(
            record(44, struct.pack("<H", i) + wide(f)) for i, f in (formats or {}).items()
        ) + record(617) + b"".join(record(47, struct.pack("<HH", 0, f) + b"\0" * 12) for f in styles)
        + record(618),
        **{
            f"xl/worksheets/sheet{i}.bin": record(129) + record(145) + rows + record(146) + record(130)
            for i, rows in enumerate(sheets.values(), start=1)
        },
    }  # fmt: skip
