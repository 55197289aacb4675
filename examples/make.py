"""Makes the workbooks of the examples, always the same: `python -m examples.make`.

All names and entries are invented. The figures of Drammen's budget and the story that its ledger
tells are those of a public status report of a Norwegian library's two-year project.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from examples.aalesund_books import make_aalesund
from examples.status_report import write_status_report
from examples.workbook import Sheet

HERE = Path(__file__).parent

YEARS = ("01.07.2021 - 30.06.2022", "01.07.2022 - 30.06.2023")

BUDGET: list[tuple[str, int | None, int, int]] = [
    ("Prosjektledelse", 319445, 319445, 638890),
    ("Arbeidsmøter, reiser, adm.kostnader", 40000, 25555, 65555),
    ("Organiserte aktiviteter og faglig påfyll for deltakerne", 70555, 30000, 100555),
    ("Konferanse /presentasjon av resultater", 55000, 50000, 105000),
    ("Innbyggerundersøkelser", 215000, 215000, 430000),
    ("Arbeidsinnsats ansatte", 640000, 640000, 1280000),
    ("Design og trykk rapport", None, 60000, 60000),
    ("Sum utgifter", 1340000, 1340000, 2680000),
    ("Egeninnsats", 640000, 640000, 1280000),
    ("Nasjonalbiblioteket", 700000, 700000, 1400000),
    ("Sum inntekter", 1340000, 1340000, 2680000),
]


#: The budget as a later status report might change it: 10 000 moved from meetings to activities, the
#: conference put off to year 2 with 40 000 of the grant and under a new name, the survey in two lines.
UPDATED_BUDGET: list[tuple[str, int | None, int, int]] = [
    ("Prosjektledelse", 319445, 319445, 638890),
    ("Arbeidsmøter, reiser, adm.kostnader", 30000, 25555, 55555),
    ("Organiserte aktiviteter og faglig påfyll for deltakerne", 80555, 30000, 110555),
    ("Sluttkonferanse og presentasjon av resultater", 15000, 90000, 105000),
    ("Innbyggerundersøkelser, gjennomføring", 180000, 180000, 360000),
    ("Innbyggerundersøkelser, analyse", 35000, 35000, 70000),
    ("Arbeidsinnsats ansatte", 640000, 640000, 1280000),
    ("Design og trykk rapport", None, 60000, 60000),
    ("Sum utgifter", 1300000, 1380000, 2680000),
    ("Egeninnsats", 640000, 640000, 1280000),
    ("Nasjonalbiblioteket", 660000, 740000, 1400000),
    ("Sum inntekter", 1300000, 1380000, 2680000),
]


def write_budget(
    path: Path, rows: list[tuple[Any, ...]] | None = None, years: tuple[str, ...] = YEARS
) -> None:
    """The budget as a person would lay it out: typed amounts, bold sums."""
    book = Sheet(path, "Budsjett")
    book.sheet.set_column(0, 0, 52)
    book.sheet.set_column(1, 3, 16)
    book.sheet.set_row(0, 32)
    book.sheet.freeze_panes(1, 1)
    for column, heading in enumerate(("Beskrivelse", *years, "Totalbudsjett")):
        book.write(0, column, heading, book.heading)
    for i, (label, *amounts) in enumerate(rows or BUDGET, start=1):
        is_total = label.startswith("Sum ")
        book.write(i, 0, label, book.label_total if is_total else None)
        for column, amount in enumerate(amounts, start=1):
            book.write(i, column, amount, book.total if is_total else book.amount)
    book.close()


ACCOUNTS = {
    "1010": "Fastlønn",
    "1090": "Pensjonsinnskudd",
    "1099": "Arbeidsgiveravgift",
    "1115": "Matvarer, bevertning",
    "1120": "Annet forbruksmateriell",
    "1150": "Kurs og foredrag",
    "1160": "Reiseutgifter",
    "1170": "Leie av transport",
    "1190": "Leie av lokaler",
    "1270": "Konsulenttjenester",
}

LEDGER_HEADINGS = (
    "Ansvar", "Art", "Art(T)", "Funksjon", "Prosjekt", "Bilagsart", "Bilagsnr", "Bilagsdato",
    "Periode", "Tekst", "MVA-kode", "Beløp",
)  # fmt: skip

Entry = tuple[date, str, str, str, str]


def _salaries() -> Iterator[Entry]:
    """Half a project leader's pay each month, with pension and social costs."""
    months = [(2021, m) for m in range(7, 13)] + [(2022, m) for m in range(1, 7)]
    for year, month in months:
        day = date(year, month, 12)
        text = f"Lønn prosjektleder 50 % {month:02}.{year}"
        yield day, "1010", text, "20820.00", "LØ"
        yield day, "1090", f"Pensjon {month:02}.{year}", "2498.40", "LØ"
        yield day, "1099", f"Arbeidsgiveravgift {month:02}.{year}", "3287.90", "LØ"


