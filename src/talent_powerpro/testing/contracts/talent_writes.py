"""Contract suite of a Talent repository: writes, and calls from several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from attrs import evolve
from hypothesis import given

from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.testing.contracts.given_portal import GivenPortal
from talent_powerpro.testing.contracts.powerpro_stores import LAW
from talent_powerpro.testing.contracts.talent_portals import (
    COMPLETED,
    FRUIT,
    JOANA,
    LEN,
    PINK,
    WEB,
    TalentPortals,
    done_in,
)
from talent_powerpro.testing.strategies import new_talent_users


class TalentWrites(TalentPortals):
    """The part of `TalentContract` about writes."""

    def test_create_user_returns_the_user_as_requested(self) -> None:
        created = self.talent().create_user(JOANA)
        returned = (created.login, created.first_name, created.last_name, created.email)
        assert returned == ("jg11@pm.me", "Joana", "Gómez", "jg11@pm.me")
        assert created.id

    @LAW
    @given(new_talent_users())
    def test_a_created_user_is_found_by_id_e_mail_and_login(self, new: NewTalentUser) -> None:
        talent = self.talent(GivenPortal())
        created = talent.create_user(new)
        for found in (
            talent.user_by_id(created.id),
            talent.user_by_email(new.email),
            talent.user_by_login(new.login),
        ):
            assert isinstance(found, TalentUser)
            assert evolve(found, enrolments=None) == evolve(created, enrolments=None)

    def test_a_user_who_was_absent_is_found_after_creation(self) -> None:
        talent = self.talent()
        assert isinstance(talent.user_by_email(JOANA.email), Absent)
        created = talent.create_user(JOANA)
        found = talent.user_by_email(JOANA.email)
        assert isinstance(found, TalentUser)
        assert found.id == created.id

    def test_enrolling_twice_equals_once(self) -> None:
        talent = self.talent()
        created = talent.create_user(JOANA)
        assert talent.enrol(created.id, WEB.id) is Ensured.DONE
        assert talent.enrol(created.id, WEB.id) is Ensured.ALREADY

    def test_enrolling_an_enrolled_user_keeps_their_progress(self) -> None:
        talent = self.talent()
        talent.user_by_id(PINK.id)
        assert talent.enrol(PINK.id, WEB.id) is Ensured.ALREADY
        assert done_in(talent.progress(PINK.id, WEB.id)) == {"31": COMPLETED}

    def test_an_inactive_user_can_be_enrolled(self) -> None:
        assert self.talent().enrol(LEN.id, WEB.id) is Ensured.DONE

    def test_adding_to_a_group_twice_equals_once(self) -> None:
        talent = self.talent()
        assert talent.add_to_group(PINK.id, FRUIT) is Ensured.DONE
        assert talent.add_to_group(PINK.id, FRUIT) is Ensured.ALREADY

    def test_a_newly_enrolled_user_has_completed_nothing(self) -> None:
        talent = self.talent()
        created = talent.create_user(JOANA)
        talent.enrol(created.id, WEB.id)
        assert done_in(talent.progress(created.id, WEB.id)) == {}

    def test_a_user_who_was_not_enrolled_has_progress_after_enrolling(self) -> None:
        talent = self.talent()
        assert isinstance(talent.progress(LEN.id, WEB.id), NotEnrolled)
        talent.enrol(LEN.id, WEB.id)
        assert isinstance(talent.progress(LEN.id, WEB.id), CourseProgress)

    def test_concurrent_threads_each_get_their_own_answer(self) -> None:
        people = tuple(
            TalentUser(TalentUserId(f"{n}"), f"p{n}", "Pink", "Panther", f"p{n}@pm.me")
            for n in range(10, 30)
        )
        talent = self.talent(GivenPortal(users=people, courses=(WEB,)))
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(talent.user_by_email, (user.email for user in people)))
            list(pool.map(lambda user: talent.enrol(user.id, WEB.id), people))
            progress = list(pool.map(lambda user: talent.progress(user.id, WEB.id), people))
        assert [each.id for each in found if isinstance(each, TalentUser)] == [
            user.id for user in people
        ]
        assert all(isinstance(each, CourseProgress) for each in progress)

    def test_concurrent_threads_that_ensure_the_same_all_succeed(self) -> None:
        talent = self.talent()
        with ThreadPoolExecutor(8) as pool:
            ensured = list(pool.map(lambda _: talent.enrol(LEN.id, WEB.id), range(16)))
        assert set(ensured) <= set(Ensured)
        assert isinstance(talent.progress(LEN.id, WEB.id), CourseProgress)
