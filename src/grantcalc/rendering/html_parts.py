"""HTML out of texts and tags: whatever is not HTML already is escaped, so nothing can be forgotten."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from grantcalc.language import in_use
from grantcalc.money import Money
from grantcalc.rendering.terminal import safe, unbroken


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


@cache
def style(*names: str) -> str:
    """The style sheets with these names, from the folder of this module, one after the other."""
    return "".join((Path(__file__).parent / name).read_text("utf-8") for name in names)


def head(title: str, style: str, pictures: str = "") -> Html:
    """A page's beginning: its language, and that nothing may be loaded or run.

    `pictures` is a source that pictures may have after all, such as "data:".
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    allowed = f"img-src {pictures}; " if pictures else ""
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; {allowed}"
        "base-uri 'none'; form-action 'none'"
    )
    return Html(
        f'<!doctype html>\n<html lang="{in_use()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html_of(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"{element('title', title)}\n<style>{style}</style>\n</head>\n<body>\n"
    )


def html_of(text: str) -> Html:
    """A text as HTML, without control and direction codes; what is HTML already as it is.

    Amounts are never broken over two lines.
    """
    if isinstance(text, Html):
        return text
    return Html(escape(unbroken(safe(text)), quote=True))


def element(name: str, *children: str, **attributes: str | None) -> Html:
    """An element; attributes that are None are left out, and `class_` is the attribute class."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html_of(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{written}>{joined(children)}</{name}>")


def joined(parts: Iterable[str], between: str = "") -> Html:
    """Parts one after the other."""
    return Html(html_of(between).join(map(html_of, parts)))


def link(target: str, text: str, **attributes: str | None) -> Html:
    """A link to another part of the page."""
    return element("a", text, href=f"#{target}", **attributes)


def unseen(text: str) -> Html:
    """What is read aloud and not shown."""
    return element("span", text, class_="unseen")


def scrolling(table: str, label: str) -> Html:
    """A table that scrolls by itself where the screen is too narrow for it."""
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)


def row(heading: str, *cells: str | Money | None, class_: str | None = None) -> Html:
    """A row of a table of figures."""
    return element(
        "tr",
        element("th", heading, scope="row"),
        *(element("td", shown(cell), class_="figure") for cell in cells),
        class_=class_,
    )


def shown(cell: str | Money | None) -> str:
    """What a table of figures shows; an amount that is not known is a question mark."""
    if isinstance(cell, Money):
        return cell.grouped
    return "?" if cell is None else cell


def table(caption: str, headings: Sequence[str], rows: Iterable[str]) -> Html:
    """A table of figures with its caption and headings; the first column says what the rows are."""
    head = element("tr", *(element("th", text, scope="col") for text in headings))
    return scrolling(
        element(
            "table",
            element("caption", caption),
            element("thead", head),
            element("tbody", *rows),
            class_="figures",
        ),
        caption,
    )
