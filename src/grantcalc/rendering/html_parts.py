"""HTML out of texts and tags: whatever is not HTML already is escaped, so nothing can be forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from grantcalc.money import Money
from grantcalc.rendering.terminal import safe, unbroken


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


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
