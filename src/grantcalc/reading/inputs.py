"""Which files a result was made from, so that it can be made again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from grantcalc.errors import UnreadableFileError, reason
from grantcalc.language import tr
from grantcalc.reading.files import shown_path
from grantcalc.report.parts import InputFile, InputRole


def input_file(path: Path, role: InputRole, entries: int | None = None) -> InputFile:
    """A file with the SHA-256 of its bytes, read piece by piece.

    Raises:
        UnreadableFileError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be opened ({why})", path=path, why=reason(error))
        ) from error
    return InputFile(file=shown_path(path), role=role, sha256=digest, entries=entries)
