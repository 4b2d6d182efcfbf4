"""Whose client changed since the agent last wrote, and what it remembers of its sign-ups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import evolve

from support.the_guide import (
    JOANA,
    JOANA_7,
    LEN,
    LOG,
    PINK,
    STARTED,
    TODAY,
    USER_7,
    booking,
    enrolment,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.errors import NoAnswer, Refused
from talent_powerpro.model import Client, ClientCode, TalentUserId, UserDetails
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.step import Call, Event, Side
from talent_powerpro.records.write import CreateUser, SetSecondaryId
from talent_powerpro.records.written_user import WrittenUser
from talent_powerpro.rules.user_updates import wanted_details
from talent_powerpro.run.user_updates import (
    UpdateWork,
    clients_with,
    remember_sign_ups,
    signed_up_in,
)

OLD = UserDetails("Joana", "Gomez", "jg11@pm.me")
KEPT = WrittenUser(JOANA.code, USER_7, "here", OLD, OLD)
RENAMED = evolve(JOANA, surname="LEE", secondary_id="7")
CREATE = CreateUser(JOANA.code, "jg11@pm.me", "Joana", "Gomez", "jg11@pm.me")
BLANK = TalentUserId("")
AT = date(2022, 6, 2)


class WithoutPort(MemoryPowerPro):
    clients_with: Any = None


def changed(powerpro: MemoryPowerPro, kept: WrittenUser = KEPT, but: Any = ()) -> list[str]:
    users = MemoryWrittenUsers()
    users.remember_written([kept])
    work = UpdateWork(rules(), TODAY, "here", users)
    return [each.id for before, each in work.changed(powerpro, but) if before == kept]


def test_a_renamed_client_comes_with_an_enrolment_in_scope() -> None:
    closed = evolve(provisioned(unit(), client=RENAMED), withdrawal_date=TODAY.today)
    second = enrolment("1002", RENAMED, contact_logs=(LOG,))
    third = evolve(second, id=booking("1003"))
    for kind in (MemoryPowerPro, WithoutPort):
        powerpro = kind([closed, second, third])
        assert changed(powerpro) == ["1002"]
        assert changed(powerpro, but=("1002",)) == ["1003"]
        assert changed(powerpro, but=("1002", "1003")) == []
        assert changed(kind([closed])) == []
        assert changed(kind([evolve(second, unreadable=("x",))])) == []


def test_who_has_not_changed_or_is_of_another_portal_is_left_out() -> None:
    same = MemoryPowerPro([provisioned(unit())])
    renamed = MemoryPowerPro([provisioned(unit(), client=RENAMED)])
    assert changed(same) == []
    assert changed(renamed) == ["1001"]
    assert changed(renamed, evolve(KEPT, portal="trial")) == []
    assert changed(renamed, evolve(KEPT, settled=evolve(OLD, last_name="Lee"))) == []
    assert changed(MemoryPowerPro()) == []
    assert list(clients_with(same, ())) == []


def test_a_client_who_has_not_changed_hides_no_other() -> None:
    same = WrittenUser(PINK.code, TalentUserId("8"), "here", *[details_of(PINK)] * 2)
    users = MemoryWrittenUsers()
    users.remember_written([same, KEPT])
    bystander = provisioned(unit(), id=booking("1003"), client=LEN)
    pink = provisioned(unit(), id=booking("1002"), client=PINK)
    for kind in (MemoryPowerPro, WithoutPort):
        powerpro = kind([bystander, pink, provisioned(unit(), client=RENAMED)])
        work = UpdateWork(rules(), TODAY, "here", users)
        assert [before for before, _ in work.changed(powerpro, ())] == [KEPT]


def test_a_blank_name_in_powerpro_is_no_change() -> None:
    blank = evolve(RENAMED, given_names="", surname="")
    assert changed(MemoryPowerPro([provisioned(unit(), client=blank)])) == []


def details_of(client: Client) -> UserDetails:
    return wanted_details(client, OLD, rules())


def event(answer: Any = None, fault: Any = None) -> Event:
    return Event(
        STARTED, Call("create_user", Side.TALENT, (rules().new_user(JOANA),)), answer, fault
    )


def test_a_sign_up_is_remembered_with_its_id_or_without_where_there_was_no_answer() -> None:
    asked = Event(STARTED, Call("user_by_id", Side.TALENT, (USER_7,)), JOANA_7)
    assert list(signed_up_in([asked, event(JOANA_7)], "here")) == [KEPT]
    doubt = event(fault=NoAnswer("timed out"))
    assert list(signed_up_in([doubt], "here")) == [evolve(KEPT, user_id=BLANK)]
    assert list(signed_up_in([event(fault=Refused("no", reason="x"))], "here")) == []


def entry(run: str, *made: Any, stage: str = "provisioning") -> JournalEntry:
    return JournalEntry(run, stage, booking(), (CREATE,), "provisioned", tuple(made))


def journal_with(*entries: JournalEntry) -> MemoryJournal:
    journal = MemoryJournal()
    for each in entries:
        journal.begin([evolve(each, status="", made=())])
        if each.status:
            journal.end(each.run_id, each.stage, each.enrolment_id, each.status, each.made)
    return journal


def read(
    journal: MemoryJournal, users: MemoryWrittenUsers | None = None, today: date = AT
) -> list[WrittenUser]:
    users = users or MemoryWrittenUsers()
    remember_sign_ups(journal, users, "here", today)
    return list(users.every_written())


def test_the_journal_of_earlier_runs_is_read_once_for_sign_ups_and_not_anew_each_day() -> None:
    linked = SetSecondaryId(JOANA.code, "", USER_7)
    journal = journal_with(entry("run-1", CREATE, linked))
    assert read(journal) == [KEPT]
    assert read(journal, today=AT + timedelta(days=1)) == []
    assert read(journal_with(entry("run-1", CREATE))) == [evolve(KEPT, user_id=BLANK)]
    assert read(journal_with(entry("run-1", stage="undo provisioning"))) == []
    assert read(MemoryJournal()) == []


def test_what_is_remembered_already_stays() -> None:
    users, now = MemoryWrittenUsers(), evolve(KEPT, written=evolve(OLD, last_name="Lee"))
    users.remember_written([now])
    assert read(journal_with(entry("run-1", CREATE)), users) == [now]


def test_a_sign_up_of_a_run_that_was_cut_off_is_remembered_at_each_run() -> None:
    journal = journal_with()
    assert read(journal) == []
    other = evolve(CREATE, client_code=ClientCode("C2"))
    journal.begin([JournalEntry("run-2", "provisioning", booking("2"), (other,))])
    assert read(journal) == [evolve(KEPT, client_code=ClientCode("C2"), user_id=BLANK)]
