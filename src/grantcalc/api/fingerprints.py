"""What a finding is known by from one run to the next, whatever rows are put in above it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from grantcalc.cells import cell_position
from grantcalc.finding import Finding, Place
from grantcalc.sheet_view import SheetView, Shows

_LENGTH = 32


def with_fingerprints(
    findings: Iterable[Finding], sheets: Sequence[SheetView]
) -> Iterator[Finding]:
    """Findings of one path, each with its fingerprint.

    It is made of the code, the sheet, the label of the row and the letter of the column; of the cell
    where the row has no label; and of a number where several findings have all of these alike.
    """
    views = {(view.file, view.sheet): view for view in sheets}
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        key = (finding.code, finding.at.file, *_subject(finding.at, views))
        parts = [finding.code, *_subject(finding.at, views), str(seen[key])]
        seen[key] += 1
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
        yield finding.model_copy(update={"fingerprint": digest[:_LENGTH]})


def _subject(at: Place, views: dict[tuple[str, str | None], SheetView]) -> tuple[str, str, str]:
    """The sheet, the row and the column that a finding is about."""
    sheet = at.sheet or ""
    position = cell_position(at.cell or "")
    view = views.get((at.file, at.sheet))
    if position is None or view is None:
        return (sheet, at.cell or "", str(at.line or ""))
    row, column = position
    letters = (at.cell or "").rstrip("0123456789")
    cells = view.rows.get(row, {})
    labels = (cells[c].text for c in sorted(cells) if c != column and cells[c].shows is Shows.TEXT)
    label = next(labels, None)
    return (sheet, label, letters) if label else (sheet, at.cell or "", "")
