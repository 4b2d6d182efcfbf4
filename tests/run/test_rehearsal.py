"""A rehearsal writes nothing, and a record that fails takes its planned writes back."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from support.rehearsals import rehearsal
from support.the_guide import (
    COMPETENT,
    COURSE_126,
    GROUP,
    JOANA,
    JOANA_7,
    LOG,
    STAMP,
    USER_7,
    booking,
    enrolment,
    portal,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import (
    Absent,
    Ensured,
    TalentUser,
    TalentUserId,
    UnitResult,
)
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.talent_cache import TalentCache

RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)


# --- the agent's memory -----------------------------------------------------------


def test_the_memory_is_read_and_no_membership_is_remembered() -> None:
    journal = MemoryJournal()
    journal.remember_result(unit().id, RESULT)
    known = TalentCache(portal())
    part = Rehearsal(MemoryPowerPro(), known, journal).for_record()
    assert part.sides.memory.last_results([unit().id]) == {unit().id: RESULT}
    part.sides.memory.set_pending(PendingMembership(booking(), USER_7, GROUP))
    assert journal.pending_memberships() == ()


def test_a_record_s_rehearsal_answers_its_flow_on_all_sides() -> None:
    whole = rehearsal()[0]
    part = whole.for_record()
    assert part.sides.talent is part.talent
    assert part.sides.powerpro is part.powerpro
    assert part.sides.evidence is whole.evidence
    assert part.sides.last_looks is whole.last_looks


# --- taking back ------------------------------------------------------------------


def test_all_writes_of_a_record_that_ended_in_a_fault_are_discarded() -> None:
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


def test_an_earlier_record_s_writes_stay_when_a_later_one_is_taken_back() -> None:
    whole, _, _ = rehearsal()
    whole.for_record().powerpro.add_contact_log(enrolment(), LOG)
    later = whole.for_record()
    later.powerpro.add_contact_log(enrolment(), evolve(LOG, description="later"))
    later.take_back()
    seen = whole.for_record().powerpro.enrolment(booking())
    assert seen is not None
    assert seen.contact_logs == (LOG,)


def test_taking_back_restores_the_value_before() -> None:
    whole, _, _ = rehearsal()
    first, second = whole.for_record(), whole.for_record()
    first.powerpro.set_secondary_id(JOANA, USER_7)
    second.powerpro.set_secondary_id(evolve(JOANA, secondary_id="7"), TalentUserId("8"))
    second.take_back()
    (client,) = second.powerpro.clients_with_email(JOANA.email)
    assert client.secondary_id == "7"
