"""Contract suite of a PowerPro repository."""

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
    """Tests that your repository is a `PowerProRepository`. Inherit it and define `make`.

    ::

        class TestMyStore(PowerProContract):
            def make(self, enrolments, clients):
                return MyStore(filled_with(enrolments, clients))

    All calls come from pytest's thread, as an agent makes all of its own from its caller's.
    """

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.store(()), PowerProRepository) == []

    def test_an_empty_store_returns_nothing(self) -> None:
        powerpro = self.store(())
        assert list(powerpro.enrolments_to_provision(())) == []
        assert list(powerpro.provisioned_enrolments()) == []
        assert list(powerpro.clients_linked_to(TalentUserId("7"))) == []
        assert list(powerpro.clients_with_email("jg11@pm.me")) == []

    def test_runs_provision_then_fetch_results_then_change_nothing(self) -> None:
        """The guide's example: Joana is enrolled, completes a unit, then nothing is new."""
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
    """A portal with the course and the group of the suite's rows. Its next user gets id 7."""
    units = (TalentUnit("31", "ICTWEB304 Build simple web pages"),)
    talent = MemoryTalent(courses=[TalentCourse(COURSE_ID, "Web", units=units)], next_user_id=7)
    talent.put_group(TalentGroupKey(WEB.talent_group_key))
    return talent
