"""The errors that end the work: the command line turns each into one line and exit code 2."""

import errno

from grantcalc.language import mark, tr

#: Why a system does not open or write a file: it says so in English, or in a language of its own.
_REASONS = {
    errno.ENOENT: mark("there is no such file or folder"),
    errno.EACCES: mark("you have no access to it, or another program has it open"),
    errno.EPERM: mark("you have no access to it, or another program has it open"),
    errno.EBUSY: mark("another program has it open"),
    errno.EISDIR: mark("it is a folder"),
    errno.ENOTDIR: mark("a part of its path is no folder"),
    errno.EROFS: mark("nothing can be written there"),
    errno.ENOSPC: mark("the disk is full"),
    errno.ENAMETOOLONG: mark("its name is too long"),
    errno.EIO: mark("the disk does not answer"),
}


class GrantcalcError(Exception):
    """The work could not be done; the text says why, and what to do about it.

    It may name a file whose name is no valid text: what could not be written becomes a ?.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text.encode("utf-8", "replace").decode("utf-8"))


class UnreadableFileError(GrantcalcError):
    """A file is missing, is not what its name says, or holds nothing that can be read."""


class NoBudgetError(UnreadableFileError):
    """A file can be read, and holds no budget."""


class ConfigError(GrantcalcError):
    """grantcalc.toml, or an option, says something that cannot be followed."""


class UnclearChoiceError(GrantcalcError):
    """More than one reading is possible; the text lists them and how to declare one."""


def declaring(table: str) -> str:
    """How to tell someone where to write a line: grantcalc.toml may be a file they never saw."""
    return tr(
        "in grantcalc.toml (a text file beside the workbook), under [{table}], write", table=table
    )


def reason(error: OSError) -> str:
    """Why the system refused, in the language of the messages where the reason is a common one."""
    known = _REASONS.get(error.errno or 0)
    return tr(known) if known else error.strerror or str(error)
