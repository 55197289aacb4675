"""Family L: counted entries that look wrong, one by one or together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from grantcalc.checks.registry import Fault, LedgerCase, ledger_check
from grantcalc.checks.wording import MOST_RELATED
from grantcalc.config import toml_text
from grantcalc.finding import Place, Severity
from grantcalc.judging.outcomes import Oddity, Outcome
from grantcalc.language import (
    and_more,
    plural,
    quoted,
    sentence_list,
    shown_day,
    shown_number,
    tr,
)
from grantcalc.ledger_summary import OddEntries, OddEntry
from grantcalc.model import LedgerEntry, same_label
from grantcalc.money import Money


def _fault(
    case: LedgerCase,
    odd: OddEntries,
    message: str,
    *,
    actual: Money | None = None,
    difference: Money | None = None,
) -> Fault:
    """A fault at the first of the entries, with the others beside it; `actual` is their sum if not given."""
    places = [case.summary.place(one.entry) for one in odd.listed]
    return Fault(
        at=places[0],
        related=places[1 : MOST_RELATED + 1],
        message=message,
        actual=odd.amount if actual is None else actual,
        difference=difference,
    )


def _described(one: OddEntry) -> str:
    """An entry as a person would look for it: its voucher, or else its text or account."""
    entry = one.entry
    if entry.voucher:
        return tr("voucher {voucher}", voucher=entry.voucher)
    return quoted(entry.text) if entry.text else tr("account {account}", account=entry.account)


def _named(listed: Sequence[OddEntry], count: int) -> str:
    """The first vouchers by name: "voucher 7, voucher 9 and 12 more"."""
    names = list(dict.fromkeys(_described(one) for one in listed))[:3]
    more = count - len(names)
    return and_more(", ".join(names), more) if more > 0 else sentence_list(names)


@ledger_check("L006", "duplicate-entry", Severity.WARNING)
def duplicate_entry(case: LedgerCase) -> Iterator[Fault]:
    """Entries have the same voucher number, account, amount and date.

    A cost that was entered twice makes what was spent too high. It may also be right: two tickets of
    one price on one voucher.

    Look at the voucher. If the cost was entered once too often, have it reversed in the ledger.
    """
    odd = case.summary.odd.get(Oddity.DUPLICATE)
    if odd:
        extra = odd.entries - odd.groups
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry of {amount} in all is the same as another (same voucher number, account, "
                "amount and date: {vouchers}); they were counted",
                "{count} entries of {amount} in all are the same as others (same voucher number, account, "
                "amount and date: {vouchers}); they were counted",
                extra,
                amount=odd.beside.grouped,
                vouchers=_named(odd.listed, odd.groups),
            ),
            actual=odd.beside,
        )


@ledger_check("L007", "reversed-entry", Severity.INFO)
def reversed_entry(case: LedgerCase) -> Iterator[Fault]:
    """Pairs of entries on one account take each other back.

    Together they are nothing, and both were counted: what was spent is right. They are noted so that
    nobody looks for the one without the other.

    Nothing needs to be done, unless the pair lies in two project years.
    """
    odd = case.summary.odd.get(Oddity.REVERSED)
    if odd:
        first = odd.listed[0]
        yield _fault(
            case,
            odd,
            plural(
                "{count} pair of entries takes each other back (the first: {amount} on account "
                "{account}); together they are nothing",
                "{count} pairs of entries take each other back (the first: {amount} on account "
                "{account}); together they are nothing",
                odd.groups,
                amount=first.beside.grouped,
                account=first.entry.account,
            ),
        )


@ledger_check("L008", "negative-without-original", Severity.WARNING)
def negative_without_original(case: LedgerCase) -> Iterator[Fault]:
    """Negative entries take back more than was ever entered on their account (by that supplier).

    A credit note or a correction belongs to a cost. Without one it may be income, or the correction of
    a cost that was counted elsewhere, and what was spent is too low.

    Look at the voucher. Income is left out by [ledger] income_accounts or chart, or by a [[mapping]] rule
    with leave_out.
    """
    odd = case.summary.odd.get(Oddity.NEGATIVE)
    if (
        odd and Oddity.BOTH_SIDES not in case.summary.odd
    ):  # each of them is the other side of a cost
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry of {amount} in all takes back a cost that is not there ({vouchers}); they "
                "were counted and lower what was spent",
                "{count} entries of {amount} in all take back a cost that is not there ({vouchers}); they "
                "were counted and lower what was spent",
                odd.entries,
                amount=odd.amount.grouped,
                vouchers=_named(odd.listed, odd.entries),
            ),
        )


@ledger_check("L009", "entry-without-voucher", Severity.WARNING)
def entry_without_voucher(case: LedgerCase) -> Iterator[Fault]:
    """Entries have no voucher number.

    A funder or an auditor asks for the voucher behind a cost. Entries without a number cannot be told
    apart either, so that duplicates among them go unseen.

    Find the vouchers, or export the ledger with its voucher numbers.
    """
    odd = case.summary.odd.get(Oddity.NO_VOUCHER)
    if odd:
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry of {amount} in all has no voucher number",
                "{count} entries of {amount} in all have no voucher number",
                odd.entries,
                amount=odd.amount.grouped,
            ),
        )


@ledger_check("L010", "entry-without-project", Severity.WARNING)
def entry_without_project(case: LedgerCase) -> Iterator[Fault]:
    """Entries lack the project's number where others have it.

    Where [ledger] project chooses the project's entries, those without a number are not counted, though
    their voucher has lines that are. Elsewhere they are counted and may belong to something else.

    Have the project number corrected in the ledger; if a whole file has none, choose its entries by
    [ledger] accounts or leave the file out of [files] ledger.
    """
    odd = case.summary.odd.get(Oddity.NO_PROJECT)
    if odd:
        if case.config.ledger.project:
            message = plural(
                "{count} entry of {amount} in all: they stand in the project's vouchers without "
                "{columns}, and were not counted",
                "{count} entries of {amount} in all: they stand in the project's vouchers without "
                "{columns}, and were not counted",
                odd.entries,
                amount=odd.amount.grouped,
                columns=sentence_list(case.config.ledger.project),
            )
        else:
            message = plural(
                "{count} entry of {amount} in all: they have no project, where most have one; they were "
                "counted",
                "{count} entries of {amount} in all: they have no project, where most have one; they were "
                "counted",
                odd.entries,
                amount=odd.amount.grouped,
            )
        yield _fault(case, odd, message)
    for file, name in case.summary.without_project:
        yield Fault(
            at=Place(file=file),
            message=tr(
                'the file has no "{column}", by which grantcalc.toml chooses the project\'s entries: none '
                "of its entries were counted",
                column=name,
            ),
        )


@ledger_check("L026", "project-perhaps-written-otherwise", Severity.WARNING)
def project_perhaps_written_otherwise(case: LedgerCase) -> Iterator[Fault]:
    """Entries look like the project's and are not counted, or no entry at all is the project's.

    [ledger] project is compared letter by letter. Where the ledger writes "470021 - Biblioteket" or
    "0470021", the entries count as another project's, and more seems to be left than there is.

    Write the numbers as the ledger has them, as a list if there are several:
    project = { Prosjekt = ["470021", "470021 - Biblioteket"] }.
    """
    declared = case.config.ledger.project
    odd = case.summary.odd.get(Oddity.LIKE_PROJECT)
    others = case.summary.listed.get(Outcome.OTHER_PROJECT, ())
    if odd:
        written = sentence_list(_written([one.entry for one in odd.listed], declared))
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry of {amount} in all was not counted: the project is written {written}, and "
                "grantcalc.toml has another way to write it",
                "{count} entries of {amount} in all were not counted: the project is written {written}, "
                "and grantcalc.toml has another way to write it",
                odd.entries,
                amount=odd.amount.grouped,
                written=written,
            ),
        )
    elif others and declared and case.summary.count(Outcome.OTHER_PROJECT) == case.summary.entries:
        found = _written(others, declared)
        there = sentence_list(found) if found else tr("nothing")
        yield Fault(
            at=case.summary.place(others[0]),
            message=plural(
                "none of the ledger's {count} entry belongs to the project that grantcalc.toml declares; "
                "in its columns {columns} there is {there}",
                "none of the ledger's {count} entries belongs to the project that grantcalc.toml "
                "declares; in its columns {columns} there is {there}",
                case.summary.entries,
                columns=sentence_list(declared),
                there=there,
            ),
        )


@ledger_check("L028", "several-projects-counted", Severity.WARNING)
def several_projects_counted(case: LedgerCase) -> Iterator[Fault]:
    """Entries of several projects were counted, and grantcalc.toml does not say which one is meant.

    Another project's costs then stand as this one's, and less seems to be left than there is.

    Declare the project's number as the ledger writes it: [ledger] project = { Prosjekt = "470021" }, or
    a list of all of them if they are parts of one.
    """
    several = case.summary.projects
    if len(several) > 1:
        counted = sentence_list([f"{quoted(p.project)} ({p.amount.grouped})" for p in several])
        column = several[0].column
        yield Fault(
            at=Place(file=case.summary.sources[0].file, sheet=case.summary.sources[0].sheet),
            message=tr(
                "the column {column} tells several projects, and all of them were counted: {projects}; in "
                "grantcalc.toml, under [ledger], write {toml} (the right one, or a list)",
                column=column,
                projects=counted,
                toml=f"project = {{ {_key(column)} = {toml_text(several[0].project)} }}",
            ),
        )


def _key(name: str) -> str:
    """A column's name as a key of TOML."""
    return name if name.isascii() and name.isalnum() else toml_text(name)


