"""The baseline: findings that were there when a project began to use grantcalc."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grantcalc.errors import ConfigError, UnreadableFileError, reason
from grantcalc.finding import Finding
from grantcalc.language import tr
from grantcalc.policy import BaselineKey, baseline_key, shown_cell

SCHEMA = "grantcalc/baseline/1"


class BaselineEntry(BaseModel):
    """A finding of the baseline; `cell` is where it was, for people who read the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    file: str
    cell: str | None
    code: str
    fingerprint: str
    expected: str | None
    actual: str | None

    @property
    def key(self) -> BaselineKey:
        """What the finding is known by."""
        return BaselineKey(self.file, self.code, self.fingerprint, self.expected, self.actual)


class Baseline(BaseModel):
    """A baseline file; paths in it are from its own folder."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    schema_: str = Field(alias="schema", pattern=f"^{SCHEMA}$")
    findings: tuple[BaselineEntry, ...]


def path_from(folder: Path, file: str) -> str:
    """A file's path as it is named from a folder, with forward slashes everywhere."""
    path = Path(file).resolve()
    try:
        return path.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return Path(os.path.relpath(path, folder.resolve())).as_posix()


def read_baseline(path: Path) -> Mapping[BaselineKey, BaselineEntry]:
    """The findings of a baseline by what they are known by.

    Raises:
        UnreadableFileError: the file cannot be opened.
        ConfigError: it is no baseline.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise UnreadableFileError(
            tr(
                "{path}: the baseline cannot be opened ({reason}); --write-baseline {path} makes it",
                path=path,
                reason=reason(error),
            )
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(_no_baseline(path)) from error
    try:
        baseline = Baseline.model_validate_json(text)
    except ValidationError as error:
        raise ConfigError(_no_baseline(path)) from error
    return {entry.key: entry for entry in baseline.findings}


def _no_baseline(path: Path) -> str:
    return tr(
        "{path}: is no baseline of grantcalc; --write-baseline with another name makes one",
        path=path,
    )


def is_baseline(path: Path) -> bool:
    """Whether a file is a baseline of grantcalc, which may be written anew."""
    try:
        read_baseline(path)
    except (UnreadableFileError, ConfigError):
        return False
    return True


def baseline_text(findings: Iterable[Finding], folder: Path) -> str:
    """A baseline of these findings, for a file in `folder`; the same findings give the same bytes."""
    entries = []
    for finding in findings:
        key = baseline_key(finding, path_from(folder, finding.at.file))
        entries.append(BaselineEntry(cell=shown_cell(finding.at), **key._asdict()))
    entries.sort(key=lambda entry: (entry.file, entry.code, entry.cell or "", entry.fingerprint))
    document = {"schema": SCHEMA, "findings": [entry.model_dump() for entry in entries]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
