"""Contract suite of a store of holds and answers. Each test covers a sentence of `Holds`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.ports.state import Holds
from talent_powerpro.records.holds import Answer, Decision, StandingHold
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
    facts=("client 2021000017", "Talent user of client 2021000018", "gómez; joana – “jo”"),
    both=("2021000017", "2021000018"),
)
DEFERRED: Final = evolve(
    SHARED,
    reason="deferment-date",
    message="deferred on 01/06/2022",
    facts=("deferred to 2022-06-01",),
    both=(),
)
"""A second hold of the same enrolment: a record can have several reasons."""
DELETED: Final = StandingHold(
    "provisioning",
    EnrolmentId("1002"),
    ClientCode("2021000018"),
    "PINK PANTHER",
    CourseCode("ICT30120-A"),
    "deleted-user-in-the-way",
    "a deleted Talent user has the e-mail of PINK PANTHER (2021000018)",
)
"""A hold without a remedy that cannot be released."""
REPLACED: Final = evolve(
    SHARED,
    stage="results",
    reason="outcome-replaced",
    message="ICTWEB304: '51' changes to '20'",
    facts=("unit row 1", "PowerPro's outcome 51"),
    both=(),
    held=False,
)
"""A remark of the other stage."""
AT: Final = datetime(2022, 6, 2, 6, 58, 56, 250000, tzinfo=UTC)
RELEASE: Final = Answer(
    Decision.RELEASE,
    SHARED.enrolment_id,
    SHARED.reason,
    SHARED.facts,
    SHARED.message,
    "Müller",
    "they are siblings – asked",
    AT,
)
KEEP: Final = evolve(RELEASE, decision=Decision.KEEP, who="Smith", at=AT + timedelta(days=1))
"""The other answer to the same hold, a day later."""


class HoldsContract:
    """Tests that your store of holds is a `Holds`. Inherit it and define `make`."""

    def make(self) -> Holds:
        """Return a new, empty store of holds of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), Holds) == []

    def test_a_new_memory_has_no_holds_and_no_answers(self) -> None:
        memory = self.make()
        assert list(memory.standing()) == []
        assert list(memory.answers()) == []

    # --- current holds --------------------------------------------------------------

    def test_holds_are_returned_unchanged_and_in_order(self) -> None:
        """Including several holds of one enrolment, their remedies and facts, and remarks."""
        memory = self.make()
        memory.ended(DELETED.enrolment_id, "provisioning", [DELETED])
        memory.ended(SHARED.enrolment_id, "provisioning", (SHARED, DEFERRED))
        memory.ended(REPLACED.enrolment_id, "results", [REPLACED])
        assert list(memory.standing()) == [DELETED, SHARED, DEFERRED, REPLACED]

    def test_new_holds_replace_those_of_the_same_enrolment_and_stage(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(SHARED.enrolment_id, "provisioning", [DEFERRED])
        assert list(memory.standing()) == [DEFERRED]

    def test_ending_without_a_hold_removes_the_enrolments_holds(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED, DEFERRED])
        for _ in range(2):
            memory.ended(SHARED.enrolment_id, "provisioning", [])
        assert list(memory.standing()) == []

    def test_holds_of_other_enrolments_and_other_stages_stay(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(DELETED.enrolment_id, "provisioning", [DELETED])
        memory.ended(REPLACED.enrolment_id, "results", [REPLACED])
        memory.ended(SHARED.enrolment_id, "provisioning", [])
        assert list(memory.standing()) == [DELETED, REPLACED]

    def test_holds_of_all_stages_are_returned_in_the_order_they_were_stored(self) -> None:
        """An enrolment whose holds are stored again moves to the end."""
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(REPLACED.enrolment_id, "results", [REPLACED])
        assert list(memory.standing()) == [SHARED, REPLACED]
        memory.ended(SHARED.enrolment_id, "provisioning", [DEFERRED, SHARED])
        assert list(memory.standing()) == [REPLACED, DEFERRED, SHARED]

    def test_storing_the_same_holds_twice_equals_once(self) -> None:
        memory = self.make()
        for _ in range(2):
            memory.ended(REPLACED.enrolment_id, "results", [REPLACED])
        assert list(memory.standing()) == [REPLACED]

    # --- answers --------------------------------------------------------------------

    def test_an_answer_is_recorded_with_who_why_and_when(self) -> None:
        memory = self.make()
        memory.answer(RELEASE)
        assert list(memory.answers()) == [RELEASE]

    def test_a_keep_is_recorded_as_a_keep(self) -> None:
        memory = self.make()
        memory.answer(KEEP)
        (kept,) = memory.answers()
        assert kept == KEEP
        assert kept.decision is Decision.KEEP

    def test_the_moment_of_an_answer_is_returned_aware_and_equal_in_any_zone(self) -> None:
        memory = self.make()
        memory.answer(evolve(RELEASE, at=AT.astimezone(timezone(timedelta(hours=8)))))
        (kept,) = memory.answers()
        assert kept.at == AT
        assert kept.at.tzinfo is not None

    def test_the_same_decision_again_changes_nothing(self) -> None:
        """The person who released the hold first stays on record."""
        memory = self.make()
        memory.answer(RELEASE)
        memory.answer(evolve(RELEASE, who="Smith", why="again", at=AT + timedelta(days=1)))
        assert list(memory.answers()) == [RELEASE]

    def test_another_decision_is_recorded_after_the_earlier_one(self) -> None:
        """Somebody may change their mind, and both decisions stay on record."""
        memory = self.make()
        again = evolve(RELEASE, at=AT + timedelta(days=2))
        for each in (RELEASE, KEEP, again):
            memory.answer(each)
        assert list(memory.answers()) == [RELEASE, KEEP, again]

    @pytest.mark.parametrize(
        "other",
        [
            evolve(RELEASE, enrolment_id=EnrolmentId("1003")),
            evolve(RELEASE, reason=DEFERRED.reason),
            evolve(RELEASE, facts=("client 2021000017", *SHARED.facts[1:], "x")),
            evolve(RELEASE, facts=("CLIENT 2021000017", *SHARED.facts[1:])),
            evolve(RELEASE, facts=("\n".join(SHARED.facts),)),
            evolve(RELEASE, facts=SHARED.facts[::-1]),
        ],
        ids=["enrolment", "reason", "one fact more", "case", "joined facts", "order"],
    )
    def test_another_enrolment_reason_or_fact_makes_a_separate_answer(self, other: Answer) -> None:
        memory = self.make()
        memory.answer(RELEASE)
        memory.answer(other)
        assert list(memory.answers()) == [RELEASE, other]

    def test_another_sentence_alone_is_no_other_answer(self) -> None:
        """The sentence is what the person read. The answer is bound to the facts."""
        memory = self.make()
        memory.answer(RELEASE)
        memory.answer(evolve(RELEASE, message="Reworded by a later version."))
        assert list(memory.answers()) == [RELEASE]

    def test_answers_are_returned_oldest_first(self) -> None:
        memory = self.make()
        given = [
            evolve(RELEASE, enrolment_id=EnrolmentId(number), at=AT + timedelta(minutes=minute))
            for minute, number in enumerate(("9", "8", "10"))
        ]
        for each in given:
            memory.answer(each)
        assert list(memory.answers()) == given

    def test_an_answer_stays_when_the_facts_have_changed(self) -> None:
        memory = self.make()
        changed = evolve(SHARED, facts=("client 2021000017", "Talent user 8"))
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.answer(RELEASE)
        memory.ended(SHARED.enrolment_id, "provisioning", [changed])
        memory.ended(SHARED.enrolment_id, "provisioning", [])
        assert list(memory.answers()) == [RELEASE]

    def test_an_answered_hold_stays_until_the_stage_stores_new_holds(self) -> None:
        memory = self.make()
        memory.ended(SHARED.enrolment_id, "provisioning", [SHARED])
        memory.ended(DELETED.enrolment_id, "provisioning", [DELETED])
        memory.answer(RELEASE)
        assert list(memory.standing()) == [SHARED, DELETED]
