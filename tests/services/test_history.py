"""What each run wrote, with old and new values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import PERTH, Rto, booking, enrolment, finished, many, rto
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import Failed
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.journal import JournalEntry, RunHeader
from talent_powerpro.records.write import SetResult, SetSecondaryId
from talent_powerpro.services.finding import NoMatch
from talent_powerpro.services.history import PastRun, history


def past(made: Rto, **asked: object) -> tuple[PastRun, ...]:
    return history(made.powerpro, made.state, **asked)  # type: ignore[arg-type]


@pytest.fixture
def made() -> Rto:
    """Joana is provisioned on the 2nd; a unit that she completed is written on the 14th."""
    world = rto(talent=finished("ICTWEB304"))
    world.run(only="provisioning")
    world.clock.now = datetime(2022, 6, 14, 9, tzinfo=PERTH)
    world.run()
    world.clock.pass_days()
    world.run()  # Nothing is new.
    return world


def test_runs_are_listed_newest_first_with_old_and_new_values(made: Rto) -> None:
    newest, oldest = past(made)
    assert newest.header is not None
    assert newest.header.started.day == 14
    (record,) = newest.records
    assert (record.client_code, record.client_name) == ("2021000017", "JOANA GOMEZ")
    assert record.stage == "results"
    (write,) = record.writes
    assert isinstance(write, SetResult)
    assert (write.old.outcome, write.new.outcome) == ("", "20 - Competency achieved/pass")
    (evidence,) = record.evidence
    assert (evidence.unit_code, evidence.run_id) == ("ICTWEB304", newest.run_id)
    (provisioned,) = oldest.records
    assert provisioned.status == "provisioned"
    (linked,) = (each for each in provisioned.writes if isinstance(each, SetSecondaryId))
    assert (linked.old, linked.new) == ("DPC000129", "7")


def test_a_run_that_wrote_nothing_is_listed_by_its_id_alone(made: Rto) -> None:
    idle = made.journal.runs()[-1]
    assert idle.wrote == 0
    assert idle.run_id not in {run.run_id for run in past(made)}
    (found,) = past(made, run_id=idle.run_id)
    assert (found.run_id, found.records) == (idle.run_id, ())


def test_a_record_that_was_only_held_is_no_work(made: Rto) -> None:
    newest, *_ = past(made)
    (entry,) = made.journal.entries(newest.run_id)
    held = evolve(entry, enrolment_id=EnrolmentId("9"), status="held", writes=(), made=())
    made.journal.begin([held])
    assert past(made)[0] == newest


def test_the_evidence_is_that_of_the_run_itself(made: Rto) -> None:
    newest, *_ = past(made)
    (evidence,) = newest.records[0].evidence
    made.evidence.keep("later", {booking(): [evolve(evidence, run_id="later")]})
    assert past(made)[0] == newest
    made.evidence._kept.clear()
    assert past(made)[0].records[0].evidence == (), "it is no longer kept"


def test_a_run_that_was_cut_off_is_listed(made: Rto) -> None:
    newest, *_ = past(made)
    assert newest.header is not None
    made.journal.keep_run(evolve(newest.header, ended=None, wrote=0))
    (found,) = past(made, since=datetime(2022, 6, 10, tzinfo=PERTH))
    assert found.records == newest.records


def test_since_leaves_out_what_is_older(made: Rto) -> None:
    since = datetime(2022, 6, 10, tzinfo=PERTH)
    (found,) = past(made, since=since)
    assert found.header is not None
    assert found.header.started >= since
    assert len(past(made, since=datetime(2022, 6, 14, 9, tzinfo=PERTH))) == 1
    assert past(made, since=since + timedelta(days=30)) == ()
    _, oldest = past(made)
    assert past(made, run_id=oldest.run_id, since=since) == (oldest,), "it is named"


@pytest.mark.parametrize("finds_enrolments", [True, False])
def test_one_enrolments_history_leaves_out_the_others(finds_enrolments: bool) -> None:
    world = rto(enrolment(), *many(2))
    if finds_enrolments:
        world.journal = FindingJournal()
    world.run()
    (run,) = past(world, enrolment_ids=[booking()])
    assert [each.enrolment_id for each in run.records] == ["1001"]
    assert past(world, enrolment_ids=[EnrolmentId("9")]) == ()
    assert past(world, enrolment_ids=[booking()], since=world.clock.now) == (run,)
    (whole,) = past(world, since=world.clock.now)
    assert len(whole.records) == 3
    world.clock.now += timedelta(hours=1)
    assert past(world, enrolment_ids=[booking()], since=world.clock.now) == ()
    world.journal._runs.clear()
    assert past(world, enrolment_ids=[booking()], since=world.clock.now) == ()
    assert [each.records for each in past(world, enrolment_ids=[booking()])] == [run.records]


class FindingJournal(MemoryJournal):
    """It finds the records of enrolments, and reads those of no whole run for them."""

    def entries(self, run_id: str | None = None) -> Sequence[JournalEntry]:
        assert run_id is not None, "years of records"
        return super().entries(run_id)

    def entries_of(self, enrolment_ids: Collection[str]) -> Sequence[JournalEntry]:
        return [each for each in super().entries() if each.enrolment_id in enrolment_ids]


def test_an_enrolment_that_is_gone_is_listed_by_its_id(made: Rto) -> None:
    made.powerpro._enrolments.clear()
    record = past(made)[0].records[0]
    assert (record.enrolment_id, record.client_code, record.course_code) == ("1001", "", "")


def test_an_enrolment_that_cannot_be_read_is_listed_by_its_id(made: Rto) -> None:
    made.powerpro.script.raises("enrolment", Failed("unreadable"))
    assert past(made)[0].records[0].client_name == ""


def test_runs_without_a_summary_come_last(made: Rto) -> None:
    made.journal._runs.clear()
    listed = past(made)
    assert [run.header for run in listed] == [None, None]
    assert past(made, run_id=listed[0].run_id) == listed[:1]
    assert past(made, since=datetime(2022, 1, 1, tzinfo=PERTH)) == ()


def test_an_unknown_run_is_a_fault_that_names_the_newest(made: Rto) -> None:
    with pytest.raises(NoMatch) as raised:
        past(made, run_id="nobodys")
    second, first = (each.run_id for each in past(made))
    assert raised.value.faults == (
        "The journal has no run nobodys. The newest that wrote something:",
        f"  {second}, 1 writes",
        f"  {first}, 2 writes",
    )
    assert raised.value.remedy == "List the runs with `talent-powerpro history`."
    for number in range(10):
        made.journal.keep_run(RunHeader(f"r{number}", made.clock.now, wrote=1))
    with pytest.raises(NoMatch) as raised:
        past(made, run_id="nobodys")
    assert [each.split(",")[0].strip() for each in raised.value.faults[1:]] == [
        f"r{number}" for number in reversed(range(10))
    ]
    with pytest.raises(NoMatch, match=r"The journal has no run nobodys\.$"):
        past(evolve(made, journal=MemoryJournal()), run_id="nobodys")


def test_since_reads_the_runs_in_question_alone(made: Rto) -> None:
    asked: list[str | None] = []
    read = made.journal.entries

    class Counting(MemoryJournal):
        def entries(self, run_id: str | None = None) -> Sequence[JournalEntry]:
            asked.append(run_id)
            return read(run_id)

    counting = Counting()
    counting._runs = made.journal._runs
    (found,) = past(evolve(made, journal=counting), since=datetime(2022, 6, 10, tzinfo=PERTH))
    assert asked == [found.run_id]
    past(evolve(made, journal=counting), run_id=found.run_id)
    assert asked == [found.run_id] * 2
