"""Lines of the sync log about the lists beside a run's records."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.records.report import Listed, Student, Unmatched
from talent_powerpro.views.list_lines import closed, missed, unmatched, who, withdrawn

LISTED = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT", ("it has passed",), ("Course data",))


def test_a_line_names_client_and_course() -> None:
    assert who(LISTED) == "JOANA GOMEZ (2021000017), ICT"
    assert missed(LISTED) == ("Missed: JOANA GOMEZ (2021000017), ICT: it has passed -> Course data")


def test_a_closed_enrolment_has_all_its_completions_and_the_menu_path_once() -> None:
    entry = Listed("1001", "2021000017", "JOANA GOMEZ", "ICT", ("one", "two"), ("Here", "Here"))
    assert closed(entry) == "Closed: JOANA GOMEZ (2021000017), ICT: one; two -> Here"
    there = evolve(entry, where=("Here", "There"))
    assert closed(there) == "Closed: JOANA GOMEZ (2021000017), ICT: one; two -> Here; There"


def test_a_withdrawn_student_has_the_reason_and_what_to_do() -> None:
    assert withdrawn(LISTED) == (
        "Withdrawn: JOANA GOMEZ (2021000017), ICT: it has passed -> Course data"
    )


def test_an_unmatched_talent_unit_has_all_its_students() -> None:
    students = (Student("1", "A", "Ann"), Student("2", "B", "Ben"))
    entry = Unmatched("ICT", "904", "BSBWEB304A Old", students, remedy="Rename it.")
    assert unmatched(entry) == (
        "Unmatched: BSBWEB304A Old, ICT: completed by Ann (A), Ben (B), but no unit of the "
        "enrolment has the code -> Rename it."
    )
