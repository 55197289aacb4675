"""Templates of users: what they may say, what is refused of them, and that none does any harm."""

import time
from importlib.resources import files
from pathlib import Path

import pytest

from conftest import Cli, assert_one_line_error
from funder_project import AWARD, make_project

ARGUMENTS = ("report", "status", "--as-of", "2022-02-14", "--template", "mine.md")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path, '[project]\nname = "A & B"\n' + AWARD)


def lines(cli: Cli, folder: Path, template: str, *more: str) -> list[str]:
    """The report's text by a template, without what the end of each report says."""
    (folder / "mine.md").write_text(template, "utf-8")
    result = cli(*ARGUMENTS, "--format", "md", *more)
    assert result.code == 0, result.err
    return result.out.replace("\u00a0", " ").partition("\n---\n")[0].split("\n")


def test_a_template_is_sentences_with_figures(cli: Cli, folder: Path) -> None:
    template = (
        "# {{ project }}\n\n{% for grant in current.grants %}\n"
        "Left: **{{ grant.remaining }}**.\n{% endfor %}\n"
    )
    assert lines(cli, folder, template) == ["# A & B", "", "Left: **NOK 400**.", ""]


def test_a_list_and_a_place_to_fill_in(cli: Cli, folder: Path) -> None:
    template = (
        "Lines:\n\n{% for x in current.lines %}\n- {{ x.label }}: {{ x.spent_share }}\n{% endfor %}\n"
        '\n{{ fill_in("signature") }}\n'
    )
    found = lines(cli, folder, template)
    assert found[0] == "# A & B"  # a report without a title has the project's name
    assert found[4:] == [
        "- Lønn: 60.00 %",
        "- Reise: 60.00 %",
        "",
        "> To be filled in: signature",
        "",
    ]


def test_figures_are_written_in_the_language_asked_for(cli: Cli, folder: Path) -> None:
    template = "On {{ as_of }}: {{ current.income.spent }}, {{ current.elapsed_share }}\n"
    assert lines(cli, folder, template, "--lang", "nb")[2] == "On 14.02.2022: 600 kr, 62,74 %"
    assert lines(cli, folder, template, "--lang", "en")[2] == "On 2022-02-14: NOK 600, 62.74 %"


def test_words_for_one_and_for_many_and_a_list_in_a_sentence(cli: Cli, folder: Path) -> None:
    template = (
        '{{ plural(current.lines|length, "one line", "{count} lines") }}: '
        '{{ current.lines|map(attribute="label")|listed }}\n'
    )
    assert lines(cli, folder, template)[2] == "2 lines: Lønn and Reise"


def test_a_table_that_has_no_rows_is_left_out(cli: Cli, folder: Path) -> None:
    assert lines(cli, folder, 'Before.\n\n{{ table("orders") }}\n\nAfter.\n')[2:] == [
        "Before.",
        "",
        "After.",
        "",
    ]


def test_the_built_in_template_is_copied_for_the_user_to_change(cli: Cli, folder: Path) -> None:
    for language in ("en", "nb", "nn"):
        name = f"mine.{language}.md"
        copied = cli("report", "status", "--lang", language, "--write-template", name)
        assert (copied.code, copied.out, copied.err) == (0, "", "")
        built_in = files("grantcalc.templates").joinpath(f"status.{language}.md")
        assert Path(name).read_bytes() == built_in.read_bytes()
    ours = cli("report", "status", "--as-of", "2022-02-14", "--lang", "nn")
    assert ours.out == cli(*ARGUMENTS[:-1], "mine.nn.md", "--lang", "nn").out
    again = cli("report", "status", "--write-template", "mine.en.md")
    assert_one_line_error(again, "mine.en.md is there already")


def test_the_project_names_its_own_template(cli: Cli, folder: Path) -> None:
    make_project(folder, f'[report]\ntemplate = "ours.md"\n{AWARD}')
    missing = cli("report", "status", "--as-of", "2022-02-14")
    assert_one_line_error(missing, "ours.md", "no such file", "report.template")
    (folder / "ours.md").write_text("# Ours\n", "utf-8")
    assert cli("report", "status", "--as-of", "2022-02-14").out.startswith("Ours\n====\n")


