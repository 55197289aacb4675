"""The text of an XML file in UTF-8, whatever its encoding, with plain line ends."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from grantcalc.errors import UnreadableFileError
from grantcalc.language import tr

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']""")
#: Encodings in which a declaration can be read as it stands, and each byte means one character.
_ONE_BYTE = re.compile(r"ascii|iso8859-\d+|cp125\d|cp8\d\d|mac-\w+|koi8-\w")


def xml_encoding(path: Path, head: bytes) -> str:
    """The encoding of an XML file by its first bytes: its byte order mark, else its declaration.

    Raises:
        UnreadableFileError: it declares one that is not known here.
    """
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    declared = _DECLARED.match(head)
    if not declared:
        return "utf-8"
    name = declared[1].decode("ascii")
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    # What says utf-16 in bytes that are no UTF-16 was written as UTF-8 by a program that forgot it.
    if known.startswith(("utf-8", "utf-16")):
        return "utf-8"
    if not _ONE_BYTE.fullmatch(known):
        raise UnreadableFileError(
            tr(
                '{path}: is written in "{name}", which grantcalc does not read; open it in a '
                "text editor and save it as UTF-8",
                path=path,
                name=name,
            )
        )
    return known


def utf8_blocks(path: Path, file: IO[bytes], size: int) -> Iterator[bytes]:
    """The file's text in blocks of about `size` bytes.

    Raises:
        UnreadableFileError: it holds bytes that are no text in its encoding.
    """
    file.seek(0)
    encoding = xml_encoding(path, file.read(1024))
    file.seek(0)
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding)("strict"), translate=True
    )
    rows = 1
    try:
        while block := file.read(size):
            text = decoder.decode(block)
            rows += text.count("\n")
            yield text.encode("utf-8")
        yield decoder.decode(b"", final=True).encode("utf-8")
    except UnicodeError as error:
        raise UnreadableFileError(
            tr(
                "{path}: holds bytes that are no {encoding} text at or after line {rows}; "
                "export it again",
                path=path,
                encoding=encoding,
                rows=rows,
            )
        ) from error
