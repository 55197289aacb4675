"""`grantcalc verify`: the founding reports, in each format, and files that are no reports."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from tools.schemas import SCHEMAS

import grantcalc
from conftest import DRAMMEN, EXAMPLES, Cli, assert_one_line_error
from grantcalc.reading.documents.opening import read_document
from grantcalc.reading.documents.passages import DocumentTable, Passage
from grantcalc.report.verification import VerifyReport

AALESUND = EXAMPLES / "aalesund"
CONFIRMED = (
    "table 1: all its 26 sums and balances hold",
    "table 1: it is the project's budget, line by line",
    "364 321 + 335 679 = 700 000: what is spent and what remains are what was awarded",
    "awarded 700 000: the accounts as of 2022-02-14, table 1",
    "spent 364 321: the accounts as of 2022-02-14",
    "remaining 335 679: the accounts as of 2022-02-14",
    "applied for 700 000: the accounts as of 2022-02-14, table 1",
)


def findings(report: VerifyReport) -> list[tuple[str, str]]:
    return [(f.severity.value, f.code) for f in report.findings]


@pytest.mark.parametrize("name", ["statusrapport.txt", "statusrapport.docx"])
def test_the_founding_status_report(name: str) -> None:
    report = grantcalc.verify(DRAMMEN / name)
    assert tuple(c.text for c in report.confirmed) == CONFIRMED
    assert findings(report) == [("info", "C002"), ("error", "V003"), ("info", "V009")]
    (years,) = [f for f in report.findings if f.code == "V003"]
    assert (years.expected, years.actual) == (
        "2021-07-01 - 2022-06-30",
        "2021-06-01 - 2022-07-31",
    )
    assert "2021-06-01 - 2021-06-30 or 2022-07-01 - 2022-07-31" in years.message
    assert [q.words for q in years.quotes] == ["Prosjektåret går fra 1.06.2021 til 31.07.2022"]
    (hours,) = [f for f in report.findings if f.code == "V009"]
    assert "1 428-2 040 hours a year make 640 000 only at 314-448 an hour" in hours.message
    assert [u.text for u in report.unread] == ["555 01 234", "15.02.2022"]


def test_the_founding_status_report_without_its_project(tmp_path: Path) -> None:
    copy = tmp_path / "statusrapport.txt"
    copy.write_bytes((DRAMMEN / "statusrapport.txt").read_bytes())
    report = grantcalc.verify(copy)
    assert report.project is None
    assert [f.code for f in report.findings] == ["C002", "V003", "V009"]
    texts = [c.text for c in report.confirmed]
    assert CONFIRMED[0] in texts
    assert CONFIRMED[2] in texts


def test_the_founding_final_report() -> None:
    report = grantcalc.verify(AALESUND / "sluttrapport.txt")
    assert [(f.severity.value, f.code, f.at.line) for f in report.findings] == [
        ("warning", "V006", 7),
        ("warning", "V007", None),
        ("warning", "V007", 7),
        ("warning", "V007", None),
        ("warning", "V010", 6),
    ]
    said = " ".join(f.message for f in report.findings)
    for missing in (
        "the report says 1 year, but the time that it states is 2022 and 2023",
        "accounts are said to be attached",
        "on which days the project began and ended",
        "contributed of its own",
        "auditor's statement",
    ):
        assert missing in said
    assert report.confirmed[0].text == "awarded 750 000: the accounts as of 2023-05-31"


def test_the_text_quotes_the_sentence_with_its_words_marked(cli: Cli) -> None:
    result = cli("verify", DRAMMEN / "statusrapport.txt")
    assert result.code == 1
    assert "> [Prosjektåret går fra 1.06.2021 til 31.07.2022]." in result.out
    assert result.out.endswith("1 error, 0 warnings, 2 notes\n")
    norwegian = cli("verify", DRAMMEN / "statusrapport.txt", "--lang", "nb")
    assert "364 321 + 335 679 = 700 000" in norwegian.out
    assert "fra 14.02.2022" in norwegian.out or "14.02.2022" in norwegian.out


def test_the_json_is_as_its_schema_says(cli: Cli, tmp_path: Path) -> None:
    output = tmp_path / "verified.json"
    assert cli("verify", DRAMMEN / "statusrapport.docx", "--output", output).code == 1
    found = json.loads(output.read_text("utf-8"))
    schema = json.loads((SCHEMAS / "verify.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(found)
    assert found["schema"] == "grantcalc/verify/1"
    (spent,) = [s for s in found["statements"] if s["kind"] == "spent"]
    assert (spent["amount"], spent["as_of"], spent["at"]["paragraph"]) == (
        "364321.00", "2022-02-14", 9,
    )  # fmt: skip


def test_a_day_for_figures_without_one(cli: Cli, tmp_path: Path) -> None:
    report = tmp_path / "rapport.txt"
    report.write_text(
        "Statusrapport\nProsjektåret går fra 01.07.2021 til 30.06.2022.\n"
        "Vi er tildelt 700 000 kr. Vi har brukt 364 321 kr.\n",
        "utf-8",
    )
    config = DRAMMEN / "grantcalc.toml"
    without = cli("verify", report, "--config", config)
    assert "V007" in without.out
    assert "the report does not say as of which day" in without.out
    right = cli("verify", report, "--config", config, "--as-of", "2022-02-14")
    assert (right.code, "V002" in right.out) == (0, False)
    wrong = cli("verify", report, "--config", config, "--as-of", "2022-01-01")
    assert (wrong.code, "V002" in wrong.out) == (1, True)


def test_a_final_report_without_a_day_is_of_the_last_day_declared(tmp_path: Path) -> None:
    for name in ("budget.xlsx", "ledger.xlsx", "hours.xlsx"):
        (tmp_path / name).write_bytes((DRAMMEN / name).read_bytes())
    settings = (DRAMMEN / "grantcalc.toml").read_text("utf-8")
    ended = settings.replace("end = 2023-06-30 ", "end = 2022-12-31 ")
    assert ended != settings
    (tmp_path / "grantcalc.toml").write_text(ended, "utf-8")
    report = tmp_path / "rapport.txt"
    report.write_text("Sluttrapport\nVi er tildelt 700 000 kr.\n", "utf-8")
    assert grantcalc.verify(report).as_of == (date(2022, 12, 31),)


def test_settings_of_the_project_decide_which_findings_count(tmp_path: Path) -> None:
    for name in ("budget.xlsx", "ledger.xlsx", "hours.xlsx"):
        (tmp_path / name).write_bytes((DRAMMEN / name).read_bytes())
    settings = (DRAMMEN / "grantcalc.toml").read_text("utf-8")
    (tmp_path / "grantcalc.toml").write_text(
        settings + '\n[check.severity]\nV003 = "info"\n', "utf-8"
    )
    report = tmp_path / "statusrapport.txt"
    report.write_bytes((DRAMMEN / "statusrapport.txt").read_bytes())
    found = grantcalc.verify(report)
    assert ("info", "V003") in findings(found)
    assert not found.fails


# -- documents


def word(*blocks: object) -> bytes:
    """A Word document of paragraphs (texts) and tables (lists of rows)."""
    import docx

    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        elif isinstance(block, list):
            table = document.add_table(rows=len(block), cols=len(block[0]))
            for row, texts in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def changed(data: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """A Word document with a change in one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(file, "w") as target:
        for name in archive.namelist():
            text = archive.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            target.writestr(name, text)
    return file.getvalue()


