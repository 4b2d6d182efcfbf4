"""Probes report where a portal differs from the sandbox; only `probe_writes` writes."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.testing.portals_to_prove import in_process, sandbox, talentlms
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.talentlms import Site
from talent_powerpro.errors import Duplicate, NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    Quota,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    UnitProgress,
)
from talent_powerpro.sandbox import Quirks, Sandbox, UserStatus
from talent_powerpro.testing import (
    Finding,
    Landmarks,
    ProbeReport,
    probe,
    probe_writes,
)
from talent_powerpro.testing.contracts.talent_portals import (
    CLOSED,
    COMPLETED,
    FRUIT,
    JOANA,
    PINK,
    PORTAL,
    WEB,
)

KNOWN = Landmarks(PINK.id, PINK.email, WEB.id, other_course_id=CLOSED.id)


def portal(**quirks: Any) -> Sandbox:
    return sandbox(PORTAL, evolve(Quirks(), **quirks))


def deviations(report: ProbeReport) -> dict[str, str]:
    return {each.question: each.found for each in report.deviations}


def probed(known: Landmarks = KNOWN, **quirks: Any) -> dict[str, str]:
    return deviations(probe(talentlms(in_process(portal(**quirks))), known))


def test_the_sandbox_is_as_assumed() -> None:
    assert probed() == {}


def test_a_probe_reads_only() -> None:
    there = portal()
    before = dict(there.users), dict(there.enrolments), set(there.memberships)
    probe(talentlms(in_process(there)), KNOWN)
    assert (dict(there.users), dict(there.enrolments), set(there.memberships)) == before
    assert {call.method for call in there.calls} == {"GET"}
    assert {call.action for call in there.calls} == {
        "courses",
        "getuserstatusincourse",
        "ratelimit",
        "siteinfo",
        "users",
    }


def test_a_portal_without_timestamps_differs() -> None:
    assert probed(timestamps=False) == {"completion dates": "as texts only"}


def test_a_portal_with_sections_in_its_status_differs() -> None:
    assert probed(sections_in_status=True) == {"sections in a course status": "listed"}


@pytest.mark.parametrize("refusal_status", [200, 404])
def test_the_status_of_a_refusal_makes_no_difference(refusal_status: int) -> None:
    assert probed(refusal_status=refusal_status) == {}


def test_without_a_second_course_none_is_requested() -> None:
    report = probe(talentlms(in_process(portal())), evolve(KNOWN, other_course_id=None))
    assert "status in a course they are not in" not in {f.question for f in report.findings}


def test_missing_landmarks_differ() -> None:
    nobody = Landmarks(TalentUserId("77"), "nobody@pm.me", TalentCourseId("77"))
    assert probed(nobody) == {
        "the known user, by id": "absent: The requested user does not exist",
        "the known e-mail in another case": "absent: The requested user does not exist",
        "the known course": "absent: The requested course does not exist",
        "completion dates": "Refused: unknown-user",
        "status labels": "Refused: unknown-user",
        "sections in a course status": "Refused: unknown-user",
        "units that nobody opened": "Refused: unknown-user",
        "status in an unknown course": "Refused: unknown-user",
    }


def test_a_user_who_is_not_in_the_known_course_differs() -> None:
    assert probed(evolve(KNOWN, course_id=CLOSED.id)) == {
        "the known course among them": "not among them",
        "completion dates": "not enrolled",
        "status labels": "not enrolled",
        "sections in a course status": "not enrolled",
        "units that nobody opened": "nothing to compare",
    }


def test_an_unusable_portal_raises() -> None:
    closed = sandbox(PORTAL)
    with in_process(closed) as http, pytest.raises(TalentUnusable):
        probe(talentlms(http, key="wrong"), KNOWN)


# --- a portal that is odd throughout ------------------------------------------------


class OddPortal(MemoryTalent):
    """A portal whose answers differ from every recorded one."""

    def site(self) -> Site:
        return Site("YYYY-MM-DD")

    def quota(self) -> Quota:
        self._left = getattr(self, "_left", 100) - 1
        return Quota(remaining=self._left)

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return evolve(PINK, id=TalentUserId("8"), login=email)

    def user_by_login(self, login: str) -> TalentUser | Absent:
        raise NoAnswer("TalentLMS gave no usable answer")

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return evolve(PINK, id=user_id, enrolments=None)

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return evolve(WEB, id=course_id)

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        return CourseProgress((UnitProgress(WEB.units[1], "Erledigt"),))


def test_every_answer_that_differs_is_reported() -> None:
    assert deviations(probe(OddPortal(), KNOWN)) == {
        "date format of siteinfo": "YYYY-MM-DD",
        "the parts of ratelimit": "remaining",
        "whether a ratelimit call counts": "counted, or other programs call too",
        "an e-mail that cannot exist": "found",
        "a login that cannot exist": "NoAnswer: no-answer: TalentLMS gave no usable answer",
        "a user id far beyond the last": "found",
        "a course id far beyond the last": "found",
        "the known e-mail in another case": "another user",
        "their login in another case": "NoAnswer: no-answer: TalentLMS gave no usable answer",
        "a found user's courses": "not listed",
        "the known course among them": "not among them",
        "completion dates": "no dates to compare",
        "status labels": "unknown: Erledigt",
        "units that nobody opened": "2 of 3 left out",
        "status of an unknown user": "a status",
        "status in an unknown course": "a status",
        "status in a course they are not in": "a status",
    }


def test_a_rate_limit_without_parts_is_reported() -> None:
    class Silent(OddPortal):
        def quota(self) -> Quota:
            return Quota()

        def site(self) -> Site:
            return Site("")

    found = deviations(probe(Silent(), KNOWN))
    assert found["the parts of ratelimit"] == "nothing"
    assert found["date format of siteinfo"] == "none given"


@pytest.mark.parametrize("date_format", ["DDMMYYYY", "MMDDYYYY", "YYYYMMDD"])
@pytest.mark.parametrize(
    "label",
    [
        *("Completed", "Passed", "Not attempted", "In progress", "Failed", "not passed"),
        " PENDING ",
    ],
)
def test_a_date_format_and_a_label_that_are_known_do_not_differ(
    date_format: str, label: str
) -> None:
    class Known(OddPortal):
        def site(self) -> Site:
            return Site(date_format)

        def progress(
            self, user_id: TalentUserId, course_id: TalentCourseId
        ) -> CourseProgress | NotEnrolled:
            return CourseProgress((UnitProgress(WEB.units[1], label),))

    found = deviations(probe(Known(), KNOWN))
    assert not {"date format of siteinfo", "status labels"} & set(found)


def test_only_an_address_that_nobody_can_have_is_asked_for_beside_the_known_one() -> None:
    asked = []

    class Heard(OddPortal):
        def user_by_email(self, email: str) -> TalentUser | Absent:
            asked.append(email)
            return super().user_by_email(email)

    probe(Heard(), KNOWN)
    nobody, known = asked
    assert nobody.endswith("@powerpro.invalid")  # a domain that is reserved
    assert known.lower() == KNOWN.email.lower()


# --- writing ------------------------------------------------------------------------


def written(**quirks: Any) -> dict[str, str]:
    talent = talentlms(in_process(portal(**quirks)))
    return deviations(probe_writes(talent, JOANA, course_id=WEB.id, group_key=FRUIT))


@pytest.mark.parametrize("refusal_status", [200, 400, 404])
def test_the_sandbox_takes_writes_as_assumed(refusal_status: int) -> None:
    assert written(refusal_status=refusal_status) == {}


def test_a_sign_up_that_answers_inactive_differs() -> None:
    assert written(signup_status=UserStatus.INACTIVE) == {"a new user": "inactive"}


def test_a_writing_probe_reports_the_user_it_left_behind() -> None:
    there = portal()
    report = probe_writes(talentlms(in_process(there)), JOANA, course_id=WEB.id)
    assert there.users[report.left_behind.id].email == JOANA.email
    assert len(there.users) == len(PORTAL.users) + 1
    assert there.memberships == set()


def test_a_sign_up_that_is_refused_is_raised_and_nobody_is_created() -> None:
    there = portal()
    with pytest.raises(Duplicate):
        probe_writes(
            talentlms(in_process(there)), evolve(JOANA, email=PINK.email), course_id=WEB.id
        )
    assert len(there.users) == len(PORTAL.users)


class Forgetful(OddPortal):
    """Accepts every sign-up, repeats too, and refuses every enrolment."""

    def create_user(self, new: NewTalentUser) -> TalentUser:
        return evolve(PINK, id=TalentUserId("9"))

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        raise Refused("The plan's limit is reached")

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        return NotEnrolled()


def test_a_writing_probe_asks_each_question_and_each_again() -> None:
    talent = Asked(users=[PINK], courses=[WEB], next_user_id=7)
    talent.put_group(FRUIT, [WEB.id])
    report = probe_writes(talent, JOANA, course_id=WEB.id, group_key=FRUIT)
    assert [(each.question, each.assumed, each.found) for each in report.findings] == [
        ("a new user", "active", "active"),
        ("the e-mail again", "Duplicate: duplicate", "Duplicate: duplicate"),
        ("the login again", "Duplicate: duplicate", "Duplicate: duplicate"),
        ("enrolling", "done", "done"),
        ("enrolling again", "already", "already"),
        ("what a new learner has completed", "nothing", "nothing"),
        ("enrolling in an unknown course", *["Refused: unknown-course"] * 2),
        ("enrolling an unknown user", *["Refused: unknown-user"] * 2),
        ("joining the group", "done", "done"),
        ("joining it again", "already", "already"),
        ("joining a group that does not exist", *["Refused: unknown-group"] * 2),
    ]
    assert talent.asked == (
        ("jg11@pm.me", "jg11@pm.me"),
        ("again.jg11@pm.me", "JG11@PM.ME"),
        ("JG11@PM.ME", "again.jg11@pm.me"),
    )


class Asked(MemoryTalent):
    """Remembers the login and the e-mail of each sign-up."""

    asked: tuple[tuple[str, str], ...] = ()

    def create_user(self, new: NewTalentUser) -> TalentUser:
        self.asked += ((new.login, new.email),)
        return super().create_user(new)

    def site(self) -> Site:
        return Site("")

    def quota(self) -> Quota:
        return Quota()


def test_a_portal_that_accepts_a_user_twice_differs() -> None:
    found = deviations(probe_writes(Forgetful(), JOANA, course_id=WEB.id))
    assert found["the e-mail again"] == "a second user was created: 9"
    assert found["enrolling"] == "Refused: refused: The plan's limit is reached"
    assert found["what a new learner has completed"] == "not enrolled"


class Generous(Forgetful):
    """Does whatever it is asked, and says that all is done."""

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        return Ensured.DONE

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        return Ensured.DONE

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        return CourseProgress(
            tuple(UnitProgress(unit, "Completed", COMPLETED) for unit in WEB.units[:2])
        )


def test_a_portal_that_does_whatever_it_is_asked_differs() -> None:
    found = deviations(probe_writes(Generous(), JOANA, course_id=WEB.id, group_key=FRUIT))
    assert found == {
        "the e-mail again": "a second user was created: 9",
        "the login again": "a second user was created: 9",
        "enrolling again": "done",
        "what a new learner has completed": "Web, ICTWEB304 Build simple web pages",
        "enrolling in an unknown course": "done",
        "enrolling an unknown user": "done",
        "joining it again": "done",
        "joining a group that does not exist": "done",
    }


# --- the report ---------------------------------------------------------------------


def test_a_report_prints_one_line_for_each_question() -> None:
    report = ProbeReport((Finding("enrolling", "done", "done"), Finding("labels", "a", "b")))
    assert str(report) == "matches  enrolling: done\nDIFFERS  labels: b (assumed: a)"


@given(st.text(), st.text())
def test_a_finding_deviates_exactly_where_it_is_not_as_assumed(assumed: str, found: str) -> None:
    assert Finding("?", assumed, found).deviates is (assumed != found)
