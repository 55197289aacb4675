"""A document as files: every cell of every table is there once, in order, and looks as it should."""

import importlib.util
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt

import made_documents as made
import read_documents as read
from grantcalc import language
from grantcalc.document import Column, Document, FillIn, Heading, Paragraph, Row, Run, Table
from grantcalc.errors import ConfigError
from grantcalc.money import Money
from grantcalc.rendering.documents.figures import is_spanning, to_fill_in, written
from grantcalc.rendering.documents.formats import DocumentFormat, document_bytes
from grantcalc.rendering.documents.layout import layout
from grantcalc.rendering.documents.markdown import picture_files
from grantcalc.rendering.documents.text import text

FORMATS = list(DocumentFormat)
NO_HYPHENS = str.maketrans("", "", "-\u00ad\u2010")


def bytes_of(document: Document, chosen: str) -> bytes:
    return document_bytes(document, DocumentFormat(chosen))


def shown_rows(table: Table, lang: str) -> list[list[str]]:
    """A table's cells as people read them, its headings first; a cell over all columns stands alone."""
    language.use(lang)
    rows = [[column.heading.replace(" - ", "\u00a0- ") for column in table.columns]]
    for row, cells in zip(table.rows, written(table), strict=True):
        texts = cells[:1] if is_spanning(row) else cells
        rows.append([to_fill_in(t) if row.role == "fill_in" and t else t for t in texts])
    language.use("en")
    return rows


TABLES = [made.BUDGET, made.LINES, made.HOURS]
EXPECTED = [shown_rows(table, "nb") for table in TABLES]


def test_a_page_has_every_cell_in_its_table() -> None:
    assert read.page(bytes_of(made.DRAMMEN, "html").decode()).tables == EXPECTED


def test_markdown_has_every_cell_in_its_table() -> None:
    tables = read.markdown_page(bytes_of(made.DRAMMEN, "md").decode()).tables
    for rows, expected in zip(tables, EXPECTED, strict=True):
        # Markdown has no cells over several columns: the others of such a row are empty.
        filled = [[*e, *[""] * (len(expected[0]) - len(e))] for e in expected]
        assert rows == filled


def test_a_word_document_has_every_cell_in_its_table() -> None:
    assert read.word_tables(bytes_of(made.DRAMMEN, "docx")) == EXPECTED


def test_a_pdf_has_every_cell_in_order() -> None:
    letters = read.squeezed(read.pdf_text(bytes_of(made.DRAMMEN, "pdf"))).translate(NO_HYPHENS)
    at = 0
    for cell in (cell for rows in EXPECTED for row in rows for cell in row):
        found = letters.find(read.squeezed(cell).translate(NO_HYPHENS), at)
        assert found >= at, cell
        at = found + len(read.squeezed(cell).translate(NO_HYPHENS))


def test_plain_text_has_every_row_with_its_figures() -> None:
    lines = bytes_of(made.DRAMMEN, "txt").decode().split("\n")
    for expected in (row for rows in EXPECTED for row in rows[1:] if len(row) > 1):
        figures = [figure.replace("\u00a0", " ") for figure in expected[1:5] if figure]
        first_word = expected[0].split(" ")[0]
        assert any(
            line.startswith(first_word) and all(figure in line for figure in figures)
            for line in lines
        ), expected


def test_a_workbook_has_numbers_dates_and_shares_in_their_kinds() -> None:
    book = read.workbook(bytes_of(made.DRAMMEN, "xlsx"), values=True)
    assert book.sheetnames == ["Rapport", "Figur 1", "Tabell 1", "Tabell 2", "Tabell 3"]
    for sheet, table in zip(book.worksheets[2:], TABLES, strict=True):
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        assert len(rows) == len(table.rows)
        for cells, row in zip(rows, table.rows, strict=True):
            assert len(cells) == len(table.columns)
            for cell, value in zip(cells, row.cells, strict=False):
                assert cell == _in_excel(value, row.role), (row, cell)


def _in_excel(value: Any, role: str) -> Any:
    match value:
        case Money():
            return float(value.amount)
        case Fraction():
            return pytest.approx(float(value), abs=1e-12)
        case Decimal():
            return float(value)
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001
        case str() if role == "fill_in":
            return f"Fyll ut: {value}"
        case _:
            return value


