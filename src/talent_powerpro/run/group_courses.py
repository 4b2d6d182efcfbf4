"""The other courses of a Talent group, as remarks on a planned record."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.errors import QuotaReached, RecordFault
from talent_powerpro.flows.talent_group import group_key
from talent_powerpro.model import Absent
from talent_powerpro.ports.talentlms import TalentGroups
from talent_powerpro.records.record import Record, Remark
from talent_powerpro.records.write import JoinGroup
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.provisioning_hazards import courses_of_group
from talent_powerpro.run.rehearsing import Rehearsed


def with_group_courses(rehearsed: Rehearsed, talent: TalentGroups, policy: Policy) -> Record:
    """Return the record, with a remark for each other course that its Talent group brings."""
    # API fact: joining a group also enrols in the group's courses.
    record, course = rehearsed.record, rehearsed.task.enrolment.course
    if not any(isinstance(write, JoinGroup) for write in record.writes):
        return record
    try:
        brought = talent.courses_of_group(group_key(course))
    except (RecordFault, QuotaReached) as fault:
        remarks: tuple[Remark, ...] = (Remark("group-courses-unknown", fault.message),)
    else:
        known = () if isinstance(brought, Absent) else brought
        concerns = courses_of_group(course, known, policy)
        remarks = tuple(each.remark for each in concerns)
    return evolve(record, remarks=tuple(dict.fromkeys((*record.remarks, *remarks))))
