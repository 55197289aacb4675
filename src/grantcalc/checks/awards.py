"""Family A: the funder's line in the budget against what was awarded or applied for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set

from grantcalc.checks.registry import BudgetCase, Fault, budget_check, claim_check
from grantcalc.config import Config
from grantcalc.diagnosis import Claim
from grantcalc.finding import Place, Severity
from grantcalc.language import mark, quoted, tr
from grantcalc.model import Award, AwardStatus, Budget, Side, promised
from grantcalc.money import Money, total
from grantcalc.spending.years import project_years


@claim_check("A001", "grant-line-differs-from-award", Severity.ERROR)
def grant_line_differs_from_award(budget: Budget, config: Config) -> Iterator[Claim]:
    """The funder's line in the budget is not what grantcalc.toml says was awarded or applied for.

    The budget must show the money that the funder has promised (or is asked for), to the krone:
    a budget that counts on more does not hold, one that counts on less leaves money behind.

    Compare the line with the award letter, and correct the budget or [[awards]] in grantcalc.toml.
    """
    years = project_years(budget, config)
    awards: dict[tuple[int, int | None], list[Award]] = defaultdict(list)
    for award in config.declared_awards(budget.currency):
        line = budget.line_named(award.source, Side.INCOME)
        if line is not None and (award.year or 1) <= len(years):
            awards[line, award.year].append(award)
    for (index, year), its_awards in awards.items():
        line_ = budget.lines[index]
        parts = range(len(line_.amounts)) if year is None else years[year - 1].parts
        cells = [line_.amounts[i] for i in parts]
        template = _difference({award.status for award in its_awards})
        when = tr("the whole project") if year is None else tr("project year {year}", year=year)
        applied = [a.amount for a in its_awards if a.status is AwardStatus.APPLIED]
        wanted = promised(its_awards, budget.currency) + total(applied, budget.currency)

        def message(
            expected: Money,
            actual: Money,
            label: str = line_.label,
            template: str = template,
            when: str = when,
        ) -> str:
            amounts = {"actual": actual.grouped, "expected": expected.grouped}
            return template.format(label=label, when=when, **amounts)

        yield Claim(
            cells[0].at,
            actual=dict.fromkeys((amount.at for amount in cells), 1),
            expected={},
            constant=wanted.minor,
            message=message,
            is_sum=False,
        )


_DIFFERENCES = {
    frozenset([AwardStatus.APPLIED]): mark(
        '"{label}" has {actual} in the budget for {when}, but {expected} was applied for '
        "(grantcalc.toml)"
    ),
    frozenset([AwardStatus.AWARDED]): mark(
        '"{label}" has {actual} in the budget for {when}, but {expected} was awarded '
        "(grantcalc.toml)"
    ),
    frozenset([AwardStatus.RECEIVED]): mark(
        '"{label}" has {actual} in the budget for {when}, but {expected} was received '
        "(grantcalc.toml)"
    ),
    frozenset([AwardStatus.AWARDED, AwardStatus.RECEIVED]): mark(
        '"{label}" has {actual} in the budget for {when}, but {expected} was awarded and received '
        "(grantcalc.toml)"
    ),
}


def _difference(statuses: Set[AwardStatus]) -> str:
    """How a line's difference from awards of these statuses is said."""
    if AwardStatus.APPLIED in statuses and len(statuses) > 1:
        return tr(
            '"{label}" has {actual} in the budget for {when}, but {expected} was applied for and '
            "awarded (grantcalc.toml)"
        )
    return tr(_DIFFERENCES[frozenset(statuses)])


@budget_check("A002", "award-not-in-budget", Severity.ERROR)
def award_not_in_budget(case: BudgetCase) -> Iterator[Fault]:
    """grantcalc.toml declares an award that the budget has no income line or no year for.

    Without its line the award cannot be compared with the budget, and its money is missing from
    the balance.

    Write the source in [[awards]] as the budget's income line does, or add the line. A budget
    without any income lines is left alone.
    """
    budget = case.budget
    if not budget.has(Side.INCOME):
        return
    place = Place(file=budget.file, sheet=budget.sheet, cell=budget.period_places[0].cell)
    named = ", ".join(quoted(line.label) for line in budget.on(Side.INCOME))
    for award in case.config.declared_awards(budget.currency):
        if budget.line_named(award.source, Side.INCOME) is None:
            yield Fault(
                at=place,
                message=tr(
                    'the award from "{source}" ({amount}) has no income line in the budget; its '
                    "income lines are {lines}",
                    source=award.source,
                    amount=award.amount.grouped,
                    lines=named,
                ),
            )
        elif award.year and award.year > (known := len(project_years(budget, case.config))):
            yield Fault(
                at=place,
                message=tr(
                    'the award from "{source}" is for project year {year}, but the budget has {known}',
                    source=award.source,
                    year=award.year,
                    known=known,
                ),
            )


@budget_check("A004", "instalments-differ-from-award", Severity.ERROR)
def instalments_differ_from_award(case: BudgetCase) -> Iterator[Fault]:
    """The instalments of an award do not add up to it.

    What is received is summed from the instalments, so one that is missing or mistyped makes money
    appear or disappear.

    Correct amount or instalments under [[awards]] in grantcalc.toml, after the award letter.
    """
    budget = case.budget
    for award in case.config.declared_awards(budget.currency):
        parts = total((part.amount for part in award.instalments), budget.currency)
        if award.instalments and parts != award.amount:
            line = budget.line_named(award.source, Side.INCOME)
            yield Fault(
                at=budget.period_places[0] if line is None else budget.lines[line].at,
                message=tr(
                    'the instalments of the award from "{source}" add up to {sum}, but {awarded} is '
                    "awarded (grantcalc.toml)",
                    source=award.source,
                    sum=parts.grouped,
                    awarded=award.amount.grouped,
                ),
                expected=award.amount,
                actual=parts,
                difference=parts - award.amount,
            )
