"""Every check. A family is a module; a check is a function in it, and nothing else names it.

The families are imported in the order in which they report. Among claims the order also decides
which of several broken claims is reported and which follow from it.
"""

from grantcalc.checks import sums as _b  # noqa: F401, I001
from grantcalc.checks import balances as _f  # noqa: F401
from grantcalc.checks import awards as _a  # noqa: F401
from grantcalc.checks import shares as _s  # noqa: F401
from grantcalc.checks import periods as _p  # noqa: F401
from grantcalc.checks import cells as _c  # noqa: F401
from grantcalc.checks import doubts as _r  # noqa: F401
from grantcalc.checks import ledgers as _l  # noqa: F401
from grantcalc.checks import ledger_entries as _le  # noqa: F401
from grantcalc.checks import ledger_counting as _lc  # noqa: F401
from grantcalc.checks import ledger_controls as _lt  # noqa: F401
from grantcalc.checks import work as _w  # noqa: F401
from grantcalc.checks import commitments as _k  # noqa: F401
from grantcalc.checks import grants as _g  # noqa: F401
from grantcalc.checks import closing as _d  # noqa: F401
from grantcalc.checks import eligibility_shares as _es  # noqa: F401
from grantcalc.checks import eligibility_costs as _ec  # noqa: F401
from grantcalc.checks import eligibility_time as _et  # noqa: F401
from grantcalc.checks import eligibility_awards as _ea  # noqa: F401
from grantcalc.checks import eligibility_transfers as _em  # noqa: F401
from grantcalc.checks import eligibility_settings as _ed  # noqa: F401
from grantcalc.checks import eligibility_forms as _ef  # noqa: F401
from grantcalc.checks import formulas as _x  # noqa: F401
from grantcalc.checks import settings as _z  # noqa: F401
from grantcalc.checks import statements as _v  # noqa: F401
from grantcalc.checks import statement_spans as _vs  # noqa: F401
from grantcalc.checks import report_tables as _vt  # noqa: F401
from grantcalc.checks import report_parts as _vp  # noqa: F401
from grantcalc.checks.registry import (
    ClosingCase,
    CommitmentCase,
    FormulaCase,
    GrantCase,
    LedgerCase,
    ReportTable,
    SettingsCase,
    SharedCase,
    VerifyCase,
    budget_codes,
    every_check,
    grant_codes,
)
from grantcalc.checks.runner import (
    CheckedBudget,
    check_budget,
    check_closing,
    check_commitments,
    check_formulas,
    check_grants,
    check_ledger,
    check_settings,
    check_shared,
    check_sheets,
    check_statements,
    without_echoes,
)

__all__ = [
    "CheckedBudget",
    "ClosingCase",
    "CommitmentCase",
    "FormulaCase",
    "GrantCase",
    "LedgerCase",
    "ReportTable",
    "SettingsCase",
    "SharedCase",
    "VerifyCase",
    "budget_codes",
    "check_budget",
    "check_closing",
    "check_commitments",
    "check_formulas",
    "check_grants",
    "check_ledger",
    "check_settings",
    "check_shared",
    "check_sheets",
    "check_statements",
    "every_check",
    "grant_codes",
    "without_echoes",
]
