"""Readers of TalentLMS's answers: from verdicts to the model's values, or errors. Pure.

Each function names the answers that its call expects; `verdict.fault` makes an error of every
other. Only the fields named here leave this module. A user's ``login_key`` never does: it logs
in as that user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from talent_powerpro.adapters.talentlms.engagement import engagement_in
from talent_powerpro.adapters.talentlms.json_shapes import (
    Fields,
    ShapeError,
    an_object,
    identifier,
    moment,
    moment_or_none,
    objects,
    only_one,
    printed_date,
    text,
    unnumbered,
    whole_number,
)
from talent_powerpro.adapters.talentlms.masking import quotable
from talent_powerpro.adapters.talentlms.meanings import (
    ALREADY,
    DELETED_USER,
    NO_COURSE,
    NO_GROUP,
    NO_USER,
    NOT_ENROLLED,
    SAID,
)
from talent_powerpro.adapters.talentlms.site import Site
from talent_powerpro.adapters.talentlms.verdict import Verdict, fault
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    CustomField,
    Ensured,
    NotEnrolled,
    Quota,
    RosterEntry,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentRoster,
    TalentUnit,
    TalentUser,
    TalentUserId,
    UnitProgress,
    plain,
)


def user(verdict: Verdict, *, user_id: TalentUserId | None = None) -> TalentUser | Absent:
    """The user looked up. With *user_id*, an answer about another user is no answer."""
    if verdict.meaning in (NO_USER, DELETED_USER):
        return _absent(verdict)
    with _usable(verdict):
        found = _user(an_object(verdict.value, "a user"))
        _same(found.id, user_id, "user")
    return found


def users(verdict: Verdict) -> tuple[TalentUser, ...]:
    """One page of the list of users. API fact (recorded): without their courses."""
    with _usable(verdict):
        return tuple(map(_user, _rows(verdict.value, "users")))


def created(verdict: Verdict) -> TalentUser:
    """The user that ``usersignup`` created."""
    with _usable(verdict):
        return _user(an_object(verdict.value, "a user"))


def course(verdict: Verdict, *, course_id: TalentCourseId) -> TalentCourse | Absent:
    """The course looked up; an answer about another course is no answer."""
    if verdict.meaning is NO_COURSE:
        return _absent(verdict)
    with _usable(verdict):
        return _course(an_object(verdict.value, "a course"), course_id)


def roster(verdict: Verdict, *, course_id: TalentCourseId) -> TalentRoster | Absent:
    """The course looked up, with everybody enrolled in it."""
    if verdict.meaning is NO_COURSE:
        return _absent(verdict)
    with _usable(verdict):
        fields = an_object(verdict.value, "a course")
        found = _course(fields, course_id)
        return TalentRoster(
            found, tuple(map(_roster_entry, _rows(unnumbered(fields.get("users")), "users")))
        )


def enrolled(verdict: Verdict, *, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
    """Confirm ``addusertocourse``; "already enrolled" is success too, as after a crash."""
    if verdict.meaning is ALREADY:
        return Ensured.ALREADY
    with _usable(verdict):
        fields = only_one(verdict.value, "an enrolment")
        _same(identifier(fields, "user_id", "an enrolment"), user_id, "user")
        _same(identifier(fields, "course_id", "an enrolment"), course_id, "course")
    return Ensured.DONE


def edited(verdict: Verdict, *, user_id: TalentUserId) -> Ensured:
    """Confirm ``edituser``."""
    with _usable(verdict):
        fields = an_object(verdict.value, "a user")
        _same(identifier(fields, "id", "a user"), user_id, "user")
    return Ensured.DONE


def unenrolled(verdict: Verdict, *, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
    """Confirm ``removeuserfromcourse``; "not enrolled" is success too, as after a crash."""
    if verdict.meaning is NOT_ENROLLED:
        return Ensured.ALREADY
    with _usable(verdict):
        fields = only_one(verdict.value, "a removal")
        _same(identifier(fields, "user_id", "a removal"), user_id, "user")
        _same(identifier(fields, "course_id", "a removal"), course_id, "course")
    return Ensured.DONE


def grouped(verdict: Verdict, *, user_id: TalentUserId) -> Ensured:
    """Confirm ``addusertogroup``; "already a member" is success too."""
    if verdict.meaning is ALREADY:
        return Ensured.ALREADY
    with _usable(verdict):
        fields = only_one(verdict.value, "a membership")
        _same(identifier(fields, "user_id", "a membership"), user_id, "user")
    return Ensured.DONE


def activated(verdict: Verdict, *, user_id: TalentUserId) -> Ensured:
    """Confirm that ``usersetstatus`` made them active; `Ensured.DONE` also where they were."""
    with _usable(verdict):
        fields = an_object(verdict.value, "a user's status")
        _same(identifier(fields, "user_id", "a user's status"), user_id, "user")
        if plain(text(fields, "status")) != "active":
            raise ShapeError("the user's status is not active")
    return Ensured.DONE


def group_with_key(verdict: Verdict, *, group_key: TalentGroupKey) -> str | Absent:
    """The id of the group with that key, compared with case; `Absent` where there is none."""
    # API fact: whether keys depend on case is unknown, so only an exact match counts here.
    key = group_key.strip()
    with _usable(verdict):
        for fields in _rows(verdict.value, "groups"):
            if key and text(fields, "key") == key:
                return identifier(fields, "id", "a group")
    return Absent(verdict.asked, message=f"There is no group with the key {key}")


def group_ids(verdict: Verdict) -> dict[TalentGroupKey, str]:
    """The ids of all groups by their keys. A group without a key is left out."""
    with _usable(verdict):
        found = (
            (text(fields, "key").strip(), identifier(fields, "id", "a group"))
            for fields in _rows(verdict.value, "groups")
        )
        return {TalentGroupKey(key): group_id for key, group_id in found if key}


def members(verdict: Verdict, *, group_id: str) -> frozenset[TalentUserId] | Absent:
    """The ids of the group's members; `Absent` where it was deleted since the listing."""
    if verdict.meaning is NO_GROUP:
        return _absent(verdict)
    with _usable(verdict):
        fields = an_object(verdict.value, "a group")
        _same(identifier(fields, "id", "a group"), group_id, "group")
        return frozenset(
            TalentUserId(identifier(each, "id", "a member"))
            for each in _rows(unnumbered(fields.get("users")), "users")
        )