def _written(found: Sequence[LedgerEntry], declared: Iterable[str]) -> list[str]:
    """The first of what entries have in the columns that tell the project."""
    values = (
        quoted(value)
        for entry in found
        for name, value in entry.dimensions.items()
        if any(same_label(name, one) for one in declared)
    )
    return list(dict.fromkeys(values))[:3]


@ledger_check("L011", "period-differs-from-date", Severity.WARNING)
def period_differs_from_date(case: LedgerCase) -> Iterator[Fault]:
    """Entries stand in another accounting period than the month of their voucher's date.

    At the turn of a year this decides in which project year a cost counts, and whether it does at all.

    Ask which of the two is right. If the period is, declare [ledger] date = "period".
    """
    odd = case.summary.odd.get(Oddity.PERIOD_DIFFERS)
    if odd:
        first = odd.listed[0].entry
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry of {amount} in all stands in another period than their date (the first: "
                "{day}, period {period}); the date was taken",
                "{count} entries of {amount} in all stand in another period than their date (the first: "
                "{day}, period {period}); the date was taken",
                odd.entries,
                amount=odd.amount.grouped,
                day=shown_day(first.day),
                period=first.period,
            ),
        )


@ledger_check("L012", "unbalanced-voucher", Severity.ERROR)
def unbalanced_voucher(case: LedgerCase) -> Iterator[Fault]:
    """Debit and credit of a voucher differ, in a ledger whose vouchers otherwise balance.

    In double-entry bookkeeping every voucher adds up to nothing. One that does not has lost a line, or
    has a wrong amount. (An extract of one project shows one side alone, and is not checked.)

    Look at the voucher in the accounting system, and export the ledger again.
    """
    odd = case.summary.odd.get(Oddity.UNBALANCED)
    if odd:
        first = odd.listed[0]
        yield _fault(
            case,
            odd,
            plural(
                "{count} voucher does not balance: debit and credit of voucher {voucher} differ by "
                "{difference}",
                "{count} vouchers do not balance: debit and credit of voucher {voucher} differ by "
                "{difference}",
                odd.entries,
                voucher=first.entry.voucher,
                difference=abs(first.beside).grouped,
            ),
            actual=first.beside,
            difference=first.beside,
        )


