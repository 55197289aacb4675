"""The result of `grantcalc profiles`, ready to be rendered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from grantcalc.profile import Profile
from grantcalc.report.parts import Part


class ProfilesReport(Part):
    """Profiles with all that they say, in every language that they say it in."""

    schema_: Literal["grantcalc/profiles/1"] = Field("grantcalc/profiles/1", alias="schema")
    profiles: tuple[Profile, ...]