def test_a_template_that_cannot_be_read(cli: Cli, folder: Path) -> None:
    assert_one_line_error(cli(*ARGUMENTS), "mine.md", "no such file")
    (folder / "mine.md").write_bytes(b"\xff\xfe\x00")
    assert_one_line_error(cli(*ARGUMENTS), "mine.md", "UTF-8")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("One.\n\n{{ projekt }}\n", ["mine.md, line 3", '"projekt"', 'did you mean "project"?']),
        ("{{ current.granst }}\n", ["mine.md, line 1", 'did you mean "grants"?']),
        ("{{ as_of.year }}\n", ["mine.md, line 1", 'no part "year"']),
        (
            "{{ zzzzzz }}\n",
            ["mine.md, line 1", 'there is no "zzzzzz" here; there is "application"'],
        ),
        ('\n{{ table("line") }}\n', ["mine.md, line 2", 'did you mean "lines"?']),
        ('{{ picture("spend") }}\n', ["mine.md, line 1", 'did you mean "spending"?']),
        ("One.\n{% if project %}\n", ["mine.md, line 2", "cannot be followed"]),
        ("{{ project|uper }}\n", ["mine.md, line 1", "uper"]),
        ("{{ current }}\n", ["mine.md, line 1", "name one of its parts"]),
        ("{{ current.lines }}\n", ["mine.md, line 1", "name one of its parts"]),
        ("{{ current.income.spent < 3 }}\n", ["mine.md, line 1", "cannot be followed"]),
        ('Text {{ table("lines") }}\n', ["mine.md, line 1", "a line of their own"]),
        ('{% set a = table("lines") %}\n', ["mine.md, line 1", "a line of their own"]),
        ("{{ 1 + 1 }}\n", ["mine.md, line 1", "computes nothing"]),
        ("{{ 'x' * 999999999 }}\n", ["mine.md, line 1", "computes nothing"]),
        ("{{ project ~ project }}\n", ["mine.md, line 1", "computes nothing"]),
        ('{% include "/etc/hostname" %}\n', ["mine.md, line 1", "takes in no other"]),
        ('{% import "x" as y %}\n', ["mine.md, line 1", "takes in no other"]),
        ("{{ project.upper() }}\n", ["mine.md, line 1"]),
        ("{{ ''.__class__ }}\n", ["mine.md, line 1", "__class__"]),
        ("{{ current.__class__.__mro__ }}\n", ["mine.md, line 1"]),
        ("{{ table.__globals__ }}\n", ["mine.md, line 1"]),
        ("{{ range(9) }}\n", ["mine.md, line 1", '"range"']),
        ("{{ lines.pop() }}\n", ["mine.md, line 1", "pop"]),
        ("{{ summary.update }}\n", ["mine.md, line 1", "update"]),
        ('{{ "%s"|format(1) }}\n', ["mine.md, line 1", "format"]),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}\n", ["mine.md", "without an end"]),
        ("x" * 300_000, ["mine.md", "without an end"]),
    ],
)
def test_what_is_wrong_with_a_template_is_said_at_its_line(
    cli: Cli, folder: Path, template: str, words: list[str]
) -> None:
    (folder / "mine.md").write_text(template, "utf-8")
    assert_one_line_error(cli(*ARGUMENTS, "--lang", "en"), *words)


MANY = "{% for a in rules %}" * 8 + "{% endfor %}" * 8
RECURSIVE = "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}\n"
DOUBLED = "{% set a %}0123456789{% endset %}\n" + "".join(
    f"{{% set {new} %}}{{{{ {old} }}}}{{{{ {old} }}}}{{% endset %}}\n"
    for old, new in zip("abcdefghijklmnopqrstuvw", "bcdefghijklmnopqrstuvwx", strict=True)
)
LONG_BODY = "{% for a in rules %}{% for b in rules %}{% for c in rules %}" + "long " * 9000
LONG_BODY += "{% endfor %}{% endfor %}{% endfor %}"


@pytest.mark.parametrize("template", [MANY, RECURSIVE, DOUBLED, LONG_BODY])
def test_a_template_without_an_end_is_stopped(cli: Cli, folder: Path, template: str) -> None:
    (folder / "mine.md").write_text(template, "utf-8")
    began = time.monotonic()
    assert_one_line_error(cli(*ARGUMENTS), "mine.md", "look at its loops")
    assert time.monotonic() - began < 30


def test_markup_that_no_report_has_stays_text(cli: Cli, folder: Path) -> None:
    template = "<b>x</b> [a](http://b) `c` ![d](e)\n\n    indented\n"
    (folder / "mine.md").write_text(template, "utf-8")
    out = cli(*ARGUMENTS, "--format", "txt").out
    assert "<b>x</b> [a](http://b) `c` ![d](e)" in out
    assert "\nindented\n" in out
