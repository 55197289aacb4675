"""PDF files to a document: lines with their pages, tables by their rules or by columns of words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from grantcalc.errors import UnreadableFileError
from grantcalc.finding import Place
from grantcalc.language import plural, tr
from grantcalc.reading.documents import text
from grantcalc.reading.documents.passages import MOST_CHARACTERS, Assembly, ReadDocument
from grantcalc.reading.documents.text_tables import Line

MOST_PAGES = 200
_SECONDS = 90
_MOST_BYTES = 100 * 1024**2


def read_pdf(path: Path, shown_as: str) -> ReadDocument:
    """A PDF with its paragraphs and tables, page by page.

    Raises:
        UnreadableFileError: it is encrypted, damaged, a scanned picture without text, longer than any
            report or too slow to read; or the library that reads it is missing.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise text.too_long(path)
    pages = _pages(path)
    if not any(page["lines"] or page["tables"] for page in pages):
        raise UnreadableFileError(
            tr(
                "{path}: has no text in it: it seems to be a scan or a picture; run it through text "
                "recognition (OCR), or verify the file that it was made from",
                path=path,
            )
        )
    if sum(len(line["text"]) for page in pages for line in page["lines"]) > MOST_CHARACTERS:
        raise text.too_long(path)
    _with_tables_joined(pages)
    assembly = Assembly(shown_as)
    for number, page in enumerate(pages, start=1):
        _add_page(assembly, page, number)
    assembly.left_out += _without_text(pages)
    return assembly.document()


def _without_text(pages: list[dict[str, Any]]) -> list[str]:
    charts = sum(page["charts"] for page in pages)
    said = [
        plural(
            "{count} frame looks like a chart, and the words in it were not read",
            "{count} frames look like charts, and the words in them were not read",
            charts,
        )
    ]
    return [*_pictures_alone(pages), *(said if charts else [])]


def _pictures_alone(pages: list[dict[str, Any]]) -> list[str]:
    empty = sum(1 for page in pages if page["images"] and not (page["lines"] or page["tables"]))
    if not empty:
        return []
    said = plural(
        "{count} page is a picture without text, which was not read",
        "{count} pages are pictures without text, which were not read",
        empty,
    )
    return [said]


def _pages(path: Path) -> list[dict[str, Any]]:
    """The pages' lines and tables, read in a process of their own."""
    script = Path(__file__).with_name("pdf_process.py")
    command = [sys.executable, str(script), str(path.resolve()), str(MOST_PAGES)]
    try:
        done = subprocess.run(  # noqa: S603  this program's own script
            command, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(
            tr(
                "{path}: takes longer than {count} seconds to read; verify the file that it was made from",
                path=path,
                count=_SECONDS,
            )
        ) from None
    answer = _answer(done.stdout)
    if "error" in answer:
        raise UnreadableFileError(_why(path, answer["error"]))
    pages: list[dict[str, Any]] = answer["pages"]
    return pages


def _answer(stdout: bytes) -> dict[str, Any]:
    """What the process said; where it died, the file is damaged."""
    try:
        answer: dict[str, Any] = json.loads(stdout)
    except ValueError:
        return {"error": "damaged"}
    return answer


def _why(path: Path, error: str) -> str:
    if error == "missing":
        return tr(
            "{path}: reading .pdf takes a library that is not installed: pip install "
            '"grantcalc[report]"',
            path=path,
        )
    if error == "encrypted":
        return tr(
            "{path}: is encrypted with a password; open it and print it to a new PDF without one",
            path=path,
        )
    if error == "pages":
        return tr(
            "{path}: has more than {count} pages, more than any report; name the report itself",
            path=path,
            count=MOST_PAGES,
        )
    return tr(
        "{path}: is damaged, or is no PDF that can be read; save it anew from the program that made it",
        path=path,
    )


def _add_page(assembly: Assembly, page: dict[str, Any], number: int) -> None:
    """A page's lines and ruled tables, from the top."""
    lines = [(float(line["top"]), _line(line)) for line in page["lines"]]
    shown = 0
    for table in [*page["tables"], None]:
        limit = float(table["top"]) if table else float("inf")
        upto = [line for top, line in lines if top < limit]
        lines = [(top, line) for top, line in lines if top >= limit]
        places = []
        for line in upto:
            shown += bool(line.text)
            places.append(Place(assembly.file, page=number, line=shown))
        text.add_lines(assembly, upto, places)
        if table:
            assembly.table(table["rows"], Place(assembly.file, page=number))


def _line(line: dict[str, Any]) -> Line:
    return Line(line["text"], tuple((start, end, words) for start, end, words in line["cells"]))


def _with_tables_joined(pages: list[dict[str, Any]]) -> None:
    """Puts a table that goes on at the top of the next page below its beginning, without headings again."""
    last: dict[str, Any] | None = None
    for page in pages:
        page["tables"].sort(key=lambda table: float(table["top"]))
        first = page["tables"][0] if page["tables"] else None
        if last and first and _is_at_the_top(page, first) and last["edges"] == first["edges"]:
            rows = first["rows"]
            last["rows"] += rows[1:] if rows[0] == last["rows"][0] else rows
            del page["tables"][0]
            if not page["tables"] and not page["lines"]:
                continue
        last = _last_if_at_the_end(page) if page["tables"] or page["lines"] else last


def _is_at_the_top(page: dict[str, Any], table: dict[str, Any]) -> bool:
    """Whether at most one line, a header, stands above a table."""
    return sum(1 for line in page["lines"] if line["text"] and line["top"] < table["top"]) <= 1


def _last_if_at_the_end(page: dict[str, Any]) -> dict[str, Any] | None:
    """The last table of a page, if at most one line, a footer, stands below it."""
    if not page["tables"]:
        return None
    table: dict[str, Any] = page["tables"][-1]
    below = sum(1 for line in page["lines"] if line["text"] and line["top"] > table["top"])
    return table if below <= 1 else None
