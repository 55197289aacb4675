"""Makes the JSON Schemas of src/grantcalc/schemas from the models: `make schemas`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from grantcalc.api.baseline import Baseline
from grantcalc.config import Config
from grantcalc.profile import Profile
from grantcalc.report.check import CheckReport
from grantcalc.report.diff import DiffReport
from grantcalc.report.funder import FunderReport
from grantcalc.report.proposal import MapReport
from grantcalc.report.remaining import RemainingReport
from grantcalc.report.verification import VerifyReport

SCHEMAS = Path(__file__).parent.parent / "src" / "grantcalc" / "schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: What a program reads (outputs) and what people and programs write (inputs).
OUTPUTS: dict[str, type[BaseModel]] = {
    "check": CheckReport,
    "remaining": RemainingReport,
    "diff": DiffReport,
    "report": FunderReport,
    "map": MapReport,
    "verify": VerifyReport,
}
_INPUTS: dict[str, type[BaseModel]] = {
    "config": Config,
    "baseline": Baseline,
    "profile": Profile,
}


def schema_texts() -> dict[str, str]:
    """Each schema's text by its name."""
    outputs = {
        name: model.model_json_schema(mode="serialization") for name, model in OUTPUTS.items()
    }
    inputs = {name: model.model_json_schema(mode="validation") for name, model in _INPUTS.items()}
    return {name: _text(schema) for name, schema in {**outputs, **inputs}.items()}


def _text(schema: dict[str, Any]) -> str:
    whole = {"$schema": _DIALECT, **_tidy(schema)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _tidy(part: Any) -> Any:
    """A schema without the titles that only repeat names, and with descriptions on one line."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: " ".join(value.split())
        if key == "description" and isinstance(value, str)
        else _tidy(value)
        for key, value in part.items()
        if key != "title" or not isinstance(value, str)
    }


def main() -> None:
    """Writes every schema anew."""
    for name, text in schema_texts().items():
        path = SCHEMAS / f"{name}.json"
        path.write_text(text, "utf-8", newline="\n")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
