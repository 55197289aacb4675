"""Whatever stands in a budget's cells or a template is shown in a report, and never acted on."""

import io
import re
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

import made_documents as made
import read_documents as read
from grantcalc.document import (
    Column,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from grantcalc.errors import ConfigError
from grantcalc.rendering.documents.figures import plain
from grantcalc.rendering.documents.formats import DocumentFormat, document_bytes
from grantcalc.rendering.terminal import safe

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src="http://tracker.invalid/x.png" onerror="alert(1)">',
    "&lt;b&gt; &amp; &#60; &copy;",
    '"><svg onload=alert(1)>',
    "</table></main><style>*{display:none}</style>",
    "]]> <!-- x --> <![CDATA[y]]>",
    '=HYPERLINK("http://tracker.invalid","gratis")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "#set page(width: 1pt)",
    '#include "/etc/passwd"',
    "$ x^2 $ @label <label> \\u{41} #panic()",
    '"); #panic("x',
    "// bort /* bort */ `raw` ```",
    "**fet** __fet__ _kursiv_ *kursiv* ~~strøk~~",
    "[her](javascript:alert(1)) ![bilde](http://tracker.invalid/x.png)",
    "http://tracker.invalid www.tracker.invalid <http://tracker.invalid>",
    "[ref]: http://tracker.invalid",
    "| a | b | \\| c |",
    "# tittel #",
    "- punkt",
    "+ punkt",
    "1. punkt",
    "2) punkt",
    "> sitat",
    "---",
    "===",
    "    kode",
    "\\\\ \\* \\",
    "[bold]rich[/bold] [link=http://tracker.invalid]x[/link]",
    "::error::stopp ##[error]stopp",
    "&P &N &Z&F",
    "{caption} {0} {{ 7*7 }} %s %(x)s",
    "a\x00b\x1b[31mc\x07\x85d\u202ee\u2066f\u200bg",
    "x\ufffe\uffff\ud800\U000e0041",
    "tabell\nnum\r\nto\ttre\u2028fire",
    "\u0645\u0631\u062d\u0628\u0627",
    "' or 1=1 --",
]
NO_HYPHENS = str.maketrans("", "", "-\u00ad\u2010")
FORMATS = list(DocumentFormat)


def _everywhere(text: str) -> Document:
    """A document in which a text stands wherever a text can."""
    run = Run(text)
    paragraph = Paragraph((run, Run(text, bold=True), Run(text, italic=True)))
    cells = (text, made.kr(1), text)
    table = Table(
        text,
        text,
        (Column(text, is_figure=False), Column(text), Column(text)),
        (Row(cells), Row((text,), "heading"), Row((text,), "fill_in"), Row(cells, "sum")),
    )
    return Document(
        text,
        "nb",
        (
            Heading(1, text),
            Heading(2, text),
            paragraph,
            Items((paragraph,)),
            FillIn(text),
            table,
            Picture(text, text, text, made.SVG, made.png()),
        ),
        text,
    )


def _bytes(text: str, chosen: str) -> bytes:
    return document_bytes(_everywhere(text), DocumentFormat(chosen))


def _same(shown: str, text: str) -> bool:
    return read.squeezed(shown) == read.squeezed(plain(text))


PLACES = pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))


@PLACES
def test_a_page_shows_it_and_has_no_element_of_its_making(text: str) -> None:
    content = _bytes(text, "html").decode()
    page, harmless = read.page(content), read.page(_bytes("Harmløs", "html").decode())
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in harmless.tags]
    assert [sorted(a) for _, a in page.tags] == [sorted(a) for _, a in harmless.tags]
    headings, first = page.tables[0][:2]
    assert all(_same(heading, safe(plain(text))) for heading in headings)
    assert _same(first[0], safe(plain(text)))
    assert _same(first[2], safe(plain(text)))


@PLACES
def test_markdown_shows_it_and_has_no_markup_of_its_making(text: str) -> None:
    content = _bytes(text, "md").decode()
    page, harmless = (
        read.markdown_page(content),
        read.markdown_page(_bytes("Harmløs", "md").decode()),
    )
    made_by_it = [
        tag for tag, _ in page.tags if tag not in ("strong", "em", "p", "h1", "h2", "ul", "li")
    ]
    expected = [
        t for t, _ in harmless.tags if t not in ("strong", "em", "p", "h1", "h2", "ul", "li")
    ]
    assert made_by_it == expected
    assert all(_same(heading, text) for heading in page.tables[0][0])
    assert [_same(cell, text) for cell in page.tables[0][1]] == [True, _same("1", text), True]
    sum_row = page.tables[0][-1]
    assert _same(sum_row[0], text)
    # No host makes a link of it: neither of an address nor of what begins like one.
    assert "://" not in content.replace("https\\://", "")
    assert not re.search(r"(?i)www\.", content)


