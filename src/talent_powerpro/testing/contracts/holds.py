"""The suite that proves a memory of holds and releases, sentence by sentence of `Holds`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.ports.state import Holds
from talent_powerpro.records.holds import Release, StandingHold
from talent_powerpro.testing.contracts.port_methods import missing_methods

SHARED: Final = StandingHold(
    "provisioning",
    EnrolmentId("1001"),
    ClientCode("2021000017"),
    "JOANA GÓMEZ",
    CourseCode("ICT30120-A"),
    "talent-user-shared",
    "Talent User 7 belongs to PINK PANTHER (2021000018) already – not to JOANA GÓMEZ alone",
    "Clear or correct the Secondary ID of the wrong client: Client > Secondary ID",
    releasable=True,
)
DEFERRED: Final = evolve(SHARED, reason="deferment-date", evidence="deferred on 01/06/2022")
"""Of the same enrolment: a record may be held for more than one reason."""
DELETED: Final = StandingHold(
    "provisioning",
    EnrolmentId("1002"),
    ClientCode("2021000018"),
    "PINK PANTHER",
    CourseCode("ICT30120-A"),
    "deleted-user-in-the-way",
    "a deleted Talent user has the e-mail of PINK PANTHER (2021000018)",
)
"""Without a remedy, and not releasable."""
REPLACED: Final = evolve(
    SHARED, stage="results", reason="outcome-replaced", evidence="ICTWEB304: '51' gives way to '20'"
)
AT: Final = datetime(2022, 6, 2, 6, 58, 56, 250000, tzinfo=UTC)
RELEASE: Final = Release(
    SHARED.enrolment_id, SHARED.reason, SHARED.evidence, "Müller", "they are siblings – asked", AT
)


class HoldsContract:
    """Proves that what `make` gives is a `Holds`: inherit it, and define `make`."""

    def make(self) -> Holds:
        """A new memory of yours, in which no hold stands and nothing was released."""
        raise NotImplementedError("define make(self): see its docstring")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), Holds) == []

    def test_a_new_memory_holds_and_has_released_nothing(self) -> None:
        memory = self.make()
        assert list(memory.standing()) == []
        assert list(memory.releases()) == []

    # --- holds that stand -----------------------------------------------------------

    def test_holds_are_told_as_they_were_given_in_their_order(self) -> None:
        """Several of one enrolment too; each with its remedy, and whether it can be released."""
        memory = self.make()
        memory.ended(DELETED.enrolment_id, "provisioning", [DELETED])
        memory.ended(SHARED.enrolment_id, "provisioning", (SHARED, DEFERRED))
        assert list(memory.standing()) == [DELETED, SHARED, DEFERRED]

    def test_the_holds_of_an_enrolment_in_a_stage_are_these_and_no_others(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(SHARED.enrolment_id, "provisioning", [DEFERRED])
        assert list(memory.standing()) == [DEFERRED]

    def test_an_enrolment_that_ended_without_a_hold_is_held_no_longer(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED, DEFERRED])
        for _ in range(2):
            memory.ended(SHARED.enrolment_id, "provisioning", [])
        assert list(memory.standing()) == []

    def test_the_holds_of_other_enrolments_and_of_other_stages_stand_as_they_stood(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(DELETED.enrolment_id, "provisioning", [DELETED])
        memory.ended(REPLACED.enrolment_id, "results", [REPLACED])
        memory.ended(SHARED.enrolment_id, "provisioning", [])
        assert list(memory.standing()) == [DELETED, REPLACED]

    def test_holds_of_all_stages_are_told_in_the_order_in_which_they_were_given(self) -> None:
        """An enrolment whose holds are given again comes last."""
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(REPLACED.enrolment_id, "results", [REPLACED])
        assert list(memory.standing()) == [SHARED, REPLACED]
        memory.ended(SHARED.enrolment_id, "provisioning", [DEFERRED, SHARED])
        assert list(memory.standing()) == [REPLACED, DEFERRED, SHARED]

    def test_giving_the_same_holds_twice_equals_once(self) -> None:
        memory = self.make()
        for _ in range(2):
            memory.ended(REPLACED.enrolment_id, "results", [REPLACED])
        assert list(memory.standing()) == [REPLACED]

    # --- releases -------------------------------------------------------------------

    def test_a_release_is_kept_with_who_why_and_when(self) -> None:
        memory = self.make()
        memory.release(RELEASE)
        assert list(memory.releases()) == [RELEASE]

    def test_when_it_was_is_the_same_moment_whatever_the_zone(self) -> None:
        memory = self.make()
        memory.release(evolve(RELEASE, at=AT.astimezone(timezone(timedelta(hours=8)))))
        (kept,) = memory.releases()
        assert kept.at == AT
        assert kept.at.tzinfo is not None

    def test_a_second_release_with_the_same_key_changes_nothing(self) -> None:
        """The first who decided is who decided."""
        memory = self.make()
        memory.release(RELEASE)
        memory.release(evolve(RELEASE, who="Smith", why="again", at=AT + timedelta(days=1)))
        assert list(memory.releases()) == [RELEASE]

    @pytest.mark.parametrize(
        "other",
        [
            evolve(RELEASE, enrolment_id=EnrolmentId("1003")),
            evolve(RELEASE, reason=DEFERRED.reason),
            evolve(RELEASE, evidence=RELEASE.evidence.replace("7", "8", 1)),
            evolve(RELEASE, evidence=RELEASE.evidence.upper()),
        ],
        ids=["enrolment", "reason", "evidence", "case"],
    )
    def test_a_release_that_is_bound_to_anything_else_is_another_one(self, other: Release) -> None:
        memory = self.make()
        memory.release(RELEASE)
        memory.release(other)
        assert list(memory.releases()) == [RELEASE, other]

    def test_releases_are_told_oldest_first(self) -> None:
        memory = self.make()
        given = [
            evolve(RELEASE, enrolment_id=EnrolmentId(number), at=AT + timedelta(minutes=minute))
            for minute, number in enumerate(("9", "8", "10"))
        ]
        for each in given:
            memory.release(each)
        assert list(memory.releases()) == given

    def test_a_release_stays_when_the_evidence_has_changed(self) -> None:
        memory = self.make()
        changed = evolve(SHARED, evidence="Talent User 8 is somebody else")
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.release(RELEASE)
        memory.ended(SHARED.enrolment_id, "provisioning", [changed])
        memory.ended(SHARED.enrolment_id, "provisioning", [])
        assert list(memory.releases()) == [RELEASE]

    def test_a_hold_that_was_released_stands_until_the_stage_says_otherwise(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(DELETED.enrolment_id, "provisioning", [DELETED])
        memory.release(RELEASE)
        assert list(memory.standing()) == [SHARED, DELETED]
