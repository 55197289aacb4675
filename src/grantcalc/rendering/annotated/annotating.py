"""The findings of a report, put into a copy of the workbook that they were found in."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grantcalc.cells import cell_position
from grantcalc.errors import UnreadableFileError, reason
from grantcalc.finding import Finding, Place
from grantcalc.language import plural, tr
from grantcalc.rendering import notes
from grantcalc.rendering.annotated.boxes import Boxes
from grantcalc.rendering.annotated.cells import Position, SheetCells, read_cells
from grantcalc.rendering.annotated.comments import Written, write_comments
from grantcalc.rendering.annotated.list_sheet import Listed, link_to, list_sheet
from grantcalc.rendering.annotated.markup import (
    RELATIONS,
    Edit,
    Node,
    NotUnderstoodError,
    spliced,
)
from grantcalc.rendering.annotated.package import Sheet, Workbook, opened_package
from grantcalc.rendering.annotated.shapes import append_shapes, drawing_place, write_new_shapes
from grantcalc.rendering.annotated.styles import StyleSheet
from grantcalc.rendering.annotated.verifying import verify
from grantcalc.rendering.highlights import OF_FINDING, OF_RELATED
from grantcalc.report.check import CheckReport

_LIST = "grantcalc"
_LIST_PART = "xl/worksheets/grantcalc{}.xml"
_IS_LIST_PART = re.compile(r"xl/worksheets/grantcalc\d+\.xml")


def annotate(source: Path, target: Path, report: CheckReport, name: Path | None = None) -> None:
    """Writes a copy of a workbook with the report's findings marked, commented and listed.

    `name` is what the copy will be called, if `target` is a temporary file.

    Raises:
        UnreadableFileError: the workbook cannot be annotated, or the copy differs from it in more than
            the annotations; the target is then not to be used.
    """
    try:
        with opened_package(source) as package:
            workbook = Workbook(package)
            _refuse_ending(name or target, workbook)
            _refuse_changed(source, report)
            _Annotating(source, workbook, report).write()
            with target.open("wb") as file:
                package.save(file)
        verify(source, target, package)
    except NotUnderstoodError as error:
        raise UnreadableFileError(
            tr(
                "{path}: cannot be given back with the findings in it. {reason} "
                "You can have the findings in a workbook of their own: --output findings.xlsx",
                path=source,
                reason=error,
            )
        ) from error
    except OSError as error:
        if error.filename == str(target):
            raise  # it is the copy that cannot be written, not the workbook that cannot be read
        raise UnreadableFileError(
            tr("{path}: cannot be copied ({error})", path=source, error=reason(error))
        ) from error


def is_annotated_copy(path: Path) -> bool:
    """Whether a file is a copy that `annotate` made and that no program has saved since."""
    if not path.is_file():
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(_IS_LIST_PART.fullmatch(name) for name in archive.namelist())
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile):
        return False


def _refuse_ending(name: Path, workbook: Workbook) -> None:
    if name.suffix.lower() != workbook.ending:
        raise UnreadableFileError(
            tr(
                "{path}: the copy must be named {ending}, for it is a workbook of that kind and Excel "
                "opens it under no other name",
                path=name,
                ending=workbook.ending,
            )
        )


def _refuse_changed(source: Path, report: CheckReport) -> None:
    """A workbook that somebody saved while it was checked has other cells at the places found."""
    sums = {given.sha256 for given in report.inputs if _is_file(given.file, source)}
    with source.open("rb") as file:
        if sums and hashlib.file_digest(file, "sha256").hexdigest() not in sums:
            raise UnreadableFileError(
                tr("{path}: was changed while it was checked; check it again", path=source)
            )


def _is_file(named: str, path: Path) -> bool:
    """Whether a report's name of a file means this one; names that are no text are written with ?."""
    one, other = (p.resolve().as_posix().encode("utf-8", "replace") for p in (Path(named), path))
    return one == other


