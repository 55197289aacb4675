"""The workbooks of examples/aalesund: a one-year grant that spans two calendar years.

The award and its time are those of a public final report of a Norwegian library; everything else is
invented. Each sum below can be done by hand, and a test does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from examples.workbook import Sheet

MADE = datetime(2023, 6, 20, 9, 0)

YEAR = "01.06.2022 - 31.05.2023"
LEADER, WORKSHOPS, TRAVEL = "Prosjektledelse", "Verksteder og samlinger", "Reiser"
CONSULTANT, PRINT, WORK = "Konsulenttjenester", "Trykk og formidling", "Arbeidsinnsats ansatte"

#: What the funder approved; later 15 000 was moved from travel to workshops.
APPROVED = {LEADER: 384000, WORKSHOPS: 120000, TRAVEL: 60000, CONSULTANT: 110000, PRINT: 76000}
CHANGED = {**APPROVED, WORKSHOPS: 135000, TRAVEL: 45000}
OWN_WORK, GRANT = 520000, 750000

ACCOUNTS = {
    "1010": "Fastlønn",
    "1090": "Pensjonsinnskudd",
    "1099": "Arbeidsgiveravgift",
    "1115": "Matvarer, bevertning",
    "1120": "Annet forbruksmateriell",
    "1140": "Trykking og informasjon",
    "1150": "Kurs og foredrag",
    "1160": "Reiseutgifter",
    "1190": "Leie av lokaler",
    "1270": "Konsulenttjenester",
}

LEDGER_HEADINGS = (
    "Ansvar", "Art", "Art(T)", "Funksjon", "Prosjekt", "Bilagsart", "Bilagsnr", "Bilagsdato",
    "Periode", "Tekst", "Beløp",
)  # fmt: skip

#: Day, account, text, amount.
Entry = tuple[date, str, str, str]


def _pay() -> Iterator[Entry]:
    """Half a project leader's pay: 31 948 a month with pension (12 %) and social costs (14.1 %)."""
    months = [(2022, m) for m in range(6, 13)] + [(2023, m) for m in range(1, 6)]
    for year, month in months:
        day, of_month = date(year, month, 12), f"{month:02}.{year}"
        yield day, "1010", f"Lønn prosjektleder 50 % {of_month}", "25000.00"
        yield day, "1090", f"Pensjon {of_month}", "3000.00"
        yield day, "1099", f"Arbeidsgiveravgift {of_month}", "3948.00"


def _activities() -> Iterator[Entry]:
    """Everything but pay, in the order of the year; the last entry is after the project's end."""
    yield date(2022, 8, 30), "1160", "Reise besøk hos nabobibliotek", "12480.50"
    yield date(2022, 9, 14), "1190", "Leie av sal, første verksted", "6500.00"
    yield date(2022, 9, 14), "1115", "Bevertning, første verksted", "11340.00"
    yield date(2022, 9, 20), "1120", "Materiell verksteder", "8764.00"
    yield date(2022, 10, 5), "1140", "Plakater og program høst", "14500.00"
    yield date(2022, 10, 19), "1150", "Honorar kursholder, verksted høst", "15000.00"
    yield date(2022, 10, 27), "1160", "Reise fagsamling", "9215.00"
    yield date(2022, 11, 16), "1190", "Leie av sal, andre verksted", "6500.00"
    yield date(2022, 11, 16), "1115", "Bevertning, andre verksted", "9800.00"
    yield date(2022, 11, 29), "1270", "Evaluering, første del", "48000.00"
    yield date(2022, 12, 5), "1120", "Materiell verksteder, feil prosjekt", "3150.00"
    yield date(2022, 12, 14), "1120", "Korrigering materiell, feil prosjekt", "-3150.00"
    yield date(2023, 1, 25), "1150", "Honorar kursholder, verksted vinter", "15000.00"
    yield date(2023, 2, 15), "1190", "Leie av sal, tredje verksted", "6500.00"
    yield date(2023, 2, 15), "1115", "Bevertning, tredje verksted", "10250.00"
    yield date(2023, 3, 8), "1160", "Reise fagsamling", "11370.00"
    yield date(2023, 3, 22), "1150", "Honorar kursholder, verksted vår", "15000.00"
    yield date(2023, 3, 30), "1270", "Evaluering, andre del", "60000.00"
    yield date(2023, 4, 12), "1140", "Plakater og program vår", "27000.00"
    yield date(2023, 4, 26), "1190", "Leie av sal, avslutning", "12000.00"
    yield date(2023, 4, 26), "1115", "Bevertning, avslutning", "16950.00"
    yield date(2023, 5, 11), "1160", "Reise erfaringsutveksling", "8904.50"
    yield date(2023, 5, 30), "1140", "Trykk av erfaringshefte", "23000.00"
    yield date(2023, 6, 9), "1160", "Reise presentasjon på fagdag", "4200.00"


def ledger_entries() -> list[Entry]:
    """Every entry over both calendar years, by voucher date."""
    return sorted([*_pay(), *_activities()], key=lambda entry: entry[0])


def _write_budget(path: Path, lines: dict[str, int]) -> None:
    book = Sheet(path, "Budsjett", MADE)
    book.sheet.set_column(0, 0, 34)
    book.sheet.set_column(1, 1, 26)
    rows = [*lines.items(), (WORK, OWN_WORK), ("Sum utgifter", sum(lines.values()) + OWN_WORK)]
    rows += [("Egeninnsats", OWN_WORK), ("Nasjonalbiblioteket", GRANT)]
    rows += [("Sum inntekter", GRANT + OWN_WORK)]
    _write_row(book, 0, ("Beskrivelse", YEAR), book.heading)
    for i, (label, amount) in enumerate(rows, start=1):
        is_total = label.startswith("Sum ")
        book.write(i, 0, label, book.label_total if is_total else None)
        book.write(i, 1, amount, book.total if is_total else book.amount)
    book.close()


