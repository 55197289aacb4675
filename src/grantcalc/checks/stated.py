"""What a report's statements are compared with, and what comes of it: confirmed, or different."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

from grantcalc.checks.known_figures import Known, known_of_accounts, known_of_tables
from grantcalc.checks.registry import VerifyCase
from grantcalc.finding import Quote
from grantcalc.language import mark, plural, shown_number, tr
from grantcalc.money import Money, minor_units, shown_percent
from grantcalc.report.verification import Confirmation, Statement, StatementKind, UnreadNumber

#: Kinds of figures that are compared with the accounts as of their day.
DAILY: tuple[StatementKind, ...] = (
    "spent", "remaining", "committed", "available", "received",
)  # fmt: skip
KIND_NAMES: dict[StatementKind, str] = {
    "awarded": mark("awarded"),
    "applied": mark("applied for"),
    "received": mark("received"),
    "spent": mark("spent"),
    "remaining": mark("remaining"),
    "committed": mark("committed"),
    "available": mark("available"),
    "repay": mark("to be repaid"),
    "own_contribution": mark("own contribution"),
    "budgeted": mark("budgeted"),
    "total_budget": mark("total budget"),
    "expenditure": mark("expenditure"),
    "income": mark("income"),
}


@dataclass(frozen=True)
class Comparison:
    """A stated figure and what it was compared with; `holds` says whether they agree."""

    statement: Statement
    known: Known
    holds: bool


def agrees(statement: Statement, amount: Money) -> bool:
    """Whether a stated sum is an amount, within what it is rounded to: whole kroner, "1,4 mill."."""
    if statement.amount is None:
        return False
    step = Fraction(statement.step) * minor_units(amount.currency)
    return abs(statement.amount.minor - amount.minor) * 2 <= step


def compared_with_accounts(case: VerifyCase) -> list[Comparison]:
    """Every figure that the accounts or the project's budget know, held against them."""
    return _compared(case.statements, lambda s: known_of_accounts(case, s))


def compared_with_tables(case: VerifyCase) -> list[Comparison]:
    """Every figure that the report's own tables state too, held against them."""
    return _compared(case.statements, lambda s: known_of_tables(case, s))


def _compared(
    statements: Sequence[Statement], known_of: Callable[[Statement], list[Known]]
) -> list[Comparison]:
    found = []
    for statement in statements:
        if statement.amount is not None and (known := known_of(statement)):
            same = next((k for k in known if agrees(statement, k.amount)), None)
            found.append(Comparison(statement, same or known[0], same is not None))
    return found


# -- sums among the statements


@dataclass(frozen=True)
class Sum:
    """What was awarded, spent and remains, as the report states it."""

    awarded: Statement
    spent: Statement
    remaining: Statement

    @property
    def expected(self) -> Money:
        """What remains by the other two."""
        return self.awarded.money - self.spent.money

    @property
    def holds(self) -> bool:
        """Whether the three agree, within what they are rounded to."""
        gap = abs(self.remaining.money.minor - self.expected.minor)
        rounded = [s.step for s in (self.awarded, self.spent, self.remaining) if s.step > 1]
        return gap * 2 <= Fraction(sum(rounded)) * minor_units(self.expected.currency)


def stated_sums(case: VerifyCase) -> Iterator[Sum]:
    """For each stated rest the award and the spending that it belongs to, stated before or after it."""
    for remaining in case.of("remaining"):
        pairs = [
            Sum(awarded, spent, remaining)
            for awarded, spent in product(case.of("awarded"), case.of("spent"))
            if _belong_together(awarded, spent, remaining)
        ]
        if pairs:
            holding = next((pair for pair in pairs if pair.holds), None)
            yield holding or min(pairs, key=lambda pair: _apart(case, pair))


def _belong_together(*statements: Statement) -> bool:
    """Whether statements are about one project year and one day, as far as they say."""
    years = {s.year for s in statements if s.year}
    days = {s.as_of for s in statements if s.as_of and s.kind != "awarded"}
    return len(years) <= 1 and len(days) <= 1


