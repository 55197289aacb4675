"""A new project's workbook in LibreOffice: it opens, calculates, and keeps what makes it a form.

Nothing is installed for these tests: they are skipped where there is no LibreOffice.
"""

import os
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import grantcalc
from filled_project import Filling, fill_budget
from grantcalc.api.starting import NewProject

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


def converted(path: Path, ending: str, profile: Path) -> Path:
    """The file as LibreOffice opens it, recalculates it and saves it."""
    target = path.parent / "converted"
    command = [
        str(OFFICE),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--convert-to", ending, "--outdir", str(target), str(path)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180, env={**os.environ})
    return target / f"{path.stem}.{ending}"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def make(folder: Path) -> NewProject:
    return grantcalc.new_project(
        folder,
        funder="Vårfondet",
        start=date(2026, 7, 1),
        years=2,
        profile="plain",
        awards=[Decimal(600_000)] * 2,
        status="awarded",
        lang="nb",
    )


def recalculated(filling: Filling, profile: Path) -> Path:
    """The project's workbook in its place, as LibreOffice saves it."""
    filling.save()
    converted(filling.path, "xlsx", profile).replace(filling.path)
    return filling.path.parent


def test_a_filled_workbook_is_recalculated_and_without_findings(
    tmp_path: Path, profile: Path
) -> None:
    filling = fill_budget(make(tmp_path / "p"))
    filling.record(
        2, (date(2026, 8, 3), "B-1", "7140", "Toget AS", "Tog", 5000.5, "Kjøp av tjenester")
    )
    filling.record(3, (date(2026, 8, 3), "Ansatt 1", "bibliotekar", 7.5, 400, "Møte"))
    folder = recalculated(filling, profile)
    values = openpyxl.load_workbook(filling.path, data_only=True)
    total = values.worksheets[0].cell(filling.row("Sum utgifter"), 2).value
    assert total == 1_200_000
    assert values.worksheets[2]["C3"].value == 5000.5
    assert values.worksheets[3]["F3"].value == 3000
    assert grantcalc.check([folder]).findings == ()
    report = grantcalc.remaining(folder, date(2026, 8, 31))
    assert str(report.grants[0].remaining) == "594999.50"


def test_a_fault_is_found_after_recalculation(tmp_path: Path, profile: Path) -> None:
    filling = fill_budget(make(tmp_path / "p"))
    total = filling.row("Sum kostnader i penger")
    filling.put(total, 590_000)
    findings = grantcalc.check([recalculated(filling, profile)]).findings
    assert ("B001", f"B{total}") in [(x.code, x.at.cell) for x in findings]


def test_what_makes_it_a_form_is_still_there(tmp_path: Path, profile: Path) -> None:
    made = make(tmp_path / "p")
    before = openpyxl.load_workbook(made.files[0])
    after = openpyxl.load_workbook(converted(made.files[0], "xlsx", profile))
    assert after.sheetnames == before.sheetnames
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert len(new.conditional_formatting) == len(old.conditional_formatting)
        kinds = [
            sorted(
                (rule.type, rule.errorStyle or "stop") for rule in s.data_validations.dataValidation
            )
            for s in (old, new)
        ]
        assert kinds[0] == kinds[1]
    budget, ledger = after.worksheets[0], after.worksheets[2]
    assert budget.protection.sheet
    assert not ledger.protection.sheet
    assert budget["D8"].protection.locked
    assert not budget["B8"].protection.locked
    pages = converted(made.files[0], "pdf", profile).read_bytes()
    assert pages.startswith(b"%PDF")
