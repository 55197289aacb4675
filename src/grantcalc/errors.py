"""The errors that end the work: the command line turns each into one line and exit code 2."""

from grantcalc.language import tr


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
