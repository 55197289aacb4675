"""What grantcalc says of the made budgets, and whether it is right."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.faults.layouts import clean_book
from benchmarks.faults.seeding import NOT_ARITHMETIC, NOTES, SEEDERS, Seeded, seeded
from benchmarks.faults.words import LANGUAGES
from benchmarks.faults.workbook import Mode, write

import grantcalc
from grantcalc.errors import GrantcalcError
from grantcalc.finding import Finding, Severity

if TYPE_CHECKING:
    from benchmarks.faults.book import Book, Value

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class Case:
    """One clean budget to make: its layout, language and kind of file."""

    layout: str
    language: str
    mode: Mode
    seed: str

    def book(self) -> Book:
        """The budget without a fault."""
        return clean_book(self.layout, self.language, self.seed, live=self.mode is not Mode.TYPED)

    @property
    def name(self) -> str:
        """A name for its file."""
        return f"{self.layout}_{self.language}_{self.mode.replace(' ', '-')}_{self.seed.replace('/', '-')}"


@dataclass(frozen=True)
class Reading:
    """What grantcalc said of one file: findings, or why it could not read it, or that it crashed."""

    findings: tuple[Finding, ...] = ()
    refused: str | None = None
    crashed: str | None = None

    @property
    def failed(self) -> bool:
        """Whether there is no result."""
        return self.refused is not None or self.crashed is not None


@dataclass(frozen=True)
class CleanResult:
    """A clean budget: everything but a note is a false alarm."""

    case: Case
    failed: str | None
    crashed: bool
    alarms: tuple[str, ...]
    notes: int


@dataclass(frozen=True)
class FaultResult:
    """A seeded fault, and how it was met."""

    case: Case
    kind: str
    cell: str
    right: str
    accepted: tuple[str, ...]
    determined: bool
    #: Why there is no result, for the budget without the fault or with it.
    failed: str | None = None
    crashed: bool = False
    found: bool = False
    first: bool = False
    any: bool = False
    #: Whether the first finding stands at one of the cells that the sheet does not tell apart.
    first_accepted: bool = False
    findings: int = 0
    said: tuple[str, ...] = ()

    @property
    def arithmetic(self) -> bool:
        """Whether a sum is wrong by it."""
        return self.kind not in NOT_ARITHMETIC


@dataclass
class Results:
    """All that was measured."""

    clean: list[CleanResult] = field(default_factory=list)
    faults: list[FaultResult] = field(default_factory=list)


def cases(seed: int, books: int, layouts: Sequence[str]) -> list[Case]:
    """Each layout in each kind of file, in turn; the languages go round beside them."""
    languages = list(LANGUAGES)
    pairs = list(product(Mode, layouts))
    return [
        Case(layout, languages[(place + turn) % len(languages)], mode, f"{seed}/{turn}")
        for turn in range(-(-books // len(pairs)))
        for place, (mode, layout) in enumerate(pairs)
    ][:books]


def run(found: Sequence[Case], kinds: Sequence[str], keep: Path | None, workers: int) -> Results:
    """Scores all cases, in their order whatever finishes first."""
    results = Results()
    score = partial(score_case, kinds=tuple(kinds), keep=keep)
    with ProcessPoolExecutor(workers) as pool:
        for clean, faults in pool.map(score, found, chunksize=4):
            results.clean.append(clean)
            results.faults += faults
    return results


def score_case(
    case: Case, kinds: Sequence[str] = tuple(SEEDERS), keep: Path | None = None
) -> tuple[CleanResult, list[FaultResult]]:
    """One clean budget, and each of the faults that it has a place for."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        path = Path(folder) / "budget.xlsx"
        book = case.book()
        baseline = _read(book, case.mode, path)
        clean = _clean_result(case, baseline)
        if keep and (clean.failed or clean.alarms):
            shutil.copy(path, keep / f"{case.name}_clean.xlsx")
        faults = []
        for fault in _faults(case, book, kinds):
            result = _fault_result(case, fault, baseline, path)
            faults.append(result)
            if keep and not baseline.failed and _missed(result):
                shutil.copy(path, keep / f"{case.name}_{fault.kind.replace(' ', '-')}.xlsx")
    return clean, faults


def _faults(case: Case, book: Book, kinds: Iterable[str]) -> Iterator[Seeded]:
    for kind in kinds:
        if kind == "stale cache" and case.mode is not Mode.CACHED:
            continue
        fault = seeded(kind, book, case.name)
        if fault:
            yield fault


def _missed(result: FaultResult) -> bool:
    return not result.found or not result.first_accepted


def _read(book: Book, mode: Mode, path: Path) -> Reading:
    write(book, mode, path)
    try:
        report = grantcalc.check([path])
    except GrantcalcError as refusal:
        return Reading(refused=str(refusal).replace(str(path), path.name))
    except Exception as crash:  # noqa: BLE001 - a crash is a result here, and is counted
        return Reading(crashed=f"{type(crash).__name__}: {crash}")
    return Reading(tuple(sorted(report.findings, key=lambda finding: _ORDER[finding.severity])))


def _cell(finding: Finding) -> str:
    return f"{finding.at.sheet}!{finding.at.cell}"


def _said(finding: Finding) -> str:
    return f"{finding.severity} {finding.code} {_cell(finding)}: {finding.message}"


def _amount(value: Value) -> str:
    return f"{float(value):.2f}" if isinstance(value, Fraction) else str(value)


def _clean_result(case: Case, reading: Reading) -> CleanResult:
    alarms = [f for f in reading.findings if f.severity is not Severity.INFO]
    return CleanResult(
        case,
        reading.crashed or reading.refused,
        reading.crashed is not None,
        tuple(_said(finding) for finding in alarms),
        len(reading.findings) - len(alarms),
    )


def _fault_result(case: Case, fault: Seeded, baseline: Reading, path: Path) -> FaultResult:
    """Reads the faulty budget; what was said of the clean one already does not count."""
    reading = _read(fault.book, case.mode, path)
    known = {(f.code, _cell(f)) for f in baseline.findings}
    new = [
        finding
        for finding in reading.findings
        if (finding.code, _cell(finding)) not in known
        and (finding.severity is not Severity.INFO or fault.kind in NOTES)
    ]
    cell, accepted = str(fault.cell), {str(ref) for ref in fault.accepted}
    failure = next((r for r in (baseline, reading) if r.failed), None)
    told = new if failure is None else []
    if fault.kind in NOTES:
        told = [
            finding
            for finding in told
            if _cell(finding) == cell or finding.severity is not Severity.INFO
        ]
    return FaultResult(
        case,
        fault.kind,
        cell,
        _amount(fault.right),
        tuple(sorted(accepted)),
        fault.determined,
        failed=(failure.crashed or failure.refused) if failure else None,
        crashed=failure is not None and failure.crashed is not None,
        found=bool(told),
        first=bool(told) and _cell(told[0]) == cell,
        any=any(_cell(finding) == cell for finding in told),
        first_accepted=bool(told) and _cell(told[0]) in accepted,
        findings=len(told),
        said=tuple(_said(finding) for finding in told),
    )
