"""SAF-T files as tests need them: written from entries, in the forms that occur."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NAMESPACE = "urn:StandardAuditFile-Taxation-Financial:NO"


@dataclass(frozen=True)
class Analysis:
    """An analysis of a line; `amount` is written as the version does: 1.10 plain, 1.30 by side."""

    type: str
    id: str
    amount: str = ""
    element: str = "AnalysisAmount"

    def xml(self) -> str:
        amount = f"<{self.element}><Amount>{self.amount}</Amount></{self.element}>"
        return (
            f"<Analysis><AnalysisType>{self.type}</AnalysisType>"
            f"<AnalysisID>{escape(self.id)}</AnalysisID>{amount if self.amount else ''}</Analysis>"
        )


@dataclass(frozen=True)
class Line:
    account: str
    debit: str = ""
    credit: str = ""
    text: str = ""
    analyses: Sequence[Analysis] = ()
    more: str = ""

    def xml(self) -> str:
        sides = "".join(
            f"<{side}><Amount>{amount}</Amount></{side}>\n"
            for side, amount in (("DebitAmount", self.debit), ("CreditAmount", self.credit))
            if amount
        )
        analyses = "".join(analysis.xml() for analysis in self.analyses)
        return (
            f"<Line>\n<RecordID>1</RecordID><AccountID>{self.account}</AccountID>\n{analyses}"
            f"<Description>{escape(self.text)}</Description>\n{sides}{self.more}</Line>\n"
        )


def voucher(number: str, day: str, *lines: Line, more: str = "") -> str:
    return (
        f"<Transaction>\n<TransactionID>{escape(number)}</TransactionID>\n"
        f"<Period>{int(day[5:7])}</Period><PeriodYear>{day[:4]}</PeriodYear>\n"
        f"<TransactionDate>{day}</TransactionDate>\n<Description>Bilag {escape(number)}</Description>\n"
        f"{''.join(line.xml() for line in lines)}{more}</Transaction>\n"
    )


def audit_file(
    vouchers: Iterable[str],
    *,
    totals: str = "",
    types: Sequence[tuple[str, str]] = (("P", "Prosjekt"), ("A", "Avdeling")),
    masters: str = "",
    currency: str = "NOK",
    namespace: str = f' xmlns="{NAMESPACE}"',
    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
) -> str:
    table = "".join(
        f"<AnalysisTypeTableEntry><AnalysisType>{kind}</AnalysisType><AnalysisTypeDescription>{name}"
        "</AnalysisTypeDescription></AnalysisTypeTableEntry>\n"
        for kind, name in types
    )
    return (
        f"{declaration}<AuditFile{namespace}>\n<Header><AuditFileVersion>1.10</AuditFileVersion>"
        f"<DefaultCurrencyCode>{currency}</DefaultCurrencyCode></Header>\n"
        f"<MasterFiles>{masters}<AnalysisTypeTable>{table}</AnalysisTypeTable></MasterFiles>\n"
        f"<GeneralLedgerEntries>\n{totals}<Journal>\n<JournalID>GL</JournalID>\n"
        f"{''.join(vouchers)}</Journal>\n</GeneralLedgerEntries>\n</AuditFile>\n"
    )


def prefixed(xml: str, prefix: str = "n1") -> str:
    """The same file with a prefix before each element's name."""
    declaration, _, rest = xml.partition("?>")
    rest = rest.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    return f"{declaration}?>{rest.replace(' xmlns=', f' xmlns:{prefix}=')}"
