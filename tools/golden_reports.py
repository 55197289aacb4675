"""Makes the examples' reports anew, in every format and language (`make golden`).

Files that are text lie there as they are, without pictures. Of the others their text and structure do:
what is in a .docx, .xlsx or .pdf, whatever version of a library packs it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextvars import copy_context
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from grantcalc.api.reporting import funder_report
from grantcalc.language import use
from grantcalc.rendering.documents.formats import DocumentFormat, document_bytes
from grantcalc.rendering.json_text import to_json
from grantcalc.report.funder import FunderReport
from grantcalc.telling import document
from tools.golden import within

EXAMPLES = Path(__file__).parent.parent / "examples"
LANGUAGES = ("nb", "nn", "en")

#: Each example with its kind of report and the day that it is about.
REPORTS: dict[str, tuple[Literal["status", "final"], str]] = {
    "drammen": ("status", "2022-02-14"),
    "aalesund": ("final", "2023-06-30"),
}
FORMATS = ("md", "html", "txt", "json", "docx", "xlsx", "pdf")


def names(example: str) -> list[str]:
    """The files of an example's reports; those that are no text are retold in one."""
    kind, _ = REPORTS[example]
    return [
        f"{kind}.{language}.{ending}" + (".txt" if ending in _RETOLD else "")
        for language in LANGUAGES
        for ending in FORMATS
    ]


def made(example: str, name: str) -> str:
    """One of the files, made now."""
    _, language, ending, *_ = name.split(".")
    content = copy_context().run(_content, example, language, ending)
    return _RETOLD[ending](content) if ending in _RETOLD else content.decode()


def _content(example: str, language: str, ending: str) -> bytes:
    use(language)
    report = _report(example, language)
    if ending == "json":
        return "".join(to_json(report)).encode()
    return document_bytes(document(report), DocumentFormat(ending))


@cache
def _report(example: str, language: str) -> FunderReport:
    """The figures, with what is found said in a language."""
    use(language)
    kind, day = REPORTS[example]
    with within(EXAMPLES / example):
        return funder_report(kind, Path(), date.fromisoformat(day))


def _word(content: bytes) -> str:
    """The paragraphs with their styles, and the tables row by row."""
    import docx
    from docx.table import Table

    parts: Any = docx.Document(io.BytesIO(content)).iter_inner_content()
    return "".join(
        _word_table(part) if isinstance(part, Table) else f"[{part.style.name}] {part.text}\n"
        for part in parts
    )


def _word_table(table: Any) -> str:
    rows = []
    for row in table.rows:
        cells: list[Any] = []
        for cell in row.cells:  # a cell over several columns is named once for each
            if not cells or cell._tc is not cells[-1]._tc:  # noqa: SLF001  there is no other way
                cells.append(cell)
        rows.append(" | ".join(cell.text for cell in cells))
    return "".join(f"  {row}\n" for row in rows)


def _workbook(content: bytes) -> str:
    """Every cell that holds something, with its formula and its number's format."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    return "".join(_sheet(sheet) for sheet in book)


def _sheet(sheet: Any) -> str:
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
    lines = (f"  {cell.coordinate} {cell.value!r} {cell.number_format}\n" for cell in cells)
    return f"{sheet.title}\n{''.join(lines)}"


def _pages(content: bytes) -> str:
    """The words of each page."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join(f"{page.extract_text()}\n\n" for page in pdf.pages)


_RETOLD = {"docx": _word, "xlsx": _workbook, "pdf": _pages}


def written() -> Iterator[Path]:
    """Writes every file anew."""
    for example in REPORTS:
        folder = EXAMPLES / example / "report"
        folder.mkdir(exist_ok=True)
        for name in names(example):
            path = folder / name
            path.write_text(made(example, name), "utf-8", newline="\n")
            yield path


def main() -> None:
    """Makes every report anew."""
    for path in written():
        sys.stdout.write(f"{path.relative_to(EXAMPLES)}\n")


if __name__ == "__main__":
    main()
