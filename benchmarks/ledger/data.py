"""A municipality's ledger of any size, in every format: the same entries each time, all invented."""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

#: Written anew whenever the data changes, so that no old file in a cache is taken for it.
VERSION = 1
FIRST, DAYS = date(2021, 7, 1), 365
AS_OF = date(2022, 2, 14)
LINES = {
    "5000": "Salaries",
    "6300": "Rent",
    "6540": "Equipment",
    "6790": "Consultants",
    "7140": "Travel",
    "7320": "Information",
}
HEADINGS = (
    "Bilagsdato", "Bilagsnr", "Konto", "Ansvar", "Prosjekt", "Leverandør", "Tekst", "Beløp",
)  # fmt: skip
_ACCOUNTS = tuple(LINES)
_EXCEL_FIRST_DAY = date(1899, 12, 30)
_TEXTS, _SUPPLIERS, _PROJECTS, _UNITS = 5_000, 400, 40, 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `minor` is its amount in øre."""

    day: date
    voucher: int
    account: str
    unit: int
    project: int
    supplier: int
    text: int
    minor: int


def entries(size: int) -> Iterator[Entry]:
    """The entries, made by counting: nothing is drawn."""
    for i in range(1, size + 1):
        mixed = i * 2_654_435_761 % 4_294_967_296
        yield Entry(
            FIRST + timedelta(days=mixed % DAYS),
            100_000 + i // 2,
            _ACCOUNTS[mixed // 7 % len(_ACCOUNTS)],
            4_700 + mixed // 11 % _UNITS,
            470_000 + mixed // 13 % _PROJECTS,
            mixed // 17 % _SUPPLIERS,
            mixed // 19 % _TEXTS,
            mixed // 23 % 110_000 - 10_000 or 1,
        )


def answer(size: int) -> dict[str, int]:
    """What was spent by account up to the day, in øre, by counting."""
    spent: dict[str, int] = defaultdict(int)
    for entry in entries(size):
        if entry.day <= AS_OF:
            spent[entry.account] += entry.minor
    return dict(spent)


def _kroner(minor: int) -> str:
    sign, minor = "-" if minor < 0 else "", abs(minor)
    return f"{sign}{minor // 100}.{minor % 100:02}"


def write_csv(path: Path, size: int) -> None:
    """Semicolons, decimal commas, days first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(";".join(HEADINGS) + "\r\n")
        file.writelines(
            f"{e.day:%d.%m.%Y};{e.voucher};{e.account};{e.unit};{e.project};Leverandør {e.supplier} AS;"
            f"Faktura {e.text};{_kroner(e.minor).replace('.', ',')}\r\n"
            for e in entries(size)
        )


_PACKAGE = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName='
    '"/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sharedStrings+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Hovedbok" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    '<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" '
    'applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def write_workbook(path: Path, size: int) -> None:
    """The parts that Excel writes, put together as text: a library needs minutes for a million rows."""
    strings: dict[str, int] = {}

    def text(value: object) -> str:
        return str(strings.setdefault(str(value), len(strings)))

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        for name, content in _PACKAGE.items():
            package.writestr(
                name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content
            )
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            head = "".join(
                f'<c r="{letter}1" t="s"><v>{text(heading)}</v></c>'
                for letter, heading in zip("ABCDEFGH", HEADINGS, strict=True)
            )
            sheet.write(
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                f'<row r="1">{head}</row>'.encode()
            )
            for n, e in enumerate(entries(size), start=2):
                sheet.write(
                    f'<row r="{n}"><c r="A{n}" s="1"><v>{(e.day - _EXCEL_FIRST_DAY).days}</v></c>'
                    f'<c r="B{n}"><v>{e.voucher}</v></c><c r="C{n}" t="s"><v>{text(e.account)}</v></c>'
                    f'<c r="D{n}" t="s"><v>{text(e.unit)}</v></c>'
                    f'<c r="E{n}" t="s"><v>{text(e.project)}</v></c>'
                    f'<c r="F{n}" t="s"><v>{text(f"Leverandør {e.supplier} AS")}</v></c>'
                    f'<c r="G{n}" t="s"><v>{text(f"Faktura {e.text}")}</v></c>'
                    f'<c r="H{n}"><v>{e.minor / 100!r}</v></c></row>'.encode()
                )
            sheet.write(b"</sheetData></worksheet>")
        items = "".join(f"<si><t>{value}</t></si>" for value in strings)
        package.writestr(
            "xl/sharedStrings.xml",
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="http://schemas.'
            f'openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{len(strings)}">{items}</sst>',
        )