@ledger_check("L016", "foreign-amount-differs", Severity.ERROR)
def foreign_amount_differs(case: LedgerCase) -> Iterator[Fault]:
    """An amount in another currency times its rate is not the amount that was entered.

    Either the amount, the currency's amount or the rate is wrong. A difference that rounding of the rate
    or of the amount explains is none. No rate is looked up.

    Look at the voucher: which amount was paid?
    """
    odd = case.summary.odd.get(Oddity.FOREIGN_DIFFERS)
    if odd:
        first = odd.listed[0].entry
        foreign = f"{_plain(first.foreign_amount)} {first.foreign_currency}".strip()
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry is not its foreign amount times the rate (the first: {foreign} at {rate} "
                "is entered as {amount})",
                "{count} entries are not their foreign amount times the rate (the first: {foreign} at "
                "{rate} is entered as {amount})",
                odd.entries,
                foreign=foreign,
                rate=_plain(first.rate),
                amount=first.amount.grouped,
            ),
        )


@ledger_check("L025", "amount-perhaps-in-another-currency", Severity.WARNING)
def amount_perhaps_in_another_currency(case: LedgerCase) -> Iterator[Fault]:
    """An entry is marked with another currency, and its row gives one amount only.

    If that amount is in the other currency, what is spent is wrong: 100 euros count as 100 kroner. Many
    systems write the ledger's own currency there; the file does not say.

    Look at one of the vouchers. If the amounts are in the other currency, export the ledger with the
    amount in its own currency as well.
    """
    odd = case.summary.odd.get(Oddity.MAYBE_FOREIGN)
    if odd:
        codes = sorted({one.entry.foreign_currency for one in odd.listed})
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry of {amount} in all is marked {codes}, with one amount only; counted as "
                "{currency}, which is wrong if the amount is in the other currency ({vouchers})",
                "{count} entries of {amount} in all are marked {codes}, with one amount only; counted as "
                "{currency}, which is wrong if the amount is in the other currency ({vouchers})",
                odd.entries,
                amount=odd.amount.grouped,
                codes=sentence_list(codes),
                currency=odd.amount.currency,
                vouchers=_named(odd.listed, odd.vouchers),
            ),
        )


