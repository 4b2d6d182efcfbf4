"""The reasons: each code once of a kind, with whole sentences; the page of reasons shows them."""

from __future__ import annotations

import re

import attrs
import pytest

from support import reasons_page
from talent_powerpro import Policy
from talent_powerpro.records.reasons import BY_POLICY, FAILED, REASONS, Reason, remedy_of


@pytest.mark.parametrize("kind", REASONS)
def test_a_code_is_explained_once_of_each_kind_in_whole_sentences(kind: str) -> None:
    codes = [code for each in REASONS[kind] for code in each.codes]
    assert len(codes) == len(set(codes))
    texts = [text for each in REASONS[kind] for text in (each.cause, each.remedy)]
    assert [text for text in texts if not text.endswith((".", ".)"))] == []


def test_a_code_of_two_kinds_is_the_course_that_does_not_answer() -> None:
    codes = [code for kind in REASONS.values() for each in kind for code in each.codes]
    assert {code for code in codes if codes.count(code) > 1} == {"course-not-answering"}


def test_the_reasons_of_the_policy_and_no_others_name_one_of_its_fields() -> None:
    fields = {field.name for field in attrs.fields(Policy)}
    assert all(each.setting in fields for each in BY_POLICY)
    others = {each.setting for kind in REASONS.values() if kind is not BY_POLICY for each in kind}
    assert others == {""}


def test_a_remedy_is_found_by_each_code_that_shares_it() -> None:
    first, second = Reason("a", "A.", "Do A.", also=("b",)), Reason("c", "C.", "Do C.")
    assert [remedy_of(code, (first, second)) for code in "abc"] == ["Do A.", "Do A.", "Do C."]


def test_a_code_of_another_kind_has_no_remedy() -> None:
    with pytest.raises(KeyError):
        remedy_of("kept", FAILED)


def test_the_tables_of_reasons_are_made_from_the_reasons_in_the_code() -> None:
    assert reasons_page.PAGE.read_text(encoding="utf-8") == reasons_page.page()


def test_the_page_has_a_table_for_each_kind_in_their_order() -> None:
    page = reasons_page.PAGE.read_text(encoding="utf-8")
    assert re.findall("<!-- generated: (.*) -->", page) == list(REASONS)
