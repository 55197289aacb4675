"""What the repository says of itself is true: examples, docs, layers, packaging."""

import re
import subprocess
import sys
import tomllib
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from examples import make
from pydantic import BaseModel
from tools import docs, golden
from tools.pages.console import refreshed
from tools.pages.pictures import example_pictures

from grantcalc.checks import every_check
from grantcalc.config import Config
from grantcalc.finding import CheckInfo

ROOT = Path(__file__).parent.parent
WORKBOOKS = sorted(
    path.relative_to(make.HERE).as_posix()
    for path in make.HERE.rglob("*.xlsx")
    if path.name not in golden.OUTPUTS  # tests/test_golden.py
)


@pytest.fixture(scope="session")
def made_anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    make.make(folder)
    return folder


def parts(path: Path) -> dict[str, bytes]:
    """A workbook's parts, unpacked: compression may differ between versions of zlib."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_each_example_is_what_the_script_makes(made_anew: Path, name: str) -> None:
    assert parts(make.HERE / name) == parts(made_anew / name)


def test_the_script_makes_no_other_workbooks(made_anew: Path) -> None:
    assert (
        sorted(p.relative_to(made_anew).as_posix() for p in made_anew.rglob("*.xlsx")) == WORKBOOKS
    )


def test_the_ledger_tells_the_reports_story() -> None:
    entries = make.ledger_entries()
    amounts = {text: amount for _, _, text, amount, _ in entries}
    assert amounts["Materiell arbeidsmøter, feil konto"] == "4250.00"
    assert amounts["Korrigering materiell arbeidsmøter"] == "-4250.00"
    hours = list(make.timesheet_rows())
    per_month = {(day.year, day.month) for day, *_ in hours}
    assert len(make.ROLES) == 17
    assert len(hours) == 17 * len(per_month)
    assert all(7 <= worked <= 10 for _, _, worked, _, _ in hours)


@pytest.mark.parametrize(
    "path", docs.CONSOLE_FILES, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_console_block_shows_what_is_printed(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "```console" in text
    assert refreshed(text, docs.CONSOLE_FILES[path]) == text, "run: make docs"


@pytest.mark.parametrize("path", docs.PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text("utf-8") == docs.PAGES[path](), "run: make docs"


def test_the_pictures_of_the_docs_show_todays_figures() -> None:
    """Their texts, not their bytes: another matplotlib may draw otherwise."""
    for picture in example_pictures(make.HERE / "drammen"):
        there = fromstring((ROOT / "docs" / "pictures" / f"{picture.name}.svg").read_bytes())
        assert list(there.itertext()) == list(fromstring(picture.svg).itertext()), "run: make docs"


@pytest.mark.parametrize("info", every_check(), ids=lambda info: info.code)
def test_each_check_says_what_why_and_what_to_do(info: CheckInfo) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", info.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", info.name)
    assert info.summary.endswith(".")
    assert len(info.text.split("\n\n")) >= 3


def test_codes_and_names_are_unique() -> None:
    infos = every_check()
    assert len({info.code for info in infos}) == len({info.name for info in infos}) == len(infos)


def keys(model: type[BaseModel] = Config) -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        found.append(name)
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if hasattr(inner, "model_fields"):
                found += keys(inner)
    return found


def test_every_key_of_the_configuration_is_described() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert [key for key in keys() if f"`{key}`" not in page and f"[{key}]" not in page] == []


@pytest.mark.parametrize(
    "page", ["README.md", *(f"examples/{name}/grantcalc.toml" for name in ("aalesund", "drammen"))]
)
def test_every_configuration_that_is_shown_is_valid(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    shown = re.findall(r"```toml\n(.*?)```", text, flags=re.S) or [text]
    for toml in shown:
        Config.model_validate(tomllib.loads(toml, parse_float=Decimal))


def test_the_rooms_import_only_those_below() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_no_function_is_longer_than_a_screen_or_two() -> None:
    import ast

    long = [
        f"{path.name}:{node.lineno} {node.name}"
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 70
    ]
    assert long == []


def test_no_index_address_in_the_constraints() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines if not line.startswith("#"))


def test_the_package_is_typed_and_carries_its_data() -> None:
    from importlib.resources import files

    assert files("grantcalc").joinpath("py.typed").is_file()
    assert files("grantcalc.reading").joinpath("vocabulary.toml").is_file()


def test_the_library_offers_what_it_says() -> None:
    import grantcalc

    for name in grantcalc.__all__:
        assert callable(getattr(grantcalc, name))
    with pytest.raises(AttributeError, match="no attribute"):
        _ = grantcalc.nothing
