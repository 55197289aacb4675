"""The benchmark of ledgers works, and all that it asks give the same answer; nothing is timed here."""

from pathlib import Path

import pytest
from benchmarks.ledger.__main__ import main


def test_all_formats_give_the_same_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--sizes", "50", "--runs", "1", "--data", str(tmp_path)])
    printed = capsys.readouterr().out
    assert [f"50 entries, {kind}" in printed for kind in ("xlsx", "csv", "xml", "journal")] == 4 * [
        True
    ]
    assert printed.count("  grantcalc") == 4
