"""How the enrolments of a Talent course differ from its roster."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import (
    COURSE,
    DONE,
    EXPORT_DATE,
    JOANA,
    LOG,
    PERTH,
    PINK,
    TALENT_COURSE,
    TODAY,
    enrolment,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.model import (
    CourseCode,
    CourseProgress,
    Enrolment,
    RosterEntry,
    TalentGroupKey,
    TalentRoster,
    TalentUnit,
    TalentUser,
    TalentUserId,
    UnitProgress,
)
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.reconciled import Brought, Difference, DifferenceKind
from talent_powerpro.rules.checked_courses import CourseGroup
from talent_powerpro.rules.differences import Compared, groups_of_users
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules

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


def about_joana(kind: DifferenceKind, units: tuple[str, ...] = (), *, remedy: str) -> Difference:
    return Difference(
        kind,
        "ICT30120-A",
        TALENT_COURSE.id,
        TALENT_COURSE.name,
        JOANA.code,
        "JOANA GOMEZ",
        "1001",
        "7",
        "",
        units,
        remedy,
    )


def test_equal_rosters_do_not_differ() -> None:
    found = compared(entry())
    assert (found.strangers(), kinds(found), found.to_ask()) == ((), [], ())


def test_a_learner_whom_no_enrolment_knows_is_only_in_talent() -> None:
    found = compared(entry(), entry(ZOE), entry(TalentUserId("1"), role="instructor"))
    assert found.strangers() == (ZOE,)
    user = TalentUser(ZOE, "zoe", "Zoe", "Stranger", "zoe@x.au")
    only = Difference(
        DifferenceKind.ONLY_IN_TALENT,
        "ICT30120-A",
        TALENT_COURSE.id,
        TALENT_COURSE.name,
        "",
        "",
        "",
        "50",
        "Zoe Stranger (zoe@x.au)",
        (),
        "Enrol the student in PowerPro, or remove the user from the Talent course: "
        f"TalentLMS > Courses > {TALENT_COURSE.name} > Users.",
    )
    assert list(found.only_in_talent([user])) == [only]
    group = CourseGroup(TALENT_COURSE.id, (COURSE, evolve(COURSE, code=CourseCode("B"))), ())
    of_two = Compared(group, TalentRoster(TALENT_COURSE, ()), rules(), TODAY)
    nameless = evolve(user, email="")
    assert list(of_two.only_in_talent([nameless])) == [
        evolve(only, course="ICT30120-A, B", talent_user="Zoe Stranger (zoe)")
    ]


def test_a_learner_without_an_address_is_not_a_client_without_one() -> None:
    found = compared(rows=(enrolment(client=evolve(JOANA, email="")),))
    user = TalentUser(ZOE, "", "Zoe", "Stranger", "")
    assert [each.talent_user_id for each in found.only_in_talent([user])] == ["50"]


def test_a_group_that_brings_users_says_what_to_do() -> None:
    key = TalentGroupKey("77eD6LXHH")
    assert compared().brought(key, [CourseCode("B")], 2) == Brought(
        key,
        (CourseCode("B"),),
        TALENT_COURSE.id,
        TALENT_COURSE.name,
        "ICT30120-A",
        2,
        "Nothing, if the group is to bring them. Otherwise remove the course from the group: "
        "TalentLMS > Groups.",
    )


def test_a_learner_with_the_address_of_a_client_who_is_not_linked_yet_is_theirs() -> None:
    found = compared(entry(ZOE), rows=(enrolment(),))
    by_email = TalentUser(ZOE, "x", "Joana", "Gomez", "JG11@pm.me")
    by_login = TalentUser(ZOE, "jg11@pm.me", "Joana", "Gomez", "")
    other = TalentUser(TalentUserId("51"), "zoe", "Zoe", "Stranger", "zoe@x.au")
    only = [each.talent_user_id for each in found.only_in_talent([by_email, by_login, other])]
    assert only == ["51"]
    linked = compared(entry(ZOE), rows=(provisioned(),))
    assert len(list(linked.only_in_talent([by_email]))) == 1, "another user than the linked one"


def test_a_provisioned_enrolment_without_its_user_is_not_in_talent() -> None:
    assert list(compared().of_enrolments()) == [
        about_joana(
            DifferenceKind.NOT_IN_TALENT,
            remedy=f"Add the user to the Talent course: TalentLMS > Courses > {TALENT_COURSE.name} "
            "> Users, or correct the Secondary ID: Client > Main > Secondary ID.",
        )
    ]
    without_id = provisioned(client=evolve(JOANA, secondary_id=""))
    (missing,) = compared(rows=(without_id,)).of_enrolments()
    assert (missing.kind, missing.talent_user_id) == (DifferenceKind.NOT_IN_TALENT, "")
    assert kinds(compared(rows=(enrolment(),))) == [], "not provisioned yet"
    assert kinds(compared(rows=(provisioned(completion_date=EXPORT_DATE),))) == []
    assert kinds(compared(rows=(provisioned(active=False),))) == []


def test_a_withdrawn_or_cancelled_student_who_is_still_there_is_closed() -> None:
    for change in ({"withdrawal_date": EXPORT_DATE}, {"booking_status": "Cancelled"}):
        found = compared(entry(), rows=(provisioned(**change),))
        assert list(found.of_enrolments()) == [
            about_joana(
                DifferenceKind.CLOSED_IN_POWERPRO,
                remedy="Remove the user from the Talent course, unless they go on with it: "
                f"TalentLMS > Courses > {TALENT_COURSE.name} > Users.",
            )
        ]
    assert kinds(compared(rows=(provisioned(withdrawal_date=EXPORT_DATE),))) == []
    assert kinds(compared(entry(), rows=(provisioned(completion_date=EXPORT_DATE),))) == []
    assert kinds(compared(entry(), rows=(provisioned(active=False),))) == []


def test_a_student_who_enrolled_again_is_not_closed() -> None:
    rows = (provisioned(withdrawal_date=EXPORT_DATE), provisioned(id="1002"))
    assert kinds(compared(entry(), rows=rows)) == []
    assert kinds(compared(entry(), rows=rows[::-1])) == []


def test_a_student_who_left_twice_is_named_once() -> None:
    twice = tuple(provisioned(id=row, withdrawal_date=EXPORT_DATE) for row in ("1001", "1002"))
    (closed,) = compared(entry(), rows=twice).of_enrolments()
    assert closed.enrolment_id == "1002"


def test_progress_is_asked_for_where_the_percentage_does_not_fit() -> None:
    third = provisioned(unit("ICTWEB304", outcome=COMPETENT), *UNITS[1:])
    assert compared(entry(percentage=33), rows=(third,)).to_ask() == ()
    assert compared(entry(percentage=34), rows=(third,)).to_ask() == ()
    none = provisioned(*UNITS)
    assert compared(entry(percentage=1), rows=(none,)).to_ask() == ()
    assert compared(entry(percentage=2), rows=(none,)).to_ask() == (none,)
    ended = evolve(third, completion_date=EXPORT_DATE)
    assert compared(entry(percentage=100), rows=(ended,)).to_ask() == (ended,)
    for percentage in (0, 35, 67, 100, None):
        assert compared(entry(percentage=percentage), rows=(third,)).to_ask() == (third,)
    inactive = evolve(third, active=False)
    assert compared(entry(percentage=100), rows=(inactive,)).to_ask() == ()
    withdrawn = evolve(third, withdrawal_date=EXPORT_DATE)
    fresh = enrolment("2", PINK)
    assert compared(entry(percentage=100), rows=(withdrawn, fresh)).to_ask() == ()
    assert compared(rows=(third,)).to_ask() == (), "not on the roster"


def test_the_headings_of_a_course_are_no_part_of_the_percentage() -> None:
    heading = TalentUnit("9", "Part one", "Section")
    course = evolve(TALENT_COURSE, units=(*TALENT_COURSE.units, heading))
    third = provisioned(unit("ICTWEB304", outcome=COMPETENT), *UNITS[1:])
    group = CourseGroup(TALENT_COURSE.id, (COURSE,), (third,))
    roster = TalentRoster(course, (entry(percentage=33),))
    assert Compared(group, roster, rules(), TODAY).to_ask() == ()


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
    assert first == about_joana(
        DifferenceKind.COMPLETED_IN_TALENT_ONLY,
        ("ICTWEB304",),
        remedy="The next run fetches the result, or says why not.",
    )
    assert second == about_joana(
        DifferenceKind.COMPLETED_IN_POWERPRO_ONLY,
        ("ICTWEB305",),
        remedy="Check the evidence of the outcome, or let the student finish in TalentLMS.",
    )


class OfOneEnrolment:
    """A plugin that knows the units of one enrolment."""

    @hookimpl
    def unit_code(self, talent_unit: TalentUnit, enrolment: Enrolment) -> str:
        return talent_unit.name if enrolment.id == "1001" else ""


def test_a_plugin_is_asked_for_the_codes_of_each_enrolment() -> None:
    third = provisioned(unit("ICTWEB304", outcome=COMPETENT), *UNITS[1:])
    course = evolve(TALENT_COURSE, units=tuple(TalentUnit(n, n) for n in ("ICTWEB304", "x", "y")))
    by = Rules(Policy.guide(), PERTH, PluginChoices([OfOneEnrolment()]))
    group = CourseGroup(TALENT_COURSE.id, (COURSE,), (third,))
    found = Compared(group, TalentRoster(course, (entry(percentage=33),)), by, TODAY)
    assert found.to_ask() == ()
    progress = CourseProgress((UnitProgress(TalentUnit("1", "ICTWEB305"), "Completed", DONE),))
    (differs,) = found.of_units(third, progress)
    assert (differs.kind, differs.units) == (
        DifferenceKind.COMPLETED_IN_TALENT_ONLY,
        ("ICTWEB305",),
    )


def test_units_that_talentlms_does_not_teach_are_no_difference() -> None:
    row = provisioned(unit("ICTWEB304", outcome=COMPETENT))
    assert list(compared(rows=(row,)).of_units(row, CourseProgress())) == []


def test_each_talent_user_has_the_groups_that_provisioned_courses_name() -> None:
    key, other = TalentGroupKey("77eD6LXHH"), TalentGroupKey("Z9")
    again = provisioned(id="2", course=evolve(COURSE, code=CourseCode("B")))
    third = provisioned(id="3", course=evolve(COURSE, code=CourseCode("C"), talent_group_key=other))
    without = (
        provisioned(id="4", client=evolve(JOANA, secondary_id="")),
        provisioned(id="5", course=evolve(COURSE, talent_group_key=" ")),
        enrolment("6", evolve(JOANA, secondary_id="8")),
    )
    rows = (provisioned(), again, provisioned(id="7"), third, *without)
    found = groups_of_users([CourseGroup(TALENT_COURSE.id, (COURSE,), rows)])
    assert found == {SEVEN: {key: ("ICT30120-A", "B"), other: ("C",)}}


def test_a_contact_log_alone_makes_an_enrolment_provisioned() -> None:
    assert kinds(compared(rows=(enrolment(contact_logs=(LOG,)),))) == [DifferenceKind.NOT_IN_TALENT]


def test_a_unit_with_credit_transfer_needs_no_completion_in_talentlms() -> None:
    row = provisioned(unit("ICTWEB304", outcome="60 - Credit transfer"))
    progress = CourseProgress(
        (UnitProgress(TalentUnit("1", "ICTWEB304 Some unit"), "Not attempted"),)
    )
    assert list(compared(rows=(row,)).of_units(row, progress)) == []
