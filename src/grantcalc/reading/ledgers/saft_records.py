"""What is kept of a SAF-T file: its records, and the elements that their fields stand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grantcalc.language import tr

_MASTER = "AuditFile/MasterFiles"
_ENTRIES = "AuditFile/GeneralLedgerEntries"
_VOUCHER = f"{_ENTRIES}/Journal/Transaction"
_LINE = f"{_VOUCHER}/Line|TransactionLine"

#: Each record's element by its local names (a bar between those that do as well), and the elements
#: of its fields below it.
RECORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "header": ("AuditFile/Header", {"currency": "DefaultCurrencyCode"}),
    "account": (
        f"{_MASTER}/GeneralLedgerAccounts/Account",
        {"account": "AccountID", "name": "AccountDescription"},
    ),
    "customer": (f"{_MASTER}/Customers/Customer", {"id": "CustomerID", "name": "Name"}),
    "supplier": (f"{_MASTER}/Suppliers/Supplier", {"id": "SupplierID", "name": "Name"}),
    "analysis_type": (
        f"{_MASTER}/AnalysisTypeTable/AnalysisTypeTableEntry",
        {"type": "AnalysisType", "name": "AnalysisTypeDescription"},
    ),
    "control": (
        _ENTRIES,
        {"entries": "NumberOfEntries", "debit": "TotalDebit", "credit": "TotalCredit"},
    ),
    "voucher": (
        _VOUCHER,
        {
            "id": "TransactionID",
            "period": "Period",
            "year": "PeriodYear",
            "day": "TransactionDate",
            "text": "Description",
            "entered": "SystemEntryDate",
            "posted": "GLPostingDate",
            "customer": "CustomerID",
            "supplier": "SupplierID",
        },
    ),
    "line": (
        _LINE,
        {
            "account": "AccountID",
            "document": "SourceDocumentID",
            "customer": "CustomerID",
            "supplier": "SupplierID",
            "text": "Description",
            "debit": "DebitAmount/Amount",
            "debit_currency": "DebitAmount/CurrencyCode",
            "debit_foreign": "DebitAmount/CurrencyAmount",
            "debit_rate": "DebitAmount/ExchangeRate",
            "credit": "CreditAmount/Amount",
            "credit_currency": "CreditAmount/CurrencyCode",
            "credit_foreign": "CreditAmount/CurrencyAmount",
            "credit_rate": "CreditAmount/ExchangeRate",
        },
    ),
    "analysis": (
        f"{_LINE}/Analysis",
        {
            "type": "AnalysisType",
            "id": "AnalysisID",
            "amount": "AnalysisAmount/Amount",
            "debit": "DebitAnalysisAmount/Amount",
            "credit": "CreditAnalysisAmount/Amount",
        },
    ),
    "tax": (f"{_LINE}/TaxInformation", {"code": "TaxCode"}),
}

#: By what a record is told from others: its voucher and line, counted from 1, and the row of the file.
KEYS: Mapping[str, tuple[str, ...]] = dict.fromkeys(RECORDS, ("row",)) | {
    "voucher": ("voucher",),
    "line": ("voucher", "line", "row"),
    "analysis": ("line",),
    "tax": ("line",),
}

#: Records that hold others without number: what they say first is passed on before the first of those.
_LONG = frozenset({"control", "voucher"})
#: Characters of a field, and elements within elements, beyond which a file is no ledger.
_MOST_CHARACTERS = 1_000_000
_MOST_DEEP = 64


@dataclass(slots=True)
class _Element:
    """An element that is known: what stands in it, the record that it is, the field that it gives."""

    children: dict[str, _Element] = field(default_factory=dict)
    record: str = ""
    column: int | None = None


def _known_elements() -> _Element:
    root = _Element()
    for record, (path, columns) in RECORDS.items():
        element = _at(root, path)
        element.record = record
        for column, below in enumerate(columns.values()):
            _at(element, below).column = column
    return root


def _at(element: _Element, path: str) -> _Element:
    for names in path.split("/"):
        first, *others = names.split("|")
        child = element.children.setdefault(first, _Element())
        for other in others:
            element.children[other] = child
        element = child
    return element


_ROOT, _UNKNOWN = _known_elements(), _Element()


class TooLargeError(Exception):
    """An element or a text is larger than any ledger's."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read: of which voucher and line, and on which row of the file."""

    kind: str
    voucher: int
    line: int
    row: int
    fields: tuple[str, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """The numbers that KEYS names for records of this kind."""
        return tuple(getattr(self, name) for name in KEYS[self.kind])


class _Open:
    """A record whose element is not closed yet."""

    __slots__ = ("kind", "row", "texts")

    def __init__(self, kind: str, row: int) -> None:
        self.kind = kind
        self.row = row
        self.texts = [""] * len(RECORDS[kind][1])


class RecordReader:
    """Makes records of an XML parser's events, whatever the names' prefixes.

    A field that occurs twice holds both texts, so that two amounts are no amount.
    """

    def __init__(self, emit: Callable[[Record], None], row: Callable[[], int]) -> None:
        self._emit = emit
        self._row = row
        self._elements = [_ROOT]
        self._open: list[_Open] = []
        self._text: list[str] = []
        self._characters = 0
        self.tags: list[str] = []
        self.vouchers = 0
        self.lines = 0
        #: The element that ended last, if it is a line; its tag as the file writes it.
        self.line_tag = ""

    def start(self, tag: str, _attributes: object) -> None:
        """An element begins."""
        if len(self.tags) >= _MOST_DEEP:
            raise TooLargeError(
                tr("holds more than {most} elements within each other", most=_MOST_DEEP)
            )
        element = self._elements[-1].children.get(tag.rpartition(":")[2], _UNKNOWN)
        self._elements.append(element)
        self.tags.append(tag)
        if element.record:
            self._start_record(element.record)
        if element.column is not None:
            self._text.clear()
            self._characters = 0

    def _start_record(self, kind: str) -> None:
        if self._open and self._open[-1].kind in _LONG:
            self._pass_on(self._open[-1])
        self.vouchers += kind == "voucher"
        self.lines += kind == "line"
        self._open.append(_Open(kind, self._row()))

    def _pass_on(self, record: _Open) -> None:
        """Emits what a record holds so far; a line even if it holds nothing."""
        if any(record.texts) or record.kind == "line":
            self._emit(
                Record(record.kind, self.vouchers, self.lines, record.row, tuple(record.texts))
            )
            record.texts = [""] * len(record.texts)

    def data(self, text: str) -> None:
        """Characters of the element that is open."""
        if self._elements[-1].column is not None:
            self._text.append(text)
            self._characters += len(text)
            if self._characters > _MOST_CHARACTERS:
                raise TooLargeError(
                    tr(
                        "holds a text of more than {most} characters",
                        most=_MOST_CHARACTERS,
                    )
                )

    def end(self, tag: str) -> None:
        """An element ends."""
        element = self._elements.pop()
        self.tags.pop()
        if element.column is not None:
            texts = self._open[-1].texts
            text = "".join(self._text)
            texts[element.column] = f"{texts[element.column]} {text}".strip()
        if element.record:
            self._pass_on(self._open.pop())
        self.line_tag = tag if element.record == "line" else ""
