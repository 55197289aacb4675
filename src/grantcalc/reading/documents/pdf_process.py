"""A PDF's own process: a path as its argument, the lines and tables of its pages in JSON on stdout.

A stranger's PDF can keep a reader busy for hours or take all memory, and neither can be stopped
from inside. `grantcalc.reading.documents.pdf` runs this file by its path, with a limit of time. It
imports nothing of grantcalc.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from itertools import islice, pairwise
from typing import Any

_MEMORY = 2 << 30
_FIGURES = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?:,\d+)?|\d+")
_MOST_FIGURES = 6  # two days are six numbers
_BLANK = 3.0  # points between words that part two columns
_PARAGRAPH = 1.35  # lines that are farther apart than usual by this are of two paragraphs


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has none: there the time limit alone bounds the process
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _read(path: str, most_pages: int) -> dict[str, Any]:
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
        from pdfminer.pdfpage import PDFPage
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        return {"error": "missing"}
    try:
        with pdfplumber.open(path, pages=list(range(1, most_pages + 2))) as document:
            counted = sum(1 for _ in islice(PDFPage.create_pages(document.doc), most_pages + 1))
            if counted > most_pages:
                return {"error": "pages"}
            return {"pages": [_page(page) for page in document.pages]}
    except (PDFEncryptionError, PDFPasswordIncorrect):
        return {"error": "encrypted"}
    except PdfminerException as error:
        inner = error.args[0] if error.args else error
        is_locked = isinstance(inner, (PDFEncryptionError, PDFPasswordIncorrect))
        return {"error": "encrypted" if is_locked else "damaged"}


def _page(page: Any) -> dict[str, Any]:
    """A page's tables that are ruled, and its other lines, from the top."""
    page = page.dedupe_chars()
    ruled = [table for table in page.find_tables() if len(table.rows) > 1]
    boxes = [table.bbox for table in ruled]
    found = [table for table in ruled if _is_table(table.extract())]
    outside = page.filter(lambda thing: not any(_is_inside(thing, box) for box in boxes))
    lines = _lines(outside.extract_words(keep_blank_chars=False, use_text_flow=False))
    tables = [
        {
            "top": table.bbox[1],
            "edges": _edges(table),
            "rows": [[cell or "" for cell in row] for row in table.extract()],
        }
        for table in found
    ]
    result = {
        "lines": lines,
        "tables": tables,
        "images": len(page.images),
        "charts": len(ruled) - len(found),
    }
    page.close()
    return result


def _is_table(rows: list[list[str | None]]) -> bool:
    """Whether what is ruled is a table, and not the lines of a chart around its words."""
    several = max(sum(map(bool, row)) for row in rows) > 1
    return several and all(
        len(_FIGURES.findall(cell or "")) <= _MOST_FIGURES for row in rows for cell in row
    )


def _edges(table: Any) -> list[int]:
    """Where the columns of a table begin, in points."""
    return sorted({round(cell[0]) for row in table.rows for cell in row.cells if cell})


def _is_inside(thing: Any, box: tuple[float, float, float, float]) -> bool:
    if "x0" not in thing or "top" not in thing:
        return False
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _lines(words: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words in lines, each with its cells; an empty line parts paragraphs."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["top"], word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][0]["top"] <= middle <= rows[-1][0]["bottom"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    width = _character_width(words)
    left = min((word["x0"] for word in words), default=0.0)
    gaps = [later[0]["top"] - row[0]["top"] for row, later in pairwise(rows)]
    usual = sorted(gaps)[len(gaps) // 3] if gaps else 0.0
    lines: list[dict[str, Any]] = []
    for row, gap in zip(rows, [0.0, *gaps], strict=False):
        if gap > usual * _PARAGRAPH:
            lines.append({"top": row[0]["top"] - gap / 2, "text": "", "cells": []})
        cells = _cells(row, width, left)
        text = "  ".join(str(cell[2]) for cell in cells)
        lines.append({"top": row[0]["top"], "text": text, "cells": cells})
    return lines


def _character_width(words: list[dict[str, Any]]) -> float:
    characters = sum(len(word["text"]) for word in words)
    length = sum(word["x1"] - word["x0"] for word in words)
    return max(length / characters, 1.0) if characters and length > 0 else 5.0


def _cells(row: list[dict[str, Any]], width: float, left: float) -> list[list[Any]]:
    """The words of a line in cells: where each starts and ends, in characters, and its text."""
    cells: list[list[Any]] = []
    for word in sorted(row, key=lambda word: word["x0"]):
        start, end = (word["x0"] - left) / width, (word["x1"] - left) / width
        if cells and start - cells[-1][1] <= max(1.2, _BLANK / width):
            cells[-1][1:] = [end, f"{cells[-1][2]} {word['text']}"]
        else:
            cells.append([start, end, word["text"]])
    return cells


if __name__ == "__main__":
    _limit_memory()
    logging.disable(logging.CRITICAL)
    json.dump(_read(sys.argv[1], int(sys.argv[2])), sys.stdout)
