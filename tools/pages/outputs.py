"""docs/json.md: the JSON outputs, from their models' schemas and from meanings.toml."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.pages.console import refreshed
from tools.schemas import OUTPUTS

_FOLDER = Path(__file__).parent.parent.parent / "examples" / "drammen"
_MEANINGS = tomllib.loads((Path(__file__).parent / "meanings.toml").read_text("utf-8"))

_HEAD = """# JSON

Made from the outputs' models by `make docs`. `--format json` prints one JSON document on stdout, and nothing
else; `grantcalc schema NAME` prints its JSON Schema. Fields are added from version to version; none is renamed
or dropped while the output's `schema` keeps its number. The texts of findings, reasons and notes follow
`--lang`. Names, codes and values such as `in_kind` do not.

| kind | how it is written |
|---|---|
| amount | a text with the currency's decimals, such as `"1340000.00"`: exact, never a float; `-` stands before what is negative |
| share | a text, a part of one: `"0.5205"` is 52.05 % |
| decimal | a text with a decimal point: `"7.5"` |
| day | a text, ISO 8601: `"2022-02-14"` |
| number | a whole number |
| null | not known, or there is none |

In every output, exactly: awarded = spent + remaining; available = remaining - committed; the spent of all
lines and of `unmapped` is what the ledger has `included`; included + excluded = all that was `read`.
"""  # noqa: E501  rows of a table

_LINES_OF_A_GRANT = 29
_EXAMPLE = f"""A grant of [the example](../examples/drammen/README.md):

```console
$ grantcalc remaining --as-of 2022-02-14 --format json
...
  "grants": [
{_LINES_OF_A_GRANT * chr(10)}...
```
"""

_SHARED = "Parts of several outputs"


def outputs_page() -> str:
    """The page: each output with the models that it alone has, then those of several."""
    found = {name: _models(name) for name in OUTPUTS}
    used = Counter(model for models in found.values() for model in models)
    parts = [_HEAD, refreshed(_EXAMPLE, _FOLDER)]
    for name, models in found.items():
        top = OUTPUTS[name].__name__
        title = models[top]["properties"]["schema"]["const"]
        parts.append(f"## {title}\n\n{_described(top, models)}")
        parts += [_section(model, models) for model in models if model != top and used[model] == 1]
    shared = {model: text for models in found.values() for model, text in models.items()}
    parts.append(f"## {_SHARED}\n")
    parts += [_section(model, shared) for model in sorted(used) if used[model] > 1]
    return "\n".join(part for part in parts if part)


def missing_meanings() -> list[str]:
    """Fields of the outputs of which meanings.toml says nothing."""
    return [
        f"{model}.{field}"
        for name in OUTPUTS
        for model, schema in _models(name).items()
        for field in schema.get("properties", {})
        if not _meaning(model, field)
    ]


def _models(name: str) -> dict[str, Any]:
    """The schemas of an output's models by their names, the output's own first."""
    model = OUTPUTS[name]
    schema = model.model_json_schema(mode="serialization")
    return {model.__name__: schema, **schema.get("$defs", {})}


def _section(model: str, models: dict[str, Any]) -> str:
    """A model under its own heading; a list of values has none, it stands where it is used."""
    if "enum" in models[model]:
        return ""
    return f"### {model}\n\n{_described(model, models)}"


def _described(model: str, models: dict[str, Any]) -> str:
    """What a model is, and its fields."""
    schema = models[model]
    text = re.sub(r"\bNone\b", "null", schema.get("description", ""))
    rows = [
        f"| `{field}` | {_meaning(model, field)} | {' or '.join(_kinds(field, part, models))} |\n"
        for field, part in schema["properties"].items()
    ]
    return f"{text}\n\n| field | meaning | kind |\n|---|---|---|\n{''.join(rows)}"


def _meaning(model: str, field: str) -> str:
    return str(_MEANINGS.get(model, {}).get(field) or _MEANINGS["fields"].get(field, ""))


def _kinds(field: str, part: dict[str, Any], models: dict[str, Any]) -> Iterator[str]:
    """What a field may hold, in words."""
    if "anyOf" in part:
        for one in part["anyOf"]:
            yield from _kinds(field, one, models)
    elif "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        yield from _kinds(field, models[name], models) if "enum" in models[name] else [_link(name)]
    elif "enum" in part:
        yield ", ".join(f"`{value}`" for value in part["enum"])
    elif "const" in part:
        yield f"`{json.dumps(part['const'])}`"
    elif part.get("type") == "array":
        yield f"list of {' or '.join(_kinds(field, part['items'], models))}"
    else:
        yield _simple(field, part)


def _simple(field: str, part: dict[str, Any]) -> str:
    """The kind of one value."""
    if "pattern" in part:
        return "amount"
    if part["type"] == "string":
        return _TEXTS.get(field.rpartition("_")[2], "text") if "format" not in part else "day"
    return {"integer": "number", "boolean": "true, false", "null": "null"}[part["type"]]


#: What texts are that hold a figure, by the end of their field's name.
_TEXTS = {
    **dict.fromkeys(["share", "grant", "tolerance"], "share"),
    **dict.fromkeys(["hours", "number", "to", "step"], "decimal"),
}


def _link(model: str) -> str:
    return f"[{model}](#{model.lower()})"
