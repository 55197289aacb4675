"""A budget's figures as HTML: both sides' sums, the balance and the sources, by year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grantcalc.language import tr
from grantcalc.model import Kind
from grantcalc.money import Money
from grantcalc.rendering.budget_text import differs, is_shown, source_name
from grantcalc.rendering.html_parts import Html, element, row, table
from grantcalc.rendering.terminal import percent
from grantcalc.report.check import BudgetReport, Total


def budget_figures(budget: BudgetReport, title: str, verdict: str) -> Html:
    """What a budget comes to."""
    headings = [period.label for period in budget.periods]
    if _has_total(budget):
        headings.append(tr("Total"))
    caption = tr("Sums and balance, amounts in {currency}", currency=budget.currency)
    parts = [table(caption, ["", *headings], _rows(budget))]
    if budget.sources:
        shares = tr("Sources and their share of the income")
        parts.append(table(shares, ["", *headings], _sources(budget)))
    return element(
        "section",
        element("h3", title),
        element("p", verdict),
        *(
            [element("p", tr("with what {config} declares", config=budget.config), class_="note")]
            if budget.config
            else []
        ),
        *parts,
    )


def _has_total(budget: BudgetReport) -> bool:
    """Whether there is a column of all periods together: only where there are several."""
    return len(budget.periods) > 1


def _rows(budget: BudgetReport) -> Iterable[Html]:
    for heading, totals in (
        (tr("Expenditure"), budget.totals.expenditure),
        (tr("Income"), budget.totals.income),
    ):
        yield from _side(heading, totals, budget)
    shown = [balance for balance in budget.balance if is_shown(balance, budget)]
    if shown:
        label = tr("Balance: income minus expenditure")
        yield row(label, *(balance.difference for balance in shown), class_="sum")
    if shown and any(line.kind is Kind.IN_KIND for line in budget.lines):
        yield row(tr("in money"), *(balance.cash for balance in shown))
        yield row(tr("in kind"), *(balance.in_kind for balance in shown))


def _side(name: str, totals: Sequence[Total], budget: BudgetReport) -> Iterable[Html]:
    shown = [total for total in totals if is_shown(total, budget)]
    if not shown:
        return
    yield row(tr("{side}, computed", side=name), *(t.computed for t in shown), class_="sum")
    if any(differs(total) for total in shown):
        stated: list[str | Money | None] = [t.stated if differs(t) else "" for t in shown]
        yield row(tr("{side}, as the sheet states it", side=name), *stated, class_="differs")


def _sources(budget: BudgetReport) -> Iterable[Html]:
    for source in budget.sources:
        shares = [share for share in source.shares if is_shown(share, budget)]
        yield row(source_name(source), *(share.amount for share in shares))
        yield row(tr("share of the income"), *(percent(share.share) for share in shares))
