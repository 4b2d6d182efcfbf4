"""What a dismissal is bound to, and failures by their cause."""

from attrs import evolve

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.work_lists import FailureCause, ListName, by_cause
from talent_powerpro.testing.contracts.work_lists import DISMISSAL, FAILURE


def test_a_dismissal_is_bound_to_list_enrolment_and_item() -> None:
    assert DISMISSAL.key == ("missed", "1001", "2022-06-02")


def test_failures_of_one_cause_are_together_in_the_order_of_the_first() -> None:
    other = evolve(FAILURE, enrolment_id=EnrolmentId("2"), message="Another message.")
    again = evolve(FAILURE, enrolment_id=EnrolmentId("3"))
    (first, several), (second, alone) = by_cause([FAILURE, other, again])
    assert first == FailureCause(FAILURE.stage, FAILURE.reason, FAILURE.message, FAILURE.remedy)
    assert (several, alone) == ((FAILURE, again), (other,))
    assert second.message == "Another message."
    assert by_cause([]) == ()


def test_the_lists_go_by_the_names_under_which_dismissals_are_stored() -> None:
    assert list(ListName) == ["missed", "closed", "unmatched", "not-started", "withdrawn"]
