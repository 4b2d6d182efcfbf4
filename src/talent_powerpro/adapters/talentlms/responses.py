"""What TalentLMS answered: verdicts to the model's values, or errors. Pure.

Each function names the answers its call hopes for; `verdict.fault` makes an error of everything
else. Only the fields named here leave this place: a user's ``login_key`` never does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from attrs import frozen

from talent_powerpro.adapters.talentlms.json_shapes import (
    Fields,
    ShapeError,
    an_object,
    identifier,
    moment,
    objects,
    only_one,
    printed_date,
    text,
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
from talent_powerpro.adapters.talentlms.verdict import Verdict, fault
from talent_powerpro.errors import NoAnswer, Refused
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
    UnitProgress,
    plain,
)


@frozen
class Site:
    """What ``siteinfo`` tells of a portal. It tells no time zone."""

    date_format: str
    """``DDMMYYYY``, ``MMDDYYYY`` or ``YYYYMMDD``; blank where it is not told."""
    users: int | None = None
    courses: int | None = None
    groups: int | None = None
    branches: int | None = None
    """Counts; ``None``: not told."""


@frozen
class Quota:
    """What ``ratelimit`` tells: calls per hour of the whole portal, everyone's together."""

    limit: int | None = None
    remaining: int | None = None
    """Calls; ``None``: not told."""
    resets_at: datetime | None = None
    """Aware, UTC; ``None``: not told."""


def user(verdict: Verdict, *, user_id: TalentUserId | None = None) -> TalentUser | Absent:
    """The user looked up. *user_id*: the answer must be about that one."""
    if verdict.meaning in (NO_USER, DELETED_USER):
        return _absent(verdict)
    with _usable(verdict):
        found = _user(an_object(verdict.value, "a user"))
        _same(found.id, user_id, "user")
    return found


def created(verdict: Verdict) -> TalentUser:
    """The user that ``usersignup`` made."""
    with _usable(verdict):
        return _user(an_object(verdict.value, "a user"))


def course(verdict: Verdict, *, course_id: TalentCourseId) -> TalentCourse | Absent:
    """The course asked for."""
    if verdict.meaning is NO_COURSE:
        return _absent(verdict)
    with _usable(verdict):
        fields = an_object(verdict.value, "a course")
        found = TalentCourse(
            TalentCourseId(identifier(fields, "id", "a course")),
            text(fields, "name"),
            active=_active(fields),
            units=tuple(_unit(unit) for unit in objects(fields.get("units"), "units")),
        )
        _same(found.id, course_id, "course")
    return found


