"""Writing probe: signs a user up, enrols them, adds them to a group, and repeats each step.

It is a function of its own, so that a reading probe cannot write by mistake. It leaves one Talent
user behind.
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
    """Report of a writing probe, with the user that it left behind."""

    left_behind: TalentUser
    """The created user. Delete them in TalentLMS > Users, or set them inactive."""


def probe_writes(
    talent: ProbedPortal,
    new: NewTalentUser,
    *,
    course_id: TalentCourseId,
    group_key: TalentGroupKey | None = None,
) -> WriteReport:
    """Create *new* in the portal, enrol them, and repeat each step. It **changes the portal**.

    *new* must not be a real person, and nobody may have their e-mail and login. *course_id* and
    *group_key* name a course and a group to try out; ``None`` leaves the group out. Raises what
    `create_user` raises; then nobody was created.
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
    # A portal that accepts the repeats leaves more users behind, so `_second` gives their ids.
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
    yield asked("enrolling in an unknown course", "Refused: unknown-course", nowhere, str)
    nobody = partial(talent.enrol, TalentUserId(FAR_BEYOND), course_id)
    yield asked("enrolling an unknown user", "Refused: unknown-user", nobody, str)


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
