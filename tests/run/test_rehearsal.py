"""A rehearsal writes nothing, and its own later reads see what it would have written."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.scripted import ByCourse, ScriptedTalent
from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    LOG,
    PINK,
    STAMP,
    USER_7,
    Rto,
    booking,
    enrolment,
    finished,
    portal,
    portal_with_joana,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import (
    Absent,
    CourseCode,
    CourseProgress,
    Enrolment,
    Ensured,
    TalentUser,
    TalentUserId,
    UnitResult,
)
from talent_powerpro.ports.optional import results_by_course_of
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.talent_cache import TalentCache

NEW_JOANA = TalentUserId("new:2021000017")
RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)


def rehearsal(
    *enrolments: Enrolment, talent: ScriptedTalent | None = None
) -> tuple[Rehearsal, MemoryPowerPro, ScriptedTalent]:
    powerpro = MemoryPowerPro(enrolments or [enrolment()])
    remote = talent or portal()
    known = TalentCache(remote, activation=remote, groups=remote)
    return Rehearsal(powerpro, known, MemoryJournal()), powerpro, remote


# --- PowerPro ---------------------------------------------------------------------


def test_a_secondary_id_is_seen_by_every_later_read_and_not_stored() -> None:
    whole, powerpro, _ = rehearsal()
    whole.for_record().powerpro.set_secondary_id(JOANA, USER_7)
    later = whole.for_record().powerpro
    seen = later.enrolment(booking())
    assert seen is not None
    assert seen.client.secondary_id == "7"
    assert [c.secondary_id for c in later.clients_with_email("jg11@pm.me")] == ["7"]
    assert [c.code for c in later.clients_linked_to(USER_7)] == [JOANA.code]
    assert [e.client.secondary_id for e in later.enrolments_to_provision(())] == ["7"]
    assert powerpro.clients[JOANA.code].secondary_id == "DPC000129"


def test_a_client_relinked_is_no_longer_linked_to_the_old_user() -> None:
    whole, _, _ = rehearsal(enrolment(client=evolve(JOANA, secondary_id="5")))
    part = whole.for_record().powerpro
    assert part.clients_linked_to(TalentUserId("5"))
    part.set_secondary_id(evolve(JOANA, secondary_id="5"), USER_7)
    assert part.clients_linked_to(TalentUserId("5")) == ()


def test_setting_the_same_secondary_id_twice_equals_once() -> None:
    whole, _, _ = rehearsal()
    part = whole.for_record().powerpro
    part.set_secondary_id(JOANA, USER_7)
    part.set_secondary_id(JOANA, USER_7)
    part.set_secondary_id(evolve(JOANA, secondary_id="7"), USER_7)


def test_setting_it_from_what_is_out_of_date_is_an_edit_meanwhile() -> None:
    whole, _, _ = rehearsal()
    whole.for_record().powerpro.set_secondary_id(JOANA, USER_7)
    with pytest.raises(EditedMeanwhile):
        whole.for_record().powerpro.set_secondary_id(JOANA, TalentUserId("8"))


def test_a_contact_log_is_seen_and_not_stored() -> None:
    whole, powerpro, _ = rehearsal()
    whole.for_record().powerpro.add_contact_log(enrolment(), LOG)
    seen = whole.for_record().powerpro.enrolment(booking())
    assert seen is not None
    assert seen.provisioning_log == LOG
    assert list(powerpro.provisioned_enrolments()) == []


def test_an_enrolment_provisioned_in_rehearsal_counts_as_provisioned() -> None:
    linked = enrolment(client=evolve(JOANA, secondary_id="7"))
    whole, _, _ = rehearsal(linked, provisioned(id=booking("1002"), client=PINK))
    whole.for_record().powerpro.add_contact_log(linked, LOG)
    assert [e.id for e in whole.for_record().powerpro.provisioned_enrolments()] == ["1002", "1001"]


def test_it_is_not_counted_twice() -> None:
    there = provisioned()
    whole, _, _ = rehearsal(there)
    whole.for_record().powerpro.add_contact_log(there, LOG)
    assert len(list(whole.for_record().powerpro.provisioned_enrolments())) == 1


def test_course_by_course_it_is_seen_in_its_own() -> None:
    linked = enrolment(client=evolve(JOANA, secondary_id="7"))
    there = provisioned(
        id=booking("1002"), client=PINK, course=evolve(COURSE, code=CourseCode("BSB"))
    )
    powerpro = ByCourse([linked, there])
    remote = portal()
    known = TalentCache(remote, activation=remote, groups=remote)
    whole = Rehearsal(powerpro, known, MemoryJournal())
    whole.for_record().powerpro.add_contact_log(linked, LOG)
    whole.for_record().powerpro.add_contact_log(there, LOG)
    seen = results_by_course_of(whole.for_record().powerpro)
    assert seen is not None
    assert {each.code for each in seen.provisioned_courses()} == {linked.course.code, "BSB"}
    assert [e.id for e in seen.provisioned_enrolments_in([CourseCode("BSB")])] == ["1002"]
    (added,) = seen.provisioned_enrolments_in([linked.course.code])
    assert (added.id, added.provisioning_log) == ("1001", LOG)


def test_a_repository_that_reads_by_course_is_planned_by_course() -> None:
    powerpro = ByCourse([provisioned(unit())])
    world = Rto(powerpro, finished("ICTWEB304"))
    assert len(world.agent().plan().writing) == 1
    assert "provisioned_enrolments" not in powerpro.script.asked
    assert "enrolment" not in powerpro.script.asked


def test_a_user_still_to_be_created_has_completed_nothing() -> None:
    whole, _, _ = rehearsal()
    part = whole.for_record()
    user = part.talent.create_user(rules().new_user(JOANA))
    part.powerpro.set_secondary_id(JOANA, user.id)
    part.powerpro.add_contact_log(enrolment(), LOG)
    assert list(whole.for_record().powerpro.provisioned_enrolments()) == []


def test_a_result_is_seen_and_not_stored() -> None:
    there = provisioned(unit("ICTWEB304"), unit("ICTWEB305"))
    whole, powerpro, _ = rehearsal(there)
    whole.for_record().powerpro.set_result(unit("ICTWEB304"), RESULT)
    seen = whole.for_record().powerpro.enrolment(booking())
    assert seen is not None
    assert [each.result for each in seen.units] == [RESULT, unit("ICTWEB305").result]
    assert powerpro.enrolment(booking()) == there


def test_an_enrolment_that_is_not_there_is_none() -> None:
    whole, _, _ = rehearsal()
    assert whole.for_record().powerpro.enrolment(booking("9")) is None


# --- TalentLMS --------------------------------------------------------------------


def test_a_created_user_stands_in_as_new_and_is_found_by_id_email_and_login() -> None:
    whole, _, talent = rehearsal()
    user = whole.for_record().talent.create_user(rules().new_user(JOANA))
    later = whole.for_record().talent
    assert user.id == NEW_JOANA
    assert later.user_by_id(NEW_JOANA) == user
    assert later.user_by_email("JG11@pm.me") == user
    assert later.user_by_login("jg11@pm.me") == user
    assert talent.users == {}


def test_reads_pass() -> None:
    whole, _, _ = rehearsal(talent=portal_with_joana())
    part = whole.for_record().talent
    assert isinstance(part.user_by_id(USER_7), TalentUser)
    assert isinstance(part.user_by_email("jg11@pm.me"), TalentUser)
    assert isinstance(part.user_by_login("jg11@pm.me"), TalentUser)
    assert not isinstance(part.course(COURSE_126), Absent)
    progress = part.progress(USER_7, COURSE_126)
    assert isinstance(progress, CourseProgress)
    assert len(progress.units) == 3


def test_an_ensure_is_done_once_and_already_so_after_that() -> None:
    whole, _, talent = rehearsal(talent=portal(users=[JOANA_7]))
    for wished in (Ensured.DONE, Ensured.ALREADY):
        part = whole.for_record().talent
        assert part.enrol(USER_7, COURSE_126) is wished
        assert part.add_to_group(USER_7, GROUP) is wished
    assert talent.enrolled == {}
    assert talent.groups[GROUP].members == set()


def test_what_is_known_to_be_so_already_is_told() -> None:
    whole, _, _ = rehearsal(talent=portal_with_joana())
    whole.talent.user_by_id(USER_7)
    whole.talent.add_to_group(USER_7, GROUP)
    part = whole.for_record().talent
    assert part.enrol(USER_7, COURSE_126) is Ensured.ALREADY
    assert part.add_to_group(USER_7, GROUP) is Ensured.ALREADY


def test_whoever_is_enrolled_in_rehearsal_has_reached_nothing_yet() -> None:
    whole, _, _ = rehearsal(talent=portal(users=[JOANA_7]))
    part = whole.for_record().talent
    part.enrol(USER_7, COURSE_126)
    assert part.progress(USER_7, COURSE_126) == CourseProgress()


def test_whoever_is_activated_in_rehearsal_is_active_for_it_and_not_in_talent() -> None:
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


def test_what_a_group_brings_passes_and_is_asked_once() -> None:
    talent = portal()
    talent.put_group(GROUP, [COURSE_126])
    whole, _, _ = rehearsal(talent=talent)
    for _ in range(2):
        brought = whole.for_record().talent.courses_of_group(GROUP)
        assert not isinstance(brought, Absent)
        assert [each.id for each in brought] == [COURSE_126]
    assert talent.script.asked == ["courses_of_group"]


# --- the agent's memory -----------------------------------------------------------


def test_what_was_last_written_is_read_and_no_membership_is_remembered() -> None:
    journal = MemoryJournal()
    journal.remember_result(unit().id, RESULT)
    known = TalentCache(portal())
    part = Rehearsal(MemoryPowerPro(), known, journal).for_record()
    assert part.sides.memory.last_results([unit().id]) == {unit().id: RESULT}
    part.sides.memory.set_pending(PendingMembership(booking(), USER_7, GROUP))
    assert journal.pending_memberships() == ()


def test_a_records_part_answers_its_flow_on_all_sides() -> None:
    part = rehearsal()[0].for_record()
    assert part.sides.talent is part.talent
    assert part.sides.powerpro is part.powerpro


# --- taking back ------------------------------------------------------------------


def test_a_record_that_ended_in_a_fault_is_forgotten_as_a_whole() -> None:
    whole, _, _ = rehearsal()
    part = whole.for_record()
    user = part.talent.create_user(rules().new_user(JOANA))
    part.powerpro.set_secondary_id(JOANA, user.id)
    part.talent.enrol(user.id, COURSE_126)
    part.powerpro.add_contact_log(enrolment(), LOG)
    part.take_back()
    seen = whole.for_record().powerpro.enrolment(booking())
    assert seen == enrolment()
    assert isinstance(whole.for_record().talent.user_by_email("jg11@pm.me"), Absent)
    assert whole.for_record().talent.enrol(user.id, COURSE_126) is Ensured.DONE


def test_an_activation_that_is_taken_back_is_forgotten() -> None:
    whole, _, _ = rehearsal(talent=portal(users=[evolve(JOANA_7, active=False)]))
    part = whole.for_record()
    part.talent.activate_user(USER_7)
    part.take_back()
    user = whole.for_record().talent.user_by_id(USER_7)
    assert isinstance(user, TalentUser)
    assert not user.active


def test_what_an_earlier_record_wrote_stays_when_a_later_one_is_taken_back() -> None:
    whole, _, _ = rehearsal()
    whole.for_record().powerpro.add_contact_log(enrolment(), LOG)
    later = whole.for_record()
    later.powerpro.add_contact_log(enrolment(), evolve(LOG, description="later"))
    later.take_back()
    seen = whole.for_record().powerpro.enrolment(booking())
    assert seen is not None
    assert seen.contact_logs == (LOG,)


def test_taking_back_gives_what_was_remembered_before() -> None:
    whole, _, _ = rehearsal()
    first, second = whole.for_record(), whole.for_record()
    first.powerpro.set_secondary_id(JOANA, USER_7)
    second.powerpro.set_secondary_id(evolve(JOANA, secondary_id="7"), TalentUserId("8"))
    second.take_back()
    (client,) = second.powerpro.clients_with_email(JOANA.email)
    assert client.secondary_id == "7"
