"""Ledger files into the engine: every row at its number, every field in its column, at any size."""

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import grantcalc
from grantcalc.config import CsvTable
from grantcalc.errors import UnreadableFileError
from grantcalc.reading.csv_file import decoded
from grantcalc.reading.ledgers import csv_lines
from grantcalc.reading.ledgers.raw import load_tables, new_engine

HEAD = "Dato;Konto;Bilag;Tekst;Beløp\n"


def rows_of(path: Path, declared: CsvTable | None = None) -> list[list[str]]:
    engine = new_engine([path])
    (table,) = load_tables(engine, path, "raw_0", declared)
    found = table.connection.execute(f"SELECT * FROM {table.table} ORDER BY row").fetchall()  # noqa: S608
    rows = [(row, [text or "" for text in texts]) for row, *texts in found]
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
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
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


QUICK: dict[str, str | bytes] = {
    "lines that end as on Windows": HEAD.replace("\n", "\r\n") + 3 * "01.03.2021;1;1;a;5\r\n",
    "quotation marks": HEAD + '01.03.2021;"1";1;"a ""b""; c";5\n',
    "windows-1252": (HEAD + "01.03.2021;1;1;Møte;5\n").encode("cp1252"),
    "utf-16": (HEAD + "01.03.2021;1;1;Møte;5\n").encode("utf-16"),
    "blank lines": "\n\n" + HEAD + "\n\n01.03.2021;1;1;a;5\n\n\n",
    "lines that end in two ways": HEAD + "01.03.2021;1;1;a;5\r\n01.03.2021;1;1;b;5\n",
    "half a row at the end": HEAD + "01.03.2021;1;1;a;5\n01.03.20",
    "a line that names the separator": "sep=;\r\n" + HEAD.replace("\n", "\r\n") + "1;2;3;4;5\r\n",
}


@pytest.mark.parametrize("case", QUICK)
def test_most_files_are_never_read_by_python_row_by_row(
    tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = QUICK[case]
    path = written(tmp_path, content)
    monkeypatch.delattr("grantcalc.reading.ledgers.raw.exact_lines")
    text = content if isinstance(content, str) else decoded(path)
    text = text.removeprefix("sep=;\r\n")
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert without_empty_ends(rows_of(path)) == without_empty_ends(expected)


@pytest.mark.parametrize(
    "name", ["l*.csv", "l[1].csv", "l's.csv", "l\u00e9 #?.csv", "l.csv.gz.csv"]
)
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    written(tmp_path, "other;file\n1;2\n", "l1.csv")
    path = written(tmp_path, HEAD + "01.03.2021;1;1;a;5\n", name)
    assert rows_of(path)[1] == ["01.03.2021", "1", "1", "a", "5"]


def test_the_engine_reads_no_other_file(tmp_path: Path) -> None:
    path, other = written(tmp_path, HEAD), written(tmp_path, HEAD, "other.csv")
    engine = new_engine([path])
    with pytest.raises(duckdb.PermissionException):
        engine.execute("SELECT * FROM read_csv(?)", [str(other)])
    with pytest.raises(duckdb.Error):
        engine.execute("SET enable_external_access = true")


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "01.03.2021;1;1;" + "a" * 5_000_000)
    with pytest.raises(UnreadableFileError, match="line 2 goes on"):
        rows_of(path)


def test_a_million_empty_rows_are_rows(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "\n" * 500_000 + ";;;;\n" * 500_000 + "01.03.2021;1;1;a;5\n")
    ledger = grantcalc.read_ledger([path], "NOK")
    assert [(entry.row, entry.amount.minor) for entry in ledger] == [(1_000_002, 500)]


def test_bytes_that_are_nothing_shift_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + 400 * "01.03.2021;1;1;a;5\n" + "\0" * 5_000)
    assert len(rows_of(path)) == 402
