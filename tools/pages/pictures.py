"""The pictures of docs/pictures that grantcalc draws: those of the example's status report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from grantcalc.document import Picture


def example_pictures(folder: Path) -> Sequence[Picture]:
    """The pictures of a project's status report as of 14 February 2022, in English."""
    from grantcalc.api.reporting import funder_report
    from grantcalc.rendering.pictures import draw

    return draw(funder_report("status", folder, date(2022, 2, 14)))


def write_example_pictures(folder: Path, target: Path) -> None:
    """Writes them as SVG, which shows them sharply at every size in few bytes."""
    for picture in example_pictures(folder):
        (target / f"{picture.name}.svg").write_bytes(picture.svg)