def _apart(case: VerifyCase, pair: Sum) -> int:
    order = {id(s): i for i, s in enumerate(case.statements)}
    here = order.get(id(pair.remaining), 0)
    return sum(abs(order.get(id(s), 0) - here) for s in (pair.awarded, pair.spent))


# -- shares


@dataclass(frozen=True)
class ShareComparison:
    """A stated percentage and the share that the amounts give; None where nothing gives one."""

    statement: Statement
    share: Fraction | None
    part: Money | None = None
    whole: Money | None = None

    @property
    def holds(self) -> bool:
        """Whether the percentage is the share, rounded as it is written."""
        number = Fraction(self.statement.number or 0)
        if self.share is None:
            return False
        return abs(number - self.share * 100) * 2 <= Fraction(self.statement.step)


def stated_shares(case: VerifyCase) -> Iterator[ShareComparison]:
    """Each stated percentage with the amounts that give it, or the nearest that do not."""
    for statement in case.of("share"):
        options = [
            ShareComparison(statement, share, part, whole)
            for part, whole in _parts_and_wholes(case, statement)
            if (share := part.share_of(whole)) is not None
        ]
        number = Fraction(statement.number or 0) / 100
        fitting = [option for option in options if option.holds]
        nearest = sorted(options, key=lambda option: abs((option.share or 0) - number))
        yield next(iter([*fitting, *nearest]), ShareComparison(statement, None))


def _parts_and_wholes(case: VerifyCase, share: Statement) -> Iterator[tuple[Money, Money]]:
    """Amounts of which the first may be the share of the second that is meant."""
    wholes: tuple[StatementKind, ...] = (
        ("total_budget", "income", "expenditure")
        if share.of == "own_contribution"
        else ("awarded",)
    )
    part = share.of or "spent"
    yield from product(_stated(case, part), [a for kind in wholes for a in _stated(case, kind)])
    for year in (None, 1, 2, 3):
        parts = _known(case, share, part, year)
        yield from product(parts, [a for kind in wholes for a in _known(case, share, kind, year)])


def _stated(case: VerifyCase, kind: StatementKind) -> list[Money]:
    return [s.amount for s in case.of(kind) if s.amount is not None]


def _known(
    case: VerifyCase, share: Statement, kind: StatementKind, year: int | None
) -> list[Money]:
    asked = share.model_copy(update={"kind": kind, "year": None})
    known = [*known_of_accounts(case, asked), *known_of_tables(case, asked)]
    return [one.amount for one in known if one.year == year]


# -- what is confirmed, and what nothing was compared with


def confirmations(case: VerifyCase) -> list[Confirmation]:
    """What the report states and what holds, with how that is known."""
    found = [*_sums_confirmed(case), *_amounts_confirmed(case)]
    for share in stated_shares(case):
        if share.holds and share.part is not None and share.whole is not None:
            text = tr(
                "{percent} is {part} of {whole}",
                percent=_percent(share.statement),
                part=share.part.grouped,
                whole=share.whole.grouped,
            )
            found.append(Confirmation(text=text, at=share.statement.at))
    for hours in stated_hours(case):
        if hours.holds:
            shown = shown_number(f"{hours.known.normalize():f}")
            text = tr("{hours} hours: the timesheet has as many", hours=shown)
            found.append(Confirmation(text=text, at=hours.statement.at))
    return list(dict.fromkeys(found))


def _sums_confirmed(case: VerifyCase) -> Iterator[Confirmation]:
    for one in stated_sums(case):
        if one.holds:
            text = tr(
                "{spent} + {remaining} = {awarded}: what is spent and what remains are what was awarded",
                spent=one.spent.money.grouped,
                remaining=one.remaining.money.grouped,
                awarded=one.awarded.money.grouped,
            )
            yield Confirmation(text=text, at=one.remaining.at)


