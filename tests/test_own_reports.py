"""The program's own reports, read again by `verify`: what the one writes, the other understands."""

import re
from pathlib import Path

import pytest

from conftest import Cli
from funder_project import AWARD, MAPPING, as_csv, make_project

LANGUAGES = ("nb", "nn", "en")
BUDGET = """
| Post                   | 01.07.2021 - 30.06.2022 |
| Utgifter               |                         |
| Lønn                   | 600                     |
| Reise                  | 400                     |
| Arbeidsinnsats ansatte | 500                     |
| Inntekter              |                         |
| Tilskudd               | 1000                    |
| Egeninnsats            | 500                     |
"""
LEDGER = """
| Konto | Dato       | Bilag | Tekst | Beløp  |
| 1010  | 12.08.2021 | 1     | Lønn  | 100,50 |
| 1160  | 01.09.2021 | 2     | Tog   | 450    |
"""
HOURS = """
| Dato       | Navn | Timer | Timesats |
| 01.09.2021 | Kari | 2     | 100      |
"""
ORDERS = """
| Bestillingsdato | Leverandør | Budsjettlinje | Beløp | Fakturert | Leveringsdato |
| 01.10.2021      | Hotellet   | Lønn          | 200   | 100       | 01.05.2022    |
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    as_csv(tmp_path / "hours.csv", HOURS)
    return make_project(
        tmp_path,
        AWARD
        + '[in_kind]\nexpenditure = "Arbeidsinnsats ansatte"\nincome = "Egeninnsats"\n'
        + '[report]\nunspent = "repay"\n',
        budget=BUDGET,
        ledger=LEDGER,
        mapping=MAPPING,
        files='hours = "hours.csv"\n',
        orders=ORDERS,
    )


def written(cli: Cli, kind: str, day: str, language: str) -> Path:
    """A report with work, orders, and lines that are ahead and behind, as a file."""
    path = Path(f"{kind}.md")
    result = cli(
        "report", kind, "--as-of", day, "--lang", language, "--no-pictures", "--output", path
    )
    assert result.code in (0, 1)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "day"), [("status", "2022-02-14"), ("final", "2022-06-30")])
def test_a_report_of_ours_is_confirmed(
    cli: Cli, folder: Path, kind: str, day: str, language: str
) -> None:
    path = written(cli, kind, day, language)
    result = cli("verify", path, "--lang", language)
    assert result.code == 0, result.out


def test_behind_and_ahead_stand_in_columns_of_their_own(cli: Cli, folder: Path) -> None:
    text = written(cli, "status", "2022-02-14", "nb").read_text("utf-8")
    assert "Mindre enn planlagt | Mer enn planlagt" in text
    assert "Mer enn budsjettert" in text
    deviations = text.split("## Avvik")[1].split("##")[0]
    assert re.search(r"\| Lønn .* \d+,\d\d \|", deviations)
    assert not re.search(r"-\d", deviations)


def test_a_workbook_for_everything_is_named_once(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = cli(
        "new",
        ".",
        "--funder",
        "Stiftelsen",
        "--start",
        "2021-07-01",
        "--award",
        "1000",
        "--lang",
        "nb",
        "--yes",
    )
    assert made.code == 0
    text = written(cli, "status", "2022-02-14", "nb").read_text("utf-8")
    assert "| Budsjettet, regnskapet, timelisten og bestillingene |" in text
    assert text.count("budsjett.xlsx") == 2  # the table of files, and the end of the report


def test_a_changed_figure_is_found_where_it_stands(cli: Cli, folder: Path) -> None:
    path = written(cli, "status", "2022-02-14", "nb")
    text = path.read_text("utf-8")
    assert "har vi brukt 550,50 kr" in text.replace("\u00a0", " ")
    path.write_text(text.replace("550,50", "505,50", 1), "utf-8")
    result = cli("verify", path, "--lang", "nb")
    assert result.code == 1
    assert "rapporten sier brukt 505,50, men det er 550,50" in " ".join(result.out.split())


def test_a_table_of_a_report_is_no_sheet_and_its_figures_are_as_its_reader_sees_them(
    cli: Cli, folder: Path
) -> None:
    path = written(cli, "status", "2022-02-14", "nb")
    result = cli("verify", path, "--lang", "nb", "--verbose")
    assert "arket" not in result.out
    assert "tabell 5, celle" in result.out
    assert "0.00" not in result.out
