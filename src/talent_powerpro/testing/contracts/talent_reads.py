"""Contract suite of a Talent repository: reads. Each test covers a sentence of the port."""

from __future__ import annotations

from datetime import datetime

import pytest
from attrs import evolve
from hypothesis import given

from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    NotEnrolled,
    TalentCourse,
    TalentUser,
)
from talent_powerpro.testing.contracts.given_portal import GivenPortal
from talent_powerpro.testing.contracts.powerpro_stores import LAW
from talent_powerpro.testing.contracts.talent_portals import (
    CLOSED,
    COMPLETED,
    LEN,
    NOBODY,
    NOWHERE,
    PINK,
    WEB,
    TalentPortals,
    done_in,
)
from talent_powerpro.testing.strategies import talent_courses, talent_users


class TalentReads(TalentPortals):
    """The part of `TalentContract` about reads."""

    def test_a_user_is_found_by_id_with_their_courses(self) -> None:
        found = self.talent().user_by_id(PINK.id)
        assert isinstance(found, TalentUser)
        assert evolve(found, enrolments=PINK.enrolments) == PINK
        assert found.enrolment_in(WEB.id) is not None

    @pytest.mark.parametrize("email", ["Pink@pm.me", "pink@pm.me", "PINK@PM.ME"])
    def test_a_user_is_found_by_e_mail_without_case_with_their_courses(self, email: str) -> None:
        found = self.talent().user_by_email(email)
        assert isinstance(found, TalentUser)
        assert (found.id, found.email) == (PINK.id, PINK.email)
        assert found.enrolment_in(WEB.id) is not None

    @pytest.mark.parametrize("login", ["Pink.P", "pink.p", "PINK.P"])
    def test_a_user_is_found_by_login_without_case_with_their_courses(self, login: str) -> None:
        found = self.talent().user_by_login(login)
        assert isinstance(found, TalentUser)
        assert (found.id, found.login) == (PINK.id, PINK.login)
        assert found.enrolment_in(WEB.id) is not None

    def test_an_inactive_user_is_found_and_marked_inactive(self) -> None:
        talent = self.talent()
        for found in (talent.user_by_id(LEN.id), talent.user_by_login(LEN.login)):
            assert isinstance(found, TalentUser)
            assert not found.active
            assert found.enrolments == ()

    def test_a_user_without_an_e_mail_is_not_found_by_e_mail_even_if_the_login_is_one(self) -> None:
        assert isinstance(self.talent().user_by_email(LEN.login), Absent)

    def test_an_unknown_user_is_absent_with_the_request_and_the_message(self) -> None:
        talent = self.talent()
        for answer, asked in (
            (talent.user_by_id(NOBODY), NOBODY),
            (talent.user_by_email("nobody@pm.me"), "nobody@pm.me"),
            (talent.user_by_login("nobody"), "nobody"),
        ):
            assert isinstance(answer, Absent)
            assert asked in answer.request
            assert answer.message == "The requested user does not exist"
            assert not answer.deleted

    @pytest.mark.parametrize("email", ["pink+1@pm.me", "p_nk@pm.me", "%@pm.me", "ink@pm.me"])
    def test_an_e_mail_is_compared_as_a_whole_and_not_as_a_pattern(self, email: str) -> None:
        assert isinstance(self.talent().user_by_email(email), Absent)

    @LAW
    @given(talent_users())
    def test_any_user_is_found_by_id_e_mail_and_login(self, user: TalentUser) -> None:
        user = evolve(user, enrolments=())
        talent = self.talent(GivenPortal(users=(user,)))
        assert talent.user_by_id(user.id) == user
        assert talent.user_by_email(user.email.swapcase()) == user
        assert talent.user_by_login(user.login.swapcase()) == user

    def test_a_course_is_returned_with_all_its_units_including_sections(self) -> None:
        assert self.talent().course(WEB.id) == WEB

    def test_an_inactive_course_is_marked_inactive(self) -> None:
        found = self.talent().course(CLOSED.id)
        assert isinstance(found, TalentCourse)
        assert not found.active

    def test_a_course_that_does_not_exist_is_absent(self) -> None:
        answer = self.talent().course(NOWHERE)
        assert isinstance(answer, Absent)
        assert NOWHERE in answer.request
        assert answer.message == "The requested course does not exist"

    @LAW
    @given(talent_courses())
    def test_any_course_is_returned_unchanged(self, course: TalentCourse) -> None:
        assert self.talent(GivenPortal(courses=(course,))).course(course.id) == course

    def test_progress_has_the_label_and_completion_moment_of_each_unit(self) -> None:
        """A unit that the user has not opened may be missing, or present without a date."""
        progress = self.talent().progress(PINK.id, WEB.id)
        assert done_in(progress) == {"31": COMPLETED}
        assert isinstance(progress, CourseProgress)
        labels = {each.unit.id: each.label for each in progress.units}
        assert (labels["31"], labels["32"]) == ("Completed", "In progress")
        assert labels.get("33", "Not attempted") == "Not attempted"

    def test_progress_has_unit_names_as_people_wrote_them(self) -> None:
        progress = self.talent().progress(PINK.id, WEB.id)
        assert isinstance(progress, CourseProgress)
        names = {each.unit.id: each.unit.name for each in progress.units}
        assert names["32"] == "ICTWEB305: Health & safety – 'images'"

    def test_completion_moments_are_aware(self) -> None:
        progress = self.talent().progress(PINK.id, WEB.id)
        assert all(at.tzinfo for at in done_in(progress).values() if isinstance(at, datetime))

    def test_progress_of_a_user_outside_the_course_is_the_value_not_enrolled(self) -> None:
        assert isinstance(self.talent().progress(LEN.id, WEB.id), NotEnrolled)

    def test_progress_of_an_unknown_user_or_course_is_refused(self) -> None:
        talent = self.talent()
        with pytest.raises(Refused) as of_nobody:
            talent.progress(NOBODY, WEB.id)
        with pytest.raises(Refused) as nowhere:
            talent.progress(PINK.id, NOWHERE)
        reasons = of_nobody.value.reason, nowhere.value.reason
        assert reasons == ("unknown-user", "unknown-course")
