"""Family B: stated sums against the lines they sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grantcalc.checks.registry import BudgetCase, Fault, budget_check, claim_check
from grantcalc.checks.remedies import Remedies
from grantcalc.checks.wording import cells, repair_advice, unique
from grantcalc.config import Config
from grantcalc.diagnosis import Claim, likely_slip
from grantcalc.finding import Place, Severity
from grantcalc.language import mark, plural, sentence_list, tr
from grantcalc.model import Amount, Budget, SideClaim, SideClaimKind, StatedTotal
from grantcalc.money import Money

#: How a sum that differs is said: of several lines, of the parts of a difference, of one cell.
_ADD_UP = mark('"{label}" ({cell}) says {actual}, but {cells} add up to {expected}')
_GIVE = mark('"{label}" ({cell}) says {actual}, but {cells} give {expected}')
_IS = mark('"{label}" ({cell}) says {actual}, but {cells} is {expected}')


@claim_check("B001", "total-differs-from-lines", Severity.ERROR)
def total_differs_from_lines(budget: Budget, _config: Config) -> Iterator[Claim]:
    """A stated total is not the sum of its lines.

    The funder reads the total, the project spends by the lines: where they disagree, one of them
    is wrong, and so is every share and every remaining amount that is built on it. Often a line
    was added after the total was typed, or a sum leaves out the first or the last line.

    Compare the total with its lines and correct the one that is wrong. In Excel, let the total be
    a formula: =SUM(first line:last line).
    """
    remedies = Remedies(budget)
    for stated in budget.totals:
        if stated.side is not None:
            yield from _coverage(budget, stated, _ADD_UP, remedies)
    for claim in budget.side_claims:
        if claim.kind is SideClaimKind.DOWN:
            parts = {part.at: times for part, times in claim.parts}
            yield _sum_claim(claim.label, claim.at, parts, _ADD_UP, (remedies, parts))


@claim_check("B002", "row-total-differs-from-periods", Severity.ERROR)
def row_total_differs_from_periods(budget: Budget, _config: Config) -> Iterator[Claim]:
    """The total at the end of a row is not the sum of the row's periods.

    A row's total over all project years is what the funder compares with the accounts at the end;
    if it is not what the years add up to, the project has promised two different amounts.

    Correct the total or the year that is wrong. In Excel, let the row's total be a formula.
    """
    for row in budget.rows():
        parts = [a for a in row.amounts if a is not None]
        if row.total is None or not parts:
            continue
        places = dict.fromkeys((a.at for a in parts), 1)
        yield _sum_claim(row.label, row.total, places, _ADD_UP, None)


@claim_check("B005", "balance-row-differs", Severity.ERROR)
def balance_row_differs(budget: Budget, _config: Config) -> Iterator[Claim]:
    """A row that states the balance is not income minus expenditure.

    A balance row is there to show that the budget holds. If it was typed, or sums the wrong
    rows, it says so even where the budget does not hold.

    Correct the row, or let it be a formula: the income total minus the expenditure total.
    """
    remedies = Remedies(budget)
    for stated in budget.totals:
        if stated.side is None:
            yield from _coverage(budget, stated, _GIVE, remedies)


@claim_check("B007", "column-differs-from-its-parts", Severity.ERROR)
def column_differs_from_its_parts(budget: Budget, _config: Config) -> Iterator[Claim]:
    """A column that is made of others in every other row is not so in this one.

    What is left of a line is its budget minus what was spent; a subtotal of two quarters is their
    sum. Where one row breaks the rule that the others keep, its figure is most often out of date.

    Correct the figure, or let it be a formula as in the other rows.
    """
    remedies = Remedies(budget)
    for claim in budget.side_claims:
        if claim.kind is SideClaimKind.ACROSS:
            parts = {part.at: times for part, times in claim.parts}
            yield _sum_claim(claim.label, claim.at, parts, _GIVE, (remedies, parts))


@claim_check("Q001", "quantity-times-price-differs", Severity.ERROR)
def quantity_times_price_differs(budget: Budget, _config: Config) -> Iterator[Claim]:
    """An amount is not its quantity times its price.

    The other rows of the column are products; this one says something else than its own quantity and
    price. The funder will ask which of the three is right.

    Correct the amount, the quantity or the price. In Excel, let the amount be a formula.
    """
    for claim in budget.side_claims:
        if claim.kind is SideClaimKind.PRODUCT and claim.constant is not None:
            yield _product_claim(claim, claim.constant)


def _product_claim(claim: SideClaim, product: Money) -> Claim:
    def message(expected: Money, actual: Money) -> str:
        return tr(
            _IS,
            label=claim.label,
            cell=claim.at.at.cell,
            actual=actual.grouped,
            cells=claim.text,
            expected=expected.grouped,
        )

    return Claim(
        claim.at.at,
        actual={claim.at.at: 1},
        expected={},
        message=message,
        constant=product.minor,
        factors=claim.factors,
    )


@budget_check("Q002", "stated-share-differs", Severity.ERROR)
def stated_share_differs(case: BudgetCase) -> Iterator[Fault]:
    """A typed percentage is not the amount's share of the total.

    The other rows state their share rightly. This one was most often not corrected when an amount
    changed.

    Correct the percentage, or let it be a formula: the amount divided by the total.
    """
    for claim in case.budget.side_claims:
        if claim.kind is SideClaimKind.SHARE:
            yield Fault(
                at=claim.at.at,
                message=tr(
                    '"{label}" ({cell}) says {text}.',
                    label=claim.label,
                    cell=claim.at.at.cell,
                    text=claim.text,
                ),
            )


@budget_check("Q003", "amount-differs-from-its-rate", Severity.WARNING)
def amount_differs_from_its_rate(case: BudgetCase) -> Iterator[Fault]:
    """A line names its rate ("Indirect costs 20 %"), and its amount is not that part of any sum above.

    Funders that pay indirect costs by a rate pay no more than the rate. Most often an amount above
    was changed and the percentage was not worked out again.

    Work the amount out again, or correct the rate in the label. In Excel, let the amount be a formula.
    """
    for claim in case.budget.side_claims:
        if claim.kind is SideClaimKind.RATE and claim.constant and claim.at.value:
            base = claim.parts[0][0]
            yield Fault(
                at=claim.at.at,
                message=tr(
                    '"{label}" ({cell}) says {actual}, but that part of {base} is {expected}.',
                    label=claim.label,
                    cell=claim.at.at.cell,
                    actual=claim.at.value.grouped,
                    base=base.at.cell,
                    expected=claim.constant.grouped,
                ),
                related=[base.at],
                expected=claim.constant,
                actual=claim.at.value,
                difference=claim.at.value - claim.constant,
            )


def _coverage(
    budget: Budget, stated: StatedTotal, message: str, remedies: Remedies
) -> Iterator[Claim]:
    """One claim a column for the lines that a stated total covers."""
    for period, amount in enumerate(stated.amounts):
        if amount:
            parts = {budget.lines[i].amounts[period].at: k for i, k in stated.covers.items()}
            yield _sum_claim(stated.label, amount, parts, message, (remedies, parts))
    totals = {i: budget.lines[i].total for i in stated.covers}
    if stated.total and all(totals.values()):
        parts = {t.at: stated.covers[i] for i, t in totals.items() if t}
        yield _sum_claim(stated.label, stated.total, parts, message, None)


def _sum_claim(
    label: str,
    stated: Amount,
    parts: dict[Place, int],
    of_several: str,
    by_formula: tuple[Remedies, dict[Place, int]] | None,
) -> Claim:
    """A claim that a stated amount is the sum of its parts, with what is said of several if it is not.

    `by_formula` are the cells that its formula should come to; none where it may go either way, as
    the sum at the foot of a column of row totals may sum down or across.
    """

    def message(expected: Money, actual: Money) -> str:
        wording = of_several if len(parts) > 1 else _IS
        return tr(
            wording,
            label=label,
            cell=stated.at.cell,
            actual=actual.grouped,
            cells=cells(parts),
            expected=expected.grouped,
        )

    return Claim(
        stated.at,
        actual={stated.at: 1},
        expected=parts,
        message=message,
        remedy=by_formula[0].remedy(stated, by_formula[1]) if by_formula else None,
    )


@budget_check("B003", "amount-contradicts-its-sums", Severity.ERROR)
def amount_contradicts_its_sums(case: BudgetCase) -> Iterator[Fault]:
    """One amount breaks every sum that it is part of, and one other value would mend them all.

    A budget that is summed both down and across pins each amount down twice. When a row's total,
    a column's total and the balance are all off by the same amount, and just one cell is part of
    all of them, that cell is wrong and not the sums: most often a slip of the hand.

    Look the amount up where it came from. If the value that grantcalc names is the right one,
    type it in the cell; if not, the sums must follow.
    """
    for repair in case.verdict.repairs:
        if any(repair.cell in claim.actual and claim.is_sum for claim in repair.mends):
            continue
        actual, expected = case.money(repair.actual), case.money(repair.expected)
        label = case.labels[repair.cell]
        sums = unique(claim.at for claim in repair.mends if claim.is_sum)
        rules = unique(claim.at for claim in repair.mends if not claim.is_sum)
        yield Fault(
            at=repair.cell,
            message=plural(
                '"{label}" ({cell}) says {actual}, but {sums} disagrees with it: everything that it is '
                "part of needs {expected} here.",
                '"{label}" ({cell}) says {actual}, but {sums} disagree with it: everything that it is '
                "part of needs {expected} here.",
                len(named := _disagreeing(sums, balance=bool(rules))),
                label=label,
                cell=repair.cell.cell,
                actual=actual.grouped,
                sums=sentence_list(named),
                expected=expected.grouped,
            ),
            advice=repair_advice(repair.cell, expected),
            slip=likely_slip(actual.minor, expected.minor),
            related=unique([*sums, *rules]),
            expected=expected,
            actual=actual,
            difference=actual - expected,
        )


def _disagreeing(sums: Sequence[Place], *, balance: bool) -> list[str]:
    """The sums, and the balance, that speak against an amount."""
    named = [place.cell or "" for place in sums]
    return [*named, tr("the balance of income and cost")] if balance else named


@budget_check("B004", "gap-within-rounding", Severity.INFO)
def gap_within_rounding(case: BudgetCase) -> Iterator[Fault]:
    """A total differs from its lines by no more than rounding can make.

    The project declares in [tolerances] rounding_step that its amounts are rounded. The sum of n
    rounded amounts may differ from a rounded total by (n + 1) / 2 steps without any fault.

    Nothing needs to be done. Amounts that re-add exactly are still easier to defend.
    """
    for gap in case.verdict.rounded:
        expected, actual = case.money(gap.expected), case.money(gap.actual)
        yield Fault(
            at=gap.claim.at,
            message=tr(
                "{problem}: rounding can make this difference",
                problem=gap.claim.message(expected, actual),
            ),
            expected=expected,
            actual=actual,
            difference=actual - expected,
        )
