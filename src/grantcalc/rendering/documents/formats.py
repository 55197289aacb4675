"""The files that a document can become, and who makes them."""

from __future__ import annotations

from contextvars import copy_context
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from grantcalc import language
from grantcalc.document import Document
from grantcalc.errors import ConfigError
from grantcalc.language import or_list, tr


class DocumentFormat(StrEnum):
    """The files that a document can become."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"
    MARKDOWN = "md"
    TEXT = "txt"


#: Each makes the whole file of a document, in the language in use.
_RENDERERS = {
    DocumentFormat.MARKDOWN: "markdown:markdown",
    DocumentFormat.HTML: "page:page",
    DocumentFormat.DOCX: "word:word",
    DocumentFormat.TEXT: "text:text",
    DocumentFormat.XLSX: "workbook:workbook",
    DocumentFormat.PDF: "typeset:typeset",
}


def format_of(path: Path) -> DocumentFormat:
    """The format that a file's ending names.

    Raises:
        ConfigError: it names none.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending == "htm":
        return DocumentFormat.HTML
    try:
        return DocumentFormat(ending)
    except ValueError:
        raise ConfigError(
            tr(
                "--output: {path}: its ending names no kind of report; name it {endings}",
                path=path,
                endings=or_list(f".{known}" for known in DocumentFormat),
            )
        ) from None


def document_bytes(document: Document, chosen: DocumentFormat, **options: object) -> bytes:
    """A document as a file; the same document gives the same bytes.

    Raises:
        ConfigError: the format needs a library that is not installed.
    """

    def made() -> bytes:
        language.use(document.language)
        module, _, name = _RENDERERS[chosen].partition(":")
        result = getattr(import_module(f"{__package__}.{module}"), name)(document, **options)
        return result if isinstance(result, bytes) else result.encode()

    return copy_context().run(made)
