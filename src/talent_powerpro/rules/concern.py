"""A concern: something that following the guide to the letter could get wrong.

`Rules.weigh` turns concerns into holds and remarks. Each hazard makes both sentences itself,
because only it knows what a release would do.
"""

from __future__ import annotations

from attrs import frozen

from talent_powerpro.records.record import Remark
from talent_powerpro.rules.policy import Reaction


@frozen
class Concern:
    """Something that following the guide to the letter could get wrong."""

    reaction: Reaction
    """Whether the policy reports it or holds the record."""
    reason: str
    """A stable code, such as ``deferment-date``."""
    message: str
    """The hold's sentence: what was found, why it matters, what happens after a release."""
    remedy: str
    """An instruction for a person, with the menu path."""
    releasable: bool = True
    """Whether a person may release it for one enrolment."""
    reported: str = ""
    """The remark's sentence, for when it stops nothing; blank if `message` serves."""
    facts: tuple[str, ...] = ()
    """The values that an answer is bound to; empty if it is bound to the message."""
    # Never the date of the run, or each answer would lapse at midnight. Never a stand-in, or it
    # would lapse as soon as the Talent user is created (decision 26).
    both: tuple[str, ...] = ()
    """The codes of all clients whom a release affects, if a release has to name them."""

    @property
    def remark(self) -> Remark:
        """The concern as a remark, when the policy reports it or a person released it."""
        return Remark(self.reason, self.reported or self.message)
