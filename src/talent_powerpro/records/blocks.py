"""Blocks: one cause, with everybody whom it concerns.

Ten students with one wrong Talent course id are one block with ten names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, field, frozen

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.json import as_json, converter
from talent_powerpro.records.record import NEEDS_ATTENTION, Record


@frozen
class Cause:
    """Why records are held, failed or deferred. Texts that name a person are that person's own."""

    stage: str
    status: str
    """A record's status, or ``remark``."""
    reason: str
    message: str
    remedy: str = ""
    releasable: bool = False


@frozen
class Named:
    """An enrolment in a block."""

    enrolment_id: EnrolmentId
    client_code: ClientCode
    client_name: str
    course_code: CourseCode
    id: str = ""
    """The id of its hold or remark; blank if there is nothing to answer."""
    new: bool = False
    """As `Record.new`."""
    both: tuple[str, ...] = field(default=(), eq=False)
    """As `Hold.both`."""
    detail: str = ""
    """What was found for this enrolment; blank where the message of the block says it all."""


@frozen
class Block:
    """One cause, and the enrolments that it concerns, in the order in which they were found."""

    cause: Cause
    named: tuple[Named, ...]


SHARED: Final = {
    "group-missing": (
        "TalentLMS has no group with the Talent Group Key of these students' course. Each run "
        "tries again.",
        "Correct the key: Course > E-Learning (Talent LMS) tab > Talent Group Key.",
    ),
    "talent-user-of-another": (
        "The Talent user of each of these clients may be another person, so nobody is linked to "
        "them and no results are taken from them.",
        "Compare each client with the Talent user, then correct the client's Email or Secondary "
        "ID in Client > Main, or the Talent user's name in TalentLMS > Users.",
    ),
    "family-name-only": (
        "The Talent user of each of these clients has the client's e-mail and family name, but "
        "another given name, so this may be a relative.",
        "Give each client their own e-mail, Client > Main > Email, or correct the Talent user's "
        "name in TalentLMS > Users.",
    ),
    "not-a-learner": (
        "The Talent user of each of these clients is no learner account, so it can complete units "
        "without being assessed.",
        "Change each account to a learner in TalentLMS > Users, or give the client an account of "
        "their own under another e-mail: Client > Main > Email.",
    ),
}
"""By reason, the message and the remedy of several holds whose own texts name their people."""


def shared(cause: Cause) -> Cause:
    """The cause as several enrolments have it in common: without the people whom it names."""
    if cause.reason not in SHARED:
        return cause
    message, remedy = SHARED[cause.reason]
    return evolve(cause, message=message, remedy=remedy)


def blocks(pairs: Iterable[tuple[Cause, Named]]) -> tuple[Block, ...]:
    """Put the enrolments of each cause together, causes in the order of their first one."""
    found: dict[Cause, list[tuple[Cause, Named]]] = {}
    for cause, named in pairs:
        found.setdefault(shared(cause), []).append((cause, named))
    return tuple(_block(cause, several) for cause, several in found.items())


def _block(in_common: Cause, found: Sequence[tuple[Cause, Named]]) -> Block:
    own = dict.fromkeys(cause for cause, _ in found)
    if len(own) == 1:
        return Block(next(iter(own)), tuple(dict.fromkeys(named for _, named in found)))
    named = (evolve(named, detail=cause.message) for cause, named in found)
    return Block(in_common, tuple(dict.fromkeys(named)))


def of_records(records: Iterable[Record]) -> Iterator[tuple[Cause, Named]]:
    """Yield each cause of each record that needs attention."""
    for record in records:
        if record.status in NEEDS_ATTENTION:
            yield from of_record(record)


def of_record(record: Record) -> Iterator[tuple[Cause, Named]]:
    """Yield the causes of one record: its holds, or else its one message."""
    place = (record.enrolment_id, record.client_code, record.client_name, record.course_code)
    what = (str(record.stage), str(record.status))
    if not record.holds:
        cause = Cause(*what, record.reason, record.message, record.remedy)
        yield cause, Named(*place, new=record.new)
    for hold in record.holds:
        cause = Cause(*what, hold.reason, hold.message, hold.remedy, hold.releasable)
        yield cause, Named(*place, id=hold.id, new=record.new, both=hold.both)


def of_holds(holds: Iterable[StandingHold]) -> Iterator[tuple[Cause, Named]]:
    """Yield the cause of each standing hold or remark."""
    for hold in holds:
        status = "held" if hold.held else "remark"
        yield (
            Cause(hold.stage, status, hold.reason, hold.message, hold.remedy, hold.releasable),
            Named(
                hold.enrolment_id,
                hold.client_code,
                hold.client_name,
                hold.course_code,
                id=hold.id,
                both=hold.both,
            ),
        )


def json_with_blocks(value: object, records: Iterable[Record]) -> str:
    """*value* as JSON text, with the blocks of its *records* beside its own fields."""
    plain = converter().unstructure(value)
    return as_json({**plain, "blocks": converter().unstructure(list(blocks(of_records(records))))})
