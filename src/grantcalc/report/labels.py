"""What lines, sums and project years are called, in tables and in pictures alike."""

from __future__ import annotations

from grantcalc.language import shown_day, tr
from grantcalc.model import Kind
from grantcalc.period import Period


def period_name(period: Period) -> str:
    """A project year by its days, or by the name that the budget gives it where it has none."""
    if period.start is None or period.end is None:
        return period.label
    return f"{shown_day(period.start)} – {shown_day(period.end)}"


def in_kind(label: str, kind: Kind | None) -> str:
    """A line's label, which says where it is work or goods."""
    return tr("{line} (in kind)", line=label) if kind is Kind.IN_KIND else label


def sum_label(kind: Kind | None) -> str:
    """What the sum of the lines of one kind is called, or (None) that of all."""
    if kind is Kind.CASH:
        return tr("Sum in money")
    return tr("Sum in kind") if kind is Kind.IN_KIND else tr("Sum")


def on_no_line() -> str:
    """What is called that which was spent on no budget line."""
    return tr("(on no budget line)")
