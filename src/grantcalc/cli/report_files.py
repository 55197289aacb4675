"""Where a report to the funder goes: its file or the screen, its pictures, and copies of templates."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.errors import ConfigError
from grantcalc.language import or_list, tr
from grantcalc.output import refuse_input, whole_file, write, write_file, write_pictures

if TYPE_CHECKING:
    from grantcalc.document import Picture
    from grantcalc.report.funder import FunderReport


class ReportFormat(StrEnum):
    """The files that a report can become; those of a document, and its figures as JSON."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"
    MARKDOWN = "md"
    TEXT = "txt"
    JSON = "json"


_NO_TEXT = (ReportFormat.DOCX, ReportFormat.PDF, ReportFormat.XLSX)
_DRAWN_IN = (ReportFormat.DOCX, ReportFormat.PDF, ReportFormat.XLSX, ReportFormat.HTML)
#: People write in these once they have them, and nothing in them tells whether anybody has.
_WRITTEN_IN = (ReportFormat.DOCX, ReportFormat.XLSX)
_OTHER_ENDINGS = {
    "htm": ReportFormat.HTML,
    "markdown": ReportFormat.MARKDOWN,
    "text": ReportFormat.TEXT,
    "": ReportFormat.TEXT,
}


@dataclass(frozen=True)
class Destination:
    """Where a report goes: `output` is its file, None the screen; `pictures` a folder for pictures.

    `letterhead` is a .docx that one begins with. `draws` tells whether there are pictures at all.
    """

    output: Path | None
    given: ReportFormat | None
    pictures: Path | None
    letterhead: Path | None
    draws: bool

    @property
    def format(self) -> ReportFormat:
        """The format asked for, else the one that the output's ending names.

        Raises:
            ConfigError: it names none.
        """
        if self.given is not None or self.output is None:
            return self.given or ReportFormat.TEXT
        named = _named_by(self.output)
        if named is None:
            raise ConfigError(
                tr(
                    "--output: {path}: its ending names no kind of report; name it {endings}",
                    path=self.output,
                    endings=or_list(f".{known}" for known in ReportFormat),
                )
            )
        return named

    def refuse(self) -> None:
        """Stops before any work where the report cannot go.

        Raises:
            ConfigError: a file that is no text has no name, or another file is in the way; an option
                does not go with the others.
        """
        if self.output is None and self.format in _NO_TEXT:
            raise ConfigError(
                tr(
                    "--format {format} makes a file; name it with --output report.{format}",
                    format=self.format.value,
                )
            )
        if self.letterhead and self.format is not ReportFormat.DOCX:
            raise ConfigError(tr("--letterhead is for a report as .docx; name the output .docx"))
        if self.pictures and not self.draws:
            raise ConfigError(tr("--pictures and --no-pictures exclude each other"))
        if self.output:
            _refuse_output(self.output, self.format)

    def write(self, report: FunderReport, template: Path | None) -> None:
        """Writes the report, told by a template, and its pictures.

        Raises:
            ConfigError: an output is one of the files that were read, the template cannot be
                followed, or a library is missing.
            UnreadableFileError: something cannot be read or written.
        """
        if self.output:
            read: dict[str, str] = {given.file: given.role for given in report.inputs}
            refuse_input(self.output, {**read, str(template): "template"} if template else read)
        drawn = self._drawn(report)
        if self.pictures:
            write_pictures(drawn, self.pictures)
        if self.format is ReportFormat.JSON:
            self._write_json(report)
        else:
            self._write_document(report, drawn, template)

    def _drawn(self, report: FunderReport) -> Sequence[Picture]:
        if not self.draws or not (self.pictures or self.format in _DRAWN_IN):
            return ()
        from grantcalc.rendering.pictures import draw

        return draw(report)

    def _write_json(self, report: FunderReport) -> None:
        from grantcalc.rendering.json_text import to_json

        if self.output:
            write_file(self.output, to_json(report))
        else:
            write(None, lambda _width, _colour: to_json(report))

    def _write_document(
        self, report: FunderReport, drawn: Sequence[Picture], template: Path | None
    ) -> None:
        from grantcalc.rendering.documents.formats import DocumentFormat, document_bytes
        from grantcalc.telling import document

        told = document(report, drawn, template)
        if self.output is None and self.format is ReportFormat.TEXT:
            from grantcalc.rendering.documents.text import text

            write(None, lambda width, _colour: [text(told, width)])
            return
        made = document_bytes(
            told,
            DocumentFormat(self.format.value),
            letterhead=self.letterhead,
            pictures_folder=self._folder_from_output(),
        )
        if self.output is None:
            write(None, lambda _width, _colour: [made.decode()])
        else:
            with whole_file(self.output) as temporary:
                temporary.write_bytes(made)

    def _folder_from_output(self) -> str | None:
        """The folder of the pictures as a file beside the output names it."""
        if self.pictures is None:
            return None
        beside = self.output.parent if self.output else Path()
        return Path(os.path.relpath(self.pictures, beside)).as_posix()


def _named_by(path: Path) -> ReportFormat | None:
    """The format that a file's ending names; a file without one is text."""
    ending = path.suffix.lower().removeprefix(".")
    if ending in _OTHER_ENDINGS:
        return _OTHER_ENDINGS[ending]
    return next((known for known in ReportFormat if known.value == ending), None)


def _refuse_output(path: Path, chosen: ReportFormat) -> None:
    """A report is named as it is, and takes no place of what somebody may have written in."""
    if path.suffix and _named_by(path) is not chosen:
        raise ConfigError(
            tr(
                "--output: {path} does not end as a report of format {format} does; name it .{format}",
                path=path,
                format=chosen.value,
            )
        )
    if chosen in _WRITTEN_IN and path.is_file() and path.stat().st_size:
        raise ConfigError(
            tr(
                "--output: {path} is there already, and somebody may have written in it; give another "
                "name, or remove it",
                path=path,
            )
        )
    if chosen is ReportFormat.JSON and path.is_file() and not _is_report(path):
        raise ConfigError(
            tr(
                "--output: {path} is there already and was not made by grantcalc; give another name, "
                "or remove it",
                path=path,
            )
        )


def _is_report(path: Path) -> bool:
    with path.open("rb") as file:
        beginning = file.read(4000)
    return not beginning.strip() or b'"grantcalc/report/' in beginning


def write_template(kind: str, path: Path) -> None:
    """Copies the built-in template of a kind of report, in the language in use.

    Raises:
        ConfigError: a file is there already.
        UnreadableFileError: it cannot be written.
    """
    from grantcalc.telling import builtin_template

    if path.exists() and not path.is_dir():
        raise ConfigError(
            tr("--write-template: {path} is there already; give another name", path=path)
        )
    write_file(path, [builtin_template(kind)])
