"""The command line: formats, streams, exit codes, help."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

import grantcalc
from conftest import DRAMMEN, EXAMPLES, Cli, assert_one_line_error, write_workbook
from rich_workbook import rich_workbook

BUDGET = DRAMMEN / "budget.xlsx"
FAULTY = EXAMPLES / "faulty" / "wrong-total.xlsx"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "grantcalc", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def test_exit_codes(cli: Cli) -> None:
    assert cli("check", BUDGET).code == 0
    assert cli("check", FAULTY).code == 1
    assert cli("check", "nowhere.xlsx").code == 2


def test_check_as_json_has_the_promised_shape(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY.parent)
    result = cli("check", "wrong-total.xlsx", "--format", "json")
    report = json.loads(result.out)
    assert result.err == ""
    assert report["schema"] == "grantcalc/check/1"
    budget = report["budgets"][0]
    assert (budget["file"], budget["sheet"], budget["currency"]) == (
        "wrong-total.xlsx",
        "Budsjett",
        "NOK",
    )
    assert budget["periods"][0] == {
        "label": "01.07.2021 - 30.06.2022", "start": "2021-07-01", "end": "2022-06-30",
    }  # fmt: skip
    assert budget["lines"][0] == {
        "label": "Prosjektledelse",
        "side": "expenditure",
        "kind": "cash",
        "source": None,
        "amounts": [
            {"period": 0, "amount": "319445.00", "cell": "B2"},
            {"period": 1, "amount": "319445.00", "cell": "C2"},
        ],
        "total": {"amount": "638890.00", "cell": "D2", "stated": "638890.00"},
    }
    assert budget["lines"][5]["kind"] == "in_kind"
    assert [line["source"] for line in budget["lines"][-2:]] == ["own", "grant"]
    assert budget["totals"]["expenditure"] == [
        {"period": 0, "computed": "1340000.00", "stated": "1340010.00", "cell": "B9"},
        {"period": 1, "computed": "1340000.00", "stated": "1340000.00", "cell": "C9"},
        {"period": None, "computed": "2680000.00", "stated": "2680000.00", "cell": "D9"},
    ]
    assert [(b["period"], b["difference"]) for b in budget["balance"]] == [
        (0, "0.00"), (1, "0.00"), (None, "0.00"),
    ]  # fmt: skip
    finding = report["findings"][0]
    place = {"file": "wrong-total.xlsx", "sheet": "Budsjett", "cell": "B9"}
    assert (finding["code"], finding["name"], finding["severity"]) == (
        "B001", "total-differs-from-lines", "error",
    )  # fmt: skip
    assert finding["at"] == place
    assert {**place, "cell": "B2"} in finding["related"]
    assert (finding["expected"], finding["actual"], finding["difference"]) == (
        "1340000.00", "1340010.00", "10.00",
    )  # fmt: skip
    assert report["summary"] == {"errors": 1, "warnings": 0, "infos": 1}


def test_costs_alone_have_no_income_and_no_balance(cli: Cli, tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "b.xlsx", {"B": [["Item", "Amount"], ["Staff", 100], ["Total", 100]]}
    )
    budget = json.loads(cli("check", path, "--format", "json").out)["budgets"][0]
    assert budget["totals"]["income"] == []
    assert budget["balance"] == []


def test_several_files_are_one_document(cli: Cli) -> None:
    result = cli("check", BUDGET, FAULTY, "--format", "json")
    assert result.code == 1
    assert len(json.loads(result.out)["budgets"]) == 2


def test_a_csv_budget_has_cells_and_no_sheet(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "budsjett.csv"
    path.write_text("Post;2021;2022;Sum\nReise;1 000,50;2 000;3 000,50\nLønn;1;2;4\n", "cp1252")
    report = json.loads(cli("check", tmp_path, "--format", "json").out)
    assert report["budgets"][0]["sheet"] is None
    assert [(f["code"], f["at"]["cell"], f["expected"]) for f in report["findings"]] == [
        ("B002", "D3", "3.00")
    ]


def test_one_workbook_may_hold_budget_and_ledger(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbook(
        tmp_path / "budget.xlsx",
        {
            "Budsjett": [["Post", "2022"], ["Reise", 1000], ["Inntekter"], ["Tilskudd", 1000]],
            "Hovedbok": [["Konto", "Dato", "Bilag", "Beløp"], ["1160", "01.02.2022", "1", 400]],
        },
    )
    monkeypatch.chdir(tmp_path)
    report = json.loads(cli("remaining", "--as-of", "2022-02-14", "--format", "json").out)
    assert report["grants"][0]["remaining"] == "600.00"


def test_a_project_is_found_from_a_folder_below(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DRAMMEN, tmp_path / "project")
    (tmp_path / "project" / "below").mkdir()
    monkeypatch.chdir(tmp_path / "project" / "below")
    assert cli("check").code == 0
    assert "364 321" in cli("remaining", "--as-of", "2022-02-14").out


def test_a_project_that_names_its_ledger_has_it_checked_too(cli: Cli, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DRAMMEN, tmp_path / "project"))
    toml = (folder / "grantcalc.toml").read_text("utf-8")
    (folder / "grantcalc.toml").write_text(toml.replace('"1270"', '"1271"'), "utf-8")
    codes = [
        f["code"] for f in json.loads(cli("check", folder, "--format", "json").out)["findings"]
    ]
    assert codes == ["C002", "L003", "L007"]
    only_budget = cli("check", folder / "budget.xlsx", "--format", "json")
    assert [f["code"] for f in json.loads(only_budget.out)["findings"]] == ["C002"]


def test_output_to_a_file_is_whole_and_the_screen_stays_empty(cli: Cli, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    result = cli("check", FAULTY, "--format", "json", "--output", target)
    assert (result.code, result.out, result.err) == (1, "", "")
    assert json.loads(target.read_text("utf-8"))["summary"]["errors"] == 1
    assert list(tmp_path.iterdir()) == [target]


def test_the_input_is_never_changed(cli: Cli, tmp_path: Path) -> None:
    path = Path(shutil.copy(FAULTY, tmp_path))
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    cli("check", path)
    cli("show", path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_an_output_never_overwrites_its_input(cli: Cli, tmp_path: Path) -> None:
    path = Path(shutil.copy(FAULTY, tmp_path))
    assert_one_line_error(cli("check", path, "--output", path), "--output", "not made by grantcalc")
    assert path.read_bytes() == FAULTY.read_bytes()


def test_show_accounts_for_the_founding_budget(cli: Cli) -> None:
    out = cli("show", BUDGET).out
    assert 'B "01.07.2021 - 30.06.2022": amounts of 01.07.2021 - 30.06.2022' in out
    assert "it covers rows 2-8" in out
    counts = [
        line.split()[-1]
        for line in out.splitlines()
        if line.startswith(("fact", "claim", "factor", "left out", "all numbers"))
    ]
    assert counts == ["17", "15", "0", "0", "32"]


def test_explain(cli: Cli) -> None:
    assert "B001 total-differs-from-lines (error)" in cli("explain").out
    one = cli("explain", "b001")
    assert one.code == 0
    assert "A stated total is not the sum of its lines." in one.out


def test_help_and_version() -> None:
    help_ = run("--help")
    assert help_.returncode == 0
    for word in ("check", "remaining", "show", "explain", "--install-completion", "Examples:"):
        assert word in help_.stdout
    for command in ("check", "remaining", "show", "explain"):
        assert "Example" in run(command, "--help").stdout
    assert run("--version").stdout == f"grantcalc {grantcalc.__version__}\n"


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from grantcalc.cli import run; run(['--help']);"
        "heavy = {'openpyxl', 'duckdb', 'fastexcel', 'rich', 'grantcalc.api', 'numpy', 'babel',"
        " 'pydantic'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_check_of_a_workbook_loads_no_engine() -> None:
    loaded = loaded_by("check", BUDGET)
    assert "openpyxl" in loaded
    assert not loaded & {"duckdb", "fastexcel"}


@pytest.mark.parametrize("library", ["numpy", "lxml", "PIL"])
def test_openpyxl_brings_no_library_that_is_not_needed(library: str) -> None:
    """Each is installed here, with the libraries for reports; openpyxl alone would import it."""
    assert importlib.util.find_spec(library)
    loaded = loaded_by("check", BUDGET)
    assert "openpyxl" in loaded
    assert library not in loaded


def test_a_library_that_openpyxl_went_without_can_be_imported_afterwards() -> None:
    lean = "from grantcalc.reading import lean_openpyxl; lean_openpyxl.import_openpyxl_lean(); "
    for start, has_numpy in ((lean, False), ("", True)):
        code = f"{start}import openpyxl, numpy, lxml.etree, PIL; print(openpyxl.NUMPY)"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
        )
        assert (done.stderr, done.stdout.strip()) == ("", str(has_numpy))


def test_openpyxl_reads_the_same_without_them(cli: Cli, tmp_path: Path) -> None:
    """In this process openpyxl has them, in one of the program's own it has not."""
    book = rich_workbook(tmp_path / "rich.xlsx")
    assert openpyxl.NUMPY
    assert openpyxl.LXML
    assert run("show", book).stdout == cli("show", book).out
    assert run("check", book).stdout == cli("check", book).out


