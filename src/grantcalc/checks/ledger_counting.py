"""Family L: what of the ledgers was counted, and by what: files, dates, charts of accounts."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.checks.registry import Fault, LedgerCase, SharedCase, ledger_check, shared_check
from grantcalc.checks.wording import MOST_RELATED
from grantcalc.finding import Place, Severity
from grantcalc.judging.outcomes import Oddity, Outcome
from grantcalc.language import plural, quoted, shown_day


@ledger_check("L014", "sums-left-out", Severity.INFO)
def sums_left_out(case: LedgerCase) -> Iterator[Fault]:
    """Rows that sum others ("Sum 1010") or carry a balance forward were left out.

    They repeat what other rows say, and would count it twice.

    Nothing needs to be done, unless a row is no sum: then give it a voucher number.
    """
    count = case.summary.totals_left_out
    if count:
        yield Fault(
            at=Place(file=case.summary.sources[0].file),
            message=plural(
                "{count} row that sums others was left out",
                "{count} rows that sum others were left out",
                count,
            ),
            actual=str(count),
        )


@ledger_check("L015", "posted-after-as-of", Severity.INFO)
def posted_after_as_of(case: LedgerCase) -> Iterator[Fault]:
    """Vouchers dated on or before the as-of date were posted after it.

    They count, because the voucher's date decides. Somebody who asked the ledger on that day did not see
    them, so an earlier report shows less spent.

    Nothing needs to be done. To count what had been posted by a day, declare [ledger] date = "posting".
    """
    odd = case.summary.posted_later
    if odd and case.summary.as_of:
        places = [case.summary.place(one.entry) for one in odd.listed]
        values = {"day": shown_day(case.summary.as_of), "amount": odd.amount.grouped}
        if odd.vouchers:
            message = plural(
                "{count} voucher dated on or before {day} was posted after it ({amount} in all); they "
                "were counted",
                "{count} vouchers dated on or before {day} were posted after it ({amount} in all); they "
                "were counted",
                odd.vouchers,
                **values,
            )
        else:
            message = plural(
                "{count} entry dated on or before {day} was posted after it ({amount} in all); they "
                "were counted",
                "{count} entries dated on or before {day} were posted after it ({amount} in all); they "
                "were counted",
                odd.entries,
                **values,
            )
        yield Fault(
            at=places[0],
            related=places[1 : MOST_RELATED + 1],
            message=message,
            actual=odd.amount,
        )


@ledger_check("L018", "entry-in-two-files", Severity.INFO)
def entry_in_two_files(case: LedgerCase) -> Iterator[Fault]:
    """Entries stand in two files, whose exports overlap; they were counted once.

    The same are entries of the same date, account, voucher, text and amount, and the same project,
    department and so on where both files have them. An entry that stands twice in each of two files
    counts twice.

    Nothing needs to be done, unless the two files hold different costs that look alike.
    """
    for repeated in case.summary.repeated:
        yield Fault(
            at=case.summary.place(repeated.first),
            message=plural(
                "{count} entry of {amount} in all is also in {file}, and counted there alone",
                "{count} entries of {amount} in all are also in {file}, and counted there alone",
                repeated.entries,
                amount=repeated.amount.grouped,
                file=repeated.also_in,
            ),
            actual=repeated.amount,
        )


@ledger_check("L023", "entry-perhaps-in-two-files", Severity.WARNING)
def entry_perhaps_in_two_files(case: LedgerCase) -> Iterator[Fault]:
    """Entries without a voucher number look alike in two files, and were counted in both.

    Without a voucher number two tickets of one day cannot be told from one ticket in two exports. They
    are taken for the same only where everything of that day is alike in both files.

    Export the ledgers with voucher numbers, or so that their dates do not overlap.
    """
    odd = case.summary.odd.get(Oddity.MAYBE_REPEATED)
    if odd:
        places = [case.summary.place(one.entry) for one in odd.listed]
        yield Fault(
            at=places[0],
            related=places[1 : MOST_RELATED + 1],
            message=plural(
                "{count} entry of {amount} in all looks like entries of another file and have no voucher "
                "number; they were counted in both",
                "{count} entries of {amount} in all look like entries of another file and have no voucher "
                "number; they were counted in both",
                odd.entries,
                amount=odd.amount.grouped,
            ),
            actual=odd.amount,
        )


@ledger_check("L020", "both-sides-counted", Severity.WARNING)
def both_sides_counted(case: LedgerCase) -> Iterator[Fault]:
    """The ledger is a whole one: what was counted holds both sides of its vouchers.

    Each cost then stands beside the bank account or the debt that paid it, and together they are
    nothing: what was spent is far too low. Which accounts are no spending depends on the chart of
    accounts, and is not guessed.

    Declare the chart in grantcalc.toml: [ledger] chart = "ns4102" (or kostra, bas, skr03, skr04), or list
    the accounts: balance_accounts, income_accounts; or choose the project's entries: accounts = "4000-7999".
    """
    odd = case.summary.odd.get(Oddity.BOTH_SIDES)
    if odd:
        yield Fault(
            at=case.summary.place(odd.listed[0].entry),
            message=plural(
                "both sides of {count} voucher were counted, which take each other out; say which "
                'accounts are no spending: in grantcalc.toml, under [ledger], write chart = "ns4102" (or '
                "kostra, bas, skr03, skr04)",
                "both sides of {count} vouchers were counted, which take each other out; say which "
                'accounts are no spending: in grantcalc.toml, under [ledger], write chart = "ns4102" (or '
                "kostra, bas, skr03, skr04)",
                odd.entries,
            ),
        )


@ledger_check("L021", "account-not-in-chart", Severity.WARNING)
def account_not_in_chart(case: LedgerCase) -> Iterator[Fault]:
    """Accounts do not have the form that the declared chart of accounts gives them.

    The chart cannot say whether they are spending. They were counted.

    Check [ledger] chart, or list the accounts in grantcalc.toml: cost_accounts if they are costs, else
    balance_accounts, income_accounts, transfer_accounts.
    """
    odd = case.summary.odd.get(Oddity.NOT_IN_CHART)
    if odd:
        places = [case.summary.place(one.entry) for one in odd.listed]
        accounts = list(dict.fromkeys(one.entry.account for one in odd.listed))[:3]
        yield Fault(
            at=places[0],
            related=places[1 : MOST_RELATED + 1],
            message=plural(
                "{count} entry of {amount} in all were counted on accounts that are none of the chart "
                '"{chart}" (such as {accounts})',
                "{count} entries of {amount} in all were counted on accounts that are none of the chart "
                '"{chart}" (such as {accounts})',
                odd.entries,
                amount=odd.amount.grouped,
                chart=case.config.ledger.chart,
                accounts=", ".join(map(quoted, accounts)),
            ),
            actual=odd.amount,
        )


@ledger_check("L022", "cost-before-project", Severity.INFO)
def cost_before_project(case: LedgerCase) -> Iterator[Fault]:
    """Costs before the project's first day were counted, because pre_award_days allows it.

    They count in project year 1.

    Check in the award letter that costs before the first day are accepted.
    """
    odd = case.summary.odd.get(Oddity.PRE_AWARD)
    if odd:
        places = [case.summary.place(one.entry) for one in odd.listed]
        yield Fault(
            at=places[0],
            related=places[1 : MOST_RELATED + 1],
            message=plural(
                "{count} entry of {amount} in all is dated within {days} days before the first project "
                "year, and counted in it",
                "{count} entries of {amount} in all are dated within {days} days before the first project "
                "year, and counted in it",
                odd.entries,
                amount=odd.amount.grouped,
                days=case.config.project.pre_award_days,
            ),
            actual=odd.amount,
        )


@ledger_check("L024", "entry-without-date", Severity.ERROR)
def entry_without_date(case: LedgerCase) -> Iterator[Fault]:
    """Entries lack the date by which the project's entries are counted.

    grantcalc.toml says that the posting date or the accounting period decides, and these have none. They
    were not counted.

    Fill in the date or the period in the ledger, or count by [ledger] date = "voucher".
    """
    listed = case.summary.listed.get(Outcome.UNDATED, ())
    if listed:
        amount = case.summary.sum(outcome=Outcome.UNDATED)
        places = [case.summary.place(entry) for entry in listed]
        count = case.summary.count(Outcome.UNDATED)
        if case.config.ledger.date == "posting":
            message = plural(
                "{count} entry of {amount} in all has no posting date, which decides when an entry "
                "counts; they were not counted as spent",
                "{count} entries of {amount} in all have no posting date, which decides when an entry "
                "counts; they were not counted as spent",
                count,
                amount=amount.grouped,
            )
        else:
            message = plural(
                "{count} entry of {amount} in all has no accounting period, which decides when an entry "
                "counts; they were not counted as spent",
                "{count} entries of {amount} in all have no accounting period, which decides when an "
                "entry counts; they were not counted as spent",
                count,
                amount=amount.grouped,
            )
        yield Fault(
            at=places[0],
            related=places[1 : MOST_RELATED + 1],
            message=message,
            actual=amount,
        )


@shared_check("L019", "voucher-in-two-projects", Severity.ERROR)
def voucher_in_two_projects(case: SharedCase) -> Iterator[Fault]:
    """The same entry was counted in two projects.

    No funder pays for what another has paid. The entries have the same voucher number, date, account,
    text and amount.

    Decide which project bears the cost, and leave it out of the other: [ledger] project, or a [[mapping]]
    rule with leave_out.
    """
    yield Fault(
        at=case.places[0],
        related=case.places[1 : MOST_RELATED + 1],
        message=plural(
            "{count} entry of {amount} in all is also counted in the project {project}",
            "{count} entries of {amount} in all are also counted in the project {project}",
            case.entries,
            amount=case.amount.grouped,
            project=case.other,
        ),
        actual=case.amount,
    )
