"""Why this agent would not have written what another one wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import evolve

from support.beside import ON, Beside, Vanishing, beside, brief, one
from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    EXPORT_DATE,
    GROUP,
    JOANA,
    JOANA_7,
    LEN,
    LOG,
    PINK,
    STAMP,
    USER_7,
    booking,
    careful,
    enrolment,
    finished,
    module,
    portal,
    portal_with_joana,
    provisioned,
    talent_unit,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import CourseCode, TalentGroupKey, TalentUser, TalentUserId
from talent_powerpro.records.holds import Decision
from talent_powerpro.records.record import StageName
from talent_powerpro.records.shadow import Compared, ShadowKind
from talent_powerpro.rules.policy import MissingGroups, RepeatedUnits
from talent_powerpro.services.holds import keep_holds

ONLY_THEIRS, OTHER_VALUE = ShadowKind.ONLY_THEIRS, ShadowKind.OTHER_VALUE
NOT_YET = ShadowKind.NOT_YET


def they_provisioned(found: Beside, **changes: Any) -> Compared:
    """The one difference, where the other agent provisions who was not due before."""
    number = changes.pop("number", "1001")
    due = found.world.enrolment(number).export_date
    found.edit(number, export_date=None)
    found.shadow()
    found.edit(number, export_date=due)
    found.they_provision(number, **changes)
    return one(found.shadow())


def they_resulted(found: Beside, code: str = "ICTWEB304", **changes: Any) -> Compared:
    """The one difference, where the other agent writes a result."""
    found.world.clock.pass_days(12)
    found.memory = type(found.memory)()
    world = found.world.talent
    completed, world.enrolled = world.enrolled, {key: {} for key in world.enrolled}
    found.shadow()
    world.enrolled = completed
    found.they_result(code, **changes)
    return one(found.shadow(), ONLY_THEIRS)


# --- provisioning -----------------------------------------------------------------


def test_an_unmet_condition_is_named_with_its_place() -> None:
    found = beside(enrolment(export_date=None))
    found.shadow()
    found.they_provision()
    assert one(found.shadow()) == Compared(
        ONLY_THEIRS,
        StageName.PROVISIONING,
        booking(),
        JOANA.code,
        "JOANA GOMEZ",
        COURSE.code,
        theirs="Talent user 7, Talent course 126",
        rules=("export-date-is-today",),
        message="As PowerPro is now: the enrolment has no export date.",
        remedy="Home > Enrolments and Results > Course data > Talent LMS export/Date",
        since=EXPORT_DATE,
    )


def test_a_hold_names_the_hazard_and_what_to_do() -> None:
    only = they_provisioned(beside(enrolment(deferment_date=EXPORT_DATE), policy=careful()))
    assert (only.kind, only.rules) == (ONLY_THEIRS, ("deferment-date",))
    assert "Untick the export box" in only.remedy


def test_a_failure_names_its_reason() -> None:
    only = they_provisioned(beside(talent=portal(active=False)))
    assert (only.kind, only.rules) == (ONLY_THEIRS, ("talent-course-inactive",))


def test_two_clients_with_one_talent_user_are_judged_as_before_they_had_it() -> None:
    twin = evolve(PINK, email=JOANA.email)
    talent = portal(users=[JOANA_7])
    found = beside(enrolment(export_date=None), enrolment("2", twin), talent=talent)
    found.edit("2", export_date=None)
    found.shadow()
    for number in ("1001", "2"):
        found.edit(number, export_date=EXPORT_DATE)
        found.they_provision(number)
    shadowed = found.shadow()
    assert shadowed.same == 1
    assert brief(shadowed) == [(ONLY_THEIRS, "2", ("talent-user-shared",))]


def test_a_second_contact_log_is_one_too_many() -> None:
    found = beside(provisioned(*enrolment().units), talent=portal_with_joana())
    found.shadow()
    found.they_provision(description="Again")
    assert one(found.shadow()).rules == ("not-yet-provisioned",)


def test_another_talent_user_is_another_value() -> None:
    talent = portal(users=[JOANA_7])
    only = they_provisioned(beside(talent=talent), user_id="9")
    assert (only.kind, only.rules) == (OTHER_VALUE, ("other-talent-user",))
    assert (only.theirs, only.ours) == (
        "Talent user 9, Talent course 126",
        "Talent user 7, Talent course 126",
    )


def test_another_talent_course_is_another_value() -> None:
    only = they_provisioned(beside(), description="Enrolled in Talent Course: 130")
    assert (only.kind, only.rules) == (OTHER_VALUE, ("other-talent-course",))
    assert only.ours == "a new Talent user, Talent course 126"


def test_each_value_that_differs_has_its_sentence() -> None:
    talent = portal(users=[JOANA_7])
    only = they_provisioned(
        beside(talent=talent), user_id="9", description="Enrolled in Talent Course: 130"
    )
    assert only.rules == ("other-talent-user", "other-talent-course")
    assert only.message == (
        "The other agent linked another Talent user. "
        "The other agent's contact log names another Talent course."
    )


def test_a_contact_log_in_other_words_is_the_same_where_it_names_no_course() -> None:
    found = beside(enrolment(), talent=portal_with_joana())
    found.shadow()
    found.they_provision(description="Sent to the learning platform")
    assert found.shadow().same == 1


def test_a_hold_that_a_person_keeps_is_named_as_kept() -> None:
    found = beside(enrolment(deferment_date=EXPORT_DATE), policy=careful())
    found.world.run()
    (hold,) = found.world.releases.standing()
    now = found.world.clock.now
    keep_holds([hold.id], found.world.releases, who="An", why="later", now=now)
    (answer,) = found.world.releases.answers()
    assert answer.decision is Decision.KEEP
    assert they_provisioned(found).rules == ("kept",)


# --- results ----------------------------------------------------------------------


def test_a_held_result_names_the_hazard_of_that_unit_alone() -> None:
    rows = (unit(outcome="51 - RPL"), unit("ICTWEB305", outcome="60 - Credit transfer"))
    talent = finished("ICTWEB304", "ICTWEB305")
    only = they_resulted(beside(provisioned(*rows), talent=talent, policy=careful()))
    assert (only.kind, only.unit_code, only.rules) == (
        ONLY_THEIRS,
        "ICTWEB304",
        ("outcome-replaced",),
    )
    assert "ICTWEB305" not in only.message
    assert only.theirs == f"{COMPETENT}, 13/06/2022"


def test_a_hold_of_the_whole_record_is_named_for_each_unit() -> None:
    stranger = TalentUser(USER_7, "zoe", "Zoe", "Stranger", "zoe@x.au")
    talent = finished("ICTWEB304")
    talent.put_user(stranger)
    only = they_resulted(beside(provisioned(unit()), talent=talent))
    assert only.rules == ("talent-user-of-another",)


def test_a_failure_of_the_record_is_named() -> None:
    world = beside(provisioned(unit(), client=JOANA), talent=finished("ICTWEB304"))
    assert they_resulted(world).rules == ("results-unreachable",)


@pytest.mark.parametrize(
    ("rows", "code", "rules"),
    [
        ((unit("ICTWEB305"),), "ICTWEB305", ("not-completed",)),
        ((unit("BSBWHS311"),), "BSBWHS311", ("no-talent-unit",)),
        ((module("ICTWEB304", "m"), unit("ICTWEB304", "u")), "ICTWEB304", ("other-row",)),
    ],
    ids=["not completed", "no Talent unit", "another row"],
)
def test_the_verdict_on_a_unit_is_named(
    rows: tuple[Any, ...], code: str, rules: tuple[str, ...]
) -> None:
    found = beside(provisioned(*rows), talent=finished("ICTWEB304"))
    assert they_resulted(found, code).rules == rules


def test_a_hold_of_another_unit_explains_nothing_here() -> None:
    rows = (unit(outcome="51 - RPL"), unit("ICTWEB305"))
    found = beside(provisioned(*rows), talent=finished("ICTWEB304"), policy=careful())
    assert they_resulted(found, "ICTWEB305").rules == ("not-completed",)


def test_repeated_units_are_named_by_their_field() -> None:
    units = (talent_unit("ICTWEB304"), talent_unit("ICTWEB304", "assessment", "304b"))
    talent = finished("ICTWEB304", talent=portal_with_joana(units=units))
    policy = evolve(Policy.guide(), repeated_units=RepeatedUnits.ALL)
    only = they_resulted(beside(provisioned(unit()), talent=talent, policy=policy))
    assert only.rules == ("repeated_units",)


def test_an_enrolment_out_of_scope_is_named_by_its_condition() -> None:
    found = beside(provisioned(unit()), talent=portal_with_joana())
    found.shadow()
    found.finish()
    found.edit(withdrawal_date=EXPORT_DATE)
    found.they_result()
    assert one(found.shadow()).rules == ("enrolment-active",)


def test_another_outcome_and_another_date_are_other_values() -> None:
    found = beside(provisioned(unit(), unit("ICTWEB305")))
    found.world.talent = finished("ICTWEB304", "ICTWEB305")
    found.world.clock.pass_days(12)
    found.shadow()
    found.they_result(outcome="81 - Non-assessable")
    found.they_result("ICTWEB305", on=ON - timedelta(days=1))
    assert brief(found.a_day_later()) == [
        (OTHER_VALUE, "1001 ICTWEB304", ("other-outcome",)),
        (OTHER_VALUE, "1001 ICTWEB305", ("other-date",)),
        (NOT_YET, "1001 ICTWEB304", ()),
        (NOT_YET, "1001 ICTWEB305", ()),
    ]


def test_a_result_is_judged_by_the_link_that_a_person_has_mended() -> None:
    found = beside(provisioned(unit(), client=JOANA), talent=portal_with_joana())
    found.shadow()
    found.edit(client=evolve(JOANA, secondary_id=USER_7))
    found.finish()
    found.they_result(on=None)
    assert one(found.shadow(), OTHER_VALUE).rules == ("other-date",)


def test_results_of_an_enrolment_that_we_would_not_have_provisioned_say_why() -> None:
    found = beside(enrolment(export_date=None), talent=finished("ICTWEB304"))
    found.shadow()
    found.they_provision()
    found.they_result()
    assert [rules for _, _, rules in brief(found.shadow())] == [("export-date-is-today",)] * 2


def test_results_of_an_enrolment_that_we_would_have_failed_say_so() -> None:
    talent = finished("ICTWEB304")
    talent.put_group(TalentGroupKey("another"))
    del talent.groups[GROUP]
    policy = evolve(Policy.guide(), missing_groups=MissingGroups.FAIL)
    found = beside(enrolment(export_date=None), talent=talent, policy=policy)
    found.shadow()
    found.edit(export_date=EXPORT_DATE)
    found.they_provision()
    found.they_result()
    assert [rules for _, _, rules in brief(found.shadow())] == [("group-missing",)] * 2


def test_units_of_an_enrolment_that_both_provisioned_have_verdicts() -> None:
    found = beside(enrolment(export_date=None), talent=finished("ICTWEB304"))
    found.shadow()
    found.edit(export_date=EXPORT_DATE)
    found.they_provision()
    for code in ("ICTWEB304", "ICTWEB305", "ICTWEB306"):
        found.they_result(code)
    shadowed = found.shadow()
    assert shadowed.same == 2
    assert [rules for _, _, rules in brief(shadowed)] == [("not-completed",)] * 2


def test_a_user_whom_we_would_have_created_has_no_results() -> None:
    found = beside(enrolment(export_date=None))
    found.shadow()
    found.edit(export_date=EXPORT_DATE)
    found.they_provision()
    found.they_result()
    shadowed = found.shadow()
    assert shadowed.same == 1
    assert one(shadowed).rules == ("new-talent-user",)


def test_an_outcome_without_a_stamp_is_told_apart_unless_it_is_the_planned_one() -> None:
    found = beside(provisioned(unit(), unit("ICTWEB305")))
    found.world.talent = finished("ICTWEB304")
    found.world.clock.pass_days(12)
    found.shadow()
    found.they_result(comment="")
    found.they_result("ICTWEB305", outcome="51 - RPL", comment="")
    later = found.a_day_later()
    assert later.same == 1
    assert (one(later).kind, one(later).rules) == (ShadowKind.UNSTAMPED, ())
    assert later.totals == {ShadowKind.SAME: 1, ShadowKind.UNSTAMPED: 1}


def test_a_cleared_outcome_is_a_persons_and_not_told() -> None:
    done = unit(outcome=COMPETENT, outcome_date=ON, short_comment=STAMP)
    found = beside(provisioned(done), talent=portal_with_joana())
    found.shadow()
    found.they_result(outcome="", on=None, comment="")
    assert found.shadow().compared == ()


def test_an_old_stamp_on_an_enrolment_provisioned_later_is_not_new() -> None:
    stamped = unit(outcome=COMPETENT, outcome_date=ON, short_comment=STAMP)
    found = beside(enrolment(units=(stamped,)), talent=portal_with_joana())
    found.shadow()
    found.they_provision()
    later = found.shadow()
    assert (later.same, later.compared) == (1, ())


# --- what cannot be judged --------------------------------------------------------


def test_without_an_answer_everything_on_the_enrolment_waits() -> None:
    found = beside(enrolment(export_date=None), talent=finished("ICTWEB304"))
    found.shadow()
    found.edit(export_date=EXPORT_DATE)
    found.put(enrolment("2", PINK))
    found.they_provision()
    found.they_result()
    found.they_provision("2", "8")
    script = found.world.talent.script
    script.raises("user_by_email", NoAnswer("TalentLMS did not answer."))
    cut = found.shadow()
    assert (cut.same, cut.compared) == (1, ())
    assert cut.not_judged == ("JOANA GOMEZ (2021000017), enrolment 1001: A system gave no answer.",)
    assert found.memory.secondary_ids == {JOANA.code: "DPC000129", PINK.code: "8"}
    assert found.memory.seen.keys() == {booking("2")}
    assert found.shadow().same == 2
    assert found.memory.secondary_ids == {JOANA.code: "7", PINK.code: "8"}


def test_a_new_client_without_an_answer_is_judged_later_as_if_without_a_link() -> None:
    found = beside(enrolment(), talent=portal(users=[JOANA_7]))
    found.shadow()
    found.put(enrolment("2", PINK))
    found.they_provision("2", "8")
    script = found.world.talent.script
    script.raises("user_by_email", NoAnswer("TalentLMS did not answer."))
    assert found.shadow().not_judged != ()
    assert found.memory.secondary_ids == {JOANA.code: "DPC000129"}


def test_the_quota_may_end_while_units_are_asked_about() -> None:
    rows = [provisioned(unit(), unit("ICTWEB305"))]
    talent = finished("ICTWEB304")
    for number, client in (("8", PINK), ("9", LEN)):
        user = TalentUser(TalentUserId(number), number, client.name, "", client.email)
        talent.put_user(user)
        talent.put_enrolment(user.id, COURSE_126)
        rows.append(enrolment(number, evolve(client, secondary_id=number), contact_logs=(LOG,)))
    found = beside(*rows, talent=talent)
    found.world.clock.pass_days(12)
    found.shadow()
    talent.enrolled[USER_7, COURSE_126].clear()
    found.they_result(outcome="51 - RPL")
    found.they_result(number="8")
    found.they_result(number="9")
    left: list[int] = []
    for calls in range(1, 12):
        before = found.memory
        found.world.talent = cast(Any, MeteredTalent(talent, calls))
        cut = found.shadow(reserve=0)
        after, found.memory = found.memory, before
        left.append(len(cut.not_judged))
        if not cut.not_judged:
            break
        assert len(cut.of(ONLY_THEIRS)) == 3 - left[-1]
        assert sum(after.seen[key] == before.seen[key] for key in before.seen) == left[-1]
    assert (left[0], left[-1]) == (3, 0)
    assert cut.stopped
    assert brief(cut) == [
        (ONLY_THEIRS, "1001 ICTWEB304", ("not-completed",)),
        (ONLY_THEIRS, "8 ICTWEB304", ("not-completed",)),
        (ONLY_THEIRS, "9 ICTWEB304", ("not-completed",)),
    ]


def test_an_enrolment_that_cannot_be_read_stays_as_it_was_seen() -> None:
    pink = enrolment("2", PINK, contact_logs=(LOG,))
    found = beside(provisioned(unit()), pink, talent=portal_with_joana())
    found.shadow()
    found.edit("2", unreadable=("units.start_date of row 1: '31-31'", "units.type of row 1: 'x'"))
    found.put(enrolment("3", LEN, contact_logs=(LOG,)))
    cut = found.a_day_later()
    assert cut.not_judged == (
        "Enrolment 2: units.start_date of row 1: '31-31' units.type of row 1: 'x'",
    )
    assert found.memory.seen.keys() == {booking(), booking("2"), booking("3")}
    new = beside(enrolment(unreadable=("enrolments.export_date: 'x'",)))
    new.shadow()
    assert new.memory.seen == {}


def test_an_enrolment_may_be_deleted_while_it_is_judged() -> None:
    said: list[tuple[str, ...]] = []
    for reads in range(9):
        found = beside(enrolment(export_date=None))
        found.shadow()
        found.they_provision()
        found.world.powerpro = cast(Any, Vanishing(found.world.powerpro, reads))
        said.append(found.shadow().not_judged)
    assert said[0] == (
        "JOANA GOMEZ (2021000017), enrolment 1001: Somebody deleted it during the comparison.",
    )
    assert said[-1] == ()


def test_two_days_are_rehearsed_apart() -> None:
    other = evolve(COURSE, code=CourseCode("B"))
    rows = [enrolment(), enrolment("2", PINK, other)]
    found = beside(*(evolve(each, export_date=None) for each in rows))
    found.shadow()
    found.world.clock.pass_days(2)
    found.edit(export_date=EXPORT_DATE)
    found.they_provision(days_ago=2)
    found.edit("2", export_date=EXPORT_DATE + timedelta(days=1))
    found.they_provision("2", "8", days_ago=1)
    assert found.shadow().same == 2
