"""docs/profile-rules.md, from the profiles themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grantcalc.profile import Profile, load_profile, profile_names
from grantcalc.rendering.profile_text import asked, form_line, provenance, title_of


def profiles_page() -> str:
    """docs/profile-rules.md: every rule of every profile."""
    parts = [
        "# Funders' rules\n\nMade from the profiles by `make docs`; `grantcalc profiles NAME` prints the "
        "same, in English, bokmål or nynorsk. [How profiles are used and written](profiles.md).\n\n"
        "grantcalc is no funder: the award letter decides. A rule that is not verified was not read in "
        "its source by those who wrote it down, and warns at most. A rule that does not hold on the day "
        "on which a project starts is not applied to it.\n"
    ]
    for name in profile_names():
        parts += _profile(load_profile(name, Path()))
    return "\n".join(parts)


def _profile(profile: Profile) -> Iterator[str]:
    yield f"## {profile.name}\n\n{title_of(profile)}."
    if profile.currency:
        yield f"Amounts are in {profile.currency}."
    yield ""
    for name, rule in profile.every_rule():
        yield f"- `{name}`: {_plain(asked(name, rule, profile))}.\\\n  " + "\\\n  ".join(
            _plain(line) for line in provenance(rule)
        )
    for form in dict.fromkeys(line.form for line in profile.lines):
        yield f"\nLines of {form}:\n"
        yield from (f"- {_plain(form_line(x))}" for x in profile.lines if x.form == form)
    if profile.notes:
        yield "\nAlso to be known, and not judged:\n"
        yield from (f"- {_plain(note.here)}" for note in profile.notes)
    yield ""


def _plain(text: str) -> str:
    """A text in which Markdown marks nothing."""
    return text.replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")