def loaded_by(*arguments: str | Path) -> set[str]:
    """The modules that a run of the program has loaded when it ends."""
    code = (
        "import atexit, sys; atexit.register(lambda: print('loaded:', *sys.modules));"
        "from grantcalc.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_no_colour_when_piped() -> None:
    assert "\x1b" not in run("check", FAULTY, FORCE_COLOR="1", TTY_COMPATIBLE="1").stdout


def test_completion_is_offered() -> None:
    shown = run("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "complete" in shown.stdout + shown.stderr


def test_a_closed_pipe_is_no_error() -> None:
    code = f"'{sys.executable}' -m grantcalc explain | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    assert done.stdout.startswith("A001")


NASTY = "\x1b[31mRed[/] [bold]x[/bold] \u202egnp\x07::error::boo"


def test_cell_text_never_acts_on_a_terminal(cli: Cli, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(FAULTY)
    sheet = book["Budsjett"]
    sheet["A2"].value = NASTY.replace("\x1b", "").replace("\x07", "")
    book.save(tmp_path / "n.xlsx")
    (tmp_path / "n.csv").write_text(f'Post;2021;2022;Sum\n"{NASTY}";1;2;4\nReise;x;2;4\n', "utf-8")
    for path in (tmp_path / "n.xlsx", tmp_path / "n.csv"):
        for command in ("check", "show"):
            out = cli(command, path).out
            assert "[bold]x[/bold]" in out
            assert not set(out) & {"\x1b", "\x07", "\u202e", "\x9b"}


def test_in_the_terminal_it_is_coloured_and_fits_80_columns() -> None:
    import pty

    def at_terminal(**environment: str) -> str:
        ours, theirs = pty.openpty()
        program = subprocess.Popen(
            [sys.executable, "-m", "grantcalc", "check", str(FAULTY)],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        os.close(theirs)
        pieces: list[bytes] = []
        with suppress(OSError):  # reading past the end of a terminal is an error, not an empty read
            while piece := os.read(ours, 65536):
                pieces.append(piece)
        os.close(ours)
        assert program.wait(60) == 1
        return b"".join(pieces).decode()

    plain = at_terminal(NO_COLOR="1", COLUMNS="80", TERM="xterm")
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 80
    assert "\x1b[1;31merror B001" in at_terminal(COLUMNS="80", TERM="xterm", NO_COLOR="")


def test_an_empty_sheet_beside_the_budget_is_nothing(cli: Cli, tmp_path: Path) -> None:
    rows = [["Post", "Beløp"], ["Utgifter"], ["Lønn", 5], ["Inntekter"], ["Tilskudd", 5]]
    path = write_workbook(tmp_path / "b.xlsx", {"Budsjett": rows, "Ark2": []})
    assert cli("check", path).code == 0
