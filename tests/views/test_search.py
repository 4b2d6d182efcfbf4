"""The search boxes of the logs."""

from __future__ import annotations

import pytest

from talent_powerpro.views.search import matches


@pytest.mark.parametrize("searched", ["", " ", "gomez", "JOANA  Gomez", "talent"])
def test_a_text_is_found_without_case_in_any_of_the_texts(searched: str) -> None:
    assert matches(searched, "JOANA GOMEZ", "Enrolment exported to Talent LMS")


@pytest.mark.parametrize("searched", ["gomes", "GOMEZ Enrolment", "*"])
def test_any_other_text_is_not_found(searched: str) -> None:
    assert not matches(searched, "JOANA GOMEZ", "Enrolment exported to Talent LMS")
