"""Ledger files into the engine: every row at its number, every field in its column, at any size."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError
from grantcalc.reading.ledgers import csv_lines
from grantcalc.reading.ledgers.raw import load_tables, new_engine

HEAD = "Dato;Konto;Bilag;Tekst;Beløp\n"


def rows_of(path: Path, declared: CsvTable | None = None) -> list[list[str]]:
    engine = new_engine([path])
    (table,) = load_tables(engine, path, "raw_0", declared)
    rows = list(table.rows())
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    assert all(len(texts) == table.width for _, texts in rows)
    return [texts for _, texts in rows]


def written(folder: Path, content: str | bytes, name: str = "l.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def without_empty_ends(rows: list[list[str]]) -> list[list[str]]:
    kept = []
    for row in rows:
        while row and not row[-1]:
            row = row[:-1]
        kept.append([field.replace("\r\n", "\n").replace("\r", "\n") for field in row])
    return kept


pieces = st.sampled_from(["a", "1", "é", ";", ";", '"', '""', '";"', "\n", "\r\n", "\r", " ", ","])


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file goes over many pieces."""
    monkeypatch.setattr(csv_lines, "PIECE", 7)
    monkeypatch.setattr(csv_lines, "_LONGEST_LINE", 1_000)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(pieces, max_size=30).map("".join))
@example('a;b\r\n\r\n"x\r\ny";2\r\n')
@example("a;b\r\r1;2\n3")
def test_the_engine_reads_what_pythons_csv_reads(
    tmp_path: Path, small_pieces: None, text: str
) -> None:
    text = "a;b\n" + text
    path = written(tmp_path, text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
        expected = without_empty_ends(list(reader))
    except csv.Error:
        with pytest.raises(UnreadableFileError, match="quotation mark"):
            rows_of(path, CsvTable(separator=";"))
        return
    assert without_empty_ends(rows_of(path, CsvTable(separator=";"))) == expected
