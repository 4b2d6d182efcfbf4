"""Contract suite of work lists. Each test covers a sentence of `WorkLists`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import evolve

from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.ports.work_lists import WorkLists
from talent_powerpro.records.work_lists import Dismissal, StandingFailure
from talent_powerpro.testing.contracts.port_methods import missing_methods

NOW: Final = datetime(2022, 6, 4, 3, 2, 1, 5, tzinfo=UTC)
LATER: Final = NOW + timedelta(hours=1)
FIRST: Final = EnrolmentId("1001")
SECOND: Final = EnrolmentId("1002")
FAILURE: Final = StandingFailure(
    "results",
    FIRST,
    ClientCode("2021000017"),
    "JOANA GOMEZ",
    CourseCode("ICT30120-A"),
    "results-unreachable",
    "Sentence.",
    "Remedy.",
    NOW,
)
DISMISSAL: Final = Dismissal(
    "missed", FIRST, "2022-06-02", "Sentence.", "Pauline", "withdrew by phone", NOW
)


class WorkListsContract:
    """Tests that your store is a `WorkLists`. Inherit it and define `make`."""

    def make(self) -> WorkLists:
        """Return new, empty work lists of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), WorkLists) == []

    def test_new_lists_are_empty(self) -> None:
        lists = self.make()
        lists.keep_failures("results", [], [])
        lists.keep_failures("results", [], [FIRST])
        lists.dismiss([])
        lists.list_again([])
        lists.list_again([DISMISSAL.key])
        assert list(lists.failures()) == []
        assert list(lists.dismissals()) == []

    def test_failures_come_back_as_they_were_the_oldest_first(self) -> None:
        lists, older = self.make(), evolve(FAILURE, enrolment_id=SECOND, since=NOW - timedelta(1))
        lists.keep_failures("results", [FAILURE, older], [])
        assert list(lists.failures()) == [older, FAILURE]

    def test_the_same_failure_keeps_its_age(self) -> None:
        lists = self.make()
        lists.keep_failures("results", [FAILURE], [])
        lists.keep_failures("results", [evolve(FAILURE, since=LATER, remedy="Other.")], [])
        assert list(lists.failures()) == [evolve(FAILURE, remedy="Other.")]

    def test_another_failure_replaces_it(self) -> None:
        later = evolve(FAILURE, since=LATER)
        for other in (evolve(later, reason="other"), evolve(later, message="Other.")):
            lists = self.make()
            lists.keep_failures("results", [FAILURE], [])
            lists.keep_failures("results", [other], [])
            assert list(lists.failures()) == [other]

    def test_an_ended_failure_is_forgotten_in_its_stage_only(self) -> None:
        lists, other = self.make(), evolve(FAILURE, enrolment_id=SECOND)
        elsewhere = evolve(FAILURE, stage="provisioning", since=LATER)
        lists.keep_failures("results", [FAILURE, other], [])
        lists.keep_failures("provisioning", [elsewhere], [])
        lists.keep_failures("results", [], [FIRST, EnrolmentId("1003")])
        assert list(lists.failures()) == [other, elsewhere]

    def test_an_enrolment_that_ended_and_failed_has_failed(self) -> None:
        lists = self.make()
        lists.keep_failures("results", [FAILURE], [FIRST])
        assert list(lists.failures()) == [FAILURE]

    def test_dismissals_come_back_as_they_were_oldest_first(self) -> None:
        lists, other = self.make(), evolve(DISMISSAL, list="closed", at=NOW - timedelta(1))
        lists.dismiss([DISMISSAL])
        lists.dismiss([other])
        assert list(lists.dismissals()) == [DISMISSAL, other]

    def test_a_repeat_changes_nothing(self) -> None:
        lists, again = self.make(), evolve(DISMISSAL, who="Len", at=LATER)
        lists.dismiss([DISMISSAL, again])
        lists.dismiss([again])
        assert list(lists.dismissals()) == [DISMISSAL]

    def test_list_enrolment_and_item_are_the_key(self) -> None:
        lists = self.make()
        others = [
            evolve(DISMISSAL, list="closed"),
            evolve(DISMISSAL, enrolment_id=SECOND),
            evolve(DISMISSAL, item="2022-06-03"),
        ]
        lists.dismiss([DISMISSAL, *others])
        assert list(lists.dismissals()) == [DISMISSAL, *others]
        lists.list_again([DISMISSAL.key])
        assert list(lists.dismissals()) == others
