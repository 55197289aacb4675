"""docs/python.md: the library's functions, from their signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grantcalc
from grantcalc import errors
from grantcalc.model import Amount, Budget, BudgetLine
from grantcalc.money import Money
from grantcalc.period import Period
from tools.pages.console import refreshed

_EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "drammen"

_HEAD = """# From Python

Made from the functions' own text by `make docs`. The functions are those that the commands are made of: what
a command shows, a function gives as an object. The examples run in
[examples/drammen](../examples/drammen/README.md).

```python
from datetime import date
from pathlib import Path

import grantcalc

report = grantcalc.check([Path("budget.xlsx")])
print(report.summary.errors, "errors")
for finding in report.findings:
    print(finding.severity.value, finding.code, finding.at)

left = grantcalc.remaining(Path(), date(2022, 2, 14))
for grant in left.grants:
    print(grant.source, grant.status.value, grant.awarded, grant.spent, grant.remaining)
```

```text
```

Reports are Pydantic models. Their fields are those of the [JSON](json.md), which `report.model_dump_json()`
gives. Nothing in them can be changed, and everything is typed.

The budget alone, with exact amounts:

```python
from pathlib import Path

import grantcalc
from grantcalc.model import Side

budget = grantcalc.read_budget(Path("budget.xlsx"))
for line in budget.on(Side.INCOME):
    print(line.label, [str(amount.value) for amount in line.amounts], line.sum(budget.currency))
```

```text
```

## Functions

"""

_VALUES = """## What a budget is made of

`read_budget` gives a `Budget`. It never raises for a cell that cannot be read: that is an `Amount` without a
value.

"""

_ERRORS = """## Errors

All of them are kinds of `grantcalc.errors.GrantcalcError`. Their text says what is wrong and what to do, in
the language in use. What is wrong in a budget is a finding, never an error.

| error | meaning |
|---|---|
"""


def library_page() -> str:
    """The page."""
    functions = [_function(name) for name in sorted(grantcalc.__all__)]
    nouns = [_noun(noun) for noun in (Budget, BudgetLine, Amount, Period)]
    failures = [
        f"| `{name}` | {_prose(kind)} |\n"
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and kind.__module__ == errors.__name__
    ]
    return "".join(
        [refreshed(_HEAD, _EXAMPLE), *functions, _VALUES, *nouns, _money(), _ERRORS, *failures]
    )


def _function(name: str) -> str:
    """A function: how it is called, what it does, what it raises."""
    function: Callable[..., Any] = getattr(grantcalc, name)
    signature = inspect.signature(function)
    given = ",\n".join(f"    {line}" for line in _parameters(signature))
    body, _, raised = inspect.cleandoc(function.__doc__ or "").partition("Raises:\n")
    lines = re.sub(r"\n +", " ", inspect.cleandoc(raised)).splitlines()
    raises = "".join(
        f"- `{e}`: {why}\n" for e, _, why in (x.strip().partition(": ") for x in lines)
    )
    return (
        f"### {name}\n\n```text\ngrantcalc.{name}(\n{given},\n) -> {signature.return_annotation}\n```\n\n"
        f"{body.strip()}\n\nRaises:\n\n{raises}\n"
    )


def _parameters(signature: inspect.Signature) -> Iterator[str]:
    """Each parameter on a line; a default that is no plain value is not written out."""
    keyword_only = False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            yield "*"
        default = parameter.default
        is_plain = isinstance(default, str | int | tuple | None)
        shown = "" if default is parameter.empty else f" = {default!r}" if is_plain else " = ..."
        yield f"{parameter.name}: {parameter.annotation}{shown}"


def _noun(noun: Any) -> str:
    """A model: what it is, and its fields."""
    fields = "\n".join(f"    {name}: {kind}" for name, kind in noun.__annotations__.items())
    return f"### {noun.__name__}\n\n{inspect.getdoc(noun)}\n\n```text\n{fields}\n```\n\n"


def _money() -> str:
    """The class of amounts, with its properties and methods."""
    members = [
        f"| `{name}` | {_prose(member)} |\n"
        for name, member in vars(Money).items()
        if not name.startswith("_")
        and getattr(member, "__doc__", None)
        and not isinstance(member, int)
    ]
    return f"### Money\n\n{_prose(Money)}\n\n| | |\n|---|---|\n" + "".join(members) + "\n"


def _prose(thing: Any) -> str:
    """The first part of a docstring, on one line."""
    text = inspect.cleandoc(getattr(thing, "__func__", thing).__doc__ or "")
    return " ".join(text.partition("\n\nRaises:")[0].split())