def courses_of_group(verdict: Verdict, *, group_id: str) -> tuple[TalentCourse, ...] | Absent:
    """The courses that the group brings; `Absent` where it was deleted since the listing."""
    if verdict.meaning is NO_GROUP:
        return _absent(verdict)
    with _usable(verdict):
        fields = an_object(verdict.value, "a group")
        _same(identifier(fields, "id", "a group"), group_id, "group")
        if "courses" not in fields:
            raise ShapeError("the group has no list of courses")
        return tuple(
            TalentCourse(
                TalentCourseId(identifier(each, "id", "a group's course")), text(each, "name")
            )
            for each in objects(fields["courses"], "courses")
        )


def progress(verdict: Verdict, *, date_format: Callable[[], str]) -> CourseProgress | NotEnrolled:
    """The units' completions. *date_format* is called only where a date has no timestamp."""
    if verdict.meaning is NOT_ENROLLED:
        return NotEnrolled(verdict.message)
    with _usable(verdict):
        fields = an_object(verdict.value, "a course status")
        if "units" not in fields:
            raise ShapeError("the course status has no list of units")
        # All units are read before any date: a date may cost a call.
        items = [
            (
                _unit(item),
                text(item, "completion_status"),
                text(item, "completed_on_timestamp"),
                text(item, "completed_on"),
            )
            for item in objects(unnumbered(fields["units"]), "units")
        ]
        engagement = engagement_in(fields, asked=verdict.asked)
    units = (
        _unit_progress(unit, label, stamp, printed, date_format)
        for unit, label, stamp, printed in items
    )
    return CourseProgress(tuple(units), engagement)


def site(verdict: Verdict) -> Site:
    """The portal's settings, as far as they can be read."""
    with _usable(verdict):
        fields = an_object(verdict.value, "the portal's settings")
        return Site(
            text(fields, "date_format"),
            users=whole_number(fields.get("total_users")),
            courses=whole_number(fields.get("total_courses")),
            groups=whole_number(fields.get("total_groups")),
            branches=whole_number(fields.get("total_branches")),
        )


def custom_fields(verdict: Verdict) -> tuple[CustomField, ...]:
    """The custom fields of a sign-up."""
    with _usable(verdict):
        return tuple(
            CustomField(
                text(each, "key"),
                text(each, "name"),
                mandatory=plain(text(each, "mandatory")) == "yes",
            )
            for each in objects(unnumbered(verdict.value), "custom fields")
        )


def quota(verdict: Verdict) -> Quota:
    """The portal's rate limit, as far as it can be read."""
    with _usable(verdict):
        fields = an_object(verdict.value, "the rate limit")
        return Quota(
            limit=whole_number(fields.get("limit")),
            remaining=whole_number(fields.get("remaining")),
            resets_at=moment_or_none(fields.get("reset")),
        )