def _write_ledger(path: Path) -> None:
    book = Sheet(path, "Hovedbok", MADE)
    book.sheet.set_column(0, 8, 11)
    book.sheet.set_column(2, 2, 22)
    book.sheet.set_column(9, 9, 42)
    book.sheet.set_column(10, 10, 13)
    book.write(0, 0, "Hovedbok per prosjekt, regnskapsår 2022 og 2023", book.bold)
    _write_row(book, 2, LEDGER_HEADINGS, book.heading)
    for i, (day, account, text, amount) in enumerate(ledger_entries()):
        kind = "LØ" if account in ("1010", "1090", "1099") else "IF"
        voucher = str(day.year * 10000 - 18000000 + 11 * i)
        values = (
            "3720", account, ACCOUNTS[account], "370", "480112", kind, voucher, day,
            f"{day:%Y%m}", text,
        )  # fmt: skip
        _write_row(book, 3 + i, values)
        book.write(3 + i, 10, float(amount), book.exact)
    book.close()


ROLES = ["bibliotekar"] * 5 + ["formidler"] * 3 + ["avdelingsleder"] * 2
TASKS = ("Forberedelse av verksted", "Gjennomføring av verksted", "Oppfølging av deltakere")
RATE = 400


def timesheet_rows() -> Iterator[tuple[date, str, Decimal, int, str]]:
    """Ten employees' hours, some 11 a month each, at 400 kr an hour."""
    months = [(2022, m) for m in range(6, 13)] + [(2023, m) for m in range(1, 6)]
    for n, (year, month) in enumerate(months):
        for person, role in enumerate(ROLES):
            hours = Decimal(8) + Decimal((person * 5 + n * 3) % 7)
            day = date(year, month, 4 + (person * 3 + n) % 24)
            yield day, role, hours, RATE, TASKS[(person + n) % len(TASKS)]


def _write_hours(path: Path) -> None:
    book = Sheet(path, "Timer", MADE)
    book.sheet.set_column(0, 4, 12)
    book.sheet.set_column(1, 1, 18)
    book.sheet.set_column(4, 4, 28)
    _write_row(book, 0, ("Dato", "Rolle", "Timer", "Timesats", "Oppgave"), book.heading)
    for i, (day, role, hours, rate, task) in enumerate(sorted(timesheet_rows()), start=1):
        _write_row(book, i, (day, role, float(hours), rate, task))
    book.close()


def _write_orders(path: Path, printed: int | None) -> None:
    """Both orders; `printed` is what is invoiced of the booklet's printing."""
    book = Sheet(path, "Bestillinger", MADE)
    book.sheet.set_column(0, 5, 14)
    book.sheet.set_column(1, 2, 24)
    headings = ("Dato", "Leverandør", "Budsjettlinje", "Beløp", "Fakturert", "Levering")
    _write_row(book, 0, headings, book.heading)
    evaluation = (date(2022, 9, 1), "Evalueringsbyrået", CONSULTANT, 108000, 108000)
    booklet = (date(2023, 4, 20), "Trykkeriet", PRINT, 23000, printed)
    _write_row(book, 1, (*evaluation, date(2023, 3, 31)))
    _write_row(book, 2, (*booklet, date(2023, 5, 30)))
    book.close()


def spent_by_line() -> dict[str, Decimal]:
    """What the accounts have on each line by the project's end."""
    line_of = {
        "1010": LEADER, "1090": LEADER, "1099": LEADER, "1160": TRAVEL, "1270": CONSULTANT,
        "1140": PRINT,
    }  # fmt: skip
    found = dict.fromkeys(APPROVED, Decimal(0))
    for day, account, _, amount in ledger_entries():
        if day <= date(2023, 5, 31):
            found[line_of.get(account, WORKSHOPS)] += Decimal(amount)
    return found


def _write_accounts(path: Path) -> None:
    """The project's accounts as the finance department signs them: approved, spent, difference."""
    book = Sheet(path, "Prosjektregnskap", MADE)
    book.sheet.set_column(0, 0, 34)
    book.sheet.set_column(1, 3, 18)
    _write_row(book, 0, ("Post", "Godkjent budsjett", "Regnskap", "Avvik"), book.heading)
    spent = spent_by_line()
    rows = [(line, Decimal(APPROVED[line]), spent[line]) for line in APPROVED]
    rows.append(("Sum utgifter", Decimal(GRANT), sum(spent.values(), Decimal(0))))
    for i, (label, approved, its) in enumerate(rows, start=1):
        style = book.total if label.startswith("Sum ") else book.exact
        book.write(i, 0, label)
        for column, amount in enumerate((approved, its, approved - its), start=1):
            book.write(i, column, float(amount), style)
    book.close()


def _write_row(book: Sheet, row: int, values: Sequence[Any], style: Any = None) -> None:
    for column, value in enumerate(values):
        book.write(row, column, value, style)


def make_aalesund(folder: Path) -> None:
    """Makes the workbooks of the example in `folder`."""
    _write_budget(folder / "budget.xlsx", CHANGED)
    _write_budget(folder / "approved-budget.xlsx", APPROVED)
    _write_ledger(folder / "ledger.xlsx")
    _write_hours(folder / "hours.xlsx")
    _write_orders(folder / "commitments.xlsx", 23000)
    _write_orders(folder / "commitments-may.xlsx", None)
    _write_accounts(folder / "accounts.xlsx")
