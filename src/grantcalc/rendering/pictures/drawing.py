"""A sheet to draw on in millimetres, made into SVG and PNG.

Everything is placed by arithmetic of our own, so that labels keep clear of each other; matplotlib
draws it. Numbers become floats here, for drawing alone.
"""

from __future__ import annotations

import io
import logging
import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from grantcalc.errors import GrantcalcError
from grantcalc.language import tr

WIDTH, EDGE = 160.0, 1.0
_MM_PER_INCH = 25.4
_POINTS_PER_INCH = 72.0
_DOTS_PER_INCH = 200
#: Who made a picture: its files say so, and so can be known again.
MAKER = "grantcalc"

#: The colours of Okabe and Ito, which those who see few colours tell apart; in grey they differ too,
#: and where two are near each other, their hatching does.
BLACK, GREY, LIGHT, PALE, WHITE = "#000000", "#595959", "#c4c4c4", "#ebebeb", "#ffffff"
BLUE, ORANGE, GREEN = "#0072b2", "#e69f00", "#009e73"

_SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # matplotlib brings it: the same letters on every machine
    "svg.fonttype": "none",  # text stays text: it can be searched, read aloud and translated
    "svg.hashsalt": MAKER,  # the same picture has the same bytes
    "text.parse_math": False,  # a $ in a label is a $
    "hatch.linewidth": 0.6,
}

Side = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Ink:
    """How a shape looks: what fills it, the colour and width (points) of its edge, its hatching."""

    fill: str = WHITE
    edge: str = BLACK
    width: float = 0.6
    hatch: str | None = None
    dashes: str = "-"


@contextmanager
def drawing() -> Iterator[None]:
    """While pictures are drawn: matplotlib's own settings and ours, whatever the user's are.

    Raises:
        GrantcalcError: matplotlib is not installed.
    """
    log = logging.getLogger("matplotlib")
    before = log.level
    log.setLevel(logging.ERROR)  # where it keeps its cache is nothing that a user need know
    try:
        yield from _set_up()
    finally:
        log.setLevel(before)


def _set_up() -> Iterator[None]:
    try:
        import matplotlib.style
    except ModuleNotFoundError as error:
        raise GrantcalcError(
            tr(
                "pictures need libraries that are not installed ({name}): "
                'pip install "grantcalc[report]"',
                name=error.name,
            )
        ) from error
    with matplotlib.style.context(["default", _SETTINGS]), warnings.catch_warnings():
        # The PNG then has an empty box; whoever opens the SVG may well have the letter.
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        yield


class Sheet:
    """A sheet of 160 mm and a height; x goes right and y down, in millimetres, sizes in points."""

    def __init__(self, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.height = height
        self._figure = Figure((WIDTH / _MM_PER_INCH, height / _MM_PER_INCH), facecolor=WHITE)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 8,
        at: Side = "left",
        bold: bool = False,
        colour: str = BLACK,
        on_white: bool = False,
    ) -> None:
        """One line of text, its middle at `y`; `on_white` keeps lines behind it from running through."""
        written = self._axes.text(
            x,
            y,
            text,
            size=size,
            ha=at,
            va="center_baseline",
            weight="bold" if bold else "normal",
            color=colour,
            zorder=5,
        )
        if on_white:
            written.set_bbox({"facecolor": WHITE, "edgecolor": "none", "pad": 1.0})

    def head(self, title: str, subtitle: str) -> None:
        """What the picture says, and below it what it is about."""
        room = WIDTH - 2 * EDGE
        self.text(EDGE, 4, shortened(title, room, 10, bold=True), size=10, bold=True)
        self.text(EDGE, 9.5, shortened(subtitle, room, 8), colour=GREY)

    def box(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """A rectangle; one of no width is not drawn."""
        from matplotlib.patches import Rectangle

        if not width:
            return
        self._axes.add_patch(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=ink.fill,
                edgecolor=ink.edge,
                linewidth=ink.width,
                linestyle=ink.dashes,
                hatch=ink.hatch,
            )
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str = BLACK,
        width: float = 1.0,
        dashes: Any = "-",
        behind: bool = False,
    ) -> None:
        """A line through points."""
        self._axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=colour,
            linewidth=width,
            linestyle=dashes,
            zorder=1 if behind else 3,
            solid_joinstyle="miter",
            solid_capstyle="butt",
        )

    def dot(self, x: float, y: float, *, filled: str) -> None:
        """A mark on a line."""
        self._axes.plot([x], [y], "o", markersize=5, color=BLACK, markerfacecolor=filled, zorder=4)

    def svg(self, title: str, alt: str) -> bytes:
        """The sheet as SVG, the same bytes for the same sheet."""
        about = {"Creator": MAKER, "Date": None, "Title": title, "Description": alt}
        written = self._saved("svg", about)
        # What stands before it names a definition on the web, and would be in the way within HTML.
        return written[written.index(b"<svg") :]

    def png(self, title: str, alt: str) -> bytes:
        """The sheet as PNG, the same bytes for the same sheet."""
        return self._saved("png", {"Software": MAKER, "Title": title, "Description": alt})

    def _saved(self, format_: str, about: dict[str, Any]) -> bytes:
        file = io.BytesIO()
        self._figure.savefig(file, format=format_, dpi=_DOTS_PER_INCH, metadata=about)
        return file.getvalue()


@cache
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in millimetres."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    if not text:
        return 0.0
    font = FontProperties(family="sans-serif", weight="bold" if bold else "normal", size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) * _MM_PER_INCH / _POINTS_PER_INCH


def wrapped(
    text: str, width: float, size: float, most: int = 3, *, bold: bool = False
) -> list[str]:
    """A text in at most so many lines, none wider than `width`; what is left out becomes three dots."""
    lines, line = [], ""
    for piece in _pieces(text, width, size, bold=bold):
        longer = f"{line} {piece}" if line else piece
        if line and text_width(longer, size, bold=bold) > width:
            lines.append(line)
            line = piece
        else:
            line = longer
    lines.append(line)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), width, size, bold=bold)]


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """A text that is no wider than `width`; what is left out at its end becomes three dots."""
    if text_width(text, size, bold=bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(f"{text[:middle].rstrip()}…", size, bold=bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return f"{text[:low].rstrip()}…"


def _pieces(text: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """The words of a text, those that are wider than a line in parts."""
    for word in text.split(" "):
        rest = word
        while rest and text_width(rest, size, bold=bold) > width:
            fits = max(1, len(shortened(rest, width, size, bold=bold)) - 1)
            yield rest[:fits]
            rest = rest[fits:]
        if rest:
            yield rest


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as may be, `gap` apart, between two ends, in their order.

    Where they cannot all be, they go beyond the lower end.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = dict.fromkeys(order, 0.0)
    at = -math.inf
    for i in order:
        at = placed[i] = max(wanted[i], at + gap, low)
    at = math.inf
    for i in reversed(order):
        at = placed[i] = min(placed[i], at - gap, high)
    return [placed[i] for i in range(len(wanted))]
