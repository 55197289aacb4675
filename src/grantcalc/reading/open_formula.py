"""OpenDocument's formulas (of:=SUM([.B2:.B5];1)) in Excel's words (=SUM(B2:B5,1))."""

from __future__ import annotations

import re

from grantcalc.cells import column_letters
from grantcalc.reading.grid import LAST_COLUMN, LAST_ROW

_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<reference>\[(?:'(?:[^']|'')*'|[^\[\]'])*\])
    | (?P<error>\#[A-Z/0-9]+[!?])
    | (?P<array>\{|\})
    | (?P<mark>[;|~!])
    | (?P<name>'(?:[^']|'')*')
    """,
    re.VERBOSE,
)
#: One corner of a reference: a file, a sheet and a cell, of which the first two may be missing.
_CORNER = re.compile(
    r"""
    (?:(?P<file>'(?:[^']|'')*')\#)?
    \$?(?P<sheet>'(?:[^']|'')*'|[^.:'\[\]]*)
    \.(?P<cell>\$?[A-Z]+\$?[0-9]+|\$?[A-Z]+|\$?[0-9]+|\#REF!)
    """,
    re.VERBOSE,
)
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
#: Functions that OpenDocument writes with the name of the program that they come from.
_FOREIGN = re.compile(r"\b(?:COM\.MICROSOFT|ORG\.LIBREOFFICE|LEGACY)\.(?=[A-Z])")
_LONGEST_FORMULA, _LONGEST_REFERENCE = 32_768, 1_000
_LAST_COLUMN = column_letters(LAST_COLUMN)


def excel_formula(formula: str) -> str:
    """The formula as Excel writes it, with "="; what is not known is left as it stands."""
    prefix, equals, body = formula.partition("=")
    if not equals or len(body) > _LONGEST_FORMULA or not re.fullmatch(r"[\w.]*:?", prefix):
        return f"={formula}"
    if prefix == "msoxl:":
        return f"={body}"
    depth = 0  # inside of {arrays} the marks mean something else
    parts = []
    last = 0
    for token in _TOKEN.finditer(body):
        parts.append(_FOREIGN.sub("", body[last : token.start()]))
        last = token.end()
        text = token.group()
        if token["reference"]:
            text = excel_reference(text[1:-1])
        elif token["array"]:
            depth += 1 if text == "{" else -1
        elif token["mark"]:
            text = {";": ",", "|": ";" if depth > 0 else "|", "~": ",", "!": " "}[text]
        parts.append(text)
    parts.append(_FOREIGN.sub("", body[last:]))
    return "=" + "".join(parts)


def excel_reference(reference: str) -> str:
    """A reference such as $Costs.$B$2:.$B$5 as Excel writes it: Costs!$B$2:$B$5."""
    corners = list(_CORNER.finditer(reference[:_LONGEST_REFERENCE]))
    if not corners or ":".join(c.group() for c in corners) != reference or len(corners) > 2:
        return "#REF!" if "#REF!" in reference else reference
    first, last = corners[0], corners[-1]
    sheets = [_sheet(corner) for corner in corners if corner["sheet"]]
    if len(sheets) == 2 and sheets[0] != sheets[1]:
        where = f"{_quoted(f'{sheets[0]}:{sheets[1]}')}!"
    else:
        where = f"{_quoted(sheets[0])}!" if sheets else ""
    if first["file"]:
        where = f"'[{first['file'][1:-1]}]{sheets[0] if sheets else ''}'!"
    if len(corners) == 1 or (":" in where and first["cell"] == last["cell"]):
        return where + first["cell"]
    return where + _area(first["cell"], last["cell"])


def _area(first: str, last: str) -> str:
    """An area by its corners; one over all rows or columns is named by its columns or rows."""
    left, top = _split(first)
    right, bottom = _split(last)
    if top.strip("$") == "1" and bottom.strip("$") == str(LAST_ROW):
        return f"{left}:{right}"
    if left.strip("$") == "A" and right.strip("$") == _LAST_COLUMN:
        return f"{top}:{bottom}"
    return f"{first}:{last}"


def _split(cell: str) -> tuple[str, str]:
    letters = re.match(r"\$?[A-Z]*(?=\$?[0-9]|$)", cell)
    end = letters.end() if letters else 0
    return cell[:end], cell[end:]


def _sheet(corner: re.Match[str]) -> str:
    name = corner["sheet"]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _quoted(sheet: str) -> str:
    return sheet if _PLAIN_SHEET.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
