"""A document as .docx: what Word itself would make of headings, lists, captions and tables.

A user's own .docx may be given as the letterhead. All that it holds is kept: its styles, its page,
its header and footer, and what its body says, which stands above the report. What is made is only the
report's own text, in the letterhead's styles where it has them. Imported only where a .docx is made.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph as WordParagraph

from grantcalc.document import (
    Block,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Run,
    Table,
)
from grantcalc.language import tr
from grantcalc.rendering.documents.figures import (
    captioned,
    introduces,
    picture_caption,
    plain,
    table_caption,
    title,
    titled,
    to_fill_in,
)
from grantcalc.rendering.documents.layout import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, layout
from grantcalc.rendering.documents.letterhead import opened
from grantcalc.rendering.documents.word_styles import Lists, set_styles
from grantcalc.rendering.documents.word_tables import table_element

#: Parts of a .docx have a time: always the same one, the first that a zip archive knows.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_NUMBER = "\x00"
#: How much wider than Calibri's the letters of a letterhead's font may be, and which are hardly so.
_ANY_FONT, _USUAL_FONT = 1.38, 1.15
_USUAL_FONTS = {
    "aptos", "arial", "calibri", "cambria", "carlito", "garamond", "helvetica", "liberation sans",
    "liberation serif", "segoe ui", "times new roman",
}  # fmt: skip


def word(document: Document, letterhead: Path | None = None) -> bytes:
    """The document as the bytes of a .docx; `letterhead` is the user's own .docx to begin with.

    Raises:
        ConfigError: the letterhead is no .docx, or one that cannot be used.
        UnreadableFileError: it cannot be read.
    """
    made = opened(letterhead) if letterhead is not None else _blank()
    set_styles(made, document.language, is_letterhead=letterhead is not None)
    if letterhead is None:
        _number_pages(made.sections[0])
    _say_what_it_is(made, document, is_letterhead=letterhead is not None)
    _Writer(made, _stretch(made) if letterhead else 1.0).write(document)
    return _with_fixed_times(made)


def _blank() -> WordDocument:
    """A new file on A4, without what python-docx's own template carries along."""
    blank = docx.Document()
    for part in (blank.part, blank.part.package):
        rels: Any = part.rels
        for name, relation in list(rels.items()):
            if relation.reltype.rsplit("/")[-1] in ("thumbnail", "customXml", "stylesWithEffects"):
                del rels[name]
    numbering: Any = blank.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    settings: Any = blank.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # as Word since 2013: older ones open as "compatibility"
    section = blank.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.footer_distance = Mm(12)
    return blank


def _number_pages(section: Section) -> None:
    """The footer: which page of how many."""
    footer = section.footer
    paragraph = footer.paragraphs[0]
    paragraph.style = "footer"
    marks = {"\x01": "PAGE", "\x02": "NUMPAGES"}
    text = tr("Page {page} of {pages}", page="\x01", pages="\x02")
    for mark in marks:
        text = text.replace(mark, f"\x00{mark}\x00")
    for piece in filter(None, text.split("\x00")):
        if piece in marks:
            _field(paragraph, marks[piece], "1")
        else:
            paragraph.add_run(piece)


def _say_what_it_is(made: WordDocument, document: Document, *, is_letterhead: bool) -> None:
    """The file's properties; it has no day of its own, so that the same report is the same file."""
    properties = made.core_properties
    properties.title = title(document)[:255]
    properties.language = document.language
    properties.last_modified_by = ""
    properties.revision = 1
    if not is_letterhead:
        properties.author = properties.comments = ""
    element: Any = made.part.package.core_properties._element  # noqa: SLF001  the one way to remove
    for name in ("created", "modified"):
        for child in element.findall(f"{{http://purl.org/dc/terms/}}{name}"):
            element.remove(child)


def _stretch(letterhead: WordDocument) -> float:
    """How much room its font may need; where it names none, it has that of Word's own templates."""
    style: Any = letterhead.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    name = style.font.name if style is not None else None
    is_usual = name is None or name.casefold() in _USUAL_FONTS
    return _USUAL_FONT if is_usual else _ANY_FONT


