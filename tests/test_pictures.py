"""Pictures of a report: their figures are the report's, nothing is cut off or written over."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from conftest import DRAMMEN
from grantcalc import language
from grantcalc.api import reporting
from grantcalc.document import Picture
from grantcalc.errors import ConfigError, GrantcalcError
from grantcalc.language import shown_number
from grantcalc.model import AwardStatus, Kind, SourceKind
from grantcalc.output import write_pictures
from grantcalc.period import Period
from grantcalc.rendering.pictures import draw
from grantcalc.rendering.pictures.drawing import Sheet, drawing, spread
from grantcalc.report.funder import FunderReport
from made_report import (
    AS_OF,
    END,
    NEXT,
    START,
    YEAR,
    curve,
    funder_report,
    grant,
    source,
    sum_of,
    use,
)

LONG = "Et svært langt navn på en budsjettlinje som noen har skrevet ut i det vide og brede, " * 3
HOSTILE = [
    "pris i $x_1$ og $\\frac{a}{b}$ USD",
    "😀 👩‍👩‍👧 emoji",
    "כותרת בעברית",
    "عنوان عربي طويل",
    '<script>alert(1)</script> & "x" ]]>',
    "nul\x00l\x1b[31mrød\u202eabc\ud800\ufffe\nto\tlinjer",
    "日本語のラベル",
    LONG,
    "W" * 200,
    "",
    "=1+1",
    "{label} {0} %s",
]


def big(number: int) -> float:
    return float(number * 7919 % 97 * 1000)


def forty_lines() -> FunderReport:
    lines = [use(f"Linje {i}", big(i) + 0.5, big(i) / 2, 0 if i % 3 else 900) for i in range(40)]
    sources = tuple(source(f"Kilde {i}", [big(i), big(i) / 2]) for i in range(40))
    return funder_report(
        lines=(*lines, sum_of(lines)), budget=sources, periods=(YEAR, NEXT), curves=()
    )


def ten_years() -> FunderReport:
    first, last, now = date(2021, 1, 1), date(2030, 12, 31), date(2027, 7, 9)
    years = tuple(
        Period(label=str(y), start=date(y, 1, 1), end=date(y, 12, 31)) for y in range(2021, 2031)
    )
    spent = {date(2022, 7, 3): 90000.0, now: 9e10 + 0.55}
    whole = curve(spent, 1e13, start=first, end=last, as_of=now, period=None)
    return funder_report(
        as_of=now,
        period=None,
        periods=years,
        curves=(whole,),
        budget=(source("A", [10**12] * 10), source("B", [10**11] * 10, SourceKind.OWN)),
        lines=(use("Alt", 1e13, 9e10 + 0.55, 1e12, period=None),),
    )


def hostile() -> FunderReport:
    return funder_report(
        lines=tuple(use(label, 1000 * (i + 1), 500 * i, 100) for i, label in enumerate(HOSTILE)),
        budget=tuple(source(label, [1000 * (i + 1)]) for i, label in enumerate(HOSTILE)),
        curves=(curve({date(2021, 9, 1): 5000}, 9000),),
        periods=(Period(label=LONG, start=START, end=END),),
        grants=(grant(HOSTILE[0], YEAR, AwardStatus.AWARDED, 9000),),
    )


def overspent() -> FunderReport:
    lines = [
        use("Lønn", 100000, 140000, 5000),
        use("Reise", 50000, -3000, 2000),
        use("Utstyr", None, 2000),
        use("", 0, 700.5),
        use("Dugnad", 5000, None, kind=Kind.IN_KIND),
    ]
    spent = {date(2021, 8, 1): 90000.0, date(2021, 12, 1): 60000.0, date(2022, 1, 5): -10000.0}
    return funder_report(lines=(*lines, sum_of(lines)), curves=(curve(spent, 100000),))


def at(day: date, costs: dict[date, float], award: float | None, **more: Any) -> FunderReport:
    """A report with a curve alone, as of a day."""
    return funder_report(as_of=day, curves=(curve(costs, award, as_of=day, **more),))


AUGUST, MAY = date(2021, 8, 1), date(2022, 5, 20)
CASES = {
    "hostile": hostile(),
    "forty lines": forty_lines(),
    "ten years": ten_years(),
    "overspent": overspent(),
    "late in the year": at(MAY, {AUGUST: 90000, MAY: 5000}, 200000, other=30000),
    "late and near the award": at(MAY, {AUGUST: 198000}, 200000, other=3000),
    "after the end": at(date(2023, 6, 1), {AUGUST: 90000, MAY: 115000}, 200000),
    "nothing spent": at(AS_OF, {}, 200000),
    "no award": at(AS_OF, {AUGUST: 90000}, None),
    "applied for": at(AS_OF, {AUGUST: 90000}, 0, planned=300000),
    "planned more than awarded": at(AS_OF, {AUGUST: 90000}, 290000, planned=300000),
    "negative": at(AS_OF, {AUGUST: -90000}, 0),
    "negative with an award": at(AS_OF, {AUGUST: -90000}, 50000),
    "one day": at(START, {START: 90000}, 100000, end=START),
    "two weeks": at(date(2021, 7, 9), {date(2021, 7, 3): 90000}, 100000, end=date(2021, 7, 14)),
    "before the award": at(date(2021, 7, 19), {date(2021, 4, 3): 90000}, 100000),
    "ahead": at(date(2021, 9, 19), {date(2021, 7, 3): 70000}, 100000),
    "less than a krone": at(AS_OF, {AUGUST: 0.05}, 0.5),
    "without dates": funder_report(
        periods=(Period(label=LONG),), lines=(use("Alt", 9, 2),), budget=(source("Fond", [9]),)
    ),
    "one line": funder_report(lines=(use("Alt", 1000, 200.5),), budget=(source("Fond", [1000]),)),
    "unknown amounts": funder_report(
        lines=(use("Alt", None, 20),),
        budget=(source("Fond", [None]), source("Egne", [-50], SourceKind.OWN)),
    ),
}


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    """The sheets that are drawn meanwhile."""
    drawn: list[Sheet] = []
    svg = Sheet.svg

    def kept(sheet: Sheet, title: str, alt: str) -> bytes:
        drawn.append(sheet)
        return svg(sheet, title, alt)

    monkeypatch.setattr(Sheet, "svg", kept)
    return drawn


def texts_in(picture: Picture, *, axes: bool = True) -> list[str]:
    """The texts of a picture; those of the axes are the smallest that hold figures."""
    found = fromstring(picture.svg).iter("{http://www.w3.org/2000/svg}text")
    return [
        "".join(text.itertext())
        for text in found
        if axes or not text.get("style", "").startswith("font: 7.5px")
    ]


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off_nothing_stands_on_another_and_all_is_told_in_words(
    name: str, sheets: list[Sheet]
) -> None:
    pictures = draw(CASES[name])
    assert pictures
    assert len(sheets) == len(pictures)
    for picture, sheet in zip(pictures, sheets, strict=True):
        renderer = FigureCanvasAgg(sheet._figure).get_renderer()  # type: ignore[no-untyped-call]
        texts = [text for text in sheet._axes.texts if text.get_text()]
        with drawing():
            boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
        for (one, box), (other, beside) in combinations(boxes, 2):
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            # Boxes are as high as a line of text, letters less so: they may touch by a millimetre.
            assert across < 1 or down < 4, (one, other)
        image = Image.open(io.BytesIO(picture.png)).convert("L")
        width, height = image.size
        assert width == round(160 / 25.4 * 200) or width == int(160 / 25.4 * 200)
        for edge in (
            (0, 0, 2, height),
            (width - 2, 0, width, height),
            (0, height - 2, width, height),
        ):
            assert image.crop(edge).getextrema() == (255, 255), (picture.name, edge)
        assert picture.alt.startswith(picture.caption.split(",")[0])
        assert picture.alt.endswith(".")


def test_what_has_nothing_to_show_is_left_out() -> None:
    assert draw(funder_report()) == ()
    empty = funder_report(
        lines=(use("Alt", 0, 0),), budget=(source("Fond", [0]),), curves=(curve({}, 0),)
    )
    assert draw(empty) == ()


def test_hostile_labels_are_only_text() -> None:
    for picture in draw(hostile()):
        root: ElementTree.Element = fromstring(picture.svg)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {
            *("svg", "title", "metadata", "RDF", "Work", "type", "description", "format"),
            *("creator", "Agent", "defs", "style", "g", "path", "use", "text", "clipPath"),
            *("rect", "pattern"),
        }
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not any(name.startswith("on") for name in attributes)
        if picture.name != "spending":
            texts = texts_in(picture)
            for label in (HOSTILE[0], HOSTILE[4], HOSTILE[2], "=1+1", "{label} {0} %s"):
                assert label in texts
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", picture.svg.decode())


def test_of_many_lines_the_largest_are_shown_and_the_others_summed() -> None:
    report = forty_lines()
    _, sources = draw(report)
    lines, _ = draw(report)
    texts = texts_in(lines)
    assert "26 other lines" in texts
    assert sum(text.startswith("Linje ") for text in texts) == 14
    assert "26 other sources" in texts_in(sources)
    largest = max(report.lines[:-1], key=lambda line: line.budgeted or 0)
    assert largest.label in texts
    assert "26 other lines: " in lines.alt


AMOUNT = re.compile(r"-?\d{1,3}(?:\u00a0\d{3})*[.,]\d\d(?!\d)|-?\d{1,3}(?:\u00a0\d{3})+(?![.,]?\d)")
DAY = re.compile(r"\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d")


def amounts_in(content: object) -> set[str]:
    """Every amount in a report's JSON, as it is written with and without decimals."""
    if isinstance(content, dict):
        return set().union(*map(amounts_in, content.values()))
    if isinstance(content, list):
        return set().union(*map(amounts_in, content))
    if isinstance(content, str) and re.fullmatch(r"-?\d+\.\d\d", content):
        whole, _, rest = content.partition(".")
        forms = [shown_number(content), *([shown_number(whole)] if rest == "00" else [])]
        return {form.replace(" ", "\u00a0") for form in forms}
    return set()