def _absent(verdict: Verdict) -> Absent:
    return Absent(
        verdict.asked,
        verdict.error_type,
        verdict.message,
        deleted=verdict.meaning is DELETED_USER,
    )


@contextmanager
def _usable(verdict: Verdict) -> Iterator[None]:
    """Raise the verdict's error unless it holds an answer; a wrong shape is `NoAnswer`."""
    if verdict.meaning is not SAID:
        raise fault(verdict)
    try:
        yield
    except ShapeError as why:
        raise NoAnswer(
            f"{SAID.saying}: {verdict.asked} ({verdict.seen}): {why}", remedy=SAID.remedy
        ) from None


def _same(answered: str, asked: str | None, what: str) -> None:
    """Raise `ShapeError` for an answer about another user, course or group."""
    if asked is not None and plain(asked).lstrip("0") != answered:
        raise ShapeError(f"the answer is about another {what}")


def _rows(value: object, what: str) -> tuple[Fields, ...]:
    """A list of objects that has to be there: else all that it lists would seem to be absent."""
    if value is None or value == "":
        raise ShapeError(
            f"{what} should be a list, not {'empty' if value is None else 'an empty text'}"
        )
    return objects(value, what)


def _course(fields: Fields, course_id: TalentCourseId) -> TalentCourse:
    found = TalentCourse(
        TalentCourseId(identifier(fields, "id", "a course")),
        text(fields, "name"),
        active=_active(fields),
        units=tuple(_unit(unit) for unit in objects(unnumbered(fields.get("units")), "units")),
    )
    _same(found.id, course_id, "course")
    return found


def _roster_entry(fields: Fields) -> RosterEntry:
    """One of a course's users. API fact (recorded): without e-mail and status."""
    percentage = whole_number(fields.get("completion_percentage"))
    return RosterEntry(
        TalentUserId(identifier(fields, "id", "a course's user")),
        text(fields, "role") or "learner",
        percentage,
        completed_at=moment_or_none(fields.get("completed_on_timestamp")),
        expires_at=moment_or_none(fields.get("expired_on_timestamp")),
    )


def _user(fields: Fields) -> TalentUser:
    """A user. API fact (recorded): a sign-up's answer and a listing have no courses."""
    courses = fields.get("courses")
    return TalentUser(
        TalentUserId(identifier(fields, "id", "a user")),
        text(fields, "login"),
        text(fields, "first_name"),
        text(fields, "last_name"),
        text(fields, "email"),
        active=_active(fields),
        enrolments=None
        if courses in (None, "")
        else tuple(_enrolment(item) for item in objects(courses, "courses")),
        user_type=text(fields, "user_type"),
    )


def _active(fields: Fields) -> bool:
    """True unless TalentLMS gives another status; a missing status counts as active."""
    return plain(text(fields, "status")) in ("active", "")


def _enrolment(fields: Fields) -> TalentEnrolment:
    """A user's enrolment. Unreadable times count as none: they are reported, never decided by."""
    return TalentEnrolment(
        TalentCourseId(identifier(fields, "id", "a user's course")),
        text(fields, "role") or "learner",
        completed_at=moment_or_none(fields.get("completed_on_timestamp")),
        expires_at=moment_or_none(fields.get("expired_on_timestamp")),
    )


def _unit(fields: Fields) -> TalentUnit:
    return TalentUnit(
        identifier(fields, "id", "a unit"), text(fields, "name"), text(fields, "type")
    )


def _unit_progress(
    unit: TalentUnit, label: str, stamp: str, printed: str, date_format: Callable[[], str]
) -> UnitProgress:
    """A unit's progress: completed at the timestamp, or else on the date as printed.

    A date that cannot be read is a fault of this unit alone: the others have their results, and
    nobody may need this one's.
    """
    # API fact (recorded): a timestamp is UTC, and a printed date is local in one of three
    # orders of day and month, which only siteinfo tells. So the timestamp wins.
    try:
        at = moment(stamp)
    except ValueError:
        return UnitProgress(unit, label, None, _unreadable(unit, stamp, "a timestamp"))
    if at is not None or not printed:
        return UnitProgress(unit, label, at)
    known = date_format()
    day = printed_date(printed, known)
    if day is None:
        wanted = f"a date in the portal's format {quotable(known) or '(not given)'}"
        return UnitProgress(unit, label, None, _unreadable(unit, printed, wanted))
    return UnitProgress(unit, label, day)


def _unreadable(unit: TalentUnit, shown: str, wanted: str) -> str:
    return (
        f'The completion date "{quotable(shown)}" of Talent unit {quotable(unit.name)} '
        f"(id {unit.id}) cannot be read as {wanted}."
    )
