"""TalentLMS in a rehearsal: reads pass, and writes stand in until the rehearsal is over."""

from __future__ import annotations

from attrs import evolve

from support.rehearsals import rehearsal
from support.the_guide import (
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    PINK,
    USER_7,
    portal,
    portal_with_joana,
    rules,
)
from talent_powerpro.model import (
    Absent,
    CourseProgress,
    Ensured,
    NotEnrolled,
    TalentUser,
    TalentUserId,
    UserDetails,
)

NEW_JOANA = TalentUserId("new:2021000017")


def test_a_created_user_stands_in_as_new_and_is_found_by_id_email_and_login() -> None:
    whole, _, talent = rehearsal()
    user = whole.for_record().talent.create_user(rules().new_user(JOANA))
    later = whole.for_record().talent
    assert user.id == NEW_JOANA
    assert later.user_by_id(NEW_JOANA) == user
    assert later.user_by_email("JG11@pm.me") == user
    assert later.user_by_login("jg11@pm.me") == user
    assert talent.users == {}


def test_reads_pass_through() -> None:
    whole, _, _ = rehearsal(talent=portal_with_joana())
    part = whole.for_record().talent
    assert isinstance(part.user_by_id(USER_7), TalentUser)
    assert isinstance(part.user_by_email("jg11@pm.me"), TalentUser)
    assert isinstance(part.user_by_login("jg11@pm.me"), TalentUser)
    assert not isinstance(part.course(COURSE_126), Absent)
    progress = part.progress(USER_7, COURSE_126)
    assert isinstance(progress, CourseProgress)
    assert len(progress.units) == 3


def test_an_ensure_is_done_once_and_already_done_after_that() -> None:
    whole, _, talent = rehearsal(talent=portal(users=[JOANA_7]))
    for wished in (Ensured.DONE, Ensured.ALREADY):
        part = whole.for_record().talent
        assert part.enrol(USER_7, COURSE_126) is wished
        assert part.add_to_group(USER_7, GROUP) is wished
    assert talent.enrolled == {}
    assert talent.groups[GROUP].members == set()


def test_an_ensure_known_to_be_true_is_already_done() -> None:
    whole, _, _ = rehearsal(talent=portal_with_joana())
    whole.talent.user_by_id(USER_7)
    whole.talent.add_to_group(USER_7, GROUP)
    part = whole.for_record().talent
    assert part.enrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert part.add_to_group(USER_7, GROUP) is Ensured.ALREADY


def test_who_was_taken_out_in_the_rehearsal_is_out_for_all_that_follow() -> None:
    whole, _, talent = rehearsal(talent=portal_with_joana())
    whole.talent.user_by_id(USER_7)
    for wished in (Ensured.DONE, Ensured.ALREADY):
        assert whole.for_record().talent.unenrol(USER_7, COURSE_126) is wished
    part = whole.for_record().talent
    user = part.user_by_id(USER_7)
    assert isinstance(user, TalentUser)
    assert user.enrolments == ()
    assert isinstance(part.progress(USER_7, COURSE_126), NotEnrolled)
    assert part.enrol(USER_7, COURSE_126) is Ensured.DONE
    assert part.user_by_id(USER_7) == talent.user_by_id(USER_7)
    assert (USER_7, COURSE_126) in talent.enrolled


def test_who_was_taken_out_in_the_rehearsal_takes_nobody_else_out() -> None:
    talent = portal_with_joana()
    pink = evolve(JOANA_7, id=TalentUserId("8"), login="pink", email=PINK.email)
    talent.put_user(pink)
    talent.put_enrolment(pink.id, COURSE_126)
    whole, _, _ = rehearsal(talent=talent)
    assert whole.for_record().talent.unenrol(pink.id, COURSE_126) is Ensured.DONE
    assert whole.for_record().talent.user_by_id(USER_7) == talent.user_by_id(USER_7)


def test_who_is_known_to_be_outside_is_not_taken_out_in_the_rehearsal() -> None:
    whole, _, _ = rehearsal(talent=portal(users=[JOANA_7]))
    assert isinstance(whole.for_record().talent.user_by_id(USER_7), TalentUser)
    assert whole.for_record().talent.unenrol(USER_7, COURSE_126) is Ensured.ALREADY


def test_who_was_renamed_in_the_rehearsal_is_renamed_for_all_that_follow() -> None:
    whole, _, talent = rehearsal(talent=portal_with_joana())
    user = whole.talent.user_by_id(USER_7)
    assert isinstance(user, TalentUser)
    renamed = UserDetails("Joana", "Lee", "jl@pm.me")
    assert whole.for_record().talent.edit_user(user, renamed) is Ensured.DONE
    again = whole.for_record().talent.user_by_id(USER_7)
    assert isinstance(again, TalentUser)
    assert again.details == renamed
    assert talent.users[USER_7].details == user.details


def test_a_user_enrolled_in_the_rehearsal_has_no_progress_yet() -> None:
    whole, _, _ = rehearsal(talent=portal(users=[JOANA_7]))
    part = whole.for_record().talent
    part.enrol(USER_7, COURSE_126)
    assert part.progress(USER_7, COURSE_126) == CourseProgress()


def test_a_user_activated_in_the_rehearsal_is_active_there_and_not_in_talent() -> None:
    whole, _, talent = rehearsal(talent=portal(users=[evolve(JOANA_7, active=False)]))
    first = whole.for_record().talent.user_by_id(USER_7)
    assert isinstance(first, TalentUser)
    assert not first.active
    for wished in (Ensured.DONE, Ensured.ALREADY):
        assert whole.for_record().talent.activate_user(USER_7) is wished
    later = whole.for_record().talent
    for user in (
        later.user_by_id(USER_7),
        later.user_by_email("jg11@pm.me"),
        later.user_by_login("jg11@pm.me"),
    ):
        assert isinstance(user, TalentUser)
        assert user.active
    assert not talent.users[USER_7].active
    assert "activate_user" not in talent.script.asked


def test_the_courses_of_a_group_pass_through_and_are_read_once() -> None:
    talent = portal()
    talent.put_group(GROUP, [COURSE_126])
    whole, _, _ = rehearsal(talent=talent)
    for _ in range(2):
        brought = whole.for_record().talent.courses_of_group(GROUP)
        assert not isinstance(brought, Absent)
        assert [each.id for each in brought] == [COURSE_126]
    assert talent.script.asked == ["courses_of_group"]


def test_an_edit_to_what_the_user_has_already_is_none() -> None:
    whole, _, talent = rehearsal(talent=portal(users=[JOANA_7]))
    part = whole.for_record().talent
    assert part.edit_user(JOANA_7, JOANA_7.details) is Ensured.ALREADY
    assert part.edit_user(JOANA_7, UserDetails("Joana", "Lee", "jg11@pm.me")) is Ensured.DONE
    assert talent.users[USER_7] == JOANA_7
