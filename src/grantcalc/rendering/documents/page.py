"""A document as one HTML page that needs nothing else: no script, no font, no file beside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from grantcalc.document import (
    Block,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
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
from grantcalc.rendering.html_parts import Html, element, head, html_of, joined, scrolling, style


def page(document: Document) -> str:
    """The document as a page.

    A picture is an SVG within an image of its own: nothing in it can be run, and none of its names
    and styles meet those of another.
    """
    blocks = (_block(block, caption) for block, caption in captioned(document))
    made = element("footer", element("p", plain(document.made_from)))
    body = joined([element("main", "\n", joined(blocks, "\n"), "\n"), made], "\n")
    start = head(title(document), style("page.css", "documents/page.css"), pictures="data:")
    return f"{start}{body}\n</body>\n</html>\n"


def _block(block: Block, caption: str) -> Html:
    match block:
        case Heading(level, text):
            return element(f"h{min(level, 6)}", plain(text))
        case Paragraph():
            kind = "introduction" if introduces(block) else None
            return element("p", *map(_run, block.runs), class_=kind)
        case Items():
            items = (element("li", *map(_run, item.runs)) for item in block.items)
            return element("ol" if block.numbered else "ul", *items)
        case FillIn(prompt):
            return element("p", plain(to_fill_in(prompt)), class_="fill-in")
        case Table():
            return _table(block, caption)
        case Picture():
            return _picture(block, caption)


def _run(run: Run) -> Html:
    shown = html_of(plain(run.text))
    shown = element("em", shown) if run.italic else shown
    return element("strong", shown) if run.bold else shown


def _picture(picture: Picture, caption: str) -> Html:
    data = f"data:image/svg+xml;base64,{b64encode(picture.svg).decode()}"
    image = element("img", src=data, alt=plain(picture.alt), width=str(picture.width_mm * 96 // 25))
    image = Html(image.removesuffix("</img>"))
    return element("figure", image, element("figcaption", caption))


def _table(table: Table, caption: str) -> Html:
    headings = (
        element("th", plain(column.heading), scope="col", class_=_class(column.is_figure))
        for column in table.columns
    )
    return scrolling(
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *headings)),
            element("tbody", "\n", joined(_rows(table), "\n"), "\n"),
            class_="report",
        ),
        caption,
    )


def _rows(table: Table) -> Iterator[Html]:
    for row, texts in zip(table.rows, written(table), strict=True):
        yield _row(table, row, texts)
    if not table.rows:
        yield element("tr", element("td", empty_table(), colspan=str(len(table.columns))))


def _row(table: Table, row: Row, texts: list[str]) -> Html:
    if row.role == "fill_in":
        texts = [to_fill_in(text) if text else "" for text in texts]
    kind = None if row.role == "line" else row.role.replace("_", "-")
    if is_spanning(row):
        scope = "rowgroup" if row.role == "heading" else None
        name = "th" if row.role == "heading" else "td"
        cell = element(name, texts[0], colspan=str(len(table.columns)), scope=scope)
        return element("tr", cell, class_=kind)
    first, *rest = texts
    return element(
        "tr",
        element("th", first, scope="row"),
        *(
            element("td", text, class_=_class(column.is_figure))
            for text, column in zip(rest, table.columns[1:], strict=True)
        ),
        class_=kind,
    )


def _class(is_figure: bool) -> str | None:
    return "figure" if is_figure else None
