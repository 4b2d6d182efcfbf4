"""Names and e-mail of Talent users that follow PowerPro, over whole runs of the guide's RTO."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from support.by_hand import answered
from support.the_guide import (
    JOANA,
    JOANA_7,
    PINK,
    USER_7,
    Rto,
    booking,
    careful,
    ended,
    enrolment,
    many,
    only,
    portal,
    rto,
    rules,
)
from talent_powerpro import Record, RunReport
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryVerifiedLinks
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.errors import Duplicate, Failed, NoAnswer
from talent_powerpro.flows.user_update import UserUpdated, update_user
from talent_powerpro.model import Client, TalentUser, TalentUserId, UserDetails
from talent_powerpro.records.links import UNKNOWN, Linkage, LinkBasis, VerifiedLink
from talent_powerpro.records.write import EditUser
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.rules.saving import Saving

OLD = UserDetails("Joana", "Gomez", "jg11@pm.me")
MARRIED = UserDetails("Joana", "Lee", "jg11@pm.me")
NEW_MAIL = UserDetails("Joana", "Gomez", "joana@pm.me")


def provisioned_by_the_agent(*, on: bool = True) -> Rto:
    """Joana's RTO after a run that signed her up as Talent user 7."""
    world = rto()
    world.links = MemoryVerifiedLinks()
    world.policy = evolve(world.policy, update_users=on)
    world.run()
    return world


def edit(world: Rto, **changes: Any) -> None:
    """A person edits the client in PowerPro."""
    world.powerpro.put_client(evolve(world.powerpro.clients[JOANA.code], **changes))


def edit_there(world: Rto, **changes: Any) -> None:
    """A person edits the user in TalentLMS."""
    world.talent.put_user(evolve(world.talent.users[USER_7], **changes))


def there(world: Rto) -> UserDetails:
    return world.talent.users[USER_7].details


def remembered(world: Rto) -> WrittenUser:
    (found,) = world.written_users.written_to([JOANA.code])
    return found


def updated(world: Rto) -> Record:
    return only(world.run().of("provisioning"))


def asked_in(world: Rto, run: Any) -> list[str]:
    before = len(world.talent.script.asked)
    run()
    return world.talent.script.asked[before:]


# --- what follows -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "new"),
    [
        ({"surname": "LEE"}, MARRIED),
        ({"email": " joana@pm.me "}, NEW_MAIL),
    ],
)
def test_what_changed_in_powerpro_is_written_once(
    changes: dict[str, Any], new: UserDetails
) -> None:
    world = provisioned_by_the_agent()
    edit(world, **changes)
    record = updated(world)
    assert (record.status, record.writes) == ("written", (EditUser(USER_7, OLD, new),))
    assert there(world) == new
    assert world.talent.users[USER_7].login == "jg11@pm.me"
    assert (remembered(world).written, remembered(world).settled) == (new, new)
    assert f"Updating Talent User 7: {new.first_name} {new.last_name}, {new.email}" in (
        world.messages
    )
    assert world.run().wrote == 0


def test_while_nothing_changes_in_powerpro_nothing_is_asked() -> None:
    world = provisioned_by_the_agent()
    edit_there(world, first_name="Jo")
    assert "user_by_id" not in asked_in(world, world.run)
    edit(world, mobile="0412 345 678", given_names="Joana", surname="Gomez")
    assert "user_by_id" not in asked_in(world, world.run)
    assert there(world).first_name == "Jo"


def test_a_plan_says_it_and_apply_writes_it() -> None:
    world = provisioned_by_the_agent()
    edit(world, surname="LEE")
    plan = world.agent().plan()
    assert only(plan.writing).writes == (EditUser(USER_7, OLD, MARRIED),)
    assert there(world) == OLD
    assert only(world.agent().apply(plan).records).status == "written"
    assert there(world) == MARRIED


def test_turned_off_nothing_is_remembered_and_nobody_is_updated() -> None:
    world = provisioned_by_the_agent(on=False)
    edit(world, surname="LEE")
    assert world.run().records == ()
    assert (there(world), list(world.written_users.every_written())) == (OLD, [])


def test_turned_on_later_the_journal_says_what_was_written() -> None:
    world = provisioned_by_the_agent(on=False)
    world.policy = evolve(world.policy, update_users=True)
    edit(world, surname="LEE")
    assert updated(world).writes == (EditUser(USER_7, OLD, MARRIED),)
    world.written_users = MemoryWrittenUsers()
    edit(world, surname="ADAMS")
    assert world.run().records == ()  # The journal was read once.


def test_a_blank_name_and_a_malformed_e_mail_change_nothing() -> None:
    world = provisioned_by_the_agent()
    edit(world, given_names="", email="jg11 at pm.me")
    assert "user_by_id" not in asked_in(world, world.run)
    assert there(world) == OLD


# --- what a person changed --------------------------------------------------------