def _activities() -> Iterator[Entry]:
    """Everything but pay, in the order of the year."""
    yield date(2021, 8, 24), "1120", "Kontormateriell oppstart", "1486.00", "IF"
    yield date(2021, 9, 14), "1115", "Lunsj kick-off, 34 personer", "9520.00", "IF"
    yield date(2021, 9, 14), "1190", "Leie av sal kick-off", "6500.00", "IF"
    yield date(2021, 10, 6), "1170", "Buss studietur til nabobibliotek", "14800.00", "IF"
    yield date(2021, 10, 6), "1115", "Matpakker studietur", "3842.50", "IF"
    yield date(2021, 11, 9), "1160", "Reise arbeidsmøte", "2654.10", "RR"
    yield date(2021, 11, 23), "1160", "Reise arbeidsmøte", "1184.00", "RR"
    yield date(2021, 12, 2), "1150", "Honorar foredrag digital samling", "12000.00", "IF"
    yield date(2021, 12, 2), "1150", "Honorar ordstyrer digital samling", "8000.00", "IF"
    yield date(2021, 12, 7), "1150", "Teknisk gjennomføring digital samling", "9625.00", "IF"
    yield date(2022, 1, 18), "1120", "Materiell arbeidsmøter, feil konto", "4250.00", "IF"
    yield date(2022, 1, 20), "1120", "Korrigering materiell arbeidsmøter", "-4250.00", "GL"
    yield date(2022, 1, 20), "1160", "Reise arbeidsmøte", "1234.00", "RR"
    yield date(2022, 1, 31), "1270", "Innbyggerundersøkelse, første del", "80625.00", "IF"
    yield date(2022, 3, 15), "1270", "Innbyggerundersøkelse, andre del", "134375.00", "IF"
    yield date(2022, 3, 29), "1170", "Buss studietur vår", "15900.00", "IF"
    yield date(2022, 4, 21), "1115", "Lunsj samling vår", "6210.00", "IF"
    yield date(2022, 5, 10), "1160", "Reise konferanse", "8460.50", "RR"
    yield date(2022, 5, 11), "1190", "Leie av konferansesal", "24500.00", "IF"
    yield date(2022, 5, 11), "1115", "Bevertning konferanse", "18375.00", "IF"
    yield date(2022, 6, 14), "1120", "Materiell avslutning av året", "2140.00", "IF"


def ledger_entries() -> list[Entry]:
    """Every entry of project year 1 by voucher date: day, account, text, amount, kind of voucher."""
    return sorted([*_salaries(), *_activities()], key=lambda entry: entry[0])


def write_ledger(path: Path) -> None:
    """The export: one row an entry, cost positive, title rows above."""
    book = Sheet(path, "Hovedbok")
    book.sheet.set_column(0, 8, 11)
    book.sheet.set_column(2, 2, 22)
    book.sheet.set_column(9, 9, 42)
    book.sheet.set_column(11, 11, 13)
    book.write(0, 0, "Hovedbok per prosjekt", book.bold)
    book.write(1, 0, "Prosjekt 470021 Beste praksis, regnskapsår 2021-2022")
    for column, heading in enumerate(LEDGER_HEADINGS):
        book.write(3, column, heading, book.heading)
    for i, (day, account, text, amount, kind) in enumerate(ledger_entries()):
        voucher = 2100000 + 7 * i if day.year == 2021 else 2200000 + 7 * i
        values = (
            "3710", account, ACCOUNTS[account], "370", "470021", kind, str(voucher), day,
            f"{day:%Y%m}", text, "0" if kind == "LØ" else "64",
        )  # fmt: skip
        for column, value in enumerate(values):
            book.write(4 + i, column, value)
        book.write(4 + i, 11, float(amount), book.exact)
    book.close()


ROLES = (
    ["bibliotekar"] * 6
    + ["formidler"] * 4
    + ["veileder innbyggertorg"] * 5
    + ["avdelingsleder"] * 2
)
TASKS = (
    "Arbeidsmøte i prosjektgruppa",
    "Utprøving i avdelingen",
    "Forberedelse av samling",
    "Dokumentasjon av praksis",
)


def timesheet_rows() -> Iterator[tuple[date, str, Decimal, int, str]]:
    """17 employees' hours, 7 to 10 a month each, at 375 kr an hour; up to the report's date."""
    months = [(2021, m) for m in range(7, 13)] + [(2022, 1), (2022, 2)]
    for n, (year, month) in enumerate(months):
        for person, role in enumerate(ROLES):
            hours = Decimal(7) + Decimal((person * 5 + n * 3) % 7) / 2
            day = date(
                year, month, 3 + (person * 2 + n) % 11 if month == 2 else 3 + (person * 2 + n) % 24
            )
            yield day, role, hours, 375, TASKS[(person + n) % len(TASKS)]


