"""A TOML file held against what may stand in it; faults in words for those who know Excel."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from grantcalc.errors import ConfigError
from grantcalc.language import mark, tr

Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], data: dict[str, Any], path: Path) -> Model:
    """What a file declares, as a model.

    Raises:
        ConfigError: a key or a value cannot be followed; the text names all of them.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        said = "; ".join(_explained(e, model) for e in error.errors())
        raise ConfigError(f"{path}: {said}") from error


def _explained(error: Any, model: type[BaseModel]) -> str:
    """One fault of a file in words, with the nearest known key for an unknown one."""
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    if error["type"] == "extra_forbidden":
        *tables, key = error["loc"]
        near = difflib.get_close_matches(str(key), _known_keys(model, tables), n=1, cutoff=0.5)
        known = ", ".join(_known_keys(model, tables))
        if near:
            return tr('unknown key "{key}"; did you mean "{near}"?', key=where, near=near[0])
        return tr('unknown key "{key}"; known here: {known}', key=where, known=known)
    message = _in_our_words(error)
    return f"{where}: {message}" if where else message


def _in_our_words(error: Any) -> str:
    """What is wrong with a value; pydantic speaks to programmers, and in English alone."""
    kind, context = error["type"], error.get("ctx", {})
    for ours, message in _WORDS.items():
        if re.fullmatch(ours, kind):
            limit = str(next(iter(context.values()), ""))
            return tr(message, limit=limit.replace(" or ", ", ").replace("'", '"'))
    return str(error["msg"]).removeprefix("Value error, ")


#: What is said of pydantic's kinds of errors.
_WORDS = {
    "missing": mark("is missing"),
    "string_type": mark("write a text in quotation marks"),
    "int_.*": mark("write a whole number"),
    "decimal_.*|float_.*|finite_number": mark("write a number, such as 700000.00"),
    "bool_.*": mark("write true or false"),
    "model_.*|dict_type": mark("write a table, with a name and = before each value"),
    "tuple_type": mark("write a list in brackets"),
    "greater_than": mark("write more than {limit}"),
    "greater_than_equal": mark("write {limit} or more"),
    "less_than_equal": mark("write {limit} or less"),
    "literal_error|enum": mark("write one of {limit}"),
    "too_short": mark("write at least one"),
    "string_pattern_mismatch": mark("write a column's letters, such as B"),
}


def _known_keys(whole: type[BaseModel], tables: list[str | int]) -> list[str]:
    """The keys of the table that a path of an error leads to."""
    model = whole
    for part in tables:
        if isinstance(part, str) and part in model.model_fields:
            model = _table_model(model.model_fields[part].annotation) or model
    return sorted(model.model_fields)


def _table_model(annotation: Any) -> type[BaseModel] | None:
    """The table's model behind `Table`, `tuple[Table, ...]` or `dict[str, Table]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = map(_table_model, getattr(annotation, "__args__", ()))
    return next((model for model in models if model), None)