@PLACES
def test_a_word_document_shows_it(text: str) -> None:
    content = _bytes(text, "docx")
    document = read.word(content)
    assert _same(document.paragraphs[0].text, text)
    assert _same(document.paragraphs[2].text, text * 3)
    rows = read.word_tables(content)[0]
    assert _same(rows[0][0], text)
    assert [_same(cell, text) for cell in rows[1]] == [True, _same("1", text), True]
    assert _same(document.core_properties.title, text)
    (alt,) = document.element.body.xpath(".//wp:docPr/@descr")
    assert _same(alt, text)
    fields = [node.text.strip() for node in document.element.body.xpath(".//w:instrText")]
    assert fields == ["SEQ Tabell \\* ARABIC", "SEQ Figur \\* ARABIC"]


@PLACES
def test_a_workbook_holds_it_as_text(text: str) -> None:
    book = read.workbook(_bytes(text, "xlsx"))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.value  # never "f", a formula
                assert cell.data_type == "s" or cell.value in (None, 1)
    table = book["Tabell 1"]
    shown = [table.cell(3, column).value or "" for column in (1, 2, 3)]
    assert all(_same(value, safe(text)) for value in shown)
    assert _same(table.cell(4, 1).value or "", safe(text))
    links = [
        cell.hyperlink for row in book["Rapport"].iter_rows() for cell in row if cell.hyperlink
    ]
    assert [link.location for link in links] == ["'Tabell 1'!A1", "'Figur 1'!A1"]
    assert all(link.target is None for link in links)


@PLACES
def test_a_pdf_shows_it_and_links_to_nothing(text: str) -> None:
    with pdfplumber.open(io.BytesIO(_bytes(text, "pdf"))) as pdf:
        assert len(pdf.pages) == 1
        assert round(pdf.pages[0].width) == 595
        assert not pdf.hyperlinks
        letters = read.squeezed("".join(char["text"] for char in pdf.pages[0].chars))
    if plain(text).isascii():  # what is written from the right is not compared
        shown = letters.translate(NO_HYPHENS)
        assert shown.count(read.squeezed(plain(text)).translate(NO_HYPHENS)) >= 14


@PLACES
def test_plain_text_has_no_codes_and_no_commands(text: str) -> None:
    content = _bytes(text, "txt").decode()
    assert all(line.isprintable() for line in content.split("\n"))
    assert "::" not in content
    assert "##[" not in content
    for word in safe(plain(text)).split():
        assert word in content


def test_no_part_of_a_word_document_or_workbook_points_outside(tmp_path: Path) -> None:
    everything = " ".join(HOSTILE)
    for chosen in ("docx", "xlsx"):
        for name, part in read.parts(_bytes(everything, chosen)).items():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in part
                assert b"tracker.invalid" not in part


def test_a_page_allows_nothing_to_run_or_to_be_fetched() -> None:
    content = _bytes(HOSTILE[0], "html").decode()
    tags: list[tuple[str, Any]] = read.page(content).tags
    (policy,) = [a["content"] for t, a in tags if t == "meta" and "http-equiv" in a]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "img-src data:;" in policy
    assert "script" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "..\\x", "", "con:1"])
def test_a_pictures_name_never_leaves_its_folder(name: str) -> None:
    from grantcalc.rendering.documents.markdown import picture_files

    document = made.document(Picture(name, "c", "a", made.SVG, made.png()))
    (file,) = picture_files(document)
    assert re.fullmatch(r"[A-Za-z0-9-]+\.svg", file)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e", "\ufffe\uffff\ud800"])
@pytest.mark.parametrize("chosen", FORMATS)
def test_where_there_is_nothing_to_be_seen_a_file_is_made_all_the_same(
    text: str, chosen: DocumentFormat
) -> None:
    assert _bytes(text, chosen)


def test_a_letter_that_no_font_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = re.compile("(?!)")  # the machine's own fonts are not asked
    monkeypatch.setattr("grantcalc.rendering.documents.typeset._OF_OTHER_FONTS", nothing)
    with pytest.raises(ConfigError, match="\u4f60"):
        _bytes("\u4f60\u597d", "pdf")