def _plain(number: Decimal | None) -> str:
    """A number without the zeros at its end."""
    return shown_number(f"{(number or Decimal(0)).normalize():f}")


@ledger_check("L017", "own-work-posted-as-cost", Severity.WARNING)
def own_work_posted_as_cost(case: LedgerCase) -> Iterator[Fault]:
    """Work in kind is also entered in the ledger.

    Own work is delivered in hours and counts as own contribution. Where the ledger has it too (an
    internal posting of hours), it would count twice, once as money that nobody paid.

    If the entries are own work, declare their account: [ledger] in_kind_accounts. If they are money that
    was paid, map them to a line of costs in money.
    """
    mapped = case.summary.listed.get(Outcome.IN_KIND, ())
    if mapped:
        count, amount = (
            case.summary.count(Outcome.IN_KIND),
            case.summary.sum(outcome=Outcome.IN_KIND),
        )
        places = [case.summary.place(entry) for entry in mapped]
        yield Fault(
            at=places[0],
            related=places[1 : MOST_RELATED + 1],
            message=plural(
                "{count} entry of {amount} in all is mapped to a budget line that is work, not money; they "
                "were not counted as spent",
                "{count} entries of {amount} in all are mapped to a budget line that is work, not money; "
                "they were not counted as spent",
                count,
                amount=amount.grouped,
            ),
            actual=amount,
        )
    odd = case.summary.odd.get(Oddity.IN_KIND_TEXT)
    if odd:
        yield _fault(
            case,
            odd,
            plural(
                "{count} entry of {amount} in all names own work in the text; they were counted as spent",
                "{count} entries of {amount} in all name own work in the text; they were counted as spent",
                odd.entries,
                amount=odd.amount.grouped,
            ),
        )
