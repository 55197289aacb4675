"""A project's ledger files, of whatever kind, as one ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grantcalc.config import CsvTable, LedgerTable
from grantcalc.errors import ConfigError
from grantcalc.language import tr
from grantcalc.ledger import Ledger
from grantcalc.ledger_summary import LedgerSource
from grantcalc.model import RejectedRow
from grantcalc.progress import UNWATCHED, Progress
from grantcalc.reading.ledgers.entries import create_entries
from grantcalc.reading.ledgers.importing import import_sheet
from grantcalc.reading.ledgers.raw import new_engine
from grantcalc.reading.ledgers.sheets import RawSheet, load_sheet
from grantcalc.reading.preflight import FileKind, file_kind

if TYPE_CHECKING:
    from grantcalc.reading.ledgers.saft import RawAuditFile


def read_ledgers(
    paths: Sequence[Path],
    currency: str,
    csv: CsvTable | None = None,
    declared: LedgerTable | None = None,
    progress: Progress = UNWATCHED,
) -> Ledger:
    """The entries of all files together.

    Raises:
        UnreadableFileError: a file cannot be read, or holds no ledger.
        UnclearChoiceError: several sheets of one file may be the ledger, or its texts can be read in
            more than one way.
        ConfigError: a file is given twice, or what is declared of it cannot be.
    """
    _refuse_repeated(paths)
    declared = declared or LedgerTable()
    connection = new_engine(paths)
    files: list[RawSheet | RawAuditFile] = []
    for number, path in enumerate(paths):
        progress.begin(
            tr("reading {name}", name=path.name), path.stat().st_size if path.is_file() else None
        )
        if file_kind(path) is FileKind.AUDIT_FILE:
            from grantcalc.reading.ledgers.saft import load_audit_file

            files.append(load_audit_file(connection, path, number, currency, progress))
        else:
            files.append(load_sheet(connection, path, number, csv, declared, currency))
    dimensions = list(dict.fromkeys(name for file in files for name in _dimensions(file)))
    create_entries(connection, len(dimensions))
    sources: list[LedgerSource] = []
    rejected: list[RejectedRow] = []
    totals_left_out = 0
    for number, file in enumerate(files):
        if not isinstance(file, RawSheet):
            from grantcalc.reading.ledgers.saft_entries import add_audit_file

            unusable, totals = add_audit_file(
                connection, file, number, currency, dimensions, tuple(declared.project)
            )
            rejected += unusable
            sources.append(LedgerSource(file.file, None, None, totals))
        else:
            done = import_sheet(connection, file, number, currency, dimensions, declared)
            rejected += done.rejected
            totals_left_out += done.totals_left_out
            letters = file.letters("amount", "debit", "credit")
            sources.append(LedgerSource(file.raw.file, file.raw.sheet, letters))
    return Ledger(connection, currency, dimensions, sources, rejected, totals_left_out)


def _refuse_repeated(paths: Sequence[Path]) -> None:
    seen: dict[Path, Path] = {}
    for path in paths:
        if seen.setdefault(path.resolve(), path) is not path:
            raise ConfigError(
                tr(
                    "{path}: the same ledger is given twice; its entries would count twice",
                    path=path,
                )
            )


def _dimensions(file: RawSheet | RawAuditFile) -> Iterable[str]:
    return file.columns.others if isinstance(file, RawSheet) else file.dimensions
