"""Documents made by hand, as reports to funders have them, and one that strangers filled in."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from grantcalc.document import (
    Block,
    Column,
    Document,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
    Value,
)
from grantcalc.money import Money

YEARS = ("01.07.2021 - 30.06.2022", "01.07.2022 - 30.06.2023")


def kr(amount: int, ore: int = 0) -> Money:
    return Money(amount * 100 + ore, "NOK")


def sentence(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def line(label: str, *amounts: int | None) -> Row:
    return Row((label, *(None if a is None else kr(a) for a in amounts)))


def total(label: str, *amounts: int) -> Row:
    return Row((label, *map(kr, amounts)), "sum")


def table(name: str, caption: str, headings: tuple[str, ...], *rows: Row) -> Table:
    first, *rest = headings
    return Table(name, caption, (Column(first, is_figure=False), *map(Column, rest)), rows)


BUDGET = table(
    "budget",
    "Oppdatert budsjett etter prosjektår",
    ("Post", *YEARS, "Totalbudsjett"),
    Row(("Utgifter",), "heading"),
    line("Prosjektledelse", 319_445, 319_445, 638_890),
    line("Arbeidsmøter, reiser, adm.kostnader", 40_000, 25_555, 65_555),
    line("Organiserte aktiviteter og faglig påfyll for deltakerne", 70_555, 30_000, 100_555),
    line("Konferanse /presentasjon av resultater", 55_000, 50_000, 105_000),
    line("Innbyggerundersøkelser", 215_000, 215_000, 430_000),
    line("Arbeidsinnsats ansatte", 640_000, 640_000, 1_280_000),
    line("Design og trykk rapport", None, 60_000, 60_000),
    total("Sum utgifter", 1_340_000, 1_340_000, 2_680_000),
    Row(("Inntekter",), "heading"),
    line("Egeninnsats", 640_000, 640_000, 1_280_000),
    line("Nasjonalbiblioteket", 700_000, 700_000, 1_400_000),
    total("Sum inntekter", 1_340_000, 1_340_000, 2_680_000),
)

LINES = table(
    "lines",
    "Brukt og gjenstående per budsjettpost i prosjektår 1",
    ("Post", "Budsjett", "Brukt", "Bundet", "Gjenstår", "Disponibelt", "Brukt andel"),
    Row(("Prosjektledelse", *map(kr, (319_445, 200_321, 0, 119_124, 119_124)), Fraction(200321, 319445))),
    Row(("Innbyggerundersøkelser", *map(kr, (215_000, 0, 215_000, 215_000, 0)), Fraction(0))),
    Row(("Forklar avviket for Innbyggerundersøkelser.",), "fill_in"),
    Row(("Konferanse /presentasjon", *map(kr, (55_000, 164_000, 0, -109_000, -109_000)), Fraction(164, 55))),
    Row(("Sum", *map(kr, (589_445, 364_321, 215_000, 225_124, 10_124)), Fraction(364321, 589445)), "sum"),
)  # fmt: skip

HOURS = Table(
    "hours",
    "Egeninnsats i timer",
    (Column("Hvem", is_figure=False), Column("Timer"), Column("Sats"), Column("Verdi"), Column("Levert")),
    (
        Row(("Ansatte i biblioteket", Decimal("1428.50"), kr(385), kr(549_972, 50), date(2022, 2, 14))),
        Row(("Styringsgruppen", Decimal(40), kr(450), kr(18_000), date(2022, 1, 31))),
        Row(("Sum", Decimal("1468.5"), None, kr(567_972, 50), None), "sum"),
    ),
)  # fmt: skip

#: A drawing of a few bars: pictures of their own are another part's subject.
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 60" width="160mm" height="60mm">'
    b'<style>.bar{fill:#0b4f94}</style><rect class="bar" x="10" y="10" width="90" height="14"/>'
    b'<rect style="fill: #c26a00" x="10" y="34" width="60" height="14"/>'
    b'<text x="10" y="8" font-size="5" style="font-family: sans-serif">Brukt</text></svg>'
)


def png() -> bytes:
    """A picture of 320 by 120 dots in one colour, as the format itself defines it."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 320, 120, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x0b\x4f\x94" * 320 for _ in range(120))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


PICTURE = Picture(
    "spending",
    "Forbruk mot plan og tildeling",
    "Per 14.02.2022 er 364 321 kr brukt av 700 000 kr; planen var 439 178 kr.",
    SVG,
    png(),
)

DRAMMEN = Document(
    "Statusrapport for Beste praksis for bibliotek og innbyggertorg",
    "nb",
    (
        Heading(1, "Statusrapport for Beste praksis for bibliotek og innbyggertorg"),
        Heading(2, "Økonomi"),
        Paragraph(
            (
                Run("Per 14.02.2022 har vi brukt "),
                Run("364 321 kr", bold=True),
                Run(" av de 700 000 kr som er tildelt fra Nasjonalbiblioteket for prosjektår 1. "),
                Run("Det gjenstår 335 679 kr.", italic=True),
            )
        ),
        PICTURE,
        Heading(2, "Oppdatert budsjett"),
        BUDGET,
        sentence("14. februar 2022 var 62,7 % av prosjektåret gått og 52,05 % av tilskuddet brukt."),
        LINES,
        Items((sentence("Reiser er utsatt."), sentence("Undersøkelsen er bestilt.")), numbered=False),
        Items((sentence("Først konferansen."), sentence("Så rapporten.")), numbered=True),
        Heading(3, "Egeninnsats"),
        HOURS,
        FillIn("Beskriv hva som er planlagt fram til 30.06.2022."),
    ),
    "Laget av grantcalc fra budsjett.xlsx og regnskap.xlsx.",
)  # fmt: skip


def document(
    *blocks: Block, language: str = "nb", made_from: str = "Laget av grantcalc."
) -> Document:
    return Document("Rapport", language, blocks, made_from)


def values(*rows: tuple[Value, ...]) -> Table:
    return Table(
        "values", "Verdier", tuple(Column(f"K{i}") for i in range(len(rows[0]))), tuple(map(Row, rows))
    )  # fmt: skip
