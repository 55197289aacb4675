"""grantcalc tells whether a grant budget adds up, and how much of the money is left.

The functions that the command line is made of can be used from Python:

    from pathlib import Path
    import grantcalc

    report = grantcalc.check([Path("budget.xlsx")])
    print(report.summary.errors)
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from grantcalc.api import check as check
    from grantcalc.api import read_budget as read_budget
    from grantcalc.api import read_ledger as read_ledger
    from grantcalc.api import remaining as remaining

__all__ = ["check", "read_budget", "read_ledger", "remaining"]


def __getattr__(name: str) -> Any:
    """The library's functions, imported when first used: `grantcalc --help` needs none of them."""
    if name in __all__:
        from grantcalc import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
