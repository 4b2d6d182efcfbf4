"""The look at a Talent user before its results are taken, and what it comes to."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.by_hand import answered, asked, clock, sides
from support.the_guide import (
    COMPETENT,
    COURSE_126,
    JOANA,
    JOANA_7,
    LEN,
    STAMP,
    USER_7,
    enrolment,
    portal,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryEvidence, MemoryJournal
from talent_powerpro.errors import Failed, Held
from talent_powerpro.flows.talent_link import (
    clients_beside,
    is_good,
    link_to,
    look,
    results_over,
    verified_link,
)
from talent_powerpro.model import (
    Absent,
    EnrolmentId,
    TalentEnrolment,
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
)
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.holds import Decision
from talent_powerpro.records.links import UNKNOWN, Linkage, LinkBasis, VerifiedLink
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Flow
from talent_powerpro.rules.policy import Policy, Reaction, SharedTalentUser
from talent_powerpro.rules.rules import Rules
from talent_powerpro.testing import Stepped
from talent_powerpro.testing.contracts.evidence import FIRST

GUIDE, CAREFUL = Policy.guide(), Policy.careful()
LINKED = evolve(JOANA, secondary_id="7")
LINK = VerifiedLink(JOANA.code, USER_7, "")
BY_FAMILY_NAME = evolve(LINK, basis=LinkBasis.FAMILY_NAME)
MARY_7 = evolve(JOANA_7, first_name="Mary")
STRANGER = TalentUser(USER_7, "len", "Len", "Caster", "len@pm.me")
THEIRS = provisioned(unit())


def looked(
    user: TalentUser, policy: Policy = GUIDE, known: Linkage = UNKNOWN
) -> tuple[VerifiedLink, list[Remark]]:
    return finished(look(THEIRS, USER_7, COURSE_126, rules(policy), known), user)


def finished(
    flow: Flow[VerifiedLink], *users: TalentUser, journal: MemoryJournal | None = None
) -> tuple[VerifiedLink, list[Remark]]:
    """The link, and the remarks on the way."""
    stepped = Stepped(flow, sides(portal(users=users), MemoryPowerPro([THEIRS]), journal), clock)
    link = stepped.run()
    values = (value for note in stepped.told for value in note.values)
    return link, [value for value in values if isinstance(value, Remark)]


# --- the look ---------------------------------------------------------------------


def test_a_talent_user_who_is_the_client_is_verified_without_a_word() -> None:
    assert looked(JOANA_7, CAREFUL) == (LINK, [])


def test_a_stranger_is_held_and_named() -> None:
    """P2: the Secondary ID was retyped to a stranger's."""
    for policy in (GUIDE, CAREFUL):
        with pytest.raises(Held, match="Talent User 7 is Len Caster"):
            looked(STRANGER, policy)


def test_a_relatives_mailbox_is_verified_by_the_guide_and_held_by_careful() -> None:
    link, (remark,) = looked(MARY_7)
    assert (link, remark.reason) == (BY_FAMILY_NAME, "family-name-only")
    with pytest.raises(Held, match="may be a relative"):
        looked(MARY_7, CAREFUL)


def test_a_released_hold_verifies_the_link() -> None:
    with pytest.raises(Held) as hold:
        looked(STRANGER)
    key = (THEIRS.id, hold.value.reason, hold.value.facts)
    released = evolve(rules(CAREFUL), answers={key: Decision.RELEASE})
    link, _ = finished(look(THEIRS, USER_7, COURSE_126, released, UNKNOWN), STRANGER)
    assert link.basis is LinkBasis.RELEASED
    assert is_good(link, CAREFUL)


def test_another_client_with_the_e_mail_is_held_where_the_given_name_does_not_tell() -> None:
    """Both profiles hold it, and provisioning asks the same question."""
    sibling = MemoryPowerPro([THEIRS], clients=[evolve(LEN, email=JOANA.email)])
    flow = look(THEIRS, USER_7, COURSE_126, rules(), UNKNOWN)
    with pytest.raises(Held) as held:
        answered(flow, portal(users=[MARY_7]), sibling)
    assert held.value.reason == "talent-user-shared"
    assert held.value.both == (JOANA.code, LEN.code)
    flow = look(THEIRS, USER_7, COURSE_126, rules(Policy(shared_talent_user=LINK_THEM)), UNKNOWN)
    assert answered(flow, portal(users=[MARY_7]), sibling)[1] == BY_FAMILY_NAME


LINK_THEM = SharedTalentUser.LINK


def test_who_teaches_in_the_enrolments_own_talent_course_is_held_by_careful() -> None:
    teacher = evolve(JOANA_7, enrolments=(TalentEnrolment(COURSE_126, "instructor"),))
    for way in (look, verified_link):
        flow = way(THEIRS, USER_7, COURSE_126, rules(CAREFUL), UNKNOWN)
        next(flow)
        flow.send([])
        flow.send([])
        with pytest.raises(Held) as held:
            flow.send(teacher)
        assert held.value.reason == "not-a-learner"


