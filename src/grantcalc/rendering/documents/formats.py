"""The files that a document can become, and who makes them."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from grantcalc import language
from grantcalc.document import Document
from grantcalc.errors import ConfigError
from grantcalc.language import tr


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

#: What is not installed with grantcalc itself, but with its extra "report".
_LIBRARIES = {DocumentFormat.DOCX: "docx", DocumentFormat.PDF: "typst"}


def document_bytes(
    document: Document,
    chosen: DocumentFormat,
    *,
    letterhead: Path | None = None,
    pictures_folder: str | None = None,
) -> bytes:
    """A document as a file, in its own language; the same document gives the same bytes.

    `letterhead` is a user's .docx that a .docx begins with; `pictures_folder` is the folder beside a .md
    in which its pictures lie (`markdown.picture_files`).

    Raises:
        ConfigError: the format needs a library that is not installed, or the letterhead is of no use.
        UnreadableFileError: the letterhead cannot be read.
    """
    _refuse_missing_library(chosen)
    options: dict[str, object] = {}
    if chosen is DocumentFormat.DOCX:
        options["letterhead"] = letterhead
    if chosen is DocumentFormat.MARKDOWN:
        options["pictures_folder"] = pictures_folder

    def made() -> str | bytes:
        language.use(document.language)
        module, _, name = _RENDERERS[chosen].partition(":")
        render: Callable[..., str | bytes] = getattr(import_module(f"{__package__}.{module}"), name)
        return render(document, **options)

    # The language of messages stays what it is: only the document is in its own.
    result = copy_context().run(made)
    return result if isinstance(result, bytes) else result.encode()


def _refuse_missing_library(chosen: DocumentFormat) -> None:
    library = _LIBRARIES.get(chosen)
    if library and find_spec(library) is None:
        raise ConfigError(
            tr(
                "a report as .{format} needs a library that is not installed; install it with "
                'pip install "grantcalc[report]", or choose .html, .md, .xlsx or .txt',
                format=chosen.value,
            )
        )
