"""Bars of text: what they show, on which terminals, and that files and pipes have none."""

import locale
import sys
from datetime import date
from fractions import Fraction

import pytest

from conftest import DRAMMEN, Cli
from grantcalc.api.accounting import account
from grantcalc.money import Money
from grantcalc.rendering.bar_text import BLOCKS, PLAIN, Bar, Signs, key, signs_shown, styled
from grantcalc.rendering.remaining_text import remaining_text
from grantcalc.report.remaining import RemainingReport


def nok(amount: int) -> Money:
    return Money(amount, "NOK")


@pytest.fixture(scope="module")
def report() -> RemainingReport:
    return account(DRAMMEN, date(2022, 2, 14)).report


@pytest.mark.parametrize(
    ("amounts", "cells"),
    [
        ((100, 0, 0), ".........."),
        ((100, 50, 0), "#####....."),
        ((100, 50, 30), "#####===.."),
        ((100, 100, 0), "##########"),
        ((100, 99, 0), "#########."),  # what is left shows
        ((100, 1, 0), "#........."),  # what is spent shows
        ((100, 50, 1), "#####=...."),  # and what is on order
        ((100, 99, 1), "#########="),
        ((100, 101, 0), "#########>"),
        ((100, 60, 50), "######===>"),
        ((100, -20, 0), ".........."),
        ((100, -20, 50), "===......."),
        ((10**15, 10**15 - 1, 0), "#########."),
        ((0, 50, 0), ""),
        ((-10, 50, 0), ""),
    ],
)
def test_a_bar(amounts: tuple[int, int, int], cells: str) -> None:
    whole, spent, committed = map(nok, amounts)
    assert Bar(whole, spent, committed).cells(10, PLAIN) == cells


@pytest.mark.parametrize(
    ("elapsed", "cells"),
    [
        (Fraction(0), "|###......"),
        (Fraction(1, 4), "##|#......"),
        (Fraction(229, 365), "####..|..."),
        (Fraction(999, 1000), "####.....|"),
        (Fraction(1), "####......"),
        (None, "####......"),
    ],
)
def test_the_time_that_is_gone_is_marked_until_it_is_over(
    elapsed: Fraction | None, cells: str
) -> None:
    assert Bar(nok(100), nok(40), nok(0), elapsed).cells(10, PLAIN) == cells


def test_the_key_names_the_signs_that_are_there() -> None:
    assert key("###...", PLAIN) == "# spent  . left"
    assert key("##=|>", PLAIN) == "# spent  = committed  | time gone  > more than there is"


def test_colours_part_a_bar_and_lose_nothing_of_it() -> None:
    bar = "████▒▒░│░>"
    pieces = styled(bar, BLOCKS)
    assert "".join(text for text, _ in pieces) == bar
    assert [style for _, style in pieces] == ["cyan", "yellow", None, None, None, "red"]


@pytest.mark.parametrize(
    ("encoding", "terminal", "signs"),
    [
        ("UTF-8", "xterm", BLOCKS),
        ("UTF-8", "dumb", PLAIN),
        ("ISO-8859-1", "xterm", PLAIN),
        ("ANSI_X3.4-1968", "", PLAIN),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows' consoles take any text")
def test_where_blocks_cannot_be_shown_plain_signs_are(
    monkeypatch: pytest.MonkeyPatch, encoding: str, terminal: str, signs: Signs
) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: encoding)
    assert signs_shown({"TERM": terminal}) == signs


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_screen_has_bars_within_its_width(report: RemainingReport, width: int) -> None:
    text = remaining_text(report, width, colour=False)
    assert "  ██████████████████████████░░░░░│░░░░░░░░░░░░░░░░░░\n" in text
    assert "  █ spent  ░ left  │ time gone\n" in text
    assert max(map(len, text.splitlines())) <= width
    line = next(line for line in text.splitlines() if line.startswith("Innbyggerundersøkelser"))
    assert ("█" in line) == (width >= 80)


def test_bars_say_nothing_that_the_figures_do_not(report: RemainingReport) -> None:
    """Words and figures are the same with bars and without them."""

    def words(width: int | None) -> list[str]:
        text = remaining_text(report, width, colour=False)
        of_bars = {"█", "░", "│", "─", "left", "spent", "time", "gone"}
        return sorted(
            word for word in text.split() if not set(word) & set("█░│─") and word not in of_bars
        )

    assert words(80) == words(None)


def test_colour_is_left_out_where_it_is_not_wanted(report: RemainingReport) -> None:
    assert "\x1b[36m█" in remaining_text(report, 80, colour=True)
    assert "\x1b" not in remaining_text(report, 80, colour=False)


def test_files_and_pipes_have_no_bars(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DRAMMEN)
    monkeypatch.setenv("COLUMNS", "120")
    out = cli("remaining", "--as-of", "2022-02-14").out
    assert "364 321" in out
    assert not set(out) & set("█▒░")