@pytest.mark.parametrize(
    ("absent", "what"),
    [
        (Absent("GET x"), "does not exist in TalentLMS"),
        (Absent("GET x", deleted=True), "was deleted in TalentLMS"),
    ],
)
def test_a_stored_id_without_a_talent_user_fails_with_the_way_out(
    absent: Absent, what: str
) -> None:
    flow = look(THEIRS, USER_7, COURSE_126, rules(), UNKNOWN)
    next(flow)
    flow.send([])
    flow.send([])
    with pytest.raises(Failed) as fault:
        flow.send(absent)
    assert fault.value.reason == "results-unreachable"
    assert fault.value.message == (
        f"Talent User 7, the Secondary ID of JOANA GOMEZ (2021000017), {what}, so results cannot "
        "be fetched."
    )
    assert "Client > Secondary ID" in fault.value.remedy


def test_the_others_with_the_e_mail_are_not_asked_for_where_the_client_has_none() -> None:
    theirs = provisioned(unit(), client=evolve(LINKED, email=" "))
    flow = clients_beside(theirs.client, USER_7)
    assert asked(flow, portal(), MemoryPowerPro([theirs])) == [("clients_linked_to", "7")]


# --- which link is good -----------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "field"),
    [
        (LinkBasis.FAMILY_NAME, "family_name_only"),
        (LinkBasis.STAFF, "staff_users"),
        (LinkBasis.STAFF, "family_name_only"),
        (LinkBasis.OF_ANOTHER, "secondary_ids_of_others"),
        (LinkBasis.OF_ANOTHER, "staff_users"),
    ],
)
def test_each_setting_that_a_link_rests_on_has_to_report(basis: LinkBasis, field: str) -> None:
    link = evolve(LINK, basis=basis)
    lenient = evolve(GUIDE, secondary_ids_of_others=Reaction.REPORT)
    assert is_good(link, lenient)
    assert not is_good(link, evolve(lenient, **{field: Reaction.HOLD}))  # type: ignore[arg-type]  # any field


def test_a_setting_that_a_link_does_not_rest_on_may_hold() -> None:
    others = evolve(GUIDE, staff_users=Reaction.HOLD, secondary_ids_of_others=Reaction.HOLD)
    assert is_good(LINK, CAREFUL)
    assert is_good(BY_FAMILY_NAME, others)
    assert is_good(
        evolve(LINK, basis=LinkBasis.STAFF), evolve(GUIDE, secondary_ids_of_others=Reaction.HOLD)
    )


def calls(known: Linkage, by: Rules) -> list[object]:
    flow = verified_link(THEIRS, USER_7, COURSE_126, by, known)
    return [name for name, *_ in asked(flow, portal(users=[JOANA_7]), MemoryPowerPro([THEIRS]))]


def test_a_link_that_was_only_reported_is_good_only_while_the_policy_reports_that() -> None:
    lenient = evolve(GUIDE, secondary_ids_of_others=Reaction.REPORT)
    stranger, _ = looked(STRANGER, lenient)
    assert stranger.basis is LinkBasis.OF_ANOTHER
    assert is_good(stranger, lenient)
    assert not is_good(stranger, GUIDE)
    trainer, _ = looked(evolve(JOANA_7, user_type="Trainer-Type"))
    assert trainer.basis is LinkBasis.STAFF
    assert is_good(trainer, GUIDE)
    assert not is_good(trainer, CAREFUL)


def test_a_trainers_results_are_held_once_the_policy_holds_trainers() -> None:
    trainer = evolve(JOANA_7, user_type="Trainer-Type")
    stored, _ = looked(trainer)
    again = verified_link(THEIRS, USER_7, COURSE_126, rules(CAREFUL), Linkage("", stored))
    with pytest.raises(Held) as held:
        finished(again, trainer)
    assert held.value.reason == "not-a-learner"


def test_a_verified_link_costs_no_call_to_talent() -> None:
    assert calls(Linkage("", LINK), rules()) == ["clients_linked_to"]
    trusting = rules(Policy(shared_talent_user=SharedTalentUser.LINK))
    assert calls(Linkage("", LINK), trusting) == []


@pytest.mark.parametrize(
    "known",
    [
        UNKNOWN,
        Linkage("", evolve(LINK, user_id=TalentUserId("8"))),
        Linkage("live", evolve(LINK, portal="trial")),
    ],
    ids=["none", "another id", "another portal"],
)
def test_without_a_link_to_this_user_in_this_portal_the_user_is_looked_at(known: Linkage) -> None:
    look = ["clients_linked_to", "clients_with_email", "user_by_id"]
    assert calls(known, rules())[:3] == look


