"""Choices of an RTO that save calls to TalentLMS."""

from __future__ import annotations

from datetime import timedelta

from attrs import Attribute, field, frozen


def _not_negative(_: object, setting: Attribute[timedelta], value: timedelta) -> None:
    if value < timedelta():
        raise ValueError(f"{setting.name} is less than no time.")


@frozen
class Saving:
    """How a run saves calls. The results of a run are the same with and without it."""

    rosters: bool = True
    """Whether many users are read with one call, and what is known already is not asked again.
    False turns all saving off."""
    sweep: timedelta = field(default=timedelta(hours=24), validator=_not_negative)
    """Each enrolment's progress is asked for at least once in this time. Results may lag by up to
    the sweep interval for changes the roster cannot show, such as a corrected completion date."""
    retry_held: timedelta = field(default=timedelta(hours=1), validator=_not_negative)
    """How long a record that waits for a person is not asked about, while PowerPro is unchanged."""
    group_at_signup: bool = False
    """Whether a new Talent user joins the Talent group with the sign-up, which saves one call."""


NO_SAVING = Saving(rosters=False)
"""TalentLMS is asked for everything at every run."""