def read(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    document = read_document(path)
    return [
        part.text
        if isinstance(part, Passage)
        else "|".join(str(c.value) for _, c in sorted(part.grid.rows[1].items()))
        for part in document.parts
    ] + list(document.left_out)


def test_paragraphs_and_tables_come_in_the_order_of_the_body(tmp_path: Path) -> None:
    data = word("Før", [["Post", "Beløp"], ["Lønn", "1 000"]], "Etter")
    assert read(tmp_path / "a.docx", data) == ["Før", "Post|Beløp", "Etter"]


def test_tracked_deletions_and_hidden_text_do_not_count_and_insertions_do(tmp_path: Path) -> None:
    run = "<w:r><w:t>Vi har brukt 100 kr</w:t></w:r>"
    data = changed(
        word("Vi har brukt 100 kr"),
        run,
        "<w:r><w:t>Vi har brukt </w:t></w:r>"
        '<w:del w:id="1"><w:r><w:delText>100 kr</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>200 kr</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> eller 300 kr</w:t></w:r>",
    )
    text, *notes = read(tmp_path / "a.docx", data)
    assert text == "Vi har brukt 200 kr"
    assert "1 tracked deletion" in notes[0]
    assert "1 piece of hidden text" in notes[1]


def test_merged_cells_and_tables_in_cells(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Over to"
    table.cell(0, 2).text = "C"
    table.cell(1, 1).text = "B"
    inner = table.cell(1, 2).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Inni", "5 000"
    path = tmp_path / "a.docx"
    document.save(str(path))
    first, second = (p for p in read_document(path).parts if isinstance(p, DocumentTable))
    assert first.grid.at(1, 1).text == "Over to"
    assert first.grid.at(1, 3).text == "C"
    assert first.grid.at(2, 2).text == "B"
    assert second.grid.at(1, 1).text == "Inni"


def test_figures_in_a_header_are_told_of(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Rapport")
    document.sections[0].header.paragraphs[0].text = "Versjon 7"
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert read_document(path).left_out == ("its headers hold figures, which were not read",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_texts_in_the_encodings_of_windows(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Det gjenstår 335 679 kr på prosjektåret.", encoding)
    (part,) = read_document(path).parts
    assert isinstance(part, Passage)
    assert part.text == "Det gjenstår 335 679 kr på prosjektåret."


TABLES = {
    "a.md": "| Post | Beløp |\n|---|--:|\n| **Lønn** | 1 000 |\n| Reiser | 500 |\n",
    "b.txt": "Post\tBeløp\nLønn\t1 000\nReiser\t500\n",
    "c.txt": "Post       Beløp\n---------------\nLønn       1 000\nReiser       500\n",
    "d.html": "<p>Før</p><table><tr><th>Post<th>Beløp<tr><td>Lønn</td><td>1 000</td></tr>"
    "<tr><td>Reiser<td>500</table><script>var x = 700000;</script>",
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_in_texts(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TABLES[name], "utf-8")
    document = read_document(path)
    (table,) = document.tables
    rows = [
        [str(cell.value) for _, cell in sorted(row.items())] for row in table.grid.rows.values()
    ]
    assert rows == [["Post", "Beløp"], ["Lønn", "1000"], ["Reiser", "500"]]
    assert not any("700000" in p.text for p in document.parts if isinstance(p, Passage))


def test_figures_of_a_row_that_stand_in_one_column_make_no_number(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Post   A       B\nLønn   1 000   2 000\nReise  10 000  20 000 \nAnnet  12     34  56\n"
    )
    (table,) = read_document(path).tables
    values = [cell.value for row in table.grid.rows.values() for cell in row.values()]
    assert not any(str(value) in ("1234", "3456", "123456") for value in values)


# -- PDF


def pdf(*pages: str) -> bytes:
    """A small PDF with a line of text on each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    return body.encode("latin-1")


def test_a_pdf_says_on_which_page_and_line(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("Tildelt 700 000 kr", "Vi har brukt 364 321 kr."))
    report = grantcalc.verify(path)
    spent = next(s for s in report.statements if s.kind == "spent")
    assert (spent.at.page, spent.at.line, str(spent.amount)) == (2, 1, "364321.00")


def test_a_pdf_without_text_is_said_to_be_a_scan(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf("", ""))
    assert_one_line_error(cli("verify", path), "scan.pdf", "text recognition (OCR)")


def test_a_pdf_of_many_pages_is_refused(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(*["Side"] * 201))
    assert_one_line_error(cli("verify", path), "long.pdf", "more than 200 pages")


def test_an_encrypted_pdf_is_refused(cli: Cli, tmp_path: Path) -> None:
    data = pdf("Brukt 100").replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("
        + b"x" * 32 + b") /U (" + b"y" * 32 + b") >>",
    )  # fmt: skip
    path = tmp_path / "locked.pdf"
    path.write_bytes(data)
    assert_one_line_error(cli("verify", path), "locked.pdf", "password")


# -- files that are no reports


def bomb() -> bytes:
    """A Word document whose body unpacks to 300 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b"<w:p/>" * (2**20 // 6))
    return file.getvalue()


def with_entity() -> bytes:
    return changed(
        word("Brukt 100 kr"),
        "<w:document",
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]><w:document',
    )


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty.docx": (b"", "is empty"),
    "empty.txt": (b"", "is empty"),
    "binary.txt": (b"\x00\x01\x02" * 1000, "whatever its name says"),
    "later.txt": (b"Brukt 100 kr\n" * 1000 + b"\0", "is no text file"),
    "broken.pdf": (b"%PDF-1.7\n" + b"garbage" * 1000, "damaged"),
    "cut.pdf": (pdf("Brukt 100")[:200], "damaged"),
    "cut.docx": (word("Brukt 100 kr")[:3000], "damaged"),
    "named.docx": (b"just text", "whatever its name says"),
    "book.docx": ((DRAMMEN / "budget.xlsx").read_bytes(), "no Word document"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "old Word document"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "save it as .docx or .pdf"),
    "budget.csv": (b"a;b\n1;2\n", "is a sheet, not a report"),
    "report.exe": (b"MZ", "is not a report"),
    "huge.txt": (b"Brukt 100 kr. " * 4_000_000, "more text than any report"),
    "long.txt": (b"x" * 3_000_000, "more text than any report"),
    "huge.html": (b"<p>Brukt 100 kr.</p>" * 200_000, "more text than any report"),
    "bomb.docx": (bomb(), "unpacks to"),
    "entity.docx": (with_entity(), "declares entities"),
    "xml.docx": (changed(word("x"), "<w:body>", "<w:body"), "cannot be read as a Word document"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_report_is_refused_in_one_line(cli: Cli, tmp_path: Path, name: str) -> None:
    data, words = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert_one_line_error(cli("verify", path), name, words)


def test_missing_and_folders(cli: Cli, tmp_path: Path) -> None:
    assert_one_line_error(cli("verify", tmp_path / "none.docx"), "no such file")
    assert_one_line_error(cli("verify", tmp_path), "is a folder")


def test_what_a_report_says_never_reaches_the_terminal_as_a_command(
    cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Statusrapport\n\nVi er tildelt 700 000 kr \x1b[31mrødt\x1b[0m [bold]x[/bold]. "
        "Vi har brukt 100 000 kr. Det gjenstår 1 kr ::error::x ##[error]y.\n",
        "utf-8",
    )
    result = cli("verify", path)
    assert result.code == 1
    assert "\x1b" not in result.out
    assert "::error" not in result.out
    assert "##[error" not in result.out
    assert "[bold]x[/bold]" in result.out
    as_json = cli("verify", path, "--format", "json").out
    assert "\x1b" not in as_json
    assert "##[error" not in as_json


def test_without_the_library_the_extra_is_named(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "docx", None)
    path = tmp_path / "a.docx"
    path.write_bytes((DRAMMEN / "statusrapport.docx").read_bytes())
    assert_one_line_error(cli("verify", path), 'pip install "grantcalc[report]"')


def test_long_sentences_of_words_and_digits_are_read_in_reasonable_time(tmp_path: Path) -> None:
    import time

    path = tmp_path / "a.txt"
    path.write_text("brukt 1 av 2 tildelt til " * 300 + "\n\n" + "1" * 20_000, "utf-8")
    start = time.monotonic()
    grantcalc.verify(path)
    assert time.monotonic() - start < 20


def test_text_far_beyond_a_report_is_refused_before_it_is_read(cli: Cli, tmp_path: Path) -> None:
    """At a millisecond a sentence, two million characters took minutes."""
    path = tmp_path / "a.txt"
    path.write_text("Vi har brukt 100 kr av 200 kr.\n\n" * 25_000, "utf-8")
    assert_one_line_error(cli("verify", path), "holds more text than any report")


@pytest.mark.parametrize(("awarded", "said"), [("399 999", []), ("400 000", ["warning"])])
def test_an_auditor_is_missed_from_the_funders_threshold_on(
    tmp_path: Path, awarded: str, said: list[str]
) -> None:
    budget = "Beskrivelse;01.06.2022 - 31.05.2023\nKurs;100\nNasjonalbiblioteket;100\n"
    (tmp_path / "budget.csv").write_text(budget, "utf-8")
    (tmp_path / "grantcalc.toml").write_text('profile = "nasjonalbiblioteket"\n', "utf-8")
    report = tmp_path / "sluttrapport.txt"
    report.write_text(f"Sluttrapport\n\nTildelt beløp: {awarded} kr\n", "utf-8")
    found = grantcalc.verify(report).findings
    assert [f.severity.value for f in found if f.code == "V010"] == said