def test_another_client_who_has_the_talent_user_by_now_is_held() -> None:
    powerpro = MemoryPowerPro([THEIRS], clients=[evolve(LEN, secondary_id="7")])
    flow = verified_link(THEIRS, USER_7, COURSE_126, rules(), Linkage("", LINK))
    with pytest.raises(Held, match="LEN CASTER"):
        answered(flow, portal(), powerpro)


# --- a corrected link -------------------------------------------------------------

OURS = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
FORMER_USER = TalentUserId("5")
FORMER = Linkage("", evolve(LINK, user_id=FORMER_USER))


def test_results_over_a_former_link_are_named_where_it_is_corrected() -> None:
    by_hand = unit("ICTWEB305", outcome=COMPETENT, outcome_date=date(2022, 6, 13))
    theirs = provisioned(unit().with_result(OURS), by_hand, unit("ICTWEB306"))
    journal = MemoryJournal()
    for each in (unit(), by_hand):
        journal.remember_result(each.id, OURS)
    flow = look(theirs, USER_7, COURSE_126, rules(), FORMER)
    link, (remark,) = finished(flow, JOANA_7, journal=journal)
    assert link == LINK
    assert remark == Remark(
        "results-of-former-user",
        "The Secondary ID of JOANA GOMEZ (2021000017) was corrected from 5 to 7. These results "
        "were taken from Talent User 5 and still stand: ICTWEB304 "
        "(20 - Competency achieved/pass, 13/06/2022). Check each of them.",
    )


def test_a_second_look_at_the_same_user_names_no_results() -> None:
    theirs = provisioned(unit().with_result(OURS))
    journal = MemoryJournal()
    journal.remember_result(unit().id, OURS)
    flow = look(theirs, USER_7, COURSE_126, rules(), Linkage("", BY_FAMILY_NAME))
    assert finished(flow, JOANA_7, journal=journal) == (LINK, [])


def test_results_of_another_enrolment_without_evidence_may_be_of_any_user() -> None:
    rows = [unit(row=f"closed-{number}") for number in (1, 2)]
    closed = evolve(provisioned(rows[0].with_result(OURS)), id=EnrolmentId("0999"))
    theirs = provisioned(rows[1].with_result(OURS), unit("ICTWEB305").with_result(OURS))
    journal = MemoryJournal()
    for each in (*rows, unit("ICTWEB305")):
        journal.remember_result(each.id, OURS)
    flow = results_over(evolve(LINK, user_id=FORMER_USER), theirs)
    _, (remark,) = answered(flow, powerpro=MemoryPowerPro([closed, theirs]), memory=journal)
    assert remark.message.endswith(
        "still stand: ICTWEB304 (20 - Competency achieved/pass, 13/06/2022), ICTWEB305 "
        "(20 - Competency achieved/pass, 13/06/2022). Check each of them."
    )


def test_results_of_closed_enrolments_are_named_by_their_evidence() -> None:
    row, other = unit(row="closed-1"), unit("ICTWEB305", "closed-2")
    closed = evolve(
        provisioned(row.with_result(OURS), other.with_result(OURS)),
        id=EnrolmentId("0999"),
        booking_status="Withdrawn",
    )
    journal, evidence = MemoryJournal(), MemoryEvidence()
    for each in (row, other):
        journal.remember_result(each.id, OURS)
    taken = {row: FORMER_USER, other: TalentUserId("4")}
    evidence.keep("run-1", {closed.id: [from_user(each, user) for each, user in taken.items()]})
    flow = results_over(evolve(LINK, user_id=FORMER_USER), THEIRS)
    _, (remark,) = answered(
        flow, powerpro=MemoryPowerPro([closed, THEIRS]), memory=journal, evidence=evidence
    )
    assert (
        "Talent User 5 and still stand: ICTWEB304 of enrolment 0999 "
        "(20 - Competency achieved/pass, 13/06/2022). Check"
    ) in remark.message
    assert "ICTWEB305" not in remark.message


def from_user(row: Unit, user_id: TalentUserId) -> ResultEvidence:
    """Why the agent wrote that result to the closed enrolment's unit."""
    return evolve(
        FIRST,
        enrolment_id=EnrolmentId("0999"),
        unit_id=row.id,
        unit_code=row.code,
        talent_user_id=user_id,
    )


def test_a_corrected_link_without_results_needs_no_word() -> None:
    flow = results_over(evolve(LINK, user_id=TalentUserId("5")), THEIRS)
    assert answered(flow)[1] == ()


def test_a_new_link_keeps_why_it_is_good() -> None:
    assert link_to(enrolment(), MARY_7, (), rules(), Linkage("rto")) == VerifiedLink(
        JOANA.code, USER_7, "rto", LinkBasis.FAMILY_NAME
    )