class _Writer:
    """Adds a document's blocks at the end of a .docx."""

    def __init__(self, made: WordDocument, stretch: float) -> None:
        self._made, self._stretch = made, stretch
        self._lists = Lists(made)
        self._is_turned = False
        section = made.sections[-1]
        page = (section.page_width or Mm(PAGE_WIDTH), section.page_height or Mm(PAGE_HEIGHT))
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        self._upright = Length(page[0] - margins).mm
        self._turned = max(Length(page[1] - margins).mm, self._upright)

    def write(self, document: Document) -> None:
        for block, caption in captioned(document):
            if not isinstance(block, Table):
                self._turn(is_turned=False)
            self._block(block, caption)
        self._turn(is_turned=False)
        self._paragraph("Report Made From").add_run(plain(document.made_from))

    def _block(self, block: Block, caption: str) -> None:
        match block:
            case Heading(level, text):
                style = "Title" if level == 1 else f"Heading {min(level, 4) - 1}"
                self._paragraph(style).add_run(plain(text))
            case Paragraph():
                paragraph = self._paragraph("Normal")
                paragraph.paragraph_format.keep_with_next = introduces(block) or None
                _add_runs(paragraph, block.runs)
            case Items():
                self._items(block)
            case FillIn(prompt):
                self._paragraph("Report Fill In").add_run(plain(to_fill_in(prompt)))
            case Table():
                self._table(block, caption)
            case Picture():
                self._picture(block, caption)

    def _paragraph(self, style: str) -> WordParagraph:
        return self._made.add_paragraph(style=style)

    def _items(self, items: Items) -> None:
        number = self._lists.begun(numbered=items.numbered)
        for item in items.items:
            paragraph = self._paragraph("List Number" if items.numbered else "List Bullet")
            properties: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001  numbers have no other way
            numbered = properties.get_or_add_numPr()
            numbered.get_or_add_ilvl().val = 0
            numbered.get_or_add_numId().val = number
            _add_runs(paragraph, item.runs)

    def _table(self, table: Table, caption: str) -> None:
        plan = layout(table, self._upright, self._turned, self._stretch)
        self._turn(is_turned=plan.is_turned)
        paragraph = self._caption(caption, table_caption(_NUMBER, titled(table)))
        paragraph.paragraph_format.keep_with_next = True
        body: Any = self._made.element.body
        body.sectPr.addprevious(table_element(table, plan, caption))
        space = self._paragraph(
            "Report Table Text"
        )  # tables that follow each other would become one
        space.paragraph_format.space_after = Mm(2)

    def _picture(self, picture: Picture, caption: str) -> None:
        paragraph = self._paragraph("Normal")
        paragraph.paragraph_format.keep_with_next = True
        width = Mm(min(picture.width_mm, self._upright))
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=width)
        described: Any = shape._inline.docPr  # noqa: SLF001  the words for those who cannot see it
        described.set("descr", plain(picture.alt))
        described.set("name", plain(picture.name))
        for side in ("distT", "distB", "distL", "distR"):
            shape._inline.set(side, "0")  # noqa: SLF001  where nothing is said some programs indent it
        self._caption(caption, picture_caption(_NUMBER, picture.caption))

    def _caption(self, caption: str, unnumbered: str) -> WordParagraph:
        """A caption as Word's own: its number is a field, so that Word can list and refer to it."""
        paragraph = self._paragraph("Caption")
        before, _, after = (plain(part) for part in unnumbered.partition(_NUMBER))
        number = caption.removeprefix(before).removesuffix(after)
        paragraph.add_run(before)
        _field(paragraph, f"SEQ {before.strip()} \\* ARABIC", number)
        paragraph.add_run(after)
        return paragraph

    def _turn(self, *, is_turned: bool) -> None:
        """From here on the pages lie on their side, or stand again."""
        if is_turned == self._is_turned:
            return
        self._is_turned = is_turned
        section = self._made.add_section(WD_SECTION.NEW_PAGE)
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE if is_turned else WD_ORIENT.PORTRAIT


def _add_runs(paragraph: WordParagraph, runs: tuple[Run, ...]) -> None:
    for run in runs:
        added = paragraph.add_run(plain(run.text))
        added.bold = run.bold or None
        added.italic = run.italic or None


def _field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """A field that Word works out, with what it shows until then."""
    kinds = ("begin", None, "separate", shown, "end")
    for kind in kinds:
        run: Any = paragraph.add_run()._r  # noqa: SLF001  python-docx has no fields
        if kind in ("begin", "separate", "end"):
            run.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        elif kind is None:
            text = parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"/>')
            text.text = f" {instruction} "
            run.append(text)
        else:
            run.add_t(shown)


def _with_fixed_times(made: WordDocument) -> bytes:
    """The file's bytes, which do not depend on when it is saved."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    made.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
