"""What `grantcalc new` says at the end: what was made, from which answers, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from grantcalc.api.starting import NewProject
from grantcalc.config import FILE_NAME
from grantcalc.language import plural, shown_number, tr
from grantcalc.rendering.terminal import safe


def told(made: NewProject) -> str:
    """The whole text, of a few lines."""
    return "\n".join(map(safe, _lines(made))) + "\n"


def _lines(made: NewProject) -> Iterator[str]:
    plan = made.plan
    yield tr("{folder} is ready:", folder=made.folder)
    width = max(len(path.name) for path in made.files)
    for path in made.files:
        about = (
            tr("what grantcalc needs to know of the project")
            if path.name == FILE_NAME
            else tr("the budget, a guide, the ledger, the timesheet and the orders")
        )
        yield f"  {path.name:<{width}}  {about}"
    yield ""
    years = plural("{count} project year", "{count} project years", len(plan.years))
    yield tr(
        "{name}: {years} from {start} to {end}, {currency}, funded by {funder}, rules: {profile}",
        name=plan.name,
        years=years,
        start=plan.years[0].first,
        end=plan.years[-1].last,
        currency=plan.currency,
        funder=plan.funder,
        profile=plan.terms.profile,
    )
    yield from _suggestions(made)
    folder = str(made.folder)
    yield ""
    yield tr("Fill in the yellow cells, save, and run:")
    quoted = f'"{folder}"' if " " in folder else folder
    yield f"  grantcalc check {quoted}"


def _suggestions(made: NewProject) -> Iterator[str]:
    """What stands in the budget that nobody has typed."""
    plan = made.plan
    if plan.awards:
        yield tr('The award stands on the line "{line}".', line=tr("Not allocated yet"))
    if any(plan.own_needed):
        yield tr(
            "The own contribution starts with the least that the funder asks for: {amounts}.",
            amounts=", ".join(shown_number(f"{amount:f}") for amount in plan.own_needed),
        )
