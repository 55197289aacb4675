"""The founding status report as a document: the words of statusrapport.txt with the budget as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def write_status_report(path: Path, budget: Sequence[Sequence[str | int | None]]) -> None:
    """The status report as its author would send it: the words of statusrapport.txt in a document."""
    import docx

    blocks = (HERE / "drammen" / "statusrapport.txt").read_text("utf-8").strip().split("\n\n")
    report = docx.Document()
    report.core_properties.author = "Prosjektkontoret"
    report.core_properties.created = report.core_properties.modified = datetime(2022, 2, 15, 9, 0)
    for i, block in enumerate(blocks):
        lines = block.split("\n")
        if block.startswith("Beskrivelse"):
            _budget_table(report, budget)
        elif len(lines) == 1 and (i == 0 or block[0].isdigit()):
            report.add_heading(block, level=1 if i else 0)
        elif all(":" in line for line in lines):
            for line in lines:
                report.add_paragraph(line)
        else:
            report.add_paragraph(" ".join(lines))
    report.save(str(path))


def _budget_table(report: Any, budget: Sequence[Sequence[str | int | None]]) -> None:
    """The founding budget as a table of a document, amounts in groups of three digits."""
    table = report.add_table(rows=0, cols=4, style="Table Grid")
    for values in budget:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = (
                value
                if isinstance(value, str)
                else f"{value:,}".replace(",", "\u00a0")
                if value
                else ""
            )
