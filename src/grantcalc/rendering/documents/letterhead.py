"""A user's own .docx as the beginning of a report. Imported only where a .docx is made."""

from __future__ import annotations

import io
import zipfile
import zlib

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from grantcalc.errors import ConfigError
from grantcalc.language import tr

#: A letterhead with a large picture has a few megabytes.
_MOST_UNPACKED = 200 * 1024**2
_MOST_PARTS = 2_000


def opened(letterhead: bytes) -> WordDocument:
    """The letterhead, to be written on below what its body says.

    Raises:
        ConfigError: it is no .docx, has macros, is damaged, or is too large.
    """
    try:
        _refuse_unfit(letterhead)
        opened = docx.Document(io.BytesIO(letterhead))
        _drop_empty_end(opened)
    except (zipfile.BadZipFile, zlib.error, OpcError, SyntaxError, ValueError, KeyError) as error:
        raise ConfigError(
            tr(
                "--letterhead: it is no Word document that can be read; open it in Word and save it "
                "as .docx"
            )
        ) from error
    return opened


def _refuse_unfit(letterhead: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(letterhead)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise ConfigError(tr("--letterhead: it is too large; leave out what is not needed"))
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise ConfigError(
                tr("--letterhead: it holds macros; save it as a Word document without them (.docx)")
            )


def _drop_empty_end(opened: WordDocument) -> None:
    """Word keeps an empty paragraph where nothing stands: the report begins there."""
    for paragraph in reversed(opened.paragraphs):
        element = paragraph._p  # noqa: SLF001  python-docx cannot remove
        is_last = element.getnext() is None or element.getnext().tag == qn("w:sectPr")
        if (
            not is_last
            or paragraph.text
            or len(element.xpath(".//w:drawing | .//w:sectPr | .//w:br"))
        ):
            return
        element.getparent().remove(element)