def test_a_value_that_a_person_changed_stays_and_is_remarked_once() -> None:
    world = provisioned_by_the_agent()
    edit_there(world, last_name="Smith")
    edit(world, surname="LEE", email="joana@pm.me")
    record = updated(world)
    assert there(world) == UserDetails("Joana", "Smith", "joana@pm.me")
    assert [each.message for each in record.remarks] == [
        "Somebody changed Talent User 7 of JOANA LEE (2021000017) in TalentLMS, so this does not "
        "follow PowerPro: the last name is Smith there and Lee in PowerPro."
    ]
    assert "user_by_id" not in asked_in(world, world.run)
    edit(world, surname="ADAMS")
    assert "Smith there and Adams in PowerPro" in updated(world).remarks[0].message
    assert there(world).last_name == "Smith"


def test_a_person_who_puts_the_old_value_back_lets_it_follow_again() -> None:
    world = provisioned_by_the_agent()
    edit_there(world, last_name="Smith")
    edit(world, surname="LEE")
    updated(world)
    edit_there(world, last_name="Gomez")
    edit(world, surname="ADAMS")
    assert updated(world).writes
    assert there(world).last_name == "Adams"


def test_what_a_person_entered_in_both_systems_is_not_written_and_counts_as_written() -> None:
    world = provisioned_by_the_agent()
    edit_there(world, last_name="Lee")
    edit(world, surname="LEE")
    assert world.run().wrote == 0
    assert remembered(world).written == MARRIED


# --- who is not updated -----------------------------------------------------------


def test_a_user_whom_somebody_else_created_is_not_updated() -> None:
    world = rto(talent=portal(users=[JOANA_7]))
    world.links = MemoryVerifiedLinks()
    world.policy = evolve(world.policy, update_users=True)
    world.run()
    edit(world, surname="LEE")
    assert world.run().records == ()


def test_a_user_of_two_clients_is_nobodys_alone() -> None:
    world = provisioned_by_the_agent()
    world.powerpro.put_client(evolve(PINK, secondary_id="7"))
    edit(world, surname="LEE")
    (remark,) = only(
        each for each in world.run().of("provisioning") if each.client_code == JOANA.code
    ).remarks
    assert remark.message == (
        "Talent User 7 of JOANA LEE (2021000017) is also the Secondary ID of PINK PANTHER "
        "(2021000018), so names and e-mail do not follow PowerPro."
    )
    assert there(world) == OLD


def test_an_administrator_and_a_user_who_is_gone_are_left_alone() -> None:
    world = provisioned_by_the_agent()
    edit_there(world, user_type="Admin-Type")
    edit(world, surname="LEE")
    assert world.run().wrote == 0
    del world.talent.users[USER_7]
    edit(world, surname="ADAMS")
    assert world.run().wrote == 0
    assert remembered(world).settled.last_name == "Adams"


@pytest.mark.parametrize(
    "change",
    [
        lambda world: setattr(world, "links", MemoryVerifiedLinks()),
        lambda world: world.powerpro.put_enrolment(
            evolve(world.enrolment(), withdrawal_date=world.clock.now.date())
        ),
    ],
    ids=["no link", "withdrawn"],
)
def test_only_the_verified_user_of_an_active_student_is_updated(change: Any) -> None:
    world = provisioned_by_the_agent()
    change(world)
    edit(world, surname="LEE")
    assert [write.action for each in world.run().records for write in each.writes] == []
    assert there(world) == OLD


# --- faults -----------------------------------------------------------------------


def test_an_e_mail_that_another_user_has_fails_the_record_clearly() -> None:
    world = provisioned_by_the_agent()
    other = TalentUser(TalentUserId("8"), "mary", "Mary", "Smith", "joana@pm.me")
    world.talent.put_user(other)
    edit(world, surname="LEE", email="joana@pm.me")
    planned = only(world.agent().plan().records)
    report = world.run()
    record = only(report.records)
    assert planned.reason == record.reason == "email-taken"
    assert record.message == (
        "The e-mail of JOANA LEE (2021000017) is now joana@pm.me, but Talent User 8 (Mary Smith) "
        "has it in TalentLMS, so the client's Talent user keeps the old one."
    )
    assert there(world) == OLD
    assert of_report(report) is Exit.ATTENTION
    assert of_report(world.run()) is Exit.DONE
    world.talent.put_user(evolve(other, email="mary@pm.me"))
    assert updated(world).status == "written"


def test_talentlms_may_say_so_only_when_it_is_written() -> None:
    world = provisioned_by_the_agent()
    edit(world, email="joana@pm.me")
    world.talent.script.raises("edit_user", Duplicate("A user with the same email exists"))
    record = updated(world)
    assert (record.status, record.reason) == ("failed", "email-taken")
    assert "is now joana@pm.me, but another Talent user has it" in record.message


def test_while_it_fails_it_is_asked_about_once_an_hour() -> None:
    world = provisioned_by_the_agent()
    world.saving = Saving()
    world.talent.put_user(TalentUser(TalentUserId("8"), "mary", "Mary", "S", "joana@pm.me"))
    edit(world, email="joana@pm.me")
    world.run()
    assert "user_by_email" not in asked_in(world, world.run)
    world.clock.now += timedelta(hours=1)
    assert "user_by_email" in asked_in(world, world.run)


