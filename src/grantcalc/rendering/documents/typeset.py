"""A document as .pdf, typeset by Typst: tagged for those who have it read to them, with its own fonts.

The document goes to Typst as data, never as markup (`document.typ`). Imported only where a .pdf is
made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import typst

from grantcalc.document import (
    Block,
    Column,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Row,
    Table,
)
from grantcalc.errors import ConfigError
from grantcalc.language import tr
from grantcalc.rendering.documents.figures import (
    captioned,
    empty_table,
    introduces,
    is_spanning,
    plain,
    title,
    to_fill_in,
    written,
)
from grantcalc.rendering.documents.layout import MARGIN, UPRIGHT, Layout, layout

_REGIONS = {"nb": "NO", "nn": "NO", "en": "GB"}
#: Tables of more rows go over the end of a page.
_KEPT_TOGETHER = 18
#: Letters that Typst's own fonts lack: only for these are the machine's fonts asked.
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_OF_OTHER_FONTS = re.compile(r"[^\u0000-\u052f\u1e00-\u22ff]")
#: No word of a language is so long; it may be broken after so many letters, with a hyphen.
_LONG_WORD, _A_PART, _SOFT = re.compile(r"[^\s\u00a0]{31,}"), 10, "\u00ad"
_NOT_SHOWN = ("svg", "title", "alt", "kind", "role")


def typeset(document: Document) -> bytes:
    """The document as the bytes of a PDF on A4 that meets PDF/UA-1.

    Raises:
        ConfigError: no font has one of its letters.
    """
    data = {
        "title": title(document),
        "language": document.language,
        "region": _REGIONS[document.language],
        "margin": MARGIN,
        "page": tr("Page {page} of {pages}", page="\x01", pages="\x02"),
        "blocks": list(_in_steps(_block(*block) for block in captioned(document))),
        "made_from": plain(document.made_from),
    }
    written_data = json.dumps(_breakable(data), ensure_ascii=False)
    try:
        return typst.compile(
            Path(__file__).with_name("document.typ").read_bytes(),
            format="pdf",
            sys_inputs={"document": written_data},
            ignore_system_fonts=not _OF_OTHER_FONTS.search(written_data),
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        if lacking := _LACKING.search(str(error)):
            raise ConfigError(
                tr(
                    "no font on this machine has the letter {letter}, so no PDF can show it; take it "
                    "out, or choose .docx or .html",
                    letter=lacking[1],
                )
            ) from error
        raise


def _breakable(value: Any) -> Any:
    """The data with its texts' longest words, such as names of files, made to be broken in lines."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: _SOFT.join(wrap(word[0], _A_PART)), value)
    if isinstance(value, dict):
        return {key: each if key in _NOT_SHOWN else _breakable(each) for key, each in value.items()}
    return [_breakable(each) for each in value] if isinstance(value, list) else value


def _in_steps(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The blocks with headings that never skip a level, which those who hear a PDF would miss."""
    level = 0
    for block in blocks:
        if block["kind"] == "heading":
            level = min(block["level"], level + 1)
            block["level"] = level
        yield block


def _block(block: Block, caption: str) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            kind = "title" if level == 1 else "heading"
            return {"kind": kind, "level": level - 1, "text": plain(text)}
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block), "sticky": introduces(block)}
        case Items():
            items = [_runs(item) for item in block.items]
            return {"kind": "items", "numbered": block.numbered, "items": items}
        case FillIn(prompt):
            return {"kind": "fill_in", "text": plain(to_fill_in(prompt))}
        case Table():
            return _table(block, caption)
        case Picture():
            return {
                "kind": "picture",
                "caption": caption,
                "alt": plain(block.alt).strip() or caption,
                "svg": block.svg.decode(),
                "width": min(block.width_mm, UPRIGHT),
            }


def _runs(paragraph: Paragraph) -> list[dict[str, Any]]:
    return [
        {"text": plain(run.text), "bold": run.bold, "italic": run.italic} for run in paragraph.runs
    ]


def _table(table: Table, caption: str) -> dict[str, Any]:
    plan = layout(table)
    headings = [_heading(plan, i, column) for i, column in enumerate(table.columns)]
    texts = written(table)
    cells = [
        cell
        for row, row_texts in zip(table.rows, texts, strict=True)
        for cell in _cells(table, plan, row, row_texts)
    ]
    nothing = {
        "text": empty_table(), "role": "line", "right": False, "span": len(table.columns), "hyphenate": False,
    }  # fmt: skip
    return {
        "kind": "table",
        "caption": caption,
        "widths": plan.widths,
        "points": plan.points,
        "turned": plan.is_turned,
        "kept": len(table.rows) <= _KEPT_TOGETHER,
        "headings": headings,
        "cells": cells or [nothing],
    }


def _heading(plan: Layout, at: int, column: Column) -> dict[str, Any]:
    shown = plain(column.heading)
    return {
        "text": shown,
        "right": column.is_figure,
        "hyphenate": not plan.holds(shown, at),
    }


def _cells(table: Table, plan: Layout, row: Row, texts: list[str]) -> list[dict[str, Any]]:
    is_one = is_spanning(row)
    shown = [
        to_fill_in(text) if row.role == "fill_in" and text else text
        for text in (texts[:1] if is_one else texts)
    ]
    return [
        {
            "text": text,
            "role": row.role,
            "right": column.is_figure and not is_one,
            "span": len(table.columns) if is_one else 1,
            # Labels are hyphenated where they must be, not for the sake of even lines.
            "hyphenate": not is_one and not plan.holds(text, i),
        }
        for i, (text, column) in enumerate(zip(shown, table.columns, strict=False))
    ]
