"""How a ledger's file was read, and the [ledger] table of grantcalc.toml that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grantcalc.cells import column_letters
from grantcalc.config import CsvTable, LedgerTable, toml_text
from grantcalc.errors import UnclearChoiceError, UnreadableFileError
from grantcalc.language import tr
from grantcalc.reading.files import shown_path
from grantcalc.reading.ledgers.columns import DIMENSION, NOT_USED, LedgerColumns, best_guess
from grantcalc.reading.ledgers.entries import create_entries
from grantcalc.reading.ledgers.files import read_ledgers
from grantcalc.reading.ledgers.importing import ImportedSheet, import_sheet
from grantcalc.reading.ledgers.raw import load_tables, new_engine
from grantcalc.reading.ledgers.sheets import RawSheet, load_sheet
from grantcalc.reading.preflight import FileKind, file_kind
from grantcalc.report.reading import LedgerColumn, LedgerReading, LeftOutRow

_MOST_LISTED = 1_000
_MOST_COLUMNS = 500


def describe_ledger(
    path: Path,
    currency: str,
    csv: CsvTable | None = None,
    declared: LedgerTable | None = None,
) -> LedgerReading:
    """How a ledger's file is read; where it cannot be, why not, with the best guesses.

    Raises:
        UnreadableFileError: the file cannot be read at all.
        ConfigError: what grantcalc.toml declares of it cannot be.
    """
    declared = declared or LedgerTable()
    if file_kind(path) is FileKind.AUDIT_FILE:
        return _audit_file(path, currency, declared)
    connection = new_engine([path])
    try:
        sheet = load_sheet(connection, path, 0, csv, declared, currency)
    except (UnclearChoiceError, UnreadableFileError) as error:
        found = _guessed(path, currency, csv, declared)
        if found is None:
            raise
        return _reading(found, None, str(error), declared)
    dimensions = list(sheet.columns.others)
    create_entries(connection, len(dimensions))
    try:
        imported = import_sheet(connection, sheet, 0, currency, dimensions, declared)
    except UnclearChoiceError as error:
        return _reading(sheet, None, str(error), declared)
    entries, openings = connection.execute(
        "SELECT COUNT(*), COUNT(*) FILTER (WHERE is_opening) FROM entries"
    ).fetchall()[0]
    return _reading(sheet, imported, None, declared, entries, openings)


def _audit_file(path: Path, currency: str, declared: LedgerTable) -> LedgerReading:
    """A SAF-T file says itself what each part of it is."""
    ledger = read_ledgers([path], currency, None, declared)
    named = ", ".join(toml_text(name) for name in ledger.dimensions)
    return LedgerReading(
        file=shown_path(path),
        sheet=None,
        layout="SAF-T Financial",
        layout_reason=tr("it is an audit file, which names its own parts"),
        header_row=None,
        columns=tuple(
            LedgerColumn(
                letters="", heading=name, meaning=tr(DIMENSION), reason=tr("lines have it")
            )
            for name in ledger.dimensions
        ),
        day_order="ymd",
        day_reason=tr("SAF-T dates are ISO 8601"),
        decimal=".",
        decimal_reason=tr("SAF-T amounts have a point"),
        entries=len(ledger),
        openings=ledger.openings(),
        totals_left_out=ledger.totals_left_out,
        headings=0,
        rejected_rows=len(ledger.rejected),
        left_out=(),
        rejected=tuple(ledger.rejected[:_MOST_LISTED]),
        unreadable=None,
        toml="[ledger]\n"
        + tr(
            '# project = {{ ... = "..." }}   # one of {dimensions}', dimensions=named or tr("none")
        )
        + "\n",
    )


def _guessed(
    path: Path, currency: str, csv: CsvTable | None, declared: LedgerTable
) -> RawSheet | None:
    """The sheet that names the most of what a ledger has, though something is missing."""
    connection = new_engine([path])
    found = [
        RawSheet(raw, columns)
        for raw in load_tables(connection, path, "guess", csv)
        if declared.sheet in (None, raw.sheet)
        and (columns := best_guess(raw.rows(), declared, currency)) is not None
    ]
    return max(found, key=lambda sheet: len(sheet.columns.by_meaning), default=None)


def _reading(
    sheet: RawSheet,
    imported: ImportedSheet | None,
    unreadable: str | None,
    declared: LedgerTable,
    entries: int = 0,
    openings: int = 0,
) -> LedgerReading:
    columns, parsed = sheet.columns, imported.parsed if imported else None
    notes = dict(parsed.notes) if parsed else {}
    if imported and imported.continued:
        where = tr(
            "{continued} rows without one belong to the voucher above them",
            continued=imported.continued,
        )
        notes["voucher"] = notes["day"] = where
    layout = columns.layout
    reason = columns.layout_reason + (f"; {tr(layout.note)}" if layout and layout.note else "")
    order = parsed.order if parsed else None
    mark = parsed.mark if parsed else None
    return LedgerReading(
        file=shown_path(Path(sheet.raw.file)),
        sheet=sheet.raw.sheet,
        layout=layout.name if layout else None,
        layout_reason=reason,
        header_row=columns.header_row or None,
        columns=tuple(_columns(columns, sheet.raw.width, notes)),
        day_order=order.value if order else None,
        day_reason=parsed.day_reason if parsed else tr("not read"),
        decimal=mark,
        decimal_reason=parsed.mark_reason if parsed else tr("not read"),
        entries=entries,
        openings=openings,
        totals_left_out=imported.totals_left_out if imported else 0,
        headings=imported.headings if imported else 0,
        rejected_rows=len(imported.rejected) if imported else 0,
        left_out=tuple(
            LeftOutRow(row=row, kind=tr(kind.value), text=text)
            for row, kind, text in (imported.left_out if imported else ())
        ),
        rejected=tuple(imported.rejected[:_MOST_LISTED]) if imported else (),
        unreadable=unreadable,
        toml=_toml(sheet, order.value if order else None, mark, unreadable, declared),
    )


def _columns(columns: LedgerColumns, width: int, notes: dict[str, str]) -> list[LedgerColumn]:
    """Every column, with its heading and what it was taken for."""
    described = []
    for column in range(1, min(max(width, columns.last), _MOST_COLUMNS) + 1):
        meaning = columns.meaning(column)
        reason = columns.reasons.get(column, tr("it has no heading"))
        if note := notes.get(meaning):
            reason = f"{reason}; {note}"
        heading = columns.headings.get(column, "")
        described.append(
            LedgerColumn(
                letters=column_letters(column),
                heading=heading,
                meaning=tr(meaning) if meaning in (DIMENSION, NOT_USED) else meaning,
                reason=reason,
            )
        )
    return described


def _toml(
    sheet: RawSheet,
    order: str | None,
    mark: str | None,
    unreadable: str | None,
    declared: LedgerTable,
) -> str:
    """The [ledger] table to paste; what is not certain stands in it as comments."""
    columns = sheet.columns
    lines = ["[ledger]"]
    if sheet.raw.sheet:
        lines.append(f"sheet = {toml_text(sheet.raw.sheet)}")
    if columns.layout:
        lines.append(f"layout = {toml_text(columns.layout.name)}")
    if columns.header_row:
        lines.append(f"header_row = {columns.header_row}")
    named = sorted(
        (column, meaning)
        for meaning, column in columns.by_meaning.items()
        if columns.meaning(column) == meaning
    )
    inside = ", ".join(f'{column_letters(c)} = "{meaning}"' for c, meaning in named)
    lines.append(f"columns = {{ {inside} }}")
    lines += [_missing_line(missing) for missing in columns.missing]
    lines += _unnamed(columns) if unreadable else []
    order, mark = declared.day_order or order, declared.decimal or mark
    lines.append(
        f'day_order = "{order}"' if order else tr('# day_order = "dmy"  # or "mdy", "ymd"')
    )
    lines.append(f'decimal = "{mark}"' if mark else tr('# decimal = ","  # or "."'))
    return "\n".join(lines) + "\n"


def _missing_line(missing: str) -> str:
    return tr("# still missing among the columns: {columns}", columns=missing)


def _unnamed(columns: LedgerColumns) -> Sequence[str]:
    """The columns that may be what is missing, by their headings."""
    others = [f"{column_letters(c)} ({name})" for name, c in columns.others.items()]
    return [tr("# not recognised: {columns}", columns=", ".join(others))] if others else []
