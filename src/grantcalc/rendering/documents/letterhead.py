"""A user's own .docx as the beginning of a report. Imported only where a .docx is made."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from grantcalc.errors import ConfigError, UnreadableFileError, reason
from grantcalc.language import tr

#: A letterhead with a large picture has a few megabytes.
_MOST_UNPACKED = 200 * 1024**2
_MOST_PACKED = 50 * 1024**2
_MOST_PARTS = 2_000


def opened(path: Path) -> WordDocument:
    """The letterhead, to be written on below what its body says.

    Raises:
        ConfigError: it is no .docx, has macros, is damaged, or is too large.
        UnreadableFileError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_PACKED + 1)
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be read ({why})", path=path, why=reason(error))
        ) from error
    try:
        _refuse_unfit(path, content)
        opened = docx.Document(io.BytesIO(content))
        _drop_empty_end(opened)
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError,
        OpcError, SyntaxError, ValueError, LookupError, AttributeError,
    ) as error:  # fmt: skip
        raise ConfigError(
            tr(
                "--letterhead: {path}: is no Word document that can be read; open it in Word and "
                "save it as .docx",
                path=path,
            )
        ) from error
    return opened


def _refuse_unfit(path: Path, content: bytes) -> None:
    """What a stranger's file may be made of: it is looked at before a library opens it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(content) > _MOST_PACKED or len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED:
            raise ConfigError(
                tr(
                    "--letterhead: {path}: is too large; take out what a letterhead does not need",
                    path=path,
                )
            )
        names = [part.filename.lower() for part in parts]
        if any(name.endswith("vbaproject.bin") for name in names):
            raise ConfigError(
                tr(
                    "--letterhead: {path}: holds macros; save it as a Word document without them "
                    "(.docx)",
                    path=path,
                )
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
