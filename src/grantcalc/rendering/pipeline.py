"""What the outputs for pipelines share: places, paths from the repository's root, and lasting names."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from grantcalc.cells import cell_position
from grantcalc.finding import Finding, Place
from grantcalc.language import plural, tr
from grantcalc.rendering.finding_words import count_text, known_counts
from grantcalc.rendering.terminal import safe
from grantcalc.report.check import CheckReport, Unreadable

#: Where GitHub and GitLab put the repository: they know its files by their paths from there.
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def in_sheet(place: Place) -> str:
    """Where in its file a place is: "Budsjett!B9", "B9" in a CSV file, "line 12", "" for all of it."""
    if place.line is not None:
        return tr("line {line}", line=place.line)
    return safe("!".join(part for part in (place.sheet, place.cell) if part))


def named(place: Place) -> str:
    """A file and where in it: "budget.xlsx Budsjett!B9"."""
    return " ".join(part for part in (safe(place.file), in_sheet(place)) if part)


def row(place: Place) -> int:
    """The line of a place in its file, or its row in a sheet: 1 where it is about the whole."""
    if place.line is not None:
        return place.line
    position = cell_position(place.cell or "")
    return position[0] if position else 1


def from_root(file: str) -> str:
    """A file's path from the root of the repository in a pipeline; else from the current folder.

    Hosts of pipelines find a file by this path alone, also where grantcalc runs in a folder below.
    """
    here = Path.cwd()
    path = Path(os.path.normpath(here / file))
    roots = [Path(os.environ[name]).resolve() for name in _ROOTS if os.environ.get(name)]
    for root in (*roots, here):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return file.replace("\\", "/")


def files_in(report: CheckReport) -> list[str]:
    """Every file that was read, or in which something was found, once; not those declared in it."""
    read = [given.file for given in report.inputs if given.role != "config"]
    found = [finding.at.file for finding in report.findings]
    known = [known.finding.at.file for known in report.known]
    return list(dict.fromkeys([*(budget.file for budget in report.budgets), *read, *found, *known]))


def by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by their file, in their order."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.at.file, []).append(finding)
    return files


def reason(unreadable: Unreadable) -> str:
    """Why a path could not be checked, in one line, without its name before it."""
    said = unreadable.message.removeprefix(f"{unreadable.path}: ")
    return safe(said.replace(f"{Path.cwd()}{os.sep}", ""))


def identities(findings: Iterable[Finding]) -> Iterator[str]:
    """For each finding a name of 64 hexadecimal digits that no other has, the same in every run.

    It comes from the file and the finding's fingerprint; two findings with the same are numbered.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        at = finding.at
        parts = [finding.code, at.sheet or "", at.cell or "", str(at.line or "")]
        mark = finding.fingerprint or "\n".join(parts)
        name = f"{at.file}\n{mark}"
        seen[name] += 1
        number = f"\n{seen[name]}" if seen[name] > 1 else ""
        yield identity(at.file, f"{mark}{number}")


def identity(file: str, mark: str) -> str:
    """The name of what is told from all else in its file by `mark`."""
    return hashlib.sha256(f"{from_root(file)}\n{mark}".encode()).hexdigest()


def summary_line(report: CheckReport) -> str:
    """The findings counted, and what is not among them."""
    return " ".join([f"{count_text(report.summary)}.", *_beside(report)])


def _beside(report: CheckReport) -> Iterator[str]:
    suppressed, in_baseline = known_counts(report)
    if suppressed:
        yield plural(
            "{count} finding is suppressed.", "{count} findings are suppressed.", suppressed
        )
    if in_baseline:
        yield plural(
            "{count} finding is in the baseline.",
            "{count} findings are in the baseline.",
            in_baseline,
        )
    if unreadable := len(report.unreadable):
        yield plural(
            "{count} file could not be read.", "{count} files could not be read.", unreadable
        )
    if without := sum(file.outcome == "no_budget" for file in report.files):
        yield plural("{count} file holds no budget.", "{count} files hold no budget.", without)
