"""The suite that proves a PowerPro repository."""

from __future__ import annotations

from datetime import UTC, datetime

from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.agent import Agent
from talent_powerpro.model import (
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
    TalentUserId,
)
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_edits import PowerProEdits
from talent_powerpro.testing.contracts.powerpro_reads import PowerProReads
from talent_powerpro.testing.contracts.powerpro_writes import PowerProWrites
from talent_powerpro.testing.contracts.rows import EXPORT_DATE, WEB, enrolment

COURSE_ID = TalentCourseId(WEB.talent_course_id)
NOW = datetime(EXPORT_DATE.year, EXPORT_DATE.month, EXPORT_DATE.day, 6, 58, 56, tzinfo=UTC)


class PowerProContract(PowerProReads, PowerProWrites, PowerProEdits):
    """Proves that what `make` gives is a `PowerProRepository`: inherit it, and define `make`.

    ::

        class TestMyStore(PowerProContract):
            def make(self, enrolments, clients):
                return MyStore(filled_with(enrolments, clients))

    Everything is called from pytest's own thread, as an agent calls it from its caller's.
    """

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.store(()), PowerProRepository) == []

    def test_an_empty_store_answers_with_nothing(self) -> None:
        powerpro = self.store(())
        assert list(powerpro.enrolments_to_provision(())) == []
        assert list(powerpro.provisioned_enrolments()) == []
        assert list(powerpro.clients_linked_to(TalentUserId("7"))) == []
        assert list(powerpro.clients_with_email("jg11@pm.me")) == []

    def test_runs_provision_fetch_results_and_then_write_nothing(self) -> None:
        """The guide's story: enrolled, then a unit completed, then nothing new."""
        powerpro = self.store((enrolment(),))
        talent = portal()
        agent = Agent(powerpro, talent, timezone=UTC, clock=lambda: NOW)
        agent.run()
        provisioned = self.found(powerpro)
        assert provisioned.client.secondary_id == "7"
        assert provisioned.provisioning_log is not None
        talent.complete(TalentUserId("7"), COURSE_ID, "31", NOW)
        agent.run()
        assert self.first_unit(powerpro).outcome_date == EXPORT_DATE
        written = self.found(powerpro)
        agent.run()
        assert self.found(powerpro) == written


def portal() -> MemoryTalent:
    """A TalentLMS with the course and the group of the suite's rows; its next user is 7."""
    units = (TalentUnit("31", "ICTWEB304 Build simple web pages"),)
    talent = MemoryTalent(courses=[TalentCourse(COURSE_ID, "Web", units=units)], next_user_id=7)
    talent.put_group(TalentGroupKey(WEB.talent_group_key))
    return talent
