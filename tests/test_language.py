"""Messages in the user's language: what is translated, how it is chosen, and how figures look."""

import ast
import io
import string
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeGuard

import pytest
from babel.messages import Message
from babel.messages.mofile import write_mo
from tools import catalogues

from conftest import DRAMMEN, Cli, write_workbook
from grantcalc import language
from grantcalc.finding import CheckInfo
from grantcalc.language import plural, shown_day, shown_number, tr
from grantcalc.money import Money

#: Every catalogue: what is tested of one holds for all.
EVERY = pytest.mark.parametrize(
    ("domain", "code"),
    [(domain, code) for domain in language.DOMAINS for code in language.LANGUAGES[1:]],
)


def messages(domain: str, code: str) -> list[Message]:
    """The messages of today's source, with the translations that are in the catalogue."""
    return [message for message in catalogues.catalogue(domain, code) if message.id]


@EVERY
def test_every_message_is_translated(domain: str, code: str) -> None:
    lacking = [m.id for m in messages(domain, code) if catalogues.lacks_translation(m)]
    assert lacking == [], "run: make catalogues, and translate"


@EVERY
def test_the_catalogue_holds_no_message_that_is_gone(domain: str, code: str) -> None:
    now = {catalogues.words(message.id) for message in messages(domain, code)}
    assert set(catalogues.kept(catalogues.po_path(domain, code))) == now, "run: make catalogues"


@EVERY
def test_a_translation_names_the_same_values(domain: str, code: str) -> None:
    wrong = [
        (message.id, translated)
        for message in messages(domain, code)
        for translated in forms(message.string)
        if translated and named(translated) - {"count"} != values(message) - {"count"}
    ]
    assert wrong == []


def forms(words: object) -> list[str]:
    return [words] if isinstance(words, str) else list(words or [])  # type: ignore[call-overload]


def values(message: Message) -> set[str]:
    return set().union(*(named(form) for form in forms(message.id)))


def named(text: str) -> set[str]:
    """The values that a text names in braces; what else stands in them, such as TOML, is no name."""
    try:
        names = [name or "" for _, name, _, _ in string.Formatter().parse(text)]
        return {name for name in names if name.isidentifier()}
    except ValueError:
        return set()


@EVERY
def test_the_compiled_catalogue_is_fresh(domain: str, code: str) -> None:
    path = catalogues.po_path(domain, code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogues.catalogue(domain, code))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run: make catalogues"


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    """Every call of `tr`, `plural` and `mark` in the source, with the name of the function."""
    for path in catalogues.SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="tr" | "plural" | "mark" as name)):
                    yield path, name, node


def test_a_message_is_written_out_where_it_is_translated() -> None:
    """Or it is named, and written out where it is marked: never put together from pieces."""
    wrong = [
        f"{path.name}:{call.lineno}"
        for path, function, call in calls()
        for argument in call.args[: 2 if function == "plural" else 1]
        if not is_text(argument) and not (function == "tr" and is_named(argument))
    ]
    assert wrong == []


def is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_named(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return is_named(node.body) and is_named(node.orelse)
    return isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))


def test_a_message_is_given_the_values_that_it_names() -> None:
    wrong = []
    for path, function, call in calls():
        given = {keyword.arg for keyword in call.keywords}
        if function == "mark" or None in given or not is_text(call.args[0]):
            continue
        wanted = named(str(call.args[0].value)) if given or function == "plural" else set()
        if wanted - {"count"} != given - {"count"}:
            wrong.append(f"{path.name}:{call.lineno}")
    assert wrong == []


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LANG": "nn_NO.UTF-8"}, "nn"),
        ({"LANG": "no_NO"}, "nb"),
        ({"LANG": "sv_SE.UTF-8"}, "en"),
        ({"LANG": "nb_NO.UTF-8", "LC_MESSAGES": "nn_NO.UTF-8"}, "nn"),
        ({"LANG": "nb_NO.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "nn_NO", "LC_ALL": "nb_NO"}, "nb"),
        ({"LANGUAGE": "nn:nb:en", "LC_ALL": "nb_NO"}, "nn"),
        ({"LANGUAGE": "sv:nb", "LANG": "en_GB"}, "nb"),
        ({"LANGUAGE": "sv", "LANG": "nb_NO"}, "nb"),
        ({"LANGUAGE": "", "LANG": "nb-NO"}, "nb"),
    ],
)
def test_the_language_is_that_of_the_system(variables: Mapping[str, str], code: str) -> None:
    assert language.from_environment(variables) == code


def test_the_option_goes_before_the_system(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "nb")
    assert "1 merknad" in cli("check", DRAMMEN / "budget.xlsx").out
    assert "1 note" in cli("check", DRAMMEN / "budget.xlsx", "--lang", "en").out
    assert "1 note" in cli("--lang", "en", "check", DRAMMEN / "budget.xlsx").out


@pytest.mark.parametrize(
    ("code", "number", "day"),
    [
        ("en", "1 340 000.50", "2022-02-14"),
        ("nb", "1 340 000,50", "14.02.2022"),
        ("nn", "1 340 000,50", "14.02.2022"),
    ],
)
def test_numbers_and_days_are_written_as_readers_write_them(
    code: str, number: str, day: str
) -> None:
    language.use(code)
    assert shown_number("1340000.50") == number
    assert shown_number("-1340000.50") == f"-{number}"  # the minus that Excel takes
    assert Money(134000050, "NOK").grouped == number
    assert shown_day(date(2022, 2, 14)) == day


def test_a_value_is_never_taken_for_a_pattern() -> None:
    assert tr("sheet {sheet}", sheet="{count} %s {") == "sheet {count} %s {"
    assert plural("{count} of {x}", "{count} of {x}", 2, x="{0}") == "2 of {0}"


def test_a_check_explains_itself_in_norwegian(cli: Cli) -> None:
    assert "linje" in cli("explain", "B001", "--lang", "nb").out
    assert "ikkje" in cli("explain", "B001", "--lang", "nn").out


def test_every_paragraph_of_a_check_is_a_message() -> None:
    info = CheckInfo(code="B001", name="x-y", severity="error", text="One\nline.\n\nTwo.")
    assert info.plain_paragraphs == ["One line.", "Two."]


def test_help_is_in_norwegian(cli: Cli) -> None:
    help_ = cli("--lang", "nb", "check", "--help").out
    assert help_.startswith("Bruk: grantcalc check")
    for english in ("Options", "Arguments", "Usage", "Show this", "The language"):
        assert english not in help_
    assert "Usage: grantcalc" in cli("check", "--help").out


def test_an_error_is_in_norwegian(cli: Cli, tmp_path: Path) -> None:
    missing = cli("check", tmp_path / "finnes-ikke.xlsx", "--lang", "nb")
    assert missing.code == 2
    assert "no such file" not in missing.err


def test_what_a_sheet_was_taken_for_is_said_in_norwegian(cli: Cli, tmp_path: Path) -> None:
    rows = [["Post", "2023"], ["Lønn", 100], ["Reise", 50], ["Sum utgifter", 150]]
    path = write_workbook(tmp_path / "budsjett.xlsx", {"Budsjett": rows})
    shown = cli("show", path, "--lang", "nb").out
    assert "utgift" in shown
    assert "its heading is a period" not in shown
