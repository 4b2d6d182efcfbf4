"""How the enrolments of a Talent course differ from its roster."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import (
    COURSE,
    DONE,
    EXPORT_DATE,
    JOANA,
    LOG,
    PINK,
    TALENT_COURSE,
    TODAY,
    enrolment,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.model import (
    CourseProgress,
    Enrolment,
    RosterEntry,
    TalentRoster,
    TalentUnit,
    TalentUser,
    TalentUserId,
    UnitProgress,
)
from talent_powerpro.records.reconciled import DifferenceKind
from talent_powerpro.rules.checked_courses import CourseGroup
from talent_powerpro.rules.differences import Compared

SEVEN, ZOE = TalentUserId("7"), TalentUserId("50")
COMPETENT = "20 - Competency achieved/pass"
UNITS = (unit("ICTWEB304"), unit("ICTWEB305"), unit("ICTWEB306"))


def entry(
    user: TalentUserId = SEVEN, percentage: int | None = 0, role: str = "learner"
) -> RosterEntry:
    return RosterEntry(user, role, percentage)


def compared(
    *entries: RosterEntry, rows: tuple[Enrolment, ...] = (provisioned(*UNITS),)
) -> Compared:
    group = CourseGroup(TALENT_COURSE.id, (COURSE,), rows)
    return Compared(group, TalentRoster(TALENT_COURSE, entries), rules(), TODAY)


def kinds(found: Compared) -> list[DifferenceKind]:
    return [each.kind for each in found.of_enrolments()]


def test_equal_rosters_do_not_differ() -> None:
    found = compared(entry())
    assert (found.strangers(), kinds(found), found.to_ask()) == ((), [], ())


def test_a_learner_whom_no_enrolment_knows_is_only_in_talent() -> None:
    found = compared(entry(), entry(ZOE), entry(TalentUserId("1"), role="instructor"))
    assert found.strangers() == (ZOE,)
    user = TalentUser(ZOE, "zoe", "Zoe", "Stranger", "zoe@x.au")
    (one,) = found.only_in_talent([user])
    assert (one.kind, one.course) == (DifferenceKind.ONLY_IN_TALENT, "ICT30120-A")
    assert (one.talent_user_id, one.talent_user) == ("50", "Zoe Stranger (zoe@x.au)")


def test_a_learner_with_the_address_of_a_client_who_is_not_linked_yet_is_theirs() -> None:
    found = compared(entry(ZOE), rows=(enrolment(),))
    by_email = TalentUser(ZOE, "x", "Joana", "Gomez", "JG11@pm.me")
    by_login = TalentUser(ZOE, "jg11@pm.me", "Joana", "Gomez", "")
    assert list(found.only_in_talent([by_email, by_login])) == []
    linked = compared(entry(ZOE), rows=(provisioned(),))
    assert len(list(linked.only_in_talent([by_email]))) == 1, "another user than the linked one"


def test_a_provisioned_enrolment_without_its_user_is_not_in_talent() -> None:
    assert kinds(compared()) == [DifferenceKind.NOT_IN_TALENT]
    without_id = provisioned(client=evolve(JOANA, secondary_id=""))
    assert kinds(compared(rows=(without_id,))) == [DifferenceKind.NOT_IN_TALENT]
    assert kinds(compared(rows=(enrolment(),))) == [], "not provisioned yet"
    assert kinds(compared(rows=(provisioned(completion_date=EXPORT_DATE),))) == []


def test_a_withdrawn_or_cancelled_student_who_is_still_there_is_closed() -> None:
    for change in ({"withdrawal_date": EXPORT_DATE}, {"booking_status": "Cancelled"}):
        found = compared(entry(), rows=(provisioned(**change),))
        assert kinds(found) == [DifferenceKind.CLOSED_IN_POWERPRO]
    assert kinds(compared(rows=(provisioned(withdrawal_date=EXPORT_DATE),))) == []
    assert kinds(compared(entry(), rows=(provisioned(completion_date=EXPORT_DATE),))) == []
    assert kinds(compared(entry(), rows=(provisioned(active=False),))) == []


def test_a_student_who_enrolled_again_is_not_closed() -> None:
    rows = (provisioned(withdrawal_date=EXPORT_DATE), provisioned(id="1002"))
    assert kinds(compared(entry(), rows=rows)) == []


def test_progress_is_asked_for_where_the_percentage_does_not_fit() -> None:
    third = provisioned(unit("ICTWEB304", outcome=COMPETENT), *UNITS[1:])
    assert compared(entry(percentage=33), rows=(third,)).to_ask() == ()
    assert compared(entry(percentage=34), rows=(third,)).to_ask() == ()
    for percentage in (0, 67, 100, None):
        assert compared(entry(percentage=percentage), rows=(third,)).to_ask() == (third,)
    withdrawn = evolve(third, withdrawal_date=EXPORT_DATE)
    fresh = enrolment("2", PINK)
    assert compared(entry(percentage=100), rows=(withdrawn, fresh)).to_ask() == ()
    assert compared(rows=(third,)).to_ask() == (), "not on the roster"


def test_a_course_without_units_is_asked_about() -> None:
    group = CourseGroup(TALENT_COURSE.id, (COURSE,), (provisioned(*UNITS),))
    empty = TalentRoster(evolve(TALENT_COURSE, units=()), (entry(),))
    assert len(Compared(group, empty, rules(), TODAY).to_ask()) == 1


def test_units_completed_on_one_side_only_are_named() -> None:
    row = provisioned(
        unit("ICTWEB304"), unit("ICTWEB305", outcome="81 - Completed"), unit("ICTWEB306")
    )

    def reached(code: str, label: str, kind: str = "Unit") -> UnitProgress:
        return UnitProgress(TalentUnit(code, f"{code} Some unit", kind), label, DONE)

    progress = CourseProgress(
        (
            reached("ICTWEB304", "Completed"),
            reached("ICTWEB305", "Not attempted"),
            reached("ICTWEB306", "Not attempted"),
            reached("ICTWEB306", "Completed", "Section"),
        )
    )
    first, second = compared(rows=(row,)).of_units(row, progress)
    assert (first.kind, first.units) == (DifferenceKind.COMPLETED_IN_TALENT_ONLY, ("ICTWEB304",))
    assert (second.kind, second.units) == (
        DifferenceKind.COMPLETED_IN_POWERPRO_ONLY,
        ("ICTWEB305",),
    )
    assert (first.client_name, first.talent_user_id) == ("JOANA GOMEZ", "7")


def test_units_that_talentlms_does_not_teach_are_no_difference() -> None:
    row = provisioned(unit("ICTWEB304", outcome=COMPETENT))
    assert list(compared(rows=(row,)).of_units(row, CourseProgress())) == []


def test_a_contact_log_alone_makes_an_enrolment_provisioned() -> None:
    assert kinds(compared(rows=(enrolment(contact_logs=(LOG,)),))) == [DifferenceKind.NOT_IN_TALENT]


def test_a_unit_with_credit_transfer_needs_no_completion_in_talentlms() -> None:
    row = provisioned(unit("ICTWEB304", outcome="60 - Credit transfer"))
    progress = CourseProgress(
        (UnitProgress(TalentUnit("1", "ICTWEB304 Some unit"), "Not attempted"),)
    )
    assert list(compared(rows=(row,)).of_units(row, progress)) == []
