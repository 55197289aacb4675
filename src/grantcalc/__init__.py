"""grantcalc tells whether a grant budget adds up, and how much of the money is left.

The functions that the command line is made of can be used from Python:

    from pathlib import Path
    import grantcalc

    report = grantcalc.check([Path("budget.xlsx")])
    print(report.summary.errors)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from grantcalc.api.accounting import remaining as remaining
    from grantcalc.api.checking import check as check
    from grantcalc.api.comparing import diff as diff
    from grantcalc.api.inputs import read_budget as read_budget
    from grantcalc.api.inputs import read_ledger as read_ledger
    from grantcalc.api.starting import new_project as new_project
    from grantcalc.api.verifying import verify as verify

_MODULES = {
    "check": "grantcalc.api.checking",
    "diff": "grantcalc.api.comparing",
    "new_project": "grantcalc.api.starting",
    "read_budget": "grantcalc.api.inputs",
    "read_ledger": "grantcalc.api.inputs",
    "remaining": "grantcalc.api.accounting",
    "verify": "grantcalc.api.verifying",
}

__all__ = ["check", "diff", "new_project", "read_budget", "read_ledger", "remaining", "verify"]


def __getattr__(name: str) -> Any:
    """The library's functions, imported when first used: `grantcalc --help` needs none of them."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
