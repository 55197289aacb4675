"""`grantcalc report`: its files, its options, and what it refuses."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from conftest import DRAMMEN, Cli, assert_one_line_error
from funder_project import AWARD, BUDGET, make_project
from grantcalc.cli.report_files import Destination, ReportFormat
from read_documents import page, pdf_text, squeezed, word_text, workbook

STATUS = ("report", "status", "--as-of", "2022-02-14")
SENTENCE = "har vi brukt 364 321 kr av de 700 000 kr som Nasjonalbiblioteket har tildelt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path)


@pytest.mark.parametrize("ending", ["docx", "html", "md", "pdf", "txt", "xlsx"])
def test_the_ending_names_the_kind_of_file(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.chdir(DRAMMEN)
    target = tmp_path / f"status.{ending}"
    result = cli(*STATUS, "--lang", "nb", "--no-pictures", "--output", target)
    assert (result.code, result.out, result.err) == (0, "", "")
    assert squeezed(SENTENCE) in squeezed(text_of(target))


def text_of(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".docx":
        return word_text(content)
    if path.suffix == ".pdf":
        return pdf_text(content)
    if path.suffix == ".html":
        return "".join(page(content.decode()).words)
    if path.suffix == ".xlsx":
        cells = (c for sheet in workbook(content) for row in sheet.iter_rows() for c in row)
        return " ".join(str(cell.value) for cell in cells if cell.value is not None)
    return content.decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("r.DOCX", "docx"), ("r.htm", "html"), ("r.md", "md"), ("r.json", "json"), ("r", "txt")],
)
def test_the_ending_may_be_written_otherwise(name: str, expected: str) -> None:
    destination = Destination(Path(name), None, None, None, draws=False)
    assert destination.format is ReportFormat(expected)
    destination.refuse()


def test_pictures_stand_in_the_report_and_in_a_folder(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(DRAMMEN)
    target = tmp_path / "out" / "status.md"
    target.parent.mkdir()
    result = cli(*STATUS, "--output", target, "--pictures", tmp_path / "pictures")
    assert result.code == 0, result.err
    names = {path.name for path in (tmp_path / "pictures").iterdir()}
    assert {"spending.svg", "spending.png", "lines.svg", "sources.png"} <= names
    assert "](../pictures/spending.svg)" in target.read_text("utf-8")

    html = tmp_path / "status.html"
    cli(*STATUS, "--output", html)
    assert html.read_text("utf-8").count("<img ") == 3
    cli(*STATUS, "--no-pictures", "--output", html)
    assert "<img " not in html.read_text("utf-8")


def test_without_an_output_the_text_is_on_the_screen(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = cli(*STATUS).out
    assert out.startswith("The project's economy as of 2022-02-14\n======")
    assert max(map(len, out.splitlines())) <= 80


def test_the_json_needs_no_template(cli: Cli, folder: Path) -> None:
    result = cli(*STATUS, "--output", "status.json")
    assert result.code == 0
    assert json.loads(Path("status.json").read_text("utf-8"))["schema"] == "grantcalc/report/1"
    assert cli(*STATUS, "--output", "status.json").code == 0


def test_without_a_day_it_says_which_it_takes(cli: Cli, folder: Path) -> None:
    result = cli("report", "status", "--format", "json")
    today = date.today().isoformat()  # noqa: DTZ011  the user's own day
    assert result.err == f"no --as-of given: counting up to today, {today}\n"
    assert json.loads(result.out)["as_of"] == today


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--output", "status.doc"), ["status.doc", "names no kind of report", ".txt or .json"]),
        (("--output", "status.csv"), ["status.csv", "names no kind of report"]),
        (("--output", "status.md", "--format", "docx"), ["status.md", "name it .docx"]),
        (("--output", "status.htm", "--format", "docx"), ["status.htm", "name it .docx"]),
        (("--format", "pdf"), ["--format pdf", "--output report.pdf"]),
        (("--format", "xlsx"), ["--format xlsx", "--output report.xlsx"]),
        (("--output", "taken.docx"), ["taken.docx is there already", "written in it"]),
        (("--output", "taken.xlsx"), ["taken.xlsx is there already", "written in it"]),
        (("--output", "taken.json"), ["taken.json is there already", "not made by grantcalc"]),
        (("--output", "missing/status.md"), ["there is no folder missing"]),
        (("--pictures", "p", "--no-pictures"), ["--pictures and --no-pictures"]),
        (("--letterhead", "a.docx", "--output", "status.md"), ["--letterhead is for"]),
        (("--letterhead", "a.docx", "--output", "status.docx"), ["a.docx"]),
        (("--as-of", "yesterday"), ["yesterday"]),
    ],
)
def test_what_does_not_go_together_is_refused(
    cli: Cli, folder: Path, options: tuple[str, ...], words: list[str]
) -> None:
    for name in ("taken.docx", "taken.xlsx", "taken.json"):
        (folder / name).write_text("[1]", "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert_one_line_error(cli(*STATUS, *options), *words)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_no_output_takes_the_place_of_what_was_read(cli: Cli, folder: Path) -> None:
    (folder / "mine.md").write_text("# Mine\n", "utf-8")
    result = cli(*STATUS, "--template", "mine.md", "--output", "mine.md")
    assert_one_line_error(result, "mine.md is an input (template)")
    assert (folder / "mine.md").read_text("utf-8") == "# Mine\n"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[report.expected]\n"Lonn" = 1\n', ["report.expected", '"Lonn"', 'did you mean "Lønn"?']),
        ('[report.explanations]\nxyz = "a"\n', ["report.explanations", "as the budget does"]),
        ('[report.expected]\n"Reise" = 1\n', ['2 lines of costs called "Reise"']),
    ],
)
def test_report_speaks_of_lines_that_the_budget_has_once(
    cli: Cli, folder: Path, table: str, words: list[str]
) -> None:
    budget = BUDGET.replace("| Lønn ", "| Reise | 0 | 0 |\n| Lønn ")
    make_project(folder, AWARD + table, budget=budget, mapping="")
    assert_one_line_error(cli(*STATUS), *words)


def test_a_command_group_alone_says_what_is_missing(cli: Cli) -> None:
    assert_one_line_error(cli("report"), "name one of its commands")


def test_the_help_is_in_the_language_asked_for(cli: Cli) -> None:
    assert "Skriv økonomidelen" in cli("--lang", "nb", "report", "--help").out
    assert "--write-template" in cli("report", "status", "--help").out


def test_the_same_report_is_the_same_file(cli: Cli, folder: Path) -> None:
    made = []
    for name in ("one.docx", "two.docx"):
        cli(*STATUS, "--output", name)
        made.append(Path(name).read_bytes())
    assert made[0] == made[1]
    assert io.BytesIO(made[0]).read(2) == b"PK"
