"""A concern: something that following the guide to the letter could get wrong.

`weighed` turns concerns into holds and remarks. Each hazard makes both sentences itself, because
only it knows what a release would do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from talent_powerpro.errors import Held, Kept
from talent_powerpro.records.holds import Decision, HoldKey, hold_id
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
    keepable: bool = False
    """Whether a person may answer its remark with keep. Every hold may be answered so."""
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


def weighed(
    enrolment_id: str, concerns: Iterable[Concern], answers: Mapping[HoldKey, Decision]
) -> tuple[Remark, ...]:
    """The concerns as remarks, if none of them holds the enrolment.

    Raises `Kept` if a person answered one of them with keep. Raises `Held`, with all holds at
    once, if the policy holds a concern that nobody released.
    """
    holding, remarks = list[Held](), list[Remark]()
    for concern in concerns:
        hold, holds = held(concern), concern.reaction == Reaction.HOLD
        key = enrolment_id, hold.reason, hold.facts
        answer = answers.get(key)
        # First of all: what is not done needs no other answer.
        if answer is Decision.KEEP and (holds or concern.keepable):
            raise Kept(hold.message)
        if holds and not (concern.releasable and answer is Decision.RELEASE):
            holding.append(hold)
        elif concern.keepable and not holds:
            remarks.append(evolve(concern.remark, id=hold_id(*key), facts=hold.facts))
        else:
            remarks.append(concern.remark)
    if holding:
        first, *others = holding
        first.others = tuple(others)
        raise first
    return tuple(remarks)


def held(concern: Concern) -> Held:
    """The concern as a hold."""
    return Held(
        concern.message,
        reason=concern.reason,
        remedy=concern.remedy,
        releasable=concern.releasable,
        facts=concern.facts,
        both=concern.both,
    )
