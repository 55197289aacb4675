"""Family L: what a ledger's file says of its own content."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import Fault, LedgerCase, ledger_check
from grantcalc.finding import Severity
from grantcalc.language import tr


@ledger_check("L013", "control-totals-differ", Severity.ERROR)
def control_totals_differ(case: LedgerCase) -> Iterator[Fault]:
    """The control totals of a SAF-T file differ from what the file holds.

    The accounting system writes at the top of the entries how many there are and what debit and credit
    come to. Where that is not what follows, entries are missing, occur twice or were changed after the
    export, and what was spent cannot be relied on.

    Export the file again, for whole accounting periods, and do not edit it. If the totals still differ,
    tell those who run the accounting system.
    """
    for source in case.summary.sources:
        for total in source.totals:
            if not total.holds:
                yield Fault(
                    at=total.at,
                    message=tr(
                        "{name} says {stated}, but the file holds {found}",
                        name=total.name,
                        stated=total.stated,
                        found=total.found,
                    ),
                    expected=total.stated,
                    actual=total.found,
                )
