"""The look of a new project's sheets: calm colours, one place for each format."""

from __future__ import annotations

from typing import Any

FONT = "Calibri"
INK, SOFT, LINE = "#1F2933", "#616E7C", "#CBD2D9"
#: Where a person writes; headings; sums.
INPUT, BAND, SUM = "#FFF9E3", "#24546B", "#E8F0F4"
GREEN, RED, AMBER = "#D8F0DD", "#F9D6D2", "#FCE8C5"
GREEN_INK, RED_INK, AMBER_INK = "#1B5E2A", "#9B1C10", "#7A4B00"

_BASE = {"font_name": FONT, "font_size": 10.5, "font_color": INK, "valign": "vcenter"}
_BOXED = {"border": 1, "border_color": LINE}
_RIGHT = {"align": "right", "indent": 1}
#: Zero is shown as a dash, so that an empty budget is quiet.
MONEY = '#,##0;-#,##0;"–"'

_STYLES: dict[str, dict[str, object]] = {
    "title": {"font_size": 18, "bold": True, "font_color": BAND},
    "subtitle": {"font_color": SOFT},
    "text": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "font_color": BAND, "font_size": 12},
    "heading": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": BAND,
        "text_wrap": True,
        "indent": 1,
    },
    "heading_amount": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": BAND,
        "text_wrap": True,
        **_RIGHT,
    },
    "section": {
        "bold": True,
        "font_color": BAND,
        "font_size": 12,
        "bottom": 1,
        "bottom_color": BAND,
    },
    "group": {"italic": True, "font_color": SOFT},
    "label": {"indent": 1, **_BOXED},
    "label_input": {"indent": 1, "bg_color": INPUT, "locked": False, **_BOXED},
    "amount_input": {"num_format": MONEY, **_RIGHT, "bg_color": INPUT, "locked": False, **_BOXED},
    "amount": {"num_format": MONEY, **_RIGHT, **_BOXED},
    "amount_spare": {"num_format": "#,##0;-#,##0;", **_RIGHT, **_BOXED},
    "note_input": {"bg_color": INPUT, "locked": False, "text_wrap": True, "indent": 1, **_BOXED},
    "sum_label": {"bold": True, "indent": 1, "bg_color": SUM, "top": 1, "top_color": BAND},
    "sum": {
        "bold": True,
        "bg_color": SUM,
        "top": 1,
        "top_color": BAND,
        "num_format": MONEY,
        **_RIGHT,
    },
    "total_label": {
        "bold": True,
        "indent": 1,
        "bg_color": SUM,
        "top": 1,
        "bottom": 6,
        "top_color": BAND,
    },
    "total": {
        "bold": True,
        "bg_color": SUM,
        "top": 1,
        "bottom": 6,
        "num_format": MONEY,
        **_RIGHT,
    },
    "check_label": {"bold": True, "indent": 1, **_BOXED},
    "share": {"num_format": "0.0 %", **_RIGHT, **_BOXED},
    "remark": {"font_color": SOFT, "indent": 1},
    "day": {"align": "left", "indent": 1},
    "cell": {"indent": 1},
    "cell_wrapped": {"text_wrap": True, "indent": 1},
    "exact": {"num_format": "#,##0.00", **_RIGHT},
    "hours": {"num_format": "0.##", **_RIGHT},
    "figure": {"bold": True, "num_format": "#,##0.00", "align": "left", "font_color": BAND},
}


class Styles:
    """The formats of one workbook, each made once; `day` is the language's pattern of a day."""

    def __init__(self, book: Any, day: str) -> None:
        self._book = book
        self._day = day
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            extra = {"num_format": self._day} if name == "day" else {}
            self._made[name] = self._book.add_format({**_BASE, **_STYLES[name], **extra})
        return self._made[name]

    def words(self, positive: str, negative: str, zero: str) -> Any:
        """A format that says a difference in words: more, less, or none."""
        number = ";".join(
            (f"{_literal(positive)} #,##0", f"{_literal(negative)} #,##0", _literal(zero))
        )
        return self._book.add_format(
            {**_BASE, **_STYLES["check_label"], "num_format": number, **_RIGHT}
        )

    def ruled(self) -> Any:
        """A thin line below the rows that hold something."""
        return self._book.add_format({"bottom": 1, "bottom_color": LINE})

    def signal(self, background: str, ink: str) -> Any:
        """A colour that a condition gives."""
        return self._book.add_format({"bg_color": background, "font_color": ink, "bold": True})


def _literal(text: str) -> str:
    """Words in a number format, between its own quotation marks."""
    return '"' + text.replace('"', "") + '"'
