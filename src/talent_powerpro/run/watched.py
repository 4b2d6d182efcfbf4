"""Provisioned enrolments with what the agent remembers of them, for the results stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from attrs import frozen

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import LastLooks
from talent_powerpro.records.due import Day
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.report import Listed
from talent_powerpro.rules.last_look import due_since, seen, still_open
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.selection import is_in_scope


@frozen
class Watched:
    """A provisioned enrolment, with what the agent remembers of it."""

    enrolment: Enrolment
    in_scope: bool
    seen: LastLook | None
    """What a run is to remember of it now."""
    due_since: date | None
    """The day on which it left the scope, if its last look is due."""
    listed: Listed | None
    """Its entry in the list of completions without a result."""


def watched(
    enrolments: Iterable[Enrolment], last_looks: LastLooks, rules: Rules, day: Day
) -> Iterator[Watched]:
    """Yield the provisioned ones of *enrolments*, with what is remembered of them."""
    policy, today = rules.policy, day.today
    for some in pieces(enrolments):
        known = last_looks.remembered([each.id for each in some])
        for each in some:
            if each.provisioning_log is None:
                continue
            if each.unreadable:
                # Whether it is in scope is not known. Its own flow fails.
                yield Watched(each, True, None, None, None)
                continue
            look, in_scope = known.get(each.id), is_in_scope(each, rules, day)
            yield Watched(
                each,
                in_scope,
                seen(each, look, today, policy, in_scope=in_scope),
                None if in_scope else due_since(each, look, today, policy),
                None if in_scope else still_open(each, look, today, rules),
            )


def read_again(
    powerpro: PowerProRepository,
    ids: Iterable[EnrolmentId],
    among: Callable[[], Iterable[Enrolment]],
) -> Iterator[Enrolment]:
    """Yield the enrolments with these ids that still exist. *among* is the list that names them."""
    # A fault of one record must not stop the stage: an enrolment that cannot be read by itself
    # is taken from the list that named it.
    unread: set[EnrolmentId] = set()
    for each in ids:
        try:
            enrolment = powerpro.enrolment(each)
        except RecordFault:
            unread.add(each)
        else:
            if enrolment:
                yield enrolment
    if unread:
        yield from (each for each in among() if each.id in unread)