def _amounts_confirmed(case: VerifyCase) -> Iterator[Confirmation]:
    """Stated figures that the accounts, the budget or a table know, each with all that know it."""
    by_statement: dict[int, list[str]] = {}
    for one in [*compared_with_accounts(case), *compared_with_tables(case)]:
        if one.holds:
            by_statement.setdefault(id(one.statement), []).append(one.known.source)
    yield from _tables_confirmed(case, by_statement)
    for statement in case.statements:
        sources = by_statement.get(id(statement))
        if sources and not statement.at.cell:
            text = tr(
                "{what} {amount}: {sources}",
                what=tr(KIND_NAMES[statement.kind]),
                amount=statement.money.grouped,
                sources=", ".join(dict.fromkeys(sources)),
            )
            yield Confirmation(text=text, at=statement.at)


def _tables_confirmed(
    case: VerifyCase, by_statement: Mapping[int, list[str]]
) -> Iterator[Confirmation]:
    """The figures of each table of accounts that agree, counted."""
    in_tables = [s for s in case.statements if s.at.cell and id(s) in by_statement]
    for table in dict.fromkeys(s.at.sheet for s in in_tables):
        these = [s for s in in_tables if s.at.sheet == table]
        sources = dict.fromkeys(by for s in these for by in by_statement[id(s)])
        text = plural(
            "{table}: {count} figure agrees with what is known: {sources}",
            "{table}: {count} figures agree with what is known: {sources}",
            len(these),
            table=table,
            sources=", ".join(sources),
        )
        yield Confirmation(text=text, at=replace(these[0].at, cell=None))


def not_compared(case: VerifyCase) -> list[UnreadNumber]:
    """Figures that were understood and that nothing could be compared with."""
    done = {
        id(one.statement) for one in [*compared_with_accounts(case), *compared_with_tables(case)]
    }
    for one in stated_sums(case):
        done |= {id(one.awarded), id(one.spent), id(one.remaining)}
    shares = {id(s.statement) for s in stated_shares(case) if s.share is not None}
    left = [
        s
        for s in case.statements
        if (s.amount is not None and id(s) not in done and not s.is_sum)
        or (s.kind == "share" and id(s) not in shares)
    ]
    return [
        UnreadNumber(
            text=s.quote.words,
            at=s.at,
            sentence=s.quote.sentence,
            reason=_why_not_compared(case, s),
        )
        for s in left
    ]


def _why_not_compared(case: VerifyCase, statement: Statement) -> str:
    if statement.kind in DAILY and case.accounts and case.accounts_for(statement) is None:
        return tr("the report does not say as of which day")
    return tr("there is nothing to compare it with")


def _percent(statement: Statement) -> str:
    return shown_percent(Fraction(statement.number or Decimal(0)) / 100)


def quoted_words(*statements: Statement) -> list[Quote]:
    """The sentences of statements, each with the words that are meant."""
    return list(dict.fromkeys(statement.quote for statement in statements))


# -- hours


@dataclass(frozen=True)
class HoursComparison:
    """Stated hours of own work and those of the timesheet."""

    statement: Statement
    known: Decimal
    holds: bool


def stated_hours(case: VerifyCase) -> Iterator[HoursComparison]:
    """Hours that the report states as worked, held against the timesheet as of their day."""
    for statement in case.statements:
        report = case.accounts_for(statement)
        if statement.kind != "hours" or statement.is_monthly or report is None:
            continue
        hours = [Decimal(own.hours) for own in report.own_contribution if own.hours is not None]
        if hours and statement.number is not None:
            known = [sum(hours, Decimal(0)), *hours]
            same = next((h for h in known if _is_same(h, statement)), None)
            yield HoursComparison(statement, known[0] if same is None else same, same is not None)


def _is_same(hours: Decimal, statement: Statement) -> bool:
    return 2 * abs(hours - (statement.number or 0)) <= statement.step
