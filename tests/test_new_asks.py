"""`grantcalc new` at a terminal: it asks, and asks again where an answer cannot be followed."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grantcalc.config import load_config

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")

_LONGEST = 60


def conversation(folder: Path, answers: list[tuple[str, str]], *flags: str) -> tuple[int, str]:
    """Answers each question once it stands on the screen: (the end of the question, the answer)."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "LANGUAGE": "en", "TERM": "xterm", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "grantcalc", "new", str(folder), *flags],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        close_fds=True,
    )
    os.close(theirs)
    seen = ""
    asked = 0
    waiting = list(answers)
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says so that the other end is closed
            break
        if not piece:
            break
        seen += piece.decode("utf-8", "replace")
        if waiting and waiting[0][0] in seen[asked:]:
            asked = len(seen)
            os.write(ours, waiting.pop(0)[1].encode() + b"\n")
    else:
        process.kill()
    os.close(ours)
    assert not waiting, seen
    return process.wait(_LONGEST), seen


def test_wrong_answers_are_told_and_asked_again(tmp_path: Path) -> None:
    code, seen = conversation(
        tmp_path / "p",
        [
            ("Language", "klingon"),
            ("Language", "nb"),
            ("Prosjektets navn", "Bok og by"),
            ("regler", "nasjonalbibliotek"),
            ("regler", "nasjonalbiblioteket"),
            ("Hvem gir tilskuddet", ""),
            ("Valuta", "kroner"),
            ("Valuta", ""),
            ("Første dag", "30.2.2026"),
            ("Første dag", "1.7.2026"),
            ("Antall prosjektår", "mange"),
            ("Antall prosjektår", "2"),
            ("Tilskudd for 01.07.2026", "1.234"),
            ("Tilskudd for 01.07.2026", "700 000"),
            ("Tilskudd for 01.07.2027", "kr 650 000"),
            ("tildelt", "kanskje"),
            ("tildelt", "ja"),
            ("arbeid", ""),
        ],
    )
    assert code == 0, seen
    assert (
        seen.count("feil: ") == 6
    )  # the first mistake is told in English, before a language is chosen
    assert seen.count("error: ") == 1
    assert "grantcalc check" in seen
    config = load_config(tmp_path / "p" / "grantcalc.toml")
    assert (config.project.name, config.profile) == ("Bok og by", "nasjonalbiblioteket")
    assert [str(award.amount) for award in config.awards] == ["700000", "650000"]
    assert {award.status for award in config.awards} == {"awarded"}
    assert config.awards[0].source == "Nasjonalbiblioteket"


def test_what_is_given_is_not_asked_for(tmp_path: Path) -> None:
    flags = (
        "--lang",
        "en",
        "--name",
        "N",
        "--funder",
        "F",
        "--profile",
        "plain",
        "--currency",
        "NOK",
    )
    code, seen = conversation(
        tmp_path / "p",
        [("Number of project years", ""), ("Award for", ""), ("paid for", "no")],
        *flags,
        *("--start", "2026-07-01"),
    )
    assert code == 0, seen
    assert "Name of the project" not in seen
    assert load_config(tmp_path / "p" / "grantcalc.toml").awards == ()


def test_ending_the_input_makes_nothing(tmp_path: Path) -> None:
    code, seen = conversation(tmp_path / "p", [("Language", "\x04")])
    assert code == 2, seen
    assert not (tmp_path / "p").exists()
