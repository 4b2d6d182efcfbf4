"""What a dismissal is bound to."""

from talent_powerpro.testing.contracts.work_lists import DISMISSAL


def test_a_dismissal_is_bound_to_list_enrolment_and_item() -> None:
    assert DISMISSAL.key == ("missed", "1001", "2022-06-02")
