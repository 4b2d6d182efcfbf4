"""Students' work as TalentLMS told it, with the names of whom it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.engagement import EngagementStore
from talent_powerpro.records.engagement import EngagementSeen


@frozen
class EngagementRow:
    """A row for people: whose engagement it is, and what TalentLMS said."""

    client_code: str
    client_name: str
    course_code: str
    enrolment_id: EnrolmentId
    seen: EngagementSeen


def engagement_rows(
    enrolments: Iterable[Enrolment], store: EngagementStore
) -> Iterator[EngagementRow]:
    """The rows of these enrolments, in their order; the whole course first, then by unit id."""
    for some in pieces(enrolments):
        found: dict[EnrolmentId, list[EngagementSeen]] = {}
        for seen in store.engagement_of([each.id for each in some]):
            found.setdefault(seen.enrolment_id, []).append(seen)
        for each in some:
            client, course = each.client, each.course
            for seen in sorted(found.get(each.id, ()), key=_order):
                yield EngagementRow(client.code, client.name, course.code, each.id, seen)


def _order(seen: EngagementSeen) -> tuple[int, str]:
    return len(seen.unit_id), seen.unit_id
