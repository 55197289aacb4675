"""The styles of a .docx: Word's own for headings, lists and captions, and those of tables of figures.

A user's letterhead keeps the styles that it has; what it lacks is added. Imported only where a .docx
is made.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

#: The names of what is no style of Word's own; a letterhead made of an earlier report has them.
TABLE = "ReportTable"
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}

_INK, _RULE, _HAIR, _HEAD, _TO_FILL = "1B1B1F", "1B1B1F", "BFC2C9", "EFF1F4", "FFF6D6"

_TITLE = (
    '<w:pPr><w:keepNext/><w:spacing w:before="0" w:after="240" w:line="252" w:lineRule="auto"/>'
    '<w:outlineLvl w:val="9"/></w:pPr><w:rPr><w:b/><w:sz w:val="40"/></w:rPr>'
)


def _heading(level: int, before: int, size: int) -> str:
    return (
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>'
        f'<w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr>'
    )


_EDGES = "".join(
    f'<w:{edge} w:val="dashed" w:sz="8" w:space="6" w:color="595959"/>'
    for edge in ("top", "left", "bottom", "right")
)

#: Word's name of a style: its id, the style that it is based on, and what it says.
_PARAGRAPHS = {
    "Title": ("Title", "Normal", f'<w:next w:val="Normal"/><w:qFormat/>{_TITLE}'),
    "heading 1": ("Heading1", "Normal", _heading(1, 360, 28)),
    "heading 2": ("Heading2", "Normal", _heading(2, 280, 24)),
    "heading 3": ("Heading3", "Normal", _heading(3, 240, 22)),
    "caption": (
        "Caption",
        "Normal",
        '<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepLines/>'
        '<w:spacing w:before="200" w:after="80"/></w:pPr><w:rPr><w:b/><w:sz w:val="20"/></w:rPr>',
    ),
    "List Bullet": ("ListBullet", "Normal", "<w:pPr><w:contextualSpacing/></w:pPr>"),
    "List Number": ("ListNumber", "Normal", "<w:pPr><w:contextualSpacing/></w:pPr>"),
    "Report Table Text": (
        "ReportTableText",
        "Normal",
        '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="19"/></w:rPr>',
    ),
    "Report Table Figure": (
        "ReportTableFigure",
        "ReportTableText",
        '<w:pPr><w:jc w:val="right"/></w:pPr>',
    ),
    "Report Fill In": (
        "ReportFillIn",
        "Normal",
        f"<w:qFormat/><w:pPr><w:keepLines/><w:pBdr>{_EDGES}</w:pBdr>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_TO_FILL}"/>'
        '<w:spacing w:before="160" w:after="200"/><w:ind w:left="142" w:right="142"/></w:pPr>'
        "<w:rPr><w:i/></w:rPr>",
    ),
    "footer": (
        "Footer",
        "Normal",
        '<w:pPr><w:spacing w:after="0"/><w:jc w:val="right"/></w:pPr>'
        '<w:rPr><w:color w:val="55585F"/><w:sz w:val="18"/></w:rPr>',
    ),
    "Report Made From": (
        "ReportMadeFrom",
        "Normal",
        f'<w:pPr><w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{_HAIR}"/></w:pBdr>'
        '<w:spacing w:before="480"/></w:pPr><w:rPr><w:color w:val="55585F"/><w:sz w:val="17"/></w:rPr>',
    ),
}

_BUILT_IN = {
    "Title", "heading 1", "heading 2", "heading 3", "caption", "footer", "List Bullet", "List Number",
}  # fmt: skip

_NORMAL = (
    f'<w:style w:type="paragraph" w:default="1" w:styleId="Normal" {nsdecls("w")}>'
    '<w:name w:val="Normal"/>'
    "<w:qFormat/><w:pPr><w:widowControl/>"
    '<w:spacing w:before="0" w:after="120" w:line="271" w:lineRule="auto"/></w:pPr><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
    f'<w:color w:val="{_INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:style>'
)

_TABLE_NORMAL = (
    f'<w:style w:type="table" w:default="1" w:styleId="TableNormal" {nsdecls("w")}>'
    '<w:name w:val="Normal Table"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
)

_TABLE_STYLE = f"""
<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}" {nsdecls("w")}>
  <w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="{_RULE}"/>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_RULE}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{_HAIR}"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
      <w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr>
      <w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_RULE}"/></w:tcBorders>
      <w:shd w:val="clear" w:color="auto" w:fill="{_HEAD}"/>
    </w:tcPr>
  </w:tblStylePr>