def unknown_amounts(picture: Picture, known: set[str]) -> set[str]:
    """The amounts of a picture and its words that the report does not have; there must be some."""
    texts = [DAY.sub("", text) for text in (*texts_in(picture, axes=False), picture.alt)]
    found = {a for text in texts for a in AMOUNT.findall(re.sub(r"[\d,.]+\u00a0%", "", text))}
    assert found
    return found - known


@pytest.fixture(scope="module")
def drammen() -> FunderReport:
    return reporting.funder_report("status", DRAMMEN, AS_OF)


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_the_pictures_of_drammen(drammen: FunderReport, code: str) -> None:
    language.use(code)
    pictures = {picture.name: picture for picture in draw(drammen)}
    assert list(pictures) == ["spending", "lines", "sources"]
    known = amounts_in(json.loads(drammen.model_dump_json()))
    for picture in pictures.values():
        assert not unknown_amounts(picture, known)
    words = {name: " ".join(texts_in(picture)) for name, picture in pictures.items()}
    for name, figure in (
        ("spending", "364 321"),
        ("spending", "439 178.08"),
        ("lines", "212 850.40"),
        ("lines", "433 312.50"),
        ("sources", "1 340 000"),
    ):
        assert shown_number(figure.replace(" ", "")).replace(" ", "\u00a0") in words[name]
    for word in {
        "en": ("Spent by 2022-02-14", "Jul", "Awarded and planned", "(applied for)"),
        "nb": ("Brukt pr. 14.02.2022", "jul", "Tildelt og planlagt", "(søkt om)"),
        "nn": ("Brukt per 14.02.2022", "jul", "Tildelt og planlagt", "(søkt om)"),
    }[code]:
        assert word in " ".join(words.values())


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("name", ["overspent", "late in the year", "one line"])
def test_every_figure_of_a_picture_is_in_the_json(name: str, code: str) -> None:
    language.use(code)
    report = CASES[name]
    known = amounts_in(json.loads(report.model_dump_json()))
    for picture in draw(report):
        assert not unknown_amounts(picture, known)


