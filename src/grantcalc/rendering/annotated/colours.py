"""The colour that a font has: given as such, by the workbook's theme, or by a number of the palette."""

from __future__ import annotations

import colorsys
import re

from grantcalc.rendering.annotated.markup import Node, parse
from grantcalc.rendering.annotated.package import Package

_BLACK = "000000"
_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
#: The theme's colours as fonts number them: light and dark stand in each other's place.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_OFFICE_THEME = {"lt1": "FFFFFF", "dk1": _BLACK, "lt2": "EEECE1", "dk2": "1F497D"}


class Palette:
    """What colours mean in one workbook."""

    def __init__(self, package: Package, workbook: str, styles: Node) -> None:
        self._theme = dict(_OFFICE_THEME)
        part = package.related(workbook, "theme")
        if part is not None and part in package:
            self._theme.update(_theme_colours(parse(package.read(part), part)))
        own = styles.child("colors")
        indexed = own.child("indexedColors") if own else None
        self._indexed = [c.attributes.get("rgb", "") for c in indexed.children] if indexed else None

    def of_font(self, font: Node) -> str:
        """The colour of a font's text as RRGGBB."""
        node = font.child("color")
        if node is None:
            return _BLACK
        given = node.attributes
        if match := _RGB.fullmatch(given.get("rgb", "")):
            return match[1]
        if given.get("indexed", "").isdecimal():
            return self._of_index(int(given["indexed"]))
        theme = given.get("theme", "")
        if theme.isdecimal() and int(theme) < len(_THEME):
            return _tinted(self._theme.get(_THEME[int(theme)], _BLACK), given.get("tint", "0"))
        return _BLACK

    def _of_index(self, number: int) -> str:
        if self._indexed is not None and number < len(self._indexed):
            match = _RGB.fullmatch(self._indexed[number])
            return match[1] if match else _BLACK
        from openpyxl.styles.colors import COLOR_INDEX

        return COLOR_INDEX[number][2:] if number < len(COLOR_INDEX) else _BLACK


def _theme_colours(root: Node) -> dict[str, str]:
    elements = root.child("themeElements")
    scheme = elements.child("clrScheme") if elements else None
    found = {}
    for node in scheme.children if scheme else []:
        for colour in node.children[:1]:
            value = colour.attributes.get("lastClr") or colour.attributes.get("val", "")
            if match := _RGB.fullmatch(value):
                found[node.name] = match[1]
    return found


def _tinted(rgb: str, tint: str) -> str:
    """A colour made lighter (a tint above 0) or darker, as Excel does it."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return rgb
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(rgb))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return "".join(f"{round(part * 255):02X}" for part in (red, green, blue))


def _parts(rgb: str) -> tuple[float, float, float]:
    red, green, blue = (int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """How well one colour is read on the other, from 1 (not at all) to 21 (WCAG's measure)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: str) -> float:
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in _parts(rgb))
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
