"""A probe that writes: what the portal says to a sign-up, an enrolment, a group, and repeats.

A function of its own, so that nobody writes by a slip. It leaves one Talent user behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from attrs import evolve, frozen

from talent_powerpro.adapters.talentlms.probe.reads import FAR_BEYOND, ProbedPortal
from talent_powerpro.adapters.talentlms.probe.report import Finding, ProbeReport, asked
from talent_powerpro.model import (
    CourseProgress,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)


@frozen
class WriteReport(ProbeReport):
    """What a writing probe found, and whom it left behind."""

    left_behind: TalentUser
    """Delete this user in TalentLMS > Users, or set them inactive."""


def probe_writes(
    talent: ProbedPortal,
    new: NewTalentUser,
    *,
    course_id: TalentCourseId,
    group_key: TalentGroupKey | None = None,
) -> WriteReport:
    """Create *new* in the portal, enrol them, and repeat each step. It **changes the portal**.

    *new* is nobody real, with an e-mail and a login that nobody has; *course_id* a course that
    may be tried out; *group_key* likewise, ``None``: no group is asked about. Raises what
    creating raises: then nobody was created.
    """
    user = talent.create_user(new)
    findings = (
        Finding("a new user", "active", "active" if user.active else "inactive"),
        *_repeated_sign_ups(talent, new),
        *_enrolling(talent, user, course_id),
        *_joining(talent, user, group_key),
    )
    return WriteReport(findings, user)


def _repeated_sign_ups(talent: ProbedPortal, new: NewTalentUser) -> Iterator[Finding]:
    """Repeats that a portal accepts would leave more users behind: they are told by id."""
    other_login = evolve(new, login=f"again.{new.login}", email=new.email.swapcase())
    other_email = evolve(new, email=f"again.{new.email}", login=new.login.swapcase())
    taken = "Duplicate: duplicate"
    yield asked("the e-mail again", taken, partial(talent.create_user, other_login), _second)
    yield asked("the login again", taken, partial(talent.create_user, other_email), _second)


def _second(user: TalentUser) -> str:
    return f"a second user was created: {user.id}"


def _enrolling(
    talent: ProbedPortal, user: TalentUser, course_id: TalentCourseId
) -> Iterator[Finding]:
    enrol = partial(talent.enrol, user.id, course_id)
    yield asked("enrolling", Ensured.DONE, enrol, str)
    yield asked("enrolling again", Ensured.ALREADY, enrol, str)
    status = partial(talent.progress, user.id, course_id)
    yield asked("what a new learner has completed", "nothing", status, _completed)
    nowhere = partial(talent.enrol, user.id, TalentCourseId(FAR_BEYOND))
    yield asked("enrolling in no course", "Refused: unknown-course", nowhere, str)
    nobody = partial(talent.enrol, TalentUserId(FAR_BEYOND), course_id)
    yield asked("enrolling nobody", "Refused: unknown-user", nobody, str)


def _completed(progress: CourseProgress | NotEnrolled) -> str:
    if isinstance(progress, NotEnrolled):
        return "not enrolled"
    done = [each.unit.name for each in progress.units if each.completed]
    return ", ".join(done) or "nothing"


def _joining(
    talent: ProbedPortal, user: TalentUser, group_key: TalentGroupKey | None
) -> Iterator[Finding]:
    if group_key is not None:
        join = partial(talent.add_to_group, user.id, group_key)
        yield asked("joining the group", Ensured.DONE, join, str)
        yield asked("joining it again", Ensured.ALREADY, join, str)
    unknown = partial(talent.add_to_group, user.id, TalentGroupKey("noSuchKey7"))
    yield asked("joining a group that does not exist", "Refused: unknown-group", unknown, str)
