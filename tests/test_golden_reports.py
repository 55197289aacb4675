"""examples/*/report: the examples' reports in every format and language are what grantcalc writes now."""

import pytest
from tools.golden_reports import EXAMPLES, REPORTS, made, names

EVERY = [(example, name) for example in REPORTS for name in names(example)]


@pytest.mark.parametrize(("example", "name"), EVERY)
def test_every_report_is_as_the_example_shows_it(example: str, name: str) -> None:
    shown = (EXAMPLES / example / "report" / name).read_text("utf-8")
    now = made(example, name)
    if ".pdf" in name:  # where lines and pages end is a matter of the fonts
        shown, now = "".join(shown.split()), "".join(now.split())
    assert now == shown, "run: make golden"


@pytest.mark.parametrize("example", REPORTS)
def test_nothing_else_lies_in_the_folder(example: str) -> None:
    folder = EXAMPLES / example / "report"
    assert {path.name for path in folder.iterdir()} == set(names(example))
