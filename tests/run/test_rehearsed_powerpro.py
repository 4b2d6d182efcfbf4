"""PowerPro in a rehearsal: reads see the planned writes, and nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from typing_extensions import override

from support.rehearsals import rehearsal
from support.scripted import ByCourse, ById
from support.the_guide import (
    COMPETENT,
    COURSE,
    JOANA,
    LOG,
    NAMES,
    PINK,
    STAMP,
    USER_7,
    Rto,
    booking,
    enrolment,
    finished,
    many,
    portal,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import (
    Client,
    ClientCode,
    CourseCode,
    TalentUserId,
    UnitResult,
)
from talent_powerpro.ports.optional import result_scope_of, results_by_course_of, withdrawals_of
from talent_powerpro.records.scope import Scope
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.remembered import Remembered
from talent_powerpro.run.talent_cache import TalentCache

RESULT = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
LINKED = enrolment(client=evolve(JOANA, secondary_id="7"))
BSB = evolve(COURSE, code=CourseCode("BSB"))


class Both(ByCourse):
    """PowerPro that narrows, and reads by course."""

    rows_in_scope = MemoryPowerPro.rows_in_scope


KINDS = (ById, MemoryPowerPro, ByCourse, Both)


def rehearsal_over(powerpro: MemoryPowerPro) -> Rehearsal:
    return Rehearsal(powerpro, TalentCache(portal()), MemoryJournal())


def guides_scope() -> Scope:
    conditions = rules().scope_conditions
    assert conditions is not None
    return Scope(conditions, date(2022, 6, 2))


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


class Unwalked(dict[ClientCode, Client]):
    """Links that can be looked up and not walked through."""

    @override
    def values(self) -> Any:
        raise AssertionError

    items = __iter__ = values


def test_the_clients_of_one_talent_user_are_found_among_any_number_of_planned_links() -> None:
    whole, _, _ = rehearsal(*many(3))
    whole = evolve(whole, remembered=Remembered(linked=Unwalked()))
    first, second, third = (each.client for each in many(3))
    part, other = whole.for_record(), whole.for_record()
    part.powerpro.set_secondary_id(first, USER_7)
    other.powerpro.set_secondary_id(second, USER_7)
    whole.for_record().powerpro.set_secondary_id(third, TalentUserId("8"))
    linked = [each.code for each in whole.for_record().powerpro.clients_linked_to(USER_7)]
    assert linked == [first.code, second.code]
    part.take_back()
    assert [each.code for each in other.powerpro.clients_linked_to(USER_7)] == [second.code]
    # Linked anew in this rehearsal, the client is no longer linked to the Talent user before.
    now = evolve(second, secondary_id=USER_7)
    other.powerpro.set_secondary_id(now, TalentUserId("8"))
    assert other.powerpro.clients_linked_to(USER_7) == ()
    assert len(other.powerpro.clients_linked_to(TalentUserId("8"))) == 2


def test_setting_the_same_secondary_id_twice_equals_once() -> None:
    whole, _, _ = rehearsal()
    part = whole.for_record().powerpro
    part.set_secondary_id(JOANA, USER_7)
    part.set_secondary_id(JOANA, USER_7)
    part.set_secondary_id(evolve(JOANA, secondary_id="7"), USER_7)


def test_setting_it_from_an_outdated_value_is_edited_meanwhile() -> None:
    whole, _, _ = rehearsal()
    whole.for_record().powerpro.set_secondary_id(JOANA, USER_7)
    with pytest.raises(EditedMeanwhile, match="Secondary ID of client 2021000017 is now '7'"):
        whole.for_record().powerpro.set_secondary_id(JOANA, TalentUserId("8"))


def test_a_contact_log_is_seen_after_those_that_are_there_and_not_stored() -> None:
    phoned = evolve(LOG, contact_type="Phone")
    whole, powerpro, _ = rehearsal(enrolment(contact_logs=(phoned,)))
    whole.for_record().powerpro.add_contact_log(enrolment(), LOG)
    seen = whole.for_record().powerpro.enrolment(booking())
    assert seen is not None
    assert (seen.contact_logs, seen.provisioning_log) == ((phoned, LOG), LOG)
    assert list(powerpro.provisioned_enrolments()) == []


def test_an_enrolment_provisioned_in_rehearsal_counts_as_provisioned() -> None:
    whole, _, _ = rehearsal(LINKED, provisioned(id=booking("1002"), client=PINK))
    whole.for_record().powerpro.add_contact_log(LINKED, LOG)
    assert [e.id for e in whole.for_record().powerpro.provisioned_enrolments()] == ["1002", "1001"]


def test_an_enrolment_that_has_its_contact_log_gets_no_other() -> None:
    there = provisioned()
    whole, _, _ = rehearsal(there)
    whole.for_record().powerpro.add_contact_log(there, evolve(LOG, description="another"))
    assert whole.for_record().powerpro.enrolment(booking()) == there


def test_an_enrolment_that_is_provisioned_meanwhile_is_counted_once() -> None:
    powerpro = Both([LINKED])
    whole = rehearsal_over(powerpro)
    whole.for_record().powerpro.add_contact_log(LINKED, LOG)
    powerpro.put_enrolment(provisioned())
    seen: Any = whole.for_record().powerpro
    assert len(list(seen.provisioned_enrolments())) == 1
    assert len(list(seen.provisioned_enrolments_in([COURSE.code]))) == 1
    assert len(list(seen.rows_in_scope([COURSE.code], guides_scope()))) == 1


def test_an_enrolment_that_is_removed_meanwhile_is_not_counted() -> None:
    whole = rehearsal_over(MemoryPowerPro())
    whole.for_record().powerpro.add_contact_log(LINKED, LOG)
    assert list(whole.for_record().powerpro.provisioned_enrolments()) == []


def test_read_by_course_it_is_seen_in_its_own_course() -> None:
    there = provisioned(id=booking("1002"), client=PINK, course=BSB)
    whole = rehearsal_over(ByCourse([LINKED, there]))
    whole.for_record().powerpro.add_contact_log(LINKED, LOG)
    whole.for_record().powerpro.add_contact_log(there, LOG)
    seen = results_by_course_of(whole.for_record().powerpro)
    assert seen is not None
    assert {each.code for each in seen.provisioned_courses()} == {COURSE.code, "BSB"}
    assert [e.id for e in seen.provisioned_enrolments_in([BSB.code])] == ["1002"]
    (added,) = seen.provisioned_enrolments_in([COURSE.code])
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


@pytest.mark.parametrize("kind", KINDS)
def test_a_rehearsal_narrows_and_reads_by_course_where_powerpro_does(
    kind: type[MemoryPowerPro],
) -> None:
    powerpro = kind()
    seen = rehearsal_over(powerpro).for_record().powerpro
    for port_of in (result_scope_of, results_by_course_of):
        assert bool(port_of(seen)) is bool(port_of(powerpro))


@pytest.mark.parametrize("kind", KINDS)
def test_the_records_own_enrolment_is_seen_as_it_was_found(kind: type[MemoryPowerPro]) -> None:
    powerpro = kind([enrolment()])
    whole = rehearsal_over(powerpro)
    part = whole.for_record(enrolment()).powerpro
    powerpro.put_enrolment(enrolment(export=False))
    assert part.enrolment(booking()) == enrolment()
    part.add_contact_log(enrolment(), LOG)
    seen = part.enrolment(booking())
    assert seen is not None
    assert seen.contact_logs == (LOG,)
    assert whole.for_record(seen).powerpro.enrolment(booking()) == seen


def test_an_enrolment_that_does_not_exist_is_none() -> None:
    whole, _, _ = rehearsal()
    assert whole.for_record().powerpro.enrolment(booking("9")) is None


def test_what_is_provisioned_in_a_rehearsal_adds_to_the_narrow_rows_of_its_own_course() -> None:
    there = provisioned(id=booking("1002"), client=PINK, course=BSB)
    before = provisioned(unit("ICTWEB999"), id=booking("1003"), withdrawal_date=date(2022, 6, 1))
    whole, _, _ = rehearsal(LINKED, there, before)
    whole.for_record().powerpro.add_contact_log(LINKED, LOG)
    seen: Any = whole.for_record().powerpro
    scope = guides_scope()
    assert [each.enrolment_id for each in seen.rows_in_scope([BSB.code], scope)] == ["1002"]
    assert [each.enrolment_id for each in seen.rows_in_scope([COURSE.code], scope)] == ["1001"]
    assert seen.unit_codes_in([BSB.code]).keys() <= {BSB.code}
    assert seen.unit_codes_in([COURSE.code]) == {COURSE.code: {*NAMES, "ICTWEB999"}}


def test_the_unit_codes_of_a_course_that_powerpro_leaves_out_are_those_of_the_rehearsal() -> None:
    class Empty(MemoryPowerPro):
        def unit_codes_in(self, _: Any) -> Any:
            return {}

    whole = rehearsal_over(Empty([LINKED]))
    whole.for_record().powerpro.add_contact_log(LINKED, LOG)
    seen: Any = whole.for_record().powerpro
    assert seen.unit_codes_in([COURSE.code]) == {COURSE.code: set(NAMES)}


def test_every_enrolment_of_a_client_is_seen_as_it_would_be() -> None:
    due = enrolment("1002", withdrawal_date=date(2022, 6, 1))
    whole, _, _ = rehearsal(provisioned(client=JOANA), due, enrolment("1003", PINK))
    whole.for_record().powerpro.set_secondary_id(JOANA, USER_7)
    seen = whole.for_record().powerpro
    assert [(each.id, each.client.secondary_id) for each in seen.enrolments_of(JOANA.code)] == [
        ("1001", "7"),
        ("1002", "7"),
    ]


def test_who_is_withdrawn_is_found_where_powerpro_finds_them() -> None:
    gone = provisioned(withdrawal_date=date(2022, 6, 1))
    found = withdrawals_of(rehearsal_over(MemoryPowerPro([gone])).for_record().powerpro)
    assert found is not None
    assert list(found.withdrawn(date(2022, 6, 2))) == [("1001", date(2022, 6, 1))]

    class Narrow(MemoryPowerPro):
        withdrawn: Any = None

    assert withdrawals_of(rehearsal_over(Narrow([gone])).for_record().powerpro) is None


def test_what_is_provisioned_in_a_rehearsal_and_closed_is_not_in_scope() -> None:
    closed = evolve(LINKED, withdrawal_date=date(2022, 6, 1))
    whole, _, _ = rehearsal(closed)
    whole.for_record().powerpro.add_contact_log(closed, LOG)
    seen: Any = whole.for_record().powerpro
    assert seen.courses_in_scope(guides_scope()) == ()
    assert list(seen.rows_in_scope([COURSE.code], guides_scope())) == []
    assert seen.not_in_scope([closed.id], guides_scope()) == [closed.id]
    # The course's unit codes are those of closed enrolments too.
    assert seen.unit_codes_in([COURSE.code]) == {COURSE.code: set(NAMES)}


def test_the_narrow_row_of_a_client_linked_in_a_rehearsal_has_the_planned_id() -> None:
    whole, _, _ = rehearsal(provisioned(client=JOANA))
    whole.for_record().powerpro.set_secondary_id(JOANA, USER_7)
    seen: Any = whole.for_record().powerpro
    (row,) = seen.rows_in_scope([COURSE.code], guides_scope())
    assert row.secondary_id == "7"
