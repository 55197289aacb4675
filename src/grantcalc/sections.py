"""What the tables of grantcalc.toml are made of."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from grantcalc.language import tr


class Section(BaseModel):
    """A table of grantcalc.toml: unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def as_list(value: object) -> object:
    """One value as a list of one."""
    return value if isinstance(value, (list, tuple)) else [value]


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


#: A text; a number is taken for one, as accounts are.
Text = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | int)]

#: Several texts; one alone needs no brackets.
Texts = Annotated[
    tuple[Text, ...], BeforeValidator(as_list, json_schema_input_type=str | int | list[str | int])
]


class _OneOrMore:
    """A table, or a list of such tables; the JSON schema allows both."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        several = handler(source)
        (one,) = several["items_schema"]
        return core_schema.no_info_before_validator_function(
            as_list,
            several,
            json_schema_input_schema=core_schema.union_schema([one, several]),
        )


Table = TypeVar("Table")

#: Several tables; one alone needs no double brackets.
OneOrMore = Annotated[tuple[Table, ...], _OneOrMore()]


def _currency_code(value: str) -> str:
    if len(value) != 3 or not value.isascii() or not value.isupper():
        raise ValueError(tr("write the currency's three-letter code, such as NOK or EUR"))
    return value


#: A currency by its ISO 4217 code.
CurrencyCode = Annotated[str, AfterValidator(_currency_code)]
