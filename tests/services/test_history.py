"""What each run wrote, with old and new values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import PERTH, Rto, booking, enrolment, finished, many, rto
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.errors import Failed
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.journal import JournalEntry
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


def test_since_leaves_out_what_is_older(made: Rto) -> None:
    since = datetime(2022, 6, 10, tzinfo=PERTH)
    (found,) = past(made, since=since)
    assert found.header is not None
    assert found.header.started >= since
    assert len(past(made, since=datetime(2022, 6, 14, 9, tzinfo=PERTH))) == 1
    assert past(made, since=since + timedelta(days=30)) == ()


@pytest.mark.parametrize("finds_enrolments", [True, False])
def test_one_enrolments_history_leaves_out_the_others(finds_enrolments: bool) -> None:
    world = rto(enrolment(), *many(2))
    if finds_enrolments:
        world.journal = FindingJournal()
    world.run()
    (run,) = past(world, enrolment_ids=[booking()])
    assert [each.enrolment_id for each in run.records] == ["1001"]
    assert past(world, enrolment_ids=[EnrolmentId("9")]) == ()


class FindingJournal(MemoryJournal):
    def entries_of(self, enrolment_ids: object) -> object:
        return [each for each in self.entries() if each.enrolment_id in enrolment_ids]  # type: ignore[operator]


def test_an_enrolment_that_is_gone_is_listed_by_its_id(made: Rto) -> None:
    made.powerpro._enrolments.clear()
    record = past(made)[0].records[0]
    assert (record.enrolment_id, record.client_code, record.course_code) == ("1001", "", "")


def test_an_enrolment_that_cannot_be_read_is_listed_by_its_id(made: Rto) -> None:
    made.powerpro.script.raises("enrolment", Failed("unreadable"))
    assert past(made)[0].records[0].client_name == ""


def test_runs_without_a_summary_come_last(made: Rto) -> None:
    made.journal._runs.clear()
    assert [run.header for run in past(made)] == [None, None]
    assert past(made, since=datetime(2022, 1, 1, tzinfo=PERTH)) == ()


def test_an_unknown_run_is_a_fault_that_names_the_newest(made: Rto) -> None:
    with pytest.raises(NoMatch) as raised:
        past(made, run_id="nobodys")
    first, *others = raised.value.faults
    assert first == "The journal has no run nobodys. The newest that wrote something:"
    assert len(others) == 2
    assert others[0].startswith("  20220614T090000-")
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
