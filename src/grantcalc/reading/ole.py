"""OLE containers: old .xls workbooks, and any Office file that is encrypted with a password."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from grantcalc.errors import GrantcalcError, UnreadableFileError
from grantcalc.language import tr

if TYPE_CHECKING:
    from olefile import OleFileIO

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_WORKBOOK_STREAMS = ("Workbook", "Book")
_MOST_BYTES = 128 * 1024**2
_END, _FILE_PASSWORD = 0x000A, 0x002F
#: Office derives a key in 100 000 rounds; the number stands in the file, and sets how long it takes.
_MOST_ROUNDS = 1_000_000


@contextmanager
def ole_container(path: Path, file: IO[bytes]) -> Iterator[OleFileIO]:
    """The file as an OLE container; whatever is wrong with it, now or later, is said of the file.

    Raises:
        UnreadableFileError: it is damaged.
    """
    import olefile

    if file.seek(0, io.SEEK_END) > _MOST_BYTES:
        raise UnreadableFileError(tr("{path}: is larger than any budget", path=path))
    file.seek(0)
    try:
        with olefile.OleFileIO(io.BytesIO(file.read())) as container:
            yield container
    except GrantcalcError:
        raise
    except Exception as error:
        raise UnreadableFileError(
            tr(
                "{path}: is damaged or was cut short ({error}); fetch it again from where it came",
                path=path,
                error=" ".join(str(error).split())[:120],
            )
        ) from error


def is_old_workbook(container: OleFileIO) -> bool:
    """Whether an .xls workbook lies in the container."""
    return any(container.exists(name) for name in _WORKBOOK_STREAMS)


def workbook_stream(container: OleFileIO) -> bytes:
    """The records of the .xls workbook in the container."""
    name = next(name for name in _WORKBOOK_STREAMS if container.exists(name))
    stream: bytes = container.openstream(name).read()
    return stream


def records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """The kind, the place and the length of each record of an .xls workbook."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = (int.from_bytes(stream[i : i + 2], "little") for i in (at, at + 2))
        yield kind, at + 4, length
        at += 4 + length


def is_encrypted_package(path: Path, file: IO[bytes]) -> bool:
    """Whether the file is an Office file that needs a password to be read.

    Raises:
        UnreadableFileError: it is a damaged OLE container.
    """
    file.seek(0)
    if file.read(8) != OLE_MAGIC:
        return False
    with ole_container(path, file) as container:
        if container.exists("EncryptedPackage"):
            return True
        if not is_old_workbook(container):
            return False
        for kind, _, _ in records(workbook_stream(container)):
            if kind in (_FILE_PASSWORD, _END):
                return kind == _FILE_PASSWORD
    return False


def decrypted(path: Path, file: IO[bytes], password: str) -> IO[bytes]:
    """The file without its encryption, in memory.

    Raises:
        UnreadableFileError: the password is wrong, or the encryption is damaged or not known.
    """
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    _refuse_endless_keys(path, file)
    file.seek(0)
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(file)
        office.load_key(password=password)
        office.decrypt(plain)
    except InvalidKeyError:
        raise _wrong_password(path) from None
    except Exception as error:
        raise UnreadableFileError(
            tr(
                "{path}: cannot be decrypted ({error}); open it in Excel and save a copy without a "
                "password",
                path=path,
                error=f"{type(error).__name__}: {' '.join(str(error).split())[:120]}",
            )
        ) from error
    start = plain.getvalue()[:8]
    if not start.startswith((b"PK\x03\x04", OLE_MAGIC)):
        raise _wrong_password(path)
    plain.seek(0)
    return plain


def _wrong_password(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        tr(
            "{path}: the password in the file given with --password-file is not this workbook's",
            path=path,
        )
    )


def _refuse_endless_keys(path: Path, file: IO[bytes]) -> None:
    with ole_container(path, file) as container:
        if not container.exists("EncryptionInfo"):
            return
        info = container.openstream("EncryptionInfo").read(1 << 20)
    rounds = [int(digits[:12]) for digits in re.findall(rb'spinCount\s*=\s*["\'](\d+)', info)]
    if max(rounds, default=0) > _MOST_ROUNDS:
        raise UnreadableFileError(
            tr("{path}: its password takes hours to try; it was not opened", path=path)
        )
