"""The pictures of a report to a funder: spending, lines, sources. Drawn by matplotlib."""

from __future__ import annotations

from grantcalc.document import Picture
from grantcalc.report.funder import FunderReport


def draw(report: FunderReport) -> tuple[Picture, ...]:
    """The pictures of a report, those left out that have nothing to show.

    Raises:
        GrantcalcError: matplotlib is not installed.
    """
    from grantcalc.rendering.pictures.drawing import drawing
    from grantcalc.rendering.pictures.lines import lines_picture
    from grantcalc.rendering.pictures.sources import sources_picture
    from grantcalc.rendering.pictures.spending import spending_picture

    with drawing():
        drawn = (spending_picture(report), lines_picture(report), sources_picture(report))
    return tuple(picture for picture in drawn if picture is not None)


def is_own(content: bytes) -> bool:
    """Whether a file's bytes are those of a picture that was drawn here."""
    from grantcalc.rendering.pictures.drawing import MAKER

    if content.startswith(b"<svg"):
        return f"<dc:title>{MAKER}</dc:title>".encode() in content
    return f"tEXtSoftware\0{MAKER}".encode() in content[:200]
