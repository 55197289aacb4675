"""Which of a funder's rules hold for a project, and the settings that follow from them.

What grantcalc.toml itself declares comes before the profile. A rule that does not hold at the
project's start is not applied, nor is an amount in another currency than the project's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from grantcalc.config import ChargingMethod, ChargingTable, Config
from grantcalc.funders_rules import AMOUNTS, Rule
from grantcalc.model import Budget
from grantcalc.profile import Profile, plain


@dataclass(frozen=True)
class RulesInForce:
    """A profile's rules for a project that starts on `start` (None where no date is known).

    `config` is grantcalc.toml with what follows from the rules; `declared` are the names of the rules
    in whose place it declares something itself.
    """

    profile: Profile
    config: Config
    start: date | None
    currency: str
    declared: Mapping[str, Any]

    @property
    def is_in_its_currency(self) -> bool:
        """Whether the profile's amounts can be held against the project's."""
        return self.profile.currency in (None, self.currency)

    def rule(self, name: str) -> Rule | None:
        """The rule of a name that is to be judged; None where there is none."""
        return None if name in self.declared else self.asked(name)

    def asked(self, name: str) -> Rule | None:
        """What the funder asks, whatever the project declares."""
        if name in AMOUNTS and not self.is_in_its_currency:
            return None
        return self.profile.rule(name, self.start)


def rules_in_force(
    config: Config, budget: Budget | None = None, profile: Profile | None = None
) -> RulesInForce:
    """The rules of a profile (the plain one if none is given) for a project and its budget."""
    start = config.project.start or _first_day(config, budget)
    currency = budget.currency if budget else config.currency
    rules = RulesInForce(profile or plain(), config, start, currency, _declared(config))
    return RulesInForce(rules.profile, _following(config, rules), start, currency, rules.declared)


def no_rules() -> RulesInForce:
    """The rules of a project that nothing is known of: none."""
    return rules_in_force(Config())


def project_end(config: Config, budget: Budget) -> date | None:
    """The project's last day: declared, else that of the last of its years or of the budget."""
    years = config.declared_periods or budget.periods
    return config.project.end or years[-1].end


def _first_day(config: Config, budget: Budget | None) -> date | None:
    years = config.declared_periods or (budget.periods if budget else ())
    return years[0].start if years else None


def _declared(config: Config) -> dict[str, Any]:
    """What grantcalc.toml declares in the place of a rule, by the rule's name."""
    declared: dict[str, Any] = {}
    if config.in_kind.max_rate is not None:
        declared["hourly_rate_max"] = config.in_kind.max_rate
    if config.in_kind.max_hours_a_year is not None:
        declared["hours_a_year_max"] = config.in_kind.max_hours_a_year
    if "pre_award_days" in config.project.model_fields_set:
        declared["pre_award_days"] = config.project.pre_award_days
    if config.charging.method is not None:
        declared["charging"] = config.charging.method.value
    return declared


def _following(config: Config, rules: RulesInForce) -> Config:
    """The settings, with the funder's limits where the project declares none of its own."""
    caps: dict[str, Any] = {}
    if rate := rules.rule("hourly_rate_max"):
        caps["max_rate"] = rate.value
    if hours := rules.rule("hours_a_year_max"):
        caps["max_hours_a_year"] = hours.value
    changes: dict[str, Any] = {}
    if caps:
        changes["in_kind"] = config.in_kind.model_copy(update=caps)
    if days := rules.rule("pre_award_days"):
        changes["project"] = config.project.model_copy(update={"pre_award_days": days.value})
    if charging := rules.rule("charging"):
        changes["charging"] = ChargingTable(method=ChargingMethod(charging.value))
    return config.model_copy(update=changes) if changes else config