</w:style>"""

#: What stands above a sum, and around a row of a table that is to be filled in.
SUM_BORDERS = (
    f'<w:top w:val="single" w:sz="8" w:space="0" w:color="{_RULE}"/>'
    f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_RULE}"/>'
)
FILL_IN_BORDERS = "".join(
    f'<w:{edge} w:val="dashed" w:sz="8" w:space="0" w:color="595959"/>'
    for edge in ("top", "left", "bottom", "right")
)
FILL_IN_SHADE = _TO_FILL


def set_styles(word: WordDocument, language: str, *, is_letterhead: bool) -> None:
    """Adds the styles that a report needs; those of a letterhead stay as they are."""
    styles: Any = word.styles.element
    if not is_letterhead:
        for style in styles.findall(qn("w:style")):
            styles.remove(style)
        styles.append(parse_xml(_NORMAL))
    known = {_key(style): style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}
    normal = known.get(("paragraph", "normal"), "Normal")
    for name, (identity, base, says) in _PARAGRAPHS.items():
        if ("paragraph", name.casefold()) not in known:
            based = normal if base == "Normal" else base
            following = says.replace('w:next w:val="Normal"', f'w:next w:val="{normal}"')
            styles.append(_paragraph_style(name, identity, based, following))
    if ("table", "normal table") not in known:
        styles.append(parse_xml(_TABLE_NORMAL))
    if ("table", "report table") not in known:
        styles.append(parse_xml(_TABLE_STYLE))
    _set_language(word, LOCALES[language])


def _paragraph_style(name: str, identity: str, base: str, says: str) -> Any:
    custom = "" if name in _BUILT_IN else ' w:customStyle="1"'
    return parse_xml(
        f'<w:style w:type="paragraph"{custom} w:styleId="{identity}" {nsdecls("w")}>'
        f'<w:name w:val="{name}"/><w:basedOn w:val="{base}"/>{says}</w:style>'
    )


def _key(style: Any) -> tuple[str, str]:
    name = style.find(qn("w:name"))
    shown = "" if name is None else name.get(qn("w:val"), "")
    return style.get(qn("w:type"), "paragraph"), shown.casefold()


def _set_language(word: WordDocument, locale: str) -> None:
    """The language in which Word checks the spelling, and what it says of the file's."""
    styles: Any = word.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = parse_xml(f"<w:docDefaults {nsdecls('w')}/>")
        styles.insert(0, defaults)
    run = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if run is None:
        default = parse_xml(f"<w:rPrDefault {nsdecls('w')}><w:rPr/></w:rPrDefault>")
        defaults.insert(0, default)
        run = default[0]
    for lang in run.findall(qn("w:lang")):
        run.remove(lang)
    run.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{locale}"/>'))
    settings: Any = word.settings.element
    for theme in settings.findall(qn("w:themeFontLang")):
        theme.set(qn("w:val"), locale)


_BULLET = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="284"/></w:pPr></w:lvl>'
)
_NUMBER = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="510" w:hanging="340"/></w:pPr></w:lvl>'
)


class Lists:
    """The numbering of a document's lists: each numbered one begins with 1."""

    def __init__(self, word: WordDocument) -> None:
        self._numbering: Any = _numbering_part(word).element
        self._kinds = {kind: self._defined(kind) for kind in (_BULLET, _NUMBER)}

    def _defined(self, level: str) -> int:
        kinds = self._numbering.findall(qn("w:abstractNum"))
        identity = 1 + max((int(kind.get(qn("w:abstractNumId"))) for kind in kinds), default=-1)
        defined = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identity}">'
            f'<w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
        )
        self._numbering.insert(len(kinds), defined)
        return identity

    def begun(self, *, numbered: bool) -> int:
        """The number by which the paragraphs of a new list name it."""
        lists = self._numbering.findall(qn("w:num"))
        identity = 1 + max((int(one.get(qn("w:numId"))) for one in lists), default=0)
        start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        begun = parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{identity}">'
            f'<w:abstractNumId w:val="{self._kinds[_NUMBER if numbered else _BULLET]}"/>'
            f"{start if numbered else ''}</w:num>"
        )
        if lists:
            lists[-1].addnext(begun)
        else:
            self._numbering.insert(len(self._numbering.findall(qn("w:abstractNum"))), begun)
        return identity


def _numbering_part(word: WordDocument) -> Any:
    for relation in word.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part
    part = NumberingPart(
        PackURI("/word/numbering.xml"),
        CONTENT_TYPE.WML_NUMBERING,
        parse_xml(f"<w:numbering {nsdecls('w')}/>"),
        word.part.package,
    )
    word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return part
