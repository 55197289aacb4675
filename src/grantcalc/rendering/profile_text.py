"""Profiles as text: the list of them, and each rule of one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from grantcalc.funders_rules import INDIRECT_BASES, Category, IndirectRule, Rule
from grantcalc.language import mark, plural, quoted, shown_day, shown_number, tr
from grantcalc.money import Money, shown_percent
from grantcalc.profile import FormLine, Profile
from grantcalc.rendering.finding_words import severity_word
from grantcalc.rendering.terminal import Page

#: What a rule asks, by its name; {value} is written for readers.
_ASKS = {
    "own_share_min": mark("own contribution: at least {value} of {base}"),
    "funder_rate_max": mark("the funder pays at most {value} of {base}"),
    "in_kind_share_max": mark("work and goods in kind: at most {value} of {base}"),
    "hourly_rate_max": mark("an hour of own work counts for at most {value}"),
    "hours_a_year_max": mark("at most {value} hours of a person in a calendar year count"),
    "indirect_rate_max": mark("indirect costs: at most {value} of {base}"),
    "transfer_share_max": mark(
        "at most {value} of the approved budget may be moved between lines of costs unasked"
    ),
    "project_months_max": mark("a project lasts at most {value} months"),
    "pre_award_days": mark("costs of {value} days before the project's start count"),
    "excluded_categories": mark("not paid: costs whose lines say {value}"),
    "award_min": mark("the smallest grant is {value}"),
    "award_max": mark("the largest grant is {value}"),
    "instalments": mark("the grant is paid in parts: {value}"),
    "auditors_threshold": mark("the accounts are audited from a grant of {value} on"),
}
_BASES = {
    "total_budget": mark("the total budget"),
    "cash_budget": mark("what of the budget is money"),
    "own_contribution": mark("the own contribution"),
    **INDIRECT_BASES,
}
_CHARGING = {
    "grant-first": mark("costs are charged to the grant first"),
    "own-first": mark("costs are charged to the own contribution first"),
    "pro-rata": mark("costs are charged to all sources in proportion to the budget"),
}
_TERMS = {
    "budgeted": mark("budgeted"),
    "awarded": mark("awarded"),
    "received": mark("received"),
    "spent": mark("spent"),
    "committed": mark("committed"),
    "spent_and_committed": mark("spent and committed together"),
    "remaining": mark("remaining"),
    "available": mark("available: remaining less committed"),
    "own_promised": mark("own contribution promised"),
    "own_delivered": mark("own contribution delivered"),
    "own_remaining": mark("own contribution still to deliver"),
}


def list_text(profiles: Sequence[Profile], width: int | None, *, colour: bool) -> str:
    """Every profile with its title and the number of its rules."""
    page = Page(width, colour=colour)
    for profile in profiles:
        rules = list(profile.every_rule())
        page.line(profile.name, style="bold")
        page.line(title_of(profile), indent=4)
        unverified = sum(not rule.verified for _, rule in rules)
        count = plural("{count} rule", "{count} rules", len(rules))
        if unverified:
            count = tr("{rules}, of which {count} not verified", rules=count, count=unverified)
        page.line(count, indent=4)
    page.line()
    page.line(
        tr(
            "grantcalc profiles NAME explains each rule. Choose one with --profile NAME, or in "
            'grantcalc.toml: profile = "NAME"; a profile of your own is named by its .toml file.'
        )
    )
    return page.text()


def profile_text(profile: Profile, width: int | None, *, colour: bool) -> str:
    """One profile with each of its rules, its form lines and its notes."""
    page = Page(width, colour=colour)
    page.line(f"{profile.name}: {title_of(profile)}", style="bold")
    if profile.currency:
        page.line(tr("Amounts are in {currency}.", currency=profile.currency))
    for name, rule in profile.every_rule():
        page.line()
        page.line(f"{name}: {asked(name, rule, profile)}", style="bold")
        for line in provenance(rule):
            page.line(line, indent=4)
    if any(rule.valid_from or rule.valid_to for _, rule in profile.every_rule()):
        page.line()
        page.line(
            tr(
                "A rule that does not hold on the day on which a project starts is not applied to it."
            )
        )
    forms = dict.fromkeys(line.form for line in profile.lines)
    for form in forms:
        page.heading(tr("Lines of {form}", form=form))
        for row in profile.lines:
            if row.form == form:
                page.line(form_line(row), indent=4)
    if profile.notes:
        page.heading(tr("Also to be known, and not judged"))
        for note in profile.notes:
            page.line(note.here, indent=4)
    return page.text()


def title_of(profile: Profile) -> str:
    """The profile's title; one that has none of its own is called by its name."""
    return profile.title.here if profile.title else profile.name