def write_hours(path: Path) -> None:
    """The timesheet: roles, no names."""
    book = Sheet(path, "Timer")
    book.sheet.set_column(0, 4, 12)
    book.sheet.set_column(1, 1, 24)
    book.sheet.set_column(4, 4, 34)
    for column, heading in enumerate(("Dato", "Rolle", "Timer", "Timesats", "Oppgave")):
        book.write(0, column, heading, book.heading)
    for i, (day, role, hours, rate, task) in enumerate(sorted(timesheet_rows()), start=1):
        for column, value in enumerate((day, role, float(hours), rate, task)):
            book.write(i, column, value)
    book.close()


def with_cell(row: int, column: int, value: Any) -> list[tuple[Any, ...]]:
    """The founding budget with one cell changed; row 2 is the first line, column 1 is B."""
    rows: list[list[Any]] = [list(r) for r in BUDGET]
    rows[row - 2][column] = value
    return [tuple(r) for r in rows]


def _unbalanced() -> list[tuple[Any, ...]]:
    """The grant is 50 000 short in year 1, and every sum says so consistently."""
    rows: list[list[Any]] = [list(r) for r in BUDGET]
    for row, amounts in ((9, (650000, 700000, 1350000)), (10, (1290000, 1340000, 2630000))):
        rows[row][1:] = amounts
    return [tuple(r) for r in rows]


def _in_kind_mismatch() -> list[tuple[Any, ...]]:
    """Year 2's own work is 20 000 less than its cost, and the grant 20 000 more."""
    rows: list[list[Any]] = [list(r) for r in BUDGET]
    rows[8][1:] = (640000, 620000, 1260000)
    rows[9][1:] = (700000, 720000, 1420000)
    return [tuple(r) for r in rows]


def write_faulty(folder: Path) -> None:
    """Small workbooks with one fault each; folder/README.md shows what grantcalc says of them."""
    write_budget(folder / "swapped-digits.xlsx", with_cell(2, 1, 319454))
    write_budget(folder / "wrong-total.xlsx", with_cell(9, 1, 1340010))
    write_budget(folder / "wrong-row-total.xlsx", with_cell(5, 3, 150000))
    write_budget(folder / "unreadable-amount.xlsx", with_cell(4, 2, "ca. 30000"))
    write_budget(folder / "unbalanced.xlsx", _unbalanced())
    write_budget(folder / "own-work-differs.xlsx", _in_kind_mismatch())
    write_short_sum(folder / "sum-leaves-out-a-line.xlsx")
    write_budget(folder / "overlapping-years.xlsx", years=(YEARS[0], "01.06.2022 - 30.06.2023"))


def write_several_faults(path: Path) -> None:
    """Two digits swapped, a row's total that was not corrected, and years that overlap."""
    rows: list[list[Any]] = [list(row) for row in BUDGET]
    rows[0][1] = 319454
    rows[3][3] = 150000
    write_budget(path, [tuple(row) for row in rows], (YEARS[0], "01.06.2022 - 30.06.2023"))


def write_short_sum(path: Path) -> None:
    """A budget of formulas whose first sum leaves out the line that was added last."""
    page = Sheet(path, "Budsjett")
    lines = [("Kursholder", 2, 8500), ("Leie av sal", 3, 2400), ("Trykk", 400, 12)]
    lines += [("Servering", 90, 65)]
    for column, text in enumerate(("Utgifter", "Antall", "Pris", "Beløp")):
        page.write(0, column, text, page.heading)
    for row, (label, quantity, price) in enumerate(lines, 1):
        for column, value in enumerate((label, quantity, price)):
            page.write(row, column, value)
        formula = f"=B{row + 1}*C{row + 1}"
        page.sheet.write_formula(row, 3, formula, page.amount, quantity * price)
    total = sum(quantity * price for _, quantity, price in lines[:-1])
    page.write(5, 0, "Sum utgifter", page.label_total)
    page.sheet.write_formula(5, 3, "=SUM(D2:D4)", page.total, total)
    page.write(7, 0, "Tilskudd fra fylkeskommunen")
    page.sheet.write_formula(7, 3, "=D6-D9", page.amount, total - 9000)
    page.write(8, 0, "Egenandel")
    page.write(8, 3, 9000, page.amount)
    page.write(9, 0, "Sum inntekter", page.label_total)
    page.sheet.write_formula(9, 3, "=D8+D9", page.total, total)
    page.close()


def make(folder: Path = HERE) -> None:
    """Makes all workbooks below `folder`."""
    for name in ("aalesund", "drammen", "faulty", "formats"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_budget(folder / "drammen" / "budget.xlsx")
    write_budget(folder / "drammen" / "updated-budget.xlsx", UPDATED_BUDGET)
    write_ledger(folder / "drammen" / "ledger.xlsx")
    write_hours(folder / "drammen" / "hours.xlsx")
    make_aalesund(folder / "aalesund")
    write_status_report(
        folder / "drammen" / "statusrapport.docx",
        [("Beskrivelse", *YEARS, "Totalbudsjett"), *BUDGET],
    )
    write_faulty(folder / "faulty")
    write_several_faults(folder / "formats" / "budget.xlsx")


if __name__ == "__main__":
    make()
