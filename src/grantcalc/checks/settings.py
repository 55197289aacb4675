"""Family Z: settings that speak of findings which are no longer there."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import Fault, SettingsCase, settings_check
from grantcalc.finding import Place, Severity
from grantcalc.language import plural, tr


@settings_check("Z001", "suppression-fits-nothing", Severity.WARNING)
def suppression_fits_nothing(case: SettingsCase) -> Iterator[Fault]:
    """A suppression in grantcalc.toml fits no finding any more.

    Either the fault was repaired, or the cell has moved. A suppression that is left standing may
    one day hide another fault at the same cell.

    Remove it, or correct its cell.
    """
    for suppression in case.unused:
        yield Fault(
            at=Place(case.settings),
            message=tr(
                'the suppression of {code} at {cell} ("{reason}") fits no finding any more.',
                code=suppression.code,
                cell=suppression.cell or suppression.file or tr("the file as a whole"),
                reason=suppression.reason,
            ),
            advice=tr("Remove it under [[suppress]], or correct its cell."),
        )


@settings_check("Z002", "baseline-holds-what-is-gone", Severity.INFO)
def baseline_holds_what_is_gone(case: SettingsCase) -> Iterator[Fault]:
    """The baseline holds findings that are no longer there.

    They were repaired, or their amounts changed. While they are in the baseline, the same fault would
    be let through if it came back.

    Write the baseline anew with --write-baseline.
    """
    if case.gone and case.baseline:
        yield Fault(
            at=Place(case.baseline),
            message=plural(
                "{count} finding of the baseline is no longer there.",
                "{count} findings of the baseline are no longer there.",
                case.gone,
            ),
            advice=tr("Write the baseline anew with --write-baseline {path}.", path=case.baseline),
        )