def test_without_an_answer_the_next_run_finds_out_what_was_written() -> None:
    world = provisioned_by_the_agent()
    edit(world, surname="LEE")
    write = type(world.talent).edit_user

    def lost(user: TalentUser, details: UserDetails) -> None:
        write(world.talent, user, details)
        raise NoAnswer("timed out")

    world.talent.edit_user = lost  # type: ignore[assignment,method-assign]
    assert updated(world).status == "deferred"
    assert world.run().wrote == 0
    assert remembered(world).written == MARRIED


def test_a_sign_up_without_an_answer_is_remembered_for_whoever_it_made() -> None:
    world = rto()
    world.links = MemoryVerifiedLinks()
    world.policy = evolve(world.policy, update_users=True)
    create = type(world.talent).create_user
    hidden: list[TalentUser] = []

    def lost(new: Any) -> None:
        hidden.append(create(world.talent, new))
        del world.talent.users[hidden[0].id]
        raise NoAnswer("timed out")

    world.talent.create_user = lost  # type: ignore[assignment,method-assign]
    world.run()
    assert remembered(world).user_id == ""
    world.talent.put_user(hidden[0])
    world.run()
    edit(world, surname="LEE")
    assert updated(world).writes == (EditUser(USER_7, OLD, MARRIED),)
    assert remembered(world).user_id == USER_7


def test_more_than_the_brake_allows_stops_the_stage() -> None:
    world = rto(*many(2))
    world.links = MemoryVerifiedLinks()
    world.policy = evolve(world.policy, update_users=True, users_updated=1)
    world.run()
    for client in list(world.powerpro.clients.values()):
        world.powerpro.put_client(evolve(client, surname="LEE"))
    report: RunReport = world.run()
    assert (ended(report), report.wrote) == ("users_updated", 0)
    assert world.run(release=["users_updated"]).wrote == 2


def test_of_several_enrolments_one_is_updated_that_has_no_other_task() -> None:
    second = enrolment("1002", export_date=JOANA.date_of_birth)
    world = rto(enrolment(), second)
    world.links = MemoryVerifiedLinks()
    world.policy = evolve(world.policy, update_users=True)
    world.run()
    now = world.powerpro.clients[JOANA.code]
    world.powerpro.put_enrolment(evolve(enrolment("1002"), client=evolve(now, surname="LEE")))
    report = world.run()
    assert {each.enrolment_id: str(each.status) for each in report.of("provisioning")} == {
        "1001": "written",
        "1002": "provisioned",
    }


# --- what has changed by the time the record's turn comes ----------------------------

BEFORE = WrittenUser(JOANA.code, USER_7, "", OLD, OLD)
LINK = VerifiedLink(JOANA.code, USER_7, "")
LEE = evolve(JOANA, surname="LEE", secondary_id="7")


def update_now(
    *clients: Client, before: WrittenUser = BEFORE, link: VerifiedLink | None = LINK
) -> UserUpdated:
    """The update of the first of these clients, over a portal where it may be written."""
    powerpro = MemoryPowerPro([enrolment(client=clients[0])], clients=clients[1:])
    flow = update_user(booking(), before, rules(careful()), Linkage("", link))
    return answered(flow, portal(users=[JOANA_7]), powerpro)[1]


def test_who_is_still_to_be_updated_is() -> None:
    settled = evolve(BEFORE, settled=MARRIED)
    assert update_now(LEE) == UserUpdated(evolve(settled, written=MARRIED))
    twin = evolve(PINK, secondary_id="7")
    assert update_now(LEE, twin) == UserUpdated(settled), "nobody's alone"


@pytest.mark.parametrize(
    ("client", "changes"),
    [
        (LEE, {"before": evolve(BEFORE, settled=MARRIED)}),
        (LEE, {"before": evolve(BEFORE, user_id=TalentUserId("9"))}),
        (LEE, {"link": None}),
        (LEE, {"link": evolve(LINK, basis=LinkBasis.OF_ANOTHER)}),
        (evolve(LEE, secondary_id=""), {}),
        (evolve(LEE, secondary_id="8"), {}),
    ],
    ids=["dealt with", "another's", "no link", "doubtful link", "no id", "another id"],
)
def test_who_is_no_longer_to_be_updated_is_not(client: Client, changes: Any) -> None:
    assert update_now(client, **changes) == UserUpdated()


def test_an_enrolment_that_cannot_be_read_fails() -> None:
    powerpro = MemoryPowerPro([enrolment(client=LEE, unreadable=("A date.",))])
    flow = update_user(booking(), BEFORE, rules(), Linkage("", LINK))
    with pytest.raises(Failed, match="A date"):
        answered(flow, powerpro=powerpro)


def test_for_an_enrolment_that_is_gone_nothing_is_done() -> None:
    flow = update_user(booking(), BEFORE, rules(), UNKNOWN)
    assert answered(flow)[1] == UserUpdated()