def write_saft(path: Path, size: int) -> None:
    """SAF-T Financial 1.30 with control totals, a transaction for each entry."""
    debit = sum(e.minor for e in entries(size) if e.minor > 0)
    credit = -sum(e.minor for e in entries(size) if e.minor < 0)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO">\n<Header>'
            "<AuditFileVersion>1.30</AuditFileVersion><AuditFileCountry>NO</AuditFileCountry>"
            "<DefaultCurrencyCode>NOK</DefaultCurrencyCode></Header>\n<MasterFiles>"
            "<AnalysisTypeTable><AnalysisTypeTableEntry><AnalysisType>P</AnalysisType>"
            "<AnalysisTypeDescription>Prosjekt</AnalysisTypeDescription></AnalysisTypeTableEntry>"
            f"</AnalysisTypeTable></MasterFiles>\n<GeneralLedgerEntries><NumberOfEntries>{size}"
            f"</NumberOfEntries><TotalDebit>{_kroner(debit)}</TotalDebit>"
            f"<TotalCredit>{_kroner(credit)}</TotalCredit>\n"
            "<Journal><JournalID>GL</JournalID><Description>GL</Description><Type>GL</Type>\n"
        )
        file.writelines(map(_transaction, range(1, size + 1), entries(size)))
        file.write("</Journal></GeneralLedgerEntries></AuditFile>\n")


def _transaction(number: int, e: Entry) -> str:
    side = "Debit" if e.minor > 0 else "Credit"
    amount = f"<Amount>{_kroner(abs(e.minor))}</Amount>"
    return (
        f"<Transaction><TransactionID>{e.voucher}-{number}</TransactionID><Period>{e.day.month}</Period>"
        f"<PeriodYear>{e.day.year}</PeriodYear><TransactionDate>{e.day}</TransactionDate>"
        f"<Description>Faktura {e.text}</Description><GLPostingDate>{e.day}</GLPostingDate>\n"
        f"<Line><RecordID>1</RecordID><AccountID>{e.account}</AccountID><Analysis>"
        f"<AnalysisType>P</AnalysisType><AnalysisID>{e.project}</AnalysisID>"
        f"<{side}AnalysisAmount>{amount}</{side}AnalysisAmount></Analysis>"
        f"<SourceDocumentID>{e.voucher}</SourceDocumentID><Description>Faktura {e.text}</Description>"
        f"<{side}Amount>{amount}</{side}Amount></Line></Transaction>\n"
    )


def write_journal(path: Path, size: int) -> None:
    """The journal that hledger and ledger read."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(
            f"{e.day} Faktura {e.text}\n    expenses:{e.account}  {_kroner(e.minor)}\n    assets:bank\n\n"
            for e in entries(size)
        )


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "csv": write_csv,
    "xlsx": write_workbook,
    "xml": write_saft,
    "journal": write_journal,
}


def made(folder: Path, size: int, kind: str) -> Path:
    """The ledger of this size and format in a folder, made where it is not there yet."""
    path = folder / f"ledger-{VERSION}-{size}.{kind}"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        WRITERS[kind](unfinished, size)
        unfinished.rename(path)
    return path


def known_answer(folder: Path, size: int) -> dict[str, int]:
    """The answer by counting, kept beside the data."""
    path = folder / f"answer-{VERSION}-{size}.json"
    if not path.exists():
        path.write_text(json.dumps(answer(size)), "utf-8")
    known: dict[str, int] = json.loads(path.read_text("utf-8"))
    return known


def write_project(folder: Path) -> Path:
    """A budget with a line for each account, and a grantcalc.toml; gives the latter's path."""
    rows = ["Post;01.07.2021 - 30.06.2022", "Utgifter;"]
    rows += [f"{label};1000000" for label in LINES.values()]
    rows += [f"Sum utgifter;{len(LINES)}000000", "Inntekter;", f"Tilskudd;{len(LINES)}000000"]
    rows += [f"Sum inntekter;{len(LINES)}000000"]
    (folder / "budget.csv").write_text("\n".join(rows) + "\n", "utf-8")
    config = (
        f'[project]\nstart = {FIRST}\nend = 2022-06-30\n\n[files]\nbudget = "budget.csv"\n\n'
        f'[[awards]]\nsource = "Tilskudd"\nyear = 1\namount = {len(LINES)}000000\nstatus = "awarded"\n'
    )
    config += "".join(
        f'\n[[mapping]]\nline = "{label}"\naccounts = "{account}"\n'
        for account, label in LINES.items()
    )
    path = folder / "grantcalc.toml"
    path.write_text(config, "utf-8")
    return path