def test_amounts_in_a_workbook_have_decimals_where_one_of_the_table_has() -> None:
    book = read.workbook(bytes_of(made.DRAMMEN, "xlsx"))
    assert book["Tabell 1"]["B5"].number_format == "#,##0"
    assert book["Tabell 3"]["C4"].number_format == "#,##0.00"
    assert book["Tabell 3"]["B4"].number_format == "#,##0.0"
    assert book["Tabell 3"]["E4"].number_format == "dd.mm.yyyy"
    assert book["Tabell 2"]["G4"].number_format == "0.00\\ %"


def test_a_sum_is_a_formula_where_it_is_the_sum_of_its_lines_and_a_number_where_it_is_not() -> None:
    table = made.table(
        "t",
        "Summer",
        ("Post", "Rett", "Galt", "Med hull"),
        made.line("A", 1, 1, 1),
        made.line("B", 2, 2, None),
        Row(("Skriv",), "fill_in"),
        made.line("C", 3, 3, 3),
        made.total("Sum", 6, 7, 4),
        made.line("D", 10, 10, 10),
        made.total("Sum", 16, 16, 16),
    )
    book = read.workbook(bytes_of(made.document(table), "xlsx"))
    sheet = book["Tabell 1"]
    assert [sheet.cell(8, c).value for c in (2, 3, 4)] == ["=SUM(B4:B7)", 7, "=SUM(D4:D7)"]
    assert [sheet.cell(10, c).value for c in (2, 3, 4)] == [16, 16, 16]
    values = read.workbook(bytes_of(made.document(table), "xlsx"), values=True)["Tabell 1"]
    assert [values.cell(8, c).value for c in (2, 3, 4)] == [6, 7, 4]


def test_an_amount_with_more_digits_than_excel_holds_is_exact_as_text() -> None:
    table = made.values((Money(9_007_199_254_740_993, "NOK"),), (Money(900, "NOK"),))
    sheet = read.workbook(bytes_of(made.document(table), "xlsx"))["Tabell 1"]
    assert sheet["A4"].value == "90\u00a0071\u00a0992\u00a0547\u00a0409,93"
    assert sheet["A5"].value == 9


@pytest.mark.parametrize("chosen", FORMATS)
def test_the_same_document_gives_the_same_bytes(chosen: DocumentFormat) -> None:
    assert document_bytes(made.DRAMMEN, chosen) == document_bytes(made.DRAMMEN, chosen)


