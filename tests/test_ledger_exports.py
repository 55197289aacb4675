"""However a ledger is ordered, split over files or exported, what is left is the same."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import grantcalc
from conftest import write_workbook
from ledger_exports import Export, Exported, as_csv, as_saft, as_workbook

FIRST, LAST = date(2020, 12, 1), date(2022, 2, 1)
CONFIG = """
[ledger]
project = { Prosjekt = ["470021", "470022"] }

[[awards]]
source = "Tilskudd"
year = 1
amount = 900000
status = "awarded"

[[mapping]]
line = "Lønn"
accounts = "1000-1099"

[[mapping]]
line = "Reise"
text = "reise"
"""

entries = st.lists(
    st.builds(
        Exported,
        day=st.dates(FIRST, LAST),
        account=st.sampled_from(["1010", "1090", "1160", "1270"]),
        voucher=st.integers(1, 40).map(str),
        text=st.sampled_from(["Lønn", "Reise Bergen", "Møte & mat", "Flyreise"]),
        project=st.sampled_from(["470021", "470022", "999999"]),
        minor=st.integers(-(10**8), 10**8).filter(bool),
    ),
    min_size=1,
    max_size=20,
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    budget = [
        ["Post", "01.01.2021 - 31.12.2021"],
        ["Utgifter"],
        ["Lønn", 600000],
        ["Reise", 300000],
        ["Inntekter"],
        ["Tilskudd", 900000],
    ]
    write_workbook(folder / "budget.xlsx", {"Budsjett": budget})
    (folder / "grantcalc.toml").write_text(CONFIG, "utf-8")
    return folder


def figures(project: Path, files: Sequence[Path], as_of: date) -> dict[str, Any]:
    """Everything that `remaining` says, without the places of single entries."""
    report = grantcalc.remaining(project, as_of, ledgers=files).model_dump(mode="json")
    ledger = report["ledger"]
    return {
        **{key: report[key] for key in ("grants", "lines", "own_contribution")},
        "unmapped": [counted(group) for group in report["unmapped"]],
        "read": counted(ledger["read"]),
        "included": counted(ledger["included"]),
        "excluded": sorted((group["reason"], *counted(group)) for group in ledger["excluded"]),
        "rejected": ledger["rejected_rows"],
    }


def counted(group: dict[str, Any]) -> tuple[int, Decimal]:
    return group["entries"], Decimal(group["amount"])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=entries, as_of=st.dates(FIRST, LAST), random=st.randoms(use_true_random=False))
@pytest.mark.parametrize("export", [as_workbook, as_saft])
def test_every_export_of_the_same_entries_leaves_the_same(
    project: Path, export: Export, made: list[Exported], as_of: date, random: Random
) -> None:
    expected = figures(project, [as_csv(project / "one", made)], as_of)
    shuffled = random.sample(made, len(made))
    assert figures(project, [export(project / "other", shuffled)], as_of) == expected


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=entries, as_of=st.dates(FIRST, LAST), cut=st.integers(0, 20), kept=st.integers(0, 5))
def test_overlapping_files_count_what_one_file_counts(
    project: Path, made: list[Exported], as_of: date, cut: int, kept: int
) -> None:
    """Two exports, of which the second begins with the last entries of the first.

    Entries that differ in nothing are left out here: whether the second of them is new or the
    same cannot be seen from two files.
    """
    distinct = list(dict.fromkeys(made))
    one = figures(project, [as_csv(project / "whole", distinct)], as_of)
    first, second = distinct[: cut + kept], distinct[cut:]
    parts = [
        as_csv(project / f"part-{number}", part)
        for number, part in enumerate((first, second))
        if part
    ]
    several = figures(project, parts, as_of)
    assert several["grants"] == one["grants"]
    assert several["lines"] == one["lines"]
    assert several["included"] == one["included"]