def enrolled(verdict: Verdict, *, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
    """Whether ``addusertocourse`` enrolled them; "already" is success."""
    if verdict.meaning is ALREADY:
        return Ensured.ALREADY
    with _usable(verdict):
        fields = only_one(verdict.value, "an enrolment")
        _same(identifier(fields, "user_id", "an enrolment"), user_id, "user")
        _same(identifier(fields, "course_id", "an enrolment"), course_id, "course")
    return Ensured.DONE


def grouped(verdict: Verdict, *, user_id: TalentUserId) -> Ensured:
    """Whether ``addusertogroup`` added them; "already" is success."""
    if verdict.meaning is ALREADY:
        return Ensured.ALREADY
    with _usable(verdict):
        fields = only_one(verdict.value, "a membership")
        _same(identifier(fields, "user_id", "a membership"), user_id, "user")
    return Ensured.DONE


def activated(verdict: Verdict, *, user_id: TalentUserId) -> Ensured:
    """That ``usersetstatus`` made them active; it does not tell whether they were already."""
    with _usable(verdict):
        fields = an_object(verdict.value, "a user's status")
        _same(identifier(fields, "user_id", "a user's status"), user_id, "user")
        if plain(text(fields, "status")) != "active":
            raise ShapeError("a user's status that is not active")
    return Ensured.DONE


def group_with_key(verdict: Verdict, *, group_key: TalentGroupKey) -> str | Absent:
    """The id of the group with that key, case and all."""
    key = group_key.strip()
    with _usable(verdict):
        if verdict.value == "":
            raise ShapeError("groups should be a list, not an empty text")
        for fields in objects(verdict.value, "groups"):
            if key and text(fields, "key") == key:
                return identifier(fields, "id", "a group")
    return Absent(verdict.asked, message=f"There is no group with the key {key}")


def courses_of_group(verdict: Verdict, *, group_id: str) -> tuple[TalentCourse, ...] | Absent:
    """The courses that the group brings; `Absent`: it was deleted meanwhile."""
    if verdict.meaning is NO_GROUP:
        return _absent(verdict)
    with _usable(verdict):
        fields = an_object(verdict.value, "a group")
        _same(identifier(fields, "id", "a group"), group_id, "group")
        if "courses" not in fields:
            raise ShapeError("a group without courses")
        return tuple(
            TalentCourse(
                TalentCourseId(identifier(each, "id", "a group's course")), text(each, "name")
            )
            for each in objects(fields["courses"], "courses")
        )


def progress(verdict: Verdict, *, date_format: Callable[[], str]) -> CourseProgress | NotEnrolled:
    """Unit completions. *date_format* is asked only where a date has no timestamp."""
    if verdict.meaning is NOT_ENROLLED:
        return NotEnrolled(verdict.message)
    with _usable(verdict):
        fields = an_object(verdict.value, "a course status")
        if "units" not in fields:
            raise ShapeError("a course status without units")
        items = tuple(_item(item) for item in objects(fields["units"], "units"))
    return CourseProgress(
        tuple(UnitProgress(item.unit, item.label, _completed(item, date_format)) for item in items)
    )


def site(verdict: Verdict) -> Site:
    """The portal's own settings, as far as they can be read."""
    with _usable(verdict):
        fields = an_object(verdict.value, "the portal's settings")
        return Site(
            text(fields, "date_format"),
            users=whole_number(fields.get("total_users")),
            courses=whole_number(fields.get("total_courses")),
            groups=whole_number(fields.get("total_groups")),
            branches=whole_number(fields.get("total_branches")),
        )


def quota(verdict: Verdict) -> Quota:
    """The hourly limit, as far as it can be read."""
    with _usable(verdict):
        fields = an_object(verdict.value, "the rate limit")
        return Quota(
            limit=whole_number(fields.get("limit")),
            remaining=whole_number(fields.get("remaining")),
            resets_at=_moment_or_none(fields.get("reset")),
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
    """Raise whatever is not an answer; an answer of a wrong shape is no answer."""
    if verdict.meaning is not SAID:
        raise fault(verdict)
    try:
        yield
    except ShapeError as why:
        raise NoAnswer(f"{SAID.saying}: {verdict.asked} ({verdict.seen}): {why}") from None


def _same(answered: str, asked: str | None, what: str) -> None:
    """Another user's or course's answer is none."""
    if asked is not None and plain(asked).lstrip("0") != answered:
        raise ShapeError(f"it is about another {what}")


def _user(fields: Fields) -> TalentUser:
    """A user; a new user's answer and a listing hold no courses (API sheet 4.2, 4.3)."""
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
    )


def _active(fields: Fields) -> bool:
    """An untold status counts as active: only TalentLMS's own word says otherwise."""
    return plain(text(fields, "status")) in ("active", "")


def _enrolment(fields: Fields) -> TalentEnrolment:
    """Times that cannot be read count as none: they are only told, never decided by."""
    return TalentEnrolment(
        TalentCourseId(identifier(fields, "id", "a user's course")),
        text(fields, "role") or "learner",
        completed_at=_moment_or_none(fields.get("completed_on_timestamp")),
        expires_at=_moment_or_none(fields.get("expired_on_timestamp")),
    )


def _unit(fields: Fields) -> TalentUnit:
    return TalentUnit(
        identifier(fields, "id", "a unit"), text(fields, "name"), text(fields, "type")
    )


@frozen
class _Item:
    """One unit of a course status, its dates still as TalentLMS gave them."""

    unit: TalentUnit
    label: str
    stamp: str
    printed: str


def _item(fields: Fields) -> _Item:
    return _Item(
        _unit(fields),
        text(fields, "completion_status"),
        text(fields, "completed_on_timestamp"),
        text(fields, "completed_on"),
    )


def _completed(item: _Item, date_format: Callable[[], str]) -> datetime | date | None:
    """A completion: its timestamp's moment, else the date as printed (API sheet 11)."""
    try:
        at = moment(item.stamp)
    except ValueError:
        raise _unreadable(item.unit, item.stamp, "a timestamp") from None
    if at is not None or not item.printed:
        return at
    told = date_format()
    day = printed_date(item.printed, told)
    if day is None:
        wanted = f"a date of the portal's format {quotable(told) or '(none told)'}"
        raise _unreadable(item.unit, item.printed, wanted)
    return day


def _unreadable(unit: TalentUnit, shown: str, wanted: str) -> Refused:
    return Refused(
        f'The completion date "{quotable(shown)}" of Talent unit {quotable(unit.name)} '
        f"(id {unit.id}) cannot be read as {wanted}",
        reason="unreadable-date",
        remedy="Compare it with TalentLMS > Home / Account & Settings > Basic settings > "
        "Date format; set the outcome by hand meanwhile.",
    )


def _moment_or_none(value: object) -> datetime | None:
    try:
        return moment(value)
    except ValueError:
        return None
