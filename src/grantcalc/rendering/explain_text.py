"""Checks explained, as text: one of them, or the list of all."""

from __future__ import annotations

from collections.abc import Sequence

from grantcalc.finding import CheckInfo
from grantcalc.language import tr
from grantcalc.rendering.finding_words import severity_word
from grantcalc.rendering.terminal import Page


def explain_text(info: CheckInfo, width: int | None, *, colour: bool) -> str:
    """One check's own text."""
    page = Page(width, colour=colour)
    page.line(f"{info.code} {info.name} ({severity_word(info.severity)})", style="bold")
    for paragraph in info.paragraphs:
        page.line()
        page.line(paragraph)
    return page.text()


def list_text(infos: Sequence[CheckInfo], width: int | None, *, colour: bool) -> str:
    """Every check with its first sentence."""
    page = Page(width, colour=colour)
    for info in infos:
        page.line(f"{info.code} {info.name} ({severity_word(info.severity)})", style="bold")
        page.line(info.summary, indent=5)
    page.line()
    page.line(tr("grantcalc explain CODE tells why it matters and what to do."))
    return page.text()
