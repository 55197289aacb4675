"""The same entries as different exports: .csv, .xlsx and SAF-T, in any order and split over files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from conftest import write_workbook

HEADINGS = ("Bilagsdato", "Konto", "Bilagsnr", "Tekst", "Prosjekt", "Beløp")


@dataclass(frozen=True)
class Exported:
    """An entry as an export gives it; `minor` is its amount in øre, cost positive."""

    day: date
    account: str
    voucher: str
    text: str
    project: str
    minor: int

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-2)


Export = Callable[[Path, Sequence[Exported]], Path]


def as_csv(path: Path, entries: Sequence[Exported]) -> Path:
    """Semicolons, decimal commas, days first: as Nordic systems write it."""
    lines = [";".join(HEADINGS)]
    lines += [
        f"{e.day:%d.%m.%Y};{e.account};{e.voucher};{e.text};{e.project};{_with_comma(e.amount)}"
        for e in entries
    ]
    path = path.with_suffix(".csv")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _with_comma(amount: Decimal) -> str:
    return str(amount).replace(".", ",")


def as_workbook(path: Path, entries: Sequence[Exported]) -> Path:
    """Days and amounts as numbers, below a title."""
    rows = [[e.day, int(e.account), e.voucher, e.text, e.project, float(e.amount)] for e in entries]
    return write_workbook(
        path.with_suffix(".xlsx"), {"Hovedbok": [["Hovedbok"], [], [*HEADINGS], *rows]}
    )


def as_saft(path: Path, entries: Sequence[Exported]) -> Path:
    """SAF-T Financial 1.30 with control totals; each entry is a transaction of one line."""
    debit = sum(e.minor for e in entries if e.minor >= 0)
    credit = -sum(e.minor for e in entries if e.minor < 0)
    path = path.with_suffix(".xml")
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO">\n'
        "<Header><AuditFileVersion>1.30</AuditFileVersion></Header>\n"
        "<MasterFiles><AnalysisTypeTable><AnalysisTypeTableEntry><AnalysisType>P</AnalysisType>"
        "<AnalysisTypeDescription>Prosjekt</AnalysisTypeDescription></AnalysisTypeTableEntry>"
        "</AnalysisTypeTable></MasterFiles>\n"
        f"<GeneralLedgerEntries><NumberOfEntries>{len(entries)}</NumberOfEntries>"
        f"<TotalDebit>{_kroner(debit)}</TotalDebit><TotalCredit>{_kroner(credit)}</TotalCredit>\n"
        "<Journal><JournalID>GL</JournalID><Description>GL</Description><Type>GL</Type>\n"
        + "\n".join(_transaction(e) for e in entries)
        + "\n</Journal></GeneralLedgerEntries></AuditFile>\n",
        "utf-8",
    )
    return path


def _transaction(entry: Exported) -> str:
    side = "DebitAmount" if entry.minor >= 0 else "CreditAmount"
    analysis = side.replace("Amount", "AnalysisAmount")
    amount = f"<Amount>{_kroner(abs(entry.minor))}</Amount>"
    return (
        f"<Transaction><TransactionID>{entry.voucher}</TransactionID>"
        f"<Period>{entry.day.month}</Period><PeriodYear>{entry.day.year}</PeriodYear>"
        f"<TransactionDate>{entry.day}</TransactionDate><Description>x</Description>"
        f"<GLPostingDate>{entry.day}</GLPostingDate>\n<Line><RecordID>1</RecordID>"
        f"<AccountID>{entry.account}</AccountID><Analysis><AnalysisType>P</AnalysisType>"
        f"<AnalysisID>{entry.project}</AnalysisID><{analysis}>{amount}</{analysis}></Analysis>"
        f"<Description>{escape(entry.text)}</Description><{side}>{amount}</{side}>"
        "</Line></Transaction>"
    )


def _kroner(minor: int) -> str:
    return str(Decimal(minor).scaleb(-2))