def asked(name: str, rule: Rule, profile: Profile) -> str:
    """What a rule asks, as one sentence without a full stop."""
    if name in ("in_kind_accepted", "periods", "charging", "final_report_deadline"):
        return _asked_by_value(name, rule)
    base = tr(_BASES[rule.base]) if rule.base in _BASES else rule.base
    said = tr(_ASKS[name], value=_value(name, rule, profile), base=base)
    if isinstance(rule, IndirectRule) and rule.first_of_each is not None:
        return tr(
            "{rule}, with the first {amount} of each line of subcontracting",
            rule=said,
            amount=_money(rule.first_of_each, profile),
        )
    return said


def _asked_by_value(name: str, rule: Rule) -> str:
    """What a rule asks whose words depend on its value."""
    if name == "in_kind_accepted":
        return (
            tr("work and goods in kind count as own contribution")
            if rule.value
            else tr("work and goods in kind do not count as own contribution")
        )
    if name == "periods":
        return (
            tr("budget and accounts go by calendar years")
            if rule.value == "calendar-years"
            else tr("budget and accounts go by project years of at most twelve months")
        )
    if name == "charging":
        return tr(_CHARGING[rule.value])
    if rule.base == "months":
        return plural(
            "the final report is due {count} month after the project's end",
            "the final report is due {count} months after the project's end",
            rule.value,
        )
    return plural(
        "the final report is due {count} day after the project's end",
        "the final report is due {count} days after the project's end",
        rule.value,
    )


def _value(name: str, rule: Rule, profile: Profile) -> str:
    if isinstance(rule.value, Category):
        return ", ".join(dict.fromkeys(map(quoted, rule.value.every_word)))
    if name == "instalments":
        return " + ".join(shown_percent(f"{part:f}") for part in rule.value)
    if name.endswith(("_share_min", "_share_max", "_rate_max")) and name != "hourly_rate_max":
        return shown_percent(f"{rule.value:f}")
    if name in ("hours_a_year_max", "project_months_max", "pre_award_days"):
        return shown_number(
            f"{rule.value:f}" if isinstance(rule.value, Decimal) else f"{rule.value}"
        )
    return _money(rule.value, profile)


def _money(amount: Decimal, profile: Profile) -> str:
    if profile.currency is None:
        return shown_number(f"{amount:f}")
    return f"{Money.nearest(amount, profile.currency).grouped} {profile.currency}"


def provenance(rule: Rule) -> list[str]:
    """How much a rule weighs, when it holds, and where it was read."""
    lines = [rule.note.here] if rule.note else []
    if rule.valid_from and rule.valid_to:
        lines.append(
            tr(
                "For projects that start from {start} to {end}.",
                start=shown_day(rule.valid_from),
                end=shown_day(rule.valid_to),
            )
        )
    elif rule.valid_from:
        lines.append(
            tr("For projects that start on {day} or later.", day=shown_day(rule.valid_from))
        )
    elif rule.valid_to:
        lines.append(tr("For projects that start by {day}.", day=shown_day(rule.valid_to)))
    verified = tr("verified") if rule.verified else tr("not verified")
    source = tr("Source ({verified}): {source}", verified=verified, source=rule.source)
    if rule.value is not True:  # what is allowed cannot be broken
        source = tr(
            "Counts as: {severity}. {source}", severity=severity_word(rule.weight), source=source
        )
    return [*lines, source]


def form_line(line: FormLine) -> str:
    """A line of a funder's form: what it is made of, and what grantcalc calls it."""
    text = f"{line.code} {line.words.here}"
    if line.sum_of:
        text = f"{text} = {line.made_of}"
    return f"{text} ({tr(_TERMS[line.term])})" if line.term else text
