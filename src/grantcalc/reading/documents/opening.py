"""A report's file to a document: what it is decides who reads it."""

from __future__ import annotations

from pathlib import Path

from grantcalc.errors import UnreadableFileError, reason
from grantcalc.language import tr
from grantcalc.reading.documents.passages import ReadDocument
from grantcalc.reading.files import shown_path
from grantcalc.reading.ole import OLE_MAGIC
from grantcalc.reading.preflight import refuse_missing_or_empty

DOCUMENT_ENDINGS = (".docx", ".pdf", ".txt", ".md", ".html", ".htm")
_HEAD = 4096
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_document(path: Path) -> ReadDocument:
    """A report with its sentences and tables.

    Raises:
        UnreadableFileError: it is no .docx, .pdf, .txt, .md or .html, or cannot be read; the text says
            why. UnclearChoiceError: it is not clear in which encoding a text is.
    """
    refuse_missing_or_empty(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        return _read(path, head, path.suffix.lower())
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be read ({why})", path=path, why=reason(error))
        ) from error


def _read(path: Path, head: bytes, ending: str) -> ReadDocument:
    shown = shown_path(path)
    if ending not in DOCUMENT_ENDINGS:
        raise UnreadableFileError(_not_a_report(path, ending))
    if head.startswith(OLE_MAGIC):
        raise UnreadableFileError(
            tr(
                "{path}: is an old Word document (.doc), or is encrypted with a password; open it in "
                "Word and save it as .docx without one",
                path=path,
            )
        )
    if b"%PDF-" in head[:1024]:
        from grantcalc.reading.documents.pdf import read_pdf

        return read_pdf(path, shown)
    if head.startswith(b"PK"):
        from grantcalc.reading.documents.word import read_word

        return read_word(path, shown)
    if ending in (".docx", ".pdf") or (b"\0" in head and not head.startswith(_UTF_16_MARKS)):
        raise UnreadableFileError(
            tr("{path}: is not a {ending} file, whatever its name says", path=path, ending=ending)
        )
    if ending in (".html", ".htm"):
        from grantcalc.reading.documents.web import read_web_page

        return read_web_page(path, shown)
    from grantcalc.reading.documents.text import read_text

    return read_text(path, shown)


def _not_a_report(path: Path, ending: str) -> str:
    if ending in (".doc", ".odt", ".rtf", ".pages"):
        return tr(
            "{path}: cannot be read; open it in your word processor and save it as .docx or .pdf",
            path=path,
        )
    if ending in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"):
        return tr("{path}: is a sheet, not a report; grantcalc check reads budgets", path=path)
    return tr("{path}: is not a report as .docx, .pdf, .txt, .md or .html", path=path)