@dataclass
class _Marks:
    """What is to be marked on one sheet."""

    findings: dict[Position, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    related: dict[Position, list[Finding]] = field(default_factory=lambda: defaultdict(list))


class _Annotating:
    """Puts one report's findings into one workbook's package."""

    def __init__(self, source: Path, workbook: Workbook, report: CheckReport) -> None:
        self._source, self._workbook, self._report = source, workbook, report
        self._sheets = {sheet.name: sheet for sheet in workbook.sheets}
        self._styles = StyleSheet(workbook)
        self._conversations = 0
        self._has_old_notes = False
        self._here: dict[str, bool] = {}
        self._views = [v for v in report.sheets if _is_file(v.file, source)]

    def write(self) -> None:
        for name, marks in self._marks().items():
            self._mark_sheet(self._sheet(name), marks)
        part = self._workbook.package.unused(_LIST_PART)
        listed = [self._listed(finding) for finding in self._report.findings]
        text = list_sheet(self._source.name, listed, list(self._remarks()), self._styles)
        self._styles.save()
        self._workbook.append_sheet(self._workbook.unused_name(_LIST), part, text)

    def _marks(self) -> dict[str, _Marks]:
        """What is to be marked, by the name of the sheet."""
        marks: dict[str, _Marks] = defaultdict(_Marks)
        for finding in self._report.findings:
            at = self._cell(finding.at)
            if at is not None:
                marks[at[0]].findings[at[1]].append(finding)
            for place in finding.related:
                related = self._cell(place)
                if related is not None:
                    marks[related[0]].related[related[1]].append(finding)
        return marks

    def _cell(self, place: Place) -> tuple[str, Position] | None:
        """The sheet and cell of this workbook that a place names, if it does."""
        position = cell_position(place.cell or "")
        if place.sheet is None or position is None or not self._is_here(place):
            return None
        return place.sheet, position

    def _is_here(self, place: Place) -> bool:
        known = self._here.get(place.file)
        if known is None:
            known = self._here[place.file] = _is_file(place.file, self._source)
        return known

    def _sheet(self, name: str) -> Sheet:
        sheet = self._sheets.get(name)
        if sheet is None or sheet.part is None:
            raise NotUnderstoodError(
                tr("Its sheet {name} is not where the workbook says.", name=name)
            )
        return sheet

    def _mark_sheet(self, sheet: Sheet, marks: _Marks) -> None:
        part = sheet.part or ""
        data = self._workbook.package.read(part)
        cells, shown_in = read_cells(data, part, {*marks.findings, *marks.related})
        findings = _at_shown(marks.findings, shown_in)
        colours = {
            p: OF_RELATED[notes.worst(f)] for p, f in _at_shown(marks.related, shown_in).items()
        }
        colours |= {p: OF_FINDING[notes.worst(f)] for p, f in findings.items()}

        def style_for(position: Position, base: int) -> int:
            return self._styles.highlighted(base, colours[position])

        edits = cells.edits(style_for)
        texts = {
            position: notes.note(found, self._report.rules) for position, found in findings.items()
        }
        if texts:
            edits += self._comments(part, cells, texts)
        self._workbook.package.write(part, spliced(data, edits))

    def _comments(self, part: str, cells: SheetCells, texts: Mapping[Position, str]) -> list[Edit]:
        """Writes a sheet's comments; the edits that the sheet itself needs for them."""
        package = self._workbook.package
        written = write_comments(package, part, texts, Boxes(cells))
        self._conversations += len(written.conversations)
        self._has_old_notes |= written.ours_before
        if not written.new and not written.longer:
            return []
        return self._drawing(part, cells.root, written)

    def _drawing(self, part: str, root: Node, written: Written) -> list[Edit]:
        package = self._workbook.package
        existing = root.child("legacyDrawing")
        if existing is not None:
            wanted = existing.qualified(RELATIONS, "id")
            found = [r.target for r in package.relations(part) if r.id == wanted and r.target]
            if not found:
                raise NotUnderstoodError(
                    tr("Its part {part} names a drawing that is missing.", part=part)
                )
            append_shapes(package, found[0], written.new, written.longer)
            return []
        if not written.new:
            return []  # comments without boxes, as some programs write them, stay as they are
        relation = package.add_relation(part, "vmlDrawing", write_new_shapes(package, written.new))
        text = f'<{root.tagged("legacyDrawing")} xmlns:r="{RELATIONS}" r:id="{relation}"/>'
        at = drawing_place(root, part)
        return [Edit(at, at, text.encode())]

    def _listed(self, finding: Finding) -> Listed:
        at = finding.at
        advice = notes.advice(finding, self._report.rules)
        if at.sheet is None or not self._is_here(at):
            return Listed(finding, advice, _elsewhere(at), None)
        self._sheet(at.sheet)
        return Listed(finding, advice, self._place(at, at.sheet), link_to(at.sheet, at.cell))

    def _place(self, at: Place, name: str) -> str:
        """The name of a sheet, and whether it or the cell is hidden."""
        if self._sheets[name].is_hidden:
            return tr("{sheet} (a hidden sheet)", sheet=name)
        row, column = cell_position(at.cell or "") or (0, 0)
        for view in self._views:
            if view.sheet == name:
                if row in view.hidden_rows:
                    return tr("{sheet} (in a hidden row)", sheet=name)
                if column in view.hidden_columns:
                    return tr("{sheet} (in a hidden column)", sheet=name)
        return name

    def _remarks(self) -> Iterator[str]:
        yield tr(
            "This is a copy: nothing in it was changed but the colours and comments at the cells below."
        )
        known = len(self._report.known)
        if known:
            yield plural(
                "{count} finding is accepted and not listed.",
                "{count} findings are accepted and not listed.",
                known,
            )
        if self._has_old_notes:
            yield tr(
                "The workbook had comments of grantcalc before this, which may be out of date; "
                "a copy of the workbook without them is easier to read."
            )
        if self._conversations:
            yield plural(
                "{count} cell has a conversation of its own, to which no comment was added.",
                "{count} cells have conversations of their own, to which no comment was added.",
                self._conversations,
            )


def _at_shown(
    found: Mapping[Position, list[Finding]], shown_in: Mapping[Position, Position]
) -> dict[Position, list[Finding]]:
    """Findings by the cell that shows what theirs holds: the first of a merged area."""
    moved: dict[Position, list[Finding]] = {}
    for position, findings in found.items():
        moved.setdefault(shown_in[position], []).extend(findings)
    return moved


def _elsewhere(at: Place) -> str:
    return f"{at.file}, {at.sheet}" if at.sheet else at.file
