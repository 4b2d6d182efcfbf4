"""The Talent cache: an answer of TalentLMS is kept for the run."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from support.patience import PATIENCE
from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    USER_7,
    portal,
    portal_with_joana,
    rules,
)
from talent_powerpro.errors import Deferred, Duplicate, NoAnswer, Refused
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    UserDetails,
)
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.testing import raising

NEW = rules().new_user(JOANA)
NOBODY = TalentUserId("404")


def counting(talent: ScriptedTalent, *refusals: Exception) -> tuple[TalentCache, list[str]]:
    """What a run knows in front of *talent*, and what that was truly asked."""
    talent.script.raises("create_user", *refusals)
    known = TalentCache(talent, activation=talent, suspension=talent, groups=talent)
    return known, talent.script.asked


def test_an_answer_is_not_asked_for_again() -> None:
    known, asked = counting(portal_with_joana())
    for _ in range(2):
        known.user_by_email("jg11@pm.me")
        known.course(COURSE_126)
        known.progress(USER_7, COURSE_126)
    assert asked == ["user_by_email", "course", "progress"]


def test_a_user_found_once_is_known_by_id_email_and_login() -> None:
    known, asked = counting(portal_with_joana())
    user = known.user_by_login("JG11@pm.me")
    assert known.user_by_id(USER_7) == known.user_by_email("jg11@pm.me") == user
    assert asked == ["user_by_login"]


def test_a_listed_user_without_login_and_email_is_known_by_id_alone() -> None:
    known, asked = counting(portal())
    known.teach_users([evolve(JOANA_7, login="", email="")])
    assert isinstance(known.user_by_id(USER_7), TalentUser)
    assert isinstance(known.user_by_email(""), Absent)
    assert asked == ["user_by_email"]


def test_who_was_in_the_course_already_was_not_enrolled_by_this_run() -> None:
    talent = portal_with_joana()
    talent.enrol(USER_7, COURSE_126)
    known, _ = counting(talent)
    assert known.enrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert not known.made_here(USER_7, COURSE_126)


def test_absence_is_known_too() -> None:
    known, asked = counting(portal())
    first = known.user_by_id(NOBODY)
    assert isinstance(first, Absent)
    assert known.user_by_id(NOBODY) is first
    assert asked == ["user_by_id"]


def test_a_user_without_an_email_is_not_known_by_a_blank_one() -> None:
    known, asked = counting(portal(users=[evolve(JOANA_7, email="")]))
    known.user_by_id(USER_7)
    assert isinstance(known.user_by_email(""), Absent)
    assert asked == ["user_by_id", "user_by_email"]


def test_a_found_users_courses_are_known_and_enrolling_again_makes_no_call() -> None:
    known, asked = counting(portal_with_joana())
    assert not known.is_enrolled(USER_7, COURSE_126)
    known.user_by_id(USER_7)
    assert known.is_enrolled(USER_7, COURSE_126)
    assert known.enrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert asked == ["user_by_id"]


def test_an_ensure_that_was_made_is_not_made_again() -> None:
    known, asked = counting(portal(users=[JOANA_7]))
    assert known.enrol(USER_7, COURSE_126) is Ensured.DONE
    assert known.enrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert known.made_here(USER_7, COURSE_126)
    assert known.add_to_group(USER_7, GROUP) is Ensured.DONE
    assert known.is_member(USER_7, GROUP)
    assert known.add_to_group(USER_7, GROUP) is Ensured.ALREADY
    assert asked == ["enrol", "add_to_group"]


def test_enrolling_makes_known_progress_out_of_date() -> None:
    known, asked = counting(portal(users=[JOANA_7]))
    assert isinstance(known.progress(USER_7, COURSE_126), NotEnrolled)
    known.enrol(USER_7, COURSE_126)
    assert isinstance(known.progress(USER_7, COURSE_126), CourseProgress)
    assert asked == ["progress", "enrol", "progress"]


def test_a_created_user_is_known() -> None:
    known, asked = counting(portal())
    assert isinstance(known.user_by_email("jg11@pm.me"), Absent)
    user = known.create_user(NEW)
    assert known.user_by_email("jg11@pm.me") == known.user_by_login("jg11@pm.me") == user
    assert asked == ["user_by_email", "create_user"]


@pytest.mark.parametrize(
    "doubt", [NoAnswer("timed out"), Duplicate("taken"), Refused("the plan is full")]
)
def test_after_a_create_that_failed_absence_is_no_longer_known(doubt: Exception) -> None:
    known, asked = counting(portal(), doubt)
    known.user_by_email("jg11@pm.me")
    known.user_by_login("jg11@pm.me")
    with pytest.raises(type(doubt)):
        known.create_user(NEW)
    known.user_by_email("jg11@pm.me")
    known.user_by_login("jg11@pm.me")
    looking = ["user_by_email", "user_by_login"]
    assert asked == [*looking, "create_user", *looking]


def test_a_user_who_may_exist_is_not_created_again_in_this_run() -> None:
    known, asked = counting(portal(), NoAnswer("timed out"))
    with pytest.raises(NoAnswer):
        known.create_user(NEW)
    with pytest.raises(Deferred, match="did not confirm whether it created") as doubt:
        known.create_user(evolve(NEW, login=" JG11@PM.me "))
    assert doubt.value.reason == "create-in-doubt"
    assert known.create_user(evolve(NEW, login="other", email="other@pm.me")).login == "other"
    assert asked == ["create_user", "create_user"]


# --- taking users out of courses ---------------------------------------------------


def test_who_is_known_to_be_outside_is_not_taken_out() -> None:
    known, asked = counting(portal(users=[JOANA_7]))
    assert not known.is_outside(USER_7, COURSE_126)
    known.user_by_id(USER_7)
    assert known.is_outside(USER_7, COURSE_126)
    assert known.unenrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert asked == ["user_by_id"]
    known.enrol(USER_7, COURSE_126)
    assert not known.is_outside(USER_7, COURSE_126)


@pytest.mark.parametrize("listed", [None, ()])
def test_a_user_of_a_listing_may_be_anywhere(listed: tuple[()] | None) -> None:
    """A listing leaves the courses out, however it says so."""
    known, asked = counting(portal(users=[JOANA_7]))
    known.teach_users([evolve(JOANA_7, enrolments=listed)])
    known.user_by_id(USER_7)
    assert not known.is_outside(USER_7, COURSE_126)
    assert known.unenrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert asked == ["unenrol"]


def test_whoever_was_taken_out_is_known_to_be_outside_by_every_answer() -> None:
    talent = portal_with_joana()
    other = evolve(JOANA_7, id=TalentUserId("8"), login="pink", email="pink@pm.me")
    talent.put_user(other)
    talent.put_enrolment(other.id, COURSE_126)
    known = TalentCache(talent, suspension=talent, listings=talent)
    assert set(known.roster(COURSE_126) or ()) == {USER_7, other.id}
    before = known.user_by_id(other.id)
    known.user_by_email("jg11@pm.me")
    known.user_by_id(NOBODY)
    known.progress(USER_7, COURSE_126)
    assert known.unenrol(USER_7, COURSE_126) is Ensured.DONE
    assert not known.is_enrolled(USER_7, COURSE_126)
    assert known.is_outside(USER_7, COURSE_126)
    assert set(known.roster(COURSE_126) or ()) == {other.id}
    assert known.user_by_id(other.id) == before
    assert isinstance(known.progress(USER_7, COURSE_126), NotEnrolled)
    assert known.enrol(USER_7, COURSE_126) is Ensured.DONE


# --- changing names ----------------------------------------------------------------


def test_whoever_was_renamed_is_known_by_the_new_name_and_no_longer_by_the_old_e_mail() -> None:
    talent = portal_with_joana()
    known = TalentCache(talent, updates=talent)
    known.user_by_email(JOANA_7.email)
    known.user_by_id(USER_7)
    renamed = UserDetails("Joana", "Lee", "jl@pm.me")
    user = known.user_by_id(USER_7)
    assert isinstance(user, TalentUser)
    assert known.edit_user(user, renamed) is Ensured.DONE
    for again in (known.user_by_id(USER_7), known.user_by_email("jl@pm.me")):
        assert isinstance(again, TalentUser)
        assert again.details == renamed
        assert again.login == JOANA_7.login
    assert isinstance(known.user_by_email(JOANA_7.email), Absent)


# --- activating, and what groups bring ---------------------------------------------

INACTIVE = evolve(JOANA_7, active=False)


def test_a_user_who_was_activated_is_known_as_active_by_id_email_and_login() -> None:
    known, asked = counting(portal(users=[INACTIVE]))
    known.user_by_email("jg11@pm.me")
    assert known.activate_user(USER_7) is Ensured.DONE
    for user in (
        known.user_by_id(USER_7),
        known.user_by_email("jg11@pm.me"),
        known.user_by_login("jg11@pm.me"),
    ):
        assert isinstance(user, TalentUser)
        assert user.active
    assert asked == ["user_by_email", "activate_user"]


def test_a_user_known_to_be_active_is_not_activated_again() -> None:
    known, asked = counting(portal(users=[INACTIVE]))
    known.user_by_id(USER_7)
    assert known.activate_user(USER_7) is Ensured.DONE
    assert known.activate_user(USER_7) is Ensured.ALREADY
    assert asked == ["user_by_id", "activate_user"]


def test_activating_a_user_changes_no_other_user_and_no_absence() -> None:
    other = evolve(INACTIVE, id=TalentUserId("8"), login="pink", email="pink@pm.me")
    known, _ = counting(portal(users=[INACTIVE, other]))
    known.user_by_id(NOBODY)
    known.user_by_id(USER_7)
    known.user_by_id(other.id)
    known.activate_user(USER_7)
    assert isinstance(known.user_by_id(NOBODY), Absent)
    still = known.user_by_id(other.id)
    assert isinstance(still, TalentUser)
    assert not still.active


def test_a_user_who_could_not_be_activated_stays_known_as_inactive() -> None:
    talent = portal(users=[INACTIVE])
    talent.script.raises("activate_user", NoAnswer("timed out"))
    known, asked = counting(talent)
    known.user_by_id(USER_7)
    with pytest.raises(NoAnswer):
        known.activate_user(USER_7)
    user = known.user_by_id(USER_7)
    assert isinstance(user, TalentUser)
    assert not user.active
    assert known.activate_user(USER_7) is Ensured.DONE
    assert asked == ["user_by_id", "activate_user", "activate_user"]


def test_the_courses_of_a_group_are_read_once() -> None:
    talent = portal()
    talent.put_group(GROUP, [COURSE_126])
    known, asked = counting(talent)
    first = known.courses_of_group(GROUP)
    assert not isinstance(first, Absent)
    assert [each.id for each in first] == [COURSE_126]
    assert known.courses_of_group(GROUP) is first
    assert asked == ["courses_of_group"]


def test_a_missing_group_is_read_once_and_other_groups_separately() -> None:
    known, asked = counting(portal())
    nowhere = TalentGroupKey("nobodys")
    for _ in range(2):
        assert isinstance(known.courses_of_group(nowhere), Absent)
        assert known.courses_of_group(GROUP) == ()
    assert asked == ["courses_of_group", "courses_of_group"]


def test_without_optional_ports_nobody_is_activated_and_no_courses_are_known() -> None:
    talent = portal(users=[INACTIVE])
    talent.put_group(GROUP, [COURSE_126])
    known = TalentCache(talent)
    with pytest.raises(Refused, match="cannot activate Talent user 7") as refused:
        known.activate_user(USER_7)
    assert refused.value.reason == "not-offered"
    with pytest.raises(Refused, match="cannot change Talent user 7"):
        known.edit_user(JOANA_7, UserDetails("Joana", "Lee", "jl@pm.me"))
    assert known.courses_of_group(GROUP) == ()
    assert talent.script.asked == []


# --- refusals in a row ------------------------------------------------------------


def creating(*refusals: Exception) -> list[str]:
    """What so many tries to create a user end in, and one more."""
    known, _ = counting(portal(), *refusals)
    ends = []
    for number in range(len(refusals) + 1):
        try:
            known.create_user(evolve(NEW, login=f"{number}", email=f"{number}@pm.me"))
        except (Deferred, Refused) as fault:
            ends.append(fault.reason)
        else:
            ends.append("created")
    return ends


FULL, WEAK = Refused("The plan is full"), Refused("Weak password")


def test_different_refusals_do_not_stop_creating() -> None:
    assert creating(FULL, FULL, WEAK)[-1] == "created"
    assert creating(FULL, WEAK, FULL)[-1] == "created"


def test_duplicates_and_missing_answers_do_not_stop_creating() -> None:
    taken = [Duplicate("taken")] * 4
    assert creating(*taken)[-1] == "created"
    assert creating(*[NoAnswer("timed out")] * 4)[-1] == "created"


def test_refusals_that_the_records_explain_do_not_stop_creating() -> None:
    own = Refused("This is not a valid email", reason="invalid-email")
    assert creating(own, own, own, own)[-1] == "created"
    assert creating(FULL, FULL, own, FULL) == [
        *("refused", "refused", "invalid-email", "refused", "creating-stopped")
    ]


def test_a_user_created_in_between_restarts_the_count() -> None:
    talent = portal()
    known, _ = counting(talent, FULL, FULL)
    talent.script.does("create_user", lambda: None, raising(FULL))
    ends = []
    for number in range(5):
        try:
            known.create_user(evolve(NEW, login=f"{number}", email=f"{number}@pm.me"))
        except Refused as fault:
            ends.append(fault.reason)
        else:
            ends.append("created")
    assert ends == ["refused", "refused", "created", "refused", "created"]


# --- several threads --------------------------------------------------------------


class Noticed(str):
    """An id that notices which threads look it up."""

    def __new__(cls, text: str) -> Noticed:
        made = super().__new__(cls, text)
        made.threads, made.by_both = set(), threading.Event()
        return made

    threads: set[int]
    by_both: threading.Event

    def __hash__(self) -> int:
        self.threads.add(threading.get_ident())
        if len(self.threads) == 2:
            self.by_both.set()
        return super().__hash__()


class Slow(ScriptedTalent):
    """Answers only once both threads have looked the question up."""

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        assert isinstance(course_id, Noticed)
        assert course_id.by_both.wait(PATIENCE)
        return super().course(course_id)


def test_two_threads_that_ask_the_same_at_once_make_one_call() -> None:
    known, asked = counting(portal(Slow))
    course = TalentCourseId(Noticed(COURSE_126))
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(known.course, [course, course])
    assert one is other
    assert asked == ["course"]


# --- taught in bulk ---------------------------------------------------------------


def taught() -> tuple[TalentCache, list[str]]:
    talent = portal_with_joana()
    return TalentCache(talent, listings=talent), talent.script.asked


def test_a_roster_is_read_once_and_teaches_its_course_and_who_is_in_it() -> None:
    known, asked = taught()
    for _ in range(2):
        assert set(known.roster(COURSE_126) or ()) == {USER_7}
    assert isinstance(known.course(COURSE_126), TalentCourse)
    assert known.enrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert not known.made_here(USER_7, COURSE_126)
    assert asked == ["roster"]
    known.forget_roster(COURSE_126)
    known.roster(COURSE_126)
    assert asked == ["roster", "roster"]


def test_a_roster_that_cannot_be_had_is_asked_for_once_and_teaches_nothing() -> None:
    talent = portal_with_joana()
    talent.script.raises("roster", NoAnswer("Lost."))
    known = TalentCache(talent, listings=talent)
    assert known.roster(COURSE_126) is None
    assert known.roster(COURSE_126) is None
    assert isinstance(known.course(COURSE_126), TalentCourse)
    assert talent.script.asked == ["roster", "course"]


def test_without_listings_there_is_no_roster() -> None:
    known, asked = counting(portal_with_joana())
    assert known.roster(COURSE_126) is None
    known.teach_members(GROUP)
    assert asked == []


def test_a_listed_user_is_known_with_the_courses_of_the_rosters() -> None:
    known, asked = taught()
    known.teach_users([evolve(JOANA_7, enrolments=None)])
    assert known.user_by_email("jg11@pm.me") == evolve(JOANA_7, enrolments=())
    known.roster(COURSE_126)
    found = known.user_by_id(USER_7)
    assert isinstance(found, TalentUser)
    assert found.enrolment_in(COURSE_126) is not None
    assert known.user_by_login("jg11@pm.me") == found
    assert asked == ["roster"]


def test_a_listing_replaces_no_answer() -> None:
    known, _ = taught()
    before = known.user_by_id(USER_7)
    known.teach_users([evolve(JOANA_7, first_name="Other", enrolments=None)])
    known.teach_absent("jg11@pm.me", Absent(""))
    assert known.user_by_id(USER_7) == known.user_by_email("jg11@pm.me") == before


def test_who_is_not_listed_is_absent_until_a_create_is_refused() -> None:
    """TalentLMS's own "already exists" counts more than a listing."""
    talent = portal_with_joana()
    known = TalentCache(talent, listings=talent)
    known.teach_absent("JG11@pm.me ", Absent(""))
    assert isinstance(known.user_by_email("jg11@pm.me"), Absent)
    with pytest.raises(Duplicate):
        known.create_user(NEW)
    assert isinstance(known.user_by_email("jg11@pm.me"), TalentUser)


def test_a_known_member_joins_no_group_again() -> None:
    talent = portal_with_joana()
    talent.add_to_group(USER_7, GROUP)
    talent.script.asked.clear()
    known = TalentCache(talent, listings=talent)
    known.teach_members(GROUP)
    known.teach_members(TalentGroupKey("another"))
    assert known.add_to_group(USER_7, GROUP) is Ensured.ALREADY
    assert talent.script.asked == ["members", "members"]


def test_an_edit_of_a_user_whom_the_run_has_not_read_teaches_nothing() -> None:
    talent = portal_with_joana()
    known = TalentCache(talent, updates=talent)
    known.edit_user(JOANA_7, UserDetails("Joana", "Lee", "jg11@pm.me"))
    user = known.user_by_id(USER_7)
    assert isinstance(user, TalentUser)
    assert user.last_name == "Lee"
    assert talent.script.asked[-1] == "user_by_id"