@pytest.mark.parametrize("chosen", ["docx", "xlsx"])
def test_no_time_of_making_is_in_a_file(chosen: str) -> None:
    with zipfile.ZipFile(BytesIO(bytes_of(made.DRAMMEN, chosen))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert f"{date.today():%Y-%m-%d}".encode() not in archive.read("docProps/core.xml")  # noqa: DTZ011


@pytest.mark.parametrize(
    ("lang", "caption", "amount", "day", "share"),
    [
        ("nb", "Tabell 1: Verdier (beløp i kr)", "1 340 000,50", "14.02.2022", "52,05 %"),
        ("nn", "Tabell 1: Verdier (beløp i kr)", "1 340 000,50", "14.02.2022", "52,05 %"),
        ("en", "Table 1: Verdier (amounts in NOK)", "1 340 000.50", "2022-02-14", "52.05 %"),
    ],
)
def test_figures_are_written_as_the_documents_language_has_them(
    lang: str, caption: str, amount: str, day: str, share: str
) -> None:
    row = (made.kr(1_340_000, 50), date(2022, 2, 14), Fraction(364_321, 700_000))
    content = bytes_of(made.document(made.values(row), language=lang), "md").decode()
    shown = content.replace("\u00a0", " ")
    assert f"**{caption}**" in shown
    assert f"| {amount} | {day} | {share} |" in shown
    assert language.in_use() == "en"  # of the messages


def test_amounts_of_two_currencies_each_name_theirs() -> None:
    table = made.values((Money(100_050, "EUR"), Money(5_000, "NOK")))
    content = bytes_of(made.document(table), "md").decode().replace("\u00a0", " ")
    assert "**Tabell 1: Verdier**" in content
    assert "| 1 000,50 EUR | 50,00 NOK |" in content
    sheet = read.workbook(bytes_of(made.document(table), "xlsx"))["Tabell 1"]
    assert sheet["A4"].number_format == '#,##0.00\\ "EUR"'


@pytest.mark.parametrize("chosen", FORMATS)
def test_a_table_without_rows_says_so(chosen: DocumentFormat) -> None:
    empty = made.table("t", "Bundet", ("Post", "Beløp"))
    content = document_bytes(made.document(empty), chosen)
    assert "Ingenting å vise." in _words(content, chosen)


def _words(content: bytes, chosen: DocumentFormat) -> str:
    """All words of a file."""
    match chosen:
        case DocumentFormat.DOCX:
            return read.word_text(content)
        case DocumentFormat.PDF:
            return read.pdf_text(content)
        case DocumentFormat.XLSX:
            book = read.workbook(content, values=True)
            values = (v for sheet in book for row in sheet.iter_rows(values_only=True) for v in row)
            return "\n".join(str(value) for value in values if value is not None)
        case DocumentFormat.HTML:
            return "\n".join(read.page(content.decode()).words)
        case DocumentFormat.MARKDOWN:
            return "\n".join(read.markdown_page(content.decode()).words)
        case DocumentFormat.TEXT:
            return content.decode()


def _wide(columns: int, amount: int) -> Table:
    names = ("Post", *(f"Prosjektår {i}" for i in range(1, columns)), "Totalbudsjett")
    rows = [made.line(f"Budsjettpost nummer {i}", *[amount] * columns) for i in range(1, 61)]
    total = made.total("Sum", *[60 * amount] * columns)
    return made.table("budget", "Fem prosjektår", names, *rows, total)


def test_five_project_years_and_their_total_stand_upright() -> None:
    language.use("nb")
    assert not layout(_wide(6, 12_345_678)).is_turned
    assert layout(_wide(6, 1_234_567_890_123)).is_turned
    assert not layout(made.LINES).is_turned


@pytest.mark.parametrize("amount", [319_445, 1_234_567_890_123])
def test_sixty_lines_have_their_headings_on_every_page_of_a_pdf(amount: int) -> None:
    content = bytes_of(made.document(_wide(6, amount)), "pdf")
    with pdfplumber.open(BytesIO(content)) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
        with_table = [page for page in pages if "Budsjettpost" in page]
        assert len(with_table) >= 2
        assert all("Totalbudsjett" in page for page in with_table)
        for page in pdf.pages:
            assert all(char["x0"] > 0 and char["x1"] < page.width for char in page.chars)
        letters = "".join(char["text"] for page in pdf.pages for char in page.chars)
    for i in range(1, 61):
        assert letters.count(f"nummer {i}" + f"{amount:,}".replace(",", "\u00a0")) == 1


def test_a_pdf_is_tagged_and_says_its_language_and_title() -> None:
    content = bytes_of(made.DRAMMEN, "pdf")
    with pdfplumber.open(BytesIO(content)) as pdf:
        catalog = pdf.doc.catalog
        assert catalog["Lang"] in (b"nb-NO", "nb-NO")
        assert catalog["MarkInfo"]["Marked"] is True
        assert pdf.metadata["Title"] == made.DRAMMEN.title
        assert "CreationDate" not in pdf.metadata
        kinds = str(pdf.structure_tree)
        for kind in ("'Table'", "'TH'", "'TD'", "'Figure'", "'H1'", "'L'"):
            assert kind in kinds
        assert "planen var 439" in kinds  # the picture in words
        assert {round(page.width) for page in pdf.pages} == {595}
        assert all(f"Side {i} av {len(pdf.pages)}" in page.extract_text().replace("\u00a0", " ")
                   for i, page in enumerate(pdf.pages, start=1))  # fmt: skip
        assert all("Libertinus" in char["fontname"] for page in pdf.pages for char in page.chars)


def test_headings_that_skip_a_level_still_make_a_pdf() -> None:
    document = made.document(Heading(4, "Dypt"), made.sentence("Tekst."))
    assert "Dypt" in read.pdf_text(bytes_of(document, "pdf"))


def test_a_word_document_has_words_own_styles_and_its_language() -> None:
    content = bytes_of(made.DRAMMEN, "docx")
    document = read.word(content)
    styles = [(p.style.name, p.text) for p in document.paragraphs if p.style]
    assert styles[0] == ("Title", made.DRAMMEN.title)
    assert ("Heading 1", "Økonomi") in styles
    assert ("Heading 2", "Egeninnsats") in styles
    assert ("Caption", "Tabell 1: Oppdatert budsjett etter prosjektår (beløp i kr)") in styles
    assert ("List Bullet", "Reiser er utsatt.") in styles
    assert ("List Number", "Først konferansen.") in styles
    assert ("Report Fill In", "Fyll ut: Beskriv hva som er planlagt fram til 30.06.2022.") in styles
    defaults: Any = document.styles.element
    assert defaults.xpath("w:docDefaults//w:lang/@w:val") == ["nb-NO"]
    section = document.sections[0]
    assert _millimetres(section) == (210, 297)
    assert {s.orientation for s in document.sections} == {0}
    assert "Side 1 av 1" in section.footer.paragraphs[0].text
    assert document.core_properties.author == ""


@pytest.mark.parametrize(("lang", "locale"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")])
def test_spelling_is_checked_in_the_documents_language(lang: str, locale: str) -> None:
    document = read.word(bytes_of(made.document(language=lang), "docx"))
    styles: Any = document.styles.element
    assert styles.xpath("w:docDefaults//w:lang/@w:val") == [locale]


def test_a_word_table_repeats_its_headings_and_breaks_no_row() -> None:
    body: Any = read.word(bytes_of(made.DRAMMEN, "docx")).element.body
    for table in body.xpath("w:tbl"):
        rows = table.xpath("w:tr")
        assert rows[0].xpath("w:trPr/w:tblHeader")
        assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)
        assert table.xpath("w:tblPr/w:tblStyle/@w:val") == ["ReportTable"]
        assert table.xpath("w:tblPr/w:tblCaption/@w:val")[0].startswith("Tabell ")
    sums = [
        row
        for row in body.xpath(".//w:tr")
        if "".join(row.xpath(".//w:t/text()")).startswith("Sum")
    ]
    assert len(sums) == 4
    for row in sums:
        assert all(cell.xpath("w:tcPr/w:tcBorders/w:top") for cell in row.xpath("w:tc"))
        assert all(run.xpath("w:rPr/w:b") for run in row.xpath(".//w:r"))


def test_a_word_caption_has_a_field_that_word_counts() -> None:
    body: Any = read.word(bytes_of(made.DRAMMEN, "docx")).element.body
    fields = [text.strip() for text in body.xpath(".//w:instrText/text()")]
    assert fields == ["SEQ Figur \\* ARABIC", *["SEQ Tabell \\* ARABIC"] * 3]


def test_a_word_picture_is_told_in_words() -> None:
    body: Any = read.word(bytes_of(made.DRAMMEN, "docx")).element.body
    (described,) = body.xpath(".//wp:docPr/@descr")
    assert described.replace("\u00a0", " ") == made.PICTURE.alt


def test_only_a_page_with_a_wide_table_is_turned() -> None:
    blocks = (made.BUDGET, _wide(6, 1_234_567_890_123), made.HOURS)
    document = read.word(bytes_of(made.document(*blocks), "docx"))
    assert [section.orientation for section in document.sections] == [0, 1, 0]
    for section in document.sections:
        upright = section.orientation == 0
        assert (section.page_width or 0) < (section.page_height or 0) if upright else True
    with pdfplumber.open(BytesIO(bytes_of(made.document(*blocks), "pdf"))) as pdf:
        assert not pdf.pages[0].width > pdf.pages[0].height
        assert any(page.width > page.height for page in pdf.pages)
        assert (pdf.pages[-1].width > pdf.pages[-1].height) is False


def _millimetres(section: Section) -> tuple[int, int]:
    sides = (section.page_width, section.page_height)
    return round(Length(sides[0] or 0).mm), round(Length(sides[1] or 0).mm)


def _letterhead(path: Path) -> Path:
    base = docx.Document()
    base.sections[0].header.paragraphs[0].text = "Lillevik bibliotek"
    base.sections[0].page_width = Mm(200)
    heading: Any = base.styles["Heading 1"]
    heading.font.size = Pt(9)
    base.add_paragraph("Til: Fondet")
    base.add_paragraph("")
    base.save(str(path))
    return path


def test_a_letterhead_keeps_its_header_its_styles_its_page_and_its_text(tmp_path: Path) -> None:
    path = _letterhead(tmp_path / "brev.docx")
    before = path.read_bytes()
    content = document_bytes(made.DRAMMEN, DocumentFormat.DOCX, letterhead=path)
    document = read.word(content)
    assert path.read_bytes() == before
    assert document.sections[0].header.paragraphs[0].text == "Lillevik bibliotek"
    assert _millimetres(document.sections[0])[0] == 200
    heading: Any = document.styles["Heading 1"]
    assert heading.font.size == Pt(9)
    assert [p.text for p in document.paragraphs[:2]] == ["Til: Fondet", made.DRAMMEN.title]
    assert read.word_tables(content) == EXPECTED
    assert content == document_bytes(made.DRAMMEN, DocumentFormat.DOCX, letterhead=path)


def test_figures_have_more_room_where_a_letterheads_font_is_not_a_usual_one(tmp_path: Path) -> None:
    widths = []
    for font in ("Calibri", "Verdana"):
        base = docx.Document()
        normal: Any = base.styles["Normal"]
        normal.font.name = font
        base.save(str(tmp_path / "brev.docx"))
        content = document_bytes(
            made.DRAMMEN, DocumentFormat.DOCX, letterhead=tmp_path / "brev.docx"
        )
        body: Any = read.word(content).element.body
        widths.append([int(w) for w in body.xpath("w:tbl[1]/w:tblGrid/w:gridCol/@w:w")])
    calibri, verdana = widths
    assert all(wide > usual for wide, usual in zip(verdana[1:], calibri[1:], strict=True))
    assert abs(sum(calibri) - sum(verdana)) <= 4


def test_what_introduces_a_table_stays_on_its_page() -> None:
    document = made.document(made.sentence("Disse avviker:"), made.sentence("Slutt."))
    first, second = read.word(bytes_of(document, "docx")).paragraphs[1:3]
    assert first.paragraph_format.keep_with_next is True
    assert second.paragraph_format.keep_with_next is None


def test_a_report_may_be_the_letterhead_of_the_next(tmp_path: Path) -> None:
    path = tmp_path / "first.docx"
    path.write_bytes(bytes_of(made.document(made.sentence("Først.")), "docx"))
    content = document_bytes(made.DRAMMEN, DocumentFormat.DOCX, letterhead=path)
    assert read.word_tables(content) == EXPECTED
    names = [style.name for style in read.word(content).styles]
    assert len(names) == len(set(names))


def test_a_letterhead_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "brev.docx"
    for content in (
        b"",
        b"no document",
        bytes_of(made.document(), "xlsx"),
        b"PK\x05\x06" + bytes(18),
    ):
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=r"brev\.docx"):
            document_bytes(made.document(), DocumentFormat.DOCX, letterhead=path)


def test_a_letterhead_with_macros_is_refused(tmp_path: Path) -> None:
    path = _letterhead(tmp_path / "brev.docx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    with pytest.raises(ConfigError, match="makroer"):
        document_bytes(made.document(), DocumentFormat.DOCX, letterhead=path)


def test_every_heading_of_a_page_has_its_place_and_nothing_is_fetched() -> None:
    content = bytes_of(made.DRAMMEN, "html").decode()
    tags = read.page(content).tags
    assert ("html", {"lang": "nb"}) in tags
    assert not [tag for tag, _ in tags if tag in ("script", "link", "iframe", "object", "svg")]
    (image,) = [attributes for tag, attributes in tags if tag == "img"]
    assert (image["src"] or "").startswith("data:image/svg+xml;base64,")
    assert image["alt"].replace("\u00a0", " ") == made.PICTURE.alt if image["alt"] else False
    headings = [attributes for tag, attributes in tags if tag == "th"]
    assert all(attributes.get("scope") in ("col", "row", "rowgroup") for attributes in headings)


def test_markdown_links_to_its_pictures_where_they_have_a_folder() -> None:
    content = document_bytes(
        made.DRAMMEN, DocumentFormat.MARKDOWN, pictures_folder="min rapport-bilder"
    ).decode()
    tags = read.markdown_page(content).tags
    (image,) = [attributes for tag, attributes in tags if tag == "img"]
    assert image["src"] == "min%20rapport-bilder/spending.svg"
    assert picture_files(made.DRAMMEN) == {"spending.svg": made.SVG}
    assert not [
        t for t, _ in read.markdown_page(bytes_of(made.DRAMMEN, "md").decode()).tags if t == "img"
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 120, None])
def test_lines_of_plain_text_keep_to_the_width(width: int | None) -> None:
    language.use("nb")
    lines = text(made.DRAMMEN, width).split("\n")
    assert max(map(len, lines)) <= max(width or 80, 40)
    assert all(line == line.rstrip() for line in lines)


def test_columns_that_there_is_no_room_for_follow_below_with_their_labels() -> None:
    language.use("nb")
    shown = text(made.DRAMMEN, 60)
    assert shown.count("Prosjektledelse") > 2
    assert shown.count("Forklar avviket for Innbyggerundersøkelser") == 1
    assert shown.count("298,18 %") == 1


def test_a_document_without_a_heading_of_its_own_begins_with_its_title() -> None:
    untitled = replace(made.DRAMMEN, blocks=made.DRAMMEN.blocks[1:])
    for chosen in FORMATS:
        assert document_bytes(untitled, chosen) == document_bytes(made.DRAMMEN, chosen)


@pytest.mark.parametrize(("chosen", "library"), [("docx", "docx"), ("pdf", "typst")])
def test_what_is_not_installed_is_named_with_how_to_install_it(
    chosen: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "grantcalc.rendering.documents.formats.find_spec",
        lambda name: None if name == library else found(name),
    )
    with pytest.raises(ConfigError, match=r'pip install "grantcalc\[report\]"'):
        bytes_of(made.DRAMMEN, chosen)
    for other in ("html", "md", "xlsx", "txt"):
        assert bytes_of(made.DRAMMEN, other)


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        match block:
            case Heading(_, shown) | FillIn(shown):
                yield shown
            case Paragraph():
                yield block.text
            case _:
                continue


@pytest.mark.parametrize("chosen", FORMATS)
def test_all_sentences_are_there(chosen: DocumentFormat) -> None:
    words = read.squeezed(_words(document_bytes(made.DRAMMEN, chosen), chosen)).translate(
        NO_HYPHENS
    )
    for sentence in _texts(made.DRAMMEN):
        assert read.squeezed(sentence).translate(NO_HYPHENS) in words
    assert "Lagetavgrantcalc" in words


def test_words_in_bold_and_italic_stay_so() -> None:
    paragraph = Paragraph((Run("Brukt "), Run("364 321 kr ", bold=True, italic=True), Run("nå.")))
    content = bytes_of(made.document(paragraph), "md").decode()
    assert "Brukt ***364\u00a0321\u00a0kr*** nå." in content
    runs = read.word(bytes_of(made.document(paragraph), "docx")).paragraphs[1].runs
    assert [(run.bold, run.italic) for run in runs] == [(None, None), (True, True), (None, None)]


def test_very_long_labels_are_broken_and_stay_whole() -> None:
    label = "Grunnleggende kompetanseutviklingstiltak " * 12 + "x" * 200
    table = made.table("t", "Lange navn", ("Post", "Beløp"), made.line(label.strip(), 1))
    document = made.document(table)
    # In plain text the amount stands beside the label's first line, in the midst of it.
    for chosen in (one for one in FORMATS if one is not DocumentFormat.TEXT):
        words = read.squeezed(_words(document_bytes(document, chosen), chosen)).translate(
            NO_HYPHENS
        )
        assert read.squeezed(label) in words, chosen
    with pdfplumber.open(BytesIO(bytes_of(document, "pdf"))) as pdf:
        assert all(char["x1"] < page.width for page in pdf.pages for char in page.chars)


def test_figures_of_a_table_stand_to_the_right() -> None:
    body: Any = read.word(bytes_of(made.DRAMMEN, "docx")).element.body
    first = body.xpath("w:tbl")[0].findall(qn("w:tr"))[2]
    styles = first.xpath(".//w:pStyle/@w:val")
    assert styles == ["ReportTableText", *["ReportTableFigure"] * 3]


def test_a_row_with_more_cells_than_columns_is_a_fault_of_the_maker() -> None:
    table = Table("t", "T", (Column("A"),), (Row(("a", "b")),))
    with pytest.raises(ValueError, match="more cells"):
        bytes_of(made.document(table), "md")
