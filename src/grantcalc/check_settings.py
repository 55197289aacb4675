"""[check] and [[suppress]] of grantcalc.toml: which findings count, and how much."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from grantcalc.finding import Severity
from grantcalc.language import tr
from grantcalc.sections import Section, Text, Texts


def _some_name(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError(tr("write the name of a file"))
    return value


FileName = Annotated[str, AfterValidator(_some_name)]


class FileSettings(Section):
    """[[check.files]]: what is different for some files.

    `files` are patterns of names or of paths from grantcalc.toml's folder; `*` stands for anything.
    """

    files: Annotated[Texts, Field(min_length=1)]
    select: Texts | None = None
    ignore: Texts = ()
    severity: dict[str, Severity] = {}


class CheckTable(Section):
    """[check]: what `grantcalc check` reports, and from which severity on it fails.

    Codes are whole ("B001") or a family's letter ("B"). `select` leaves all others out, `ignore`
    leaves these out. `exclude` are patterns of files that are not looked at where a folder is
    searched. `baseline` names a file, from grantcalc.toml's folder.
    """

    select: Texts | None = None
    ignore: Texts = ()
    severity: dict[str, Severity] = {}
    fail_on: Severity = Severity.ERROR
    exclude: Texts = ()
    baseline: FileName | None = None
    files: tuple[FileSettings, ...] = ()


def _some_text(value: str) -> str:
    if not value.strip():
        raise ValueError(tr("say why, for those who come after you"))
    return value


class Suppression(Section):
    """[[suppress]]: one finding that is accepted, and why.

    `cell` is "Budsjett!B9", "B9" in a file without sheets, the line in a SAF-T file; it is left out
    for a finding about a file as a whole. `file` is its name or its path from grantcalc.toml's folder;
    without it the place may be in any file that is checked.
    """

    code: Text
    cell: Text | None = None
    file: FileName | None = None
    reason: Annotated[str, AfterValidator(_some_text)]
