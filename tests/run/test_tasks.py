"""What identifies the person of a task, and how many calls it makes."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import JOANA, enrolment
from talent_powerpro.flows.provisioning import NoLongerDue
from talent_powerpro.records.record import StageName
from talent_powerpro.records.step import Flow
from talent_powerpro.run.tasks import Batch, Ending, Task, WorkFound, most_calls


def nothing() -> Flow[Ending]:
    yield from ()
    return NoLongerDue(())


def test_a_task_is_known_by_its_stage_and_enrolment() -> None:
    assert Task(StageName.RESULTS, enrolment(), nothing).key == ("results", "1001")


def test_a_task_makes_one_call_unless_it_says_otherwise() -> None:
    task = Task(StageName.RESULTS, enrolment(), nothing)
    assert most_calls([task, evolve(task, most_calls=3)]) == 4


def test_client_stored_id_and_email_identify_a_person() -> None:
    client = evolve(JOANA, secondary_id=" 07 ", email=" JG11@pm.me")
    task = Task(StageName.PROVISIONING, enrolment(client=client), nothing)
    assert list(task.persons) == [
        ("client", "2021000017"),
        ("secondary id", "7"),
        ("e-mail", "jg11@pm.me"),
    ]


def test_another_systems_id_and_a_blank_email_identify_nobody() -> None:
    task = Task(StageName.PROVISIONING, enrolment(client=evolve(JOANA, email=" ")), nothing)
    assert list(task.persons) == [("client", "2021000017")]


def test_work_has_no_unread_enrolments_unless_it_says_so() -> None:
    assert list(WorkFound(iter([Batch()])).unread()) == []