def test_the_same_report_gives_the_same_bytes_on_any_day_and_with_any_settings(
    tmp_path: Path,
) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\nlines.linewidth: 9")
    code = (
        "import hashlib, test_pictures as t; from grantcalc.rendering.pictures import draw;"
        "print(*(hashlib.sha256(p.svg + p.png).hexdigest() for p in draw(t.overspent())))"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    here = (hashlib.sha256(p.svg + p.png).hexdigest() for p in draw(overspent()))
    assert done.stdout == " ".join(here) + "\n"


def test_a_home_that_cannot_be_written_to_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code = (
        "import made_report as m; from grantcalc.rendering.pictures import draw;"
        "draw(m.funder_report(curves=(m.curve({}, 9),)))"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, "MPLCONFIGDIR": str(tmp_path / "file" / "x")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_matplotlib_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(GrantcalcError, match=re.escape('pip install "grantcalc[report]"')):
        draw(overspent())


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [
        ([0.0, 50.0], [0.0, 50.0]),
        ([10.0, 10.0], [10.0, 20.0]),
        ([95.0, 94.0, 96.0], [90.0, 80.0, 100.0]),
        ([-5.0, 200.0], [0.0, 100.0]),
    ],
)
def test_labels_are_spread_in_their_order(wanted: list[float], placed: list[float]) -> None:
    assert spread(wanted, 10, 0, 100) == placed


def test_pictures_are_written_as_files_and_no_strangers_file_is_taken(tmp_path: Path) -> None:
    pictures, folder = draw(overspent()), tmp_path / "pictures"
    written = write_pictures(pictures, folder)
    assert [path.name for path in written] == [
        "spending.svg",
        "spending.png",
        "lines.svg",
        "lines.png",
    ]
    assert (folder / "lines.svg").read_bytes() == pictures[1].svg
    assert write_pictures(draw(hostile()), folder)
    for name, content in (("lines.svg", "<svg/>"), ("spending.png", "mine")):
        before = (folder / "spending.svg").read_bytes()
        kept = (folder / name).read_bytes()
        (folder / name).write_text(content)
        with pytest.raises(ConfigError, match="was not made by grantcalc"):
            write_pictures(pictures, folder)
        assert (folder / name).read_text() == content
        assert (folder / "spending.svg").read_bytes() == before
        (folder / name).write_bytes(kept)


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    for folder in (tmp_path / "taken", tmp_path / "no" / "such"):
        with pytest.raises(GrantcalcError, match="cannot be written"):
            write_pictures(draw(overspent()), folder)
