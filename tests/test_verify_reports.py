"""What `grantcalc report` writes, `grantcalc verify` finds nothing wrong with."""

from pathlib import Path

import pytest

from conftest import DRAMMEN, EXAMPLES, Cli

AALESUND = EXAMPLES / "aalesund"
REPORTS = {
    "status": (DRAMMEN / "grantcalc.toml", ("--as-of", "2022-02-14")),
    "final": (AALESUND / "grantcalc.toml", ("--as-of", "2023-06-20")),
}


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("ending", ["md", "txt", "html", "docx", "pdf"])
def test_a_report_that_was_computed_verifies(
    cli: Cli, tmp_path: Path, kind: str, language: str, ending: str
) -> None:
    config, day = REPORTS[kind]
    output = tmp_path / f"report.{ending}"
    made = cli("report", kind, *day, "--config", config, "--lang", language, "--output", output)
    assert output.exists(), made.err
    found = cli("verify", output, "--config", config)
    assert "0 errors, 0 warnings" in found.out, found.out
