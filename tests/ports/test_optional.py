"""Optional ports are found by their methods, behind a proxy as well."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from support.scripted import ByCourse, ScriptedPowerPro
from support.seam import Seam
from support.the_guide import portal
from support.wrapped import behind_a_proxy
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.ports import PowerProRepository, TalentRepository
from talent_powerpro.ports.optional import (
    activation_of,
    clients_by_code_of,
    enrolment_journal_of,
    group_keys_of,
    group_logs_of,
    groups_of,
    listings_of,
    outcome_table_of,
    portal_of,
    results_by_course_of,
    state_of,
    unreadable_state_of,
    withdrawals_of,
)
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.unreadable import UnreadableRow


class Required(Seam):
    """A Talent repository that offers no optional port."""

    port = TalentRepository


BARE = cast(TalentRepository, Required(portal()))


@pytest.mark.parametrize("wrap", [lambda talent: talent, behind_a_proxy])
def test_a_talent_repository_is_its_own_optional_port(wrap: Any) -> None:
    talent = wrap(portal())
    found = (activation_of(talent), groups_of(talent), group_keys_of(talent), listings_of(talent))
    assert found == (talent,) * 4
    assert portal_of(talent) == "powerpro.talentlms.com"


def test_a_repository_without_the_methods_offers_no_port() -> None:
    assert activation_of(BARE) is None
    assert groups_of(BARE) is None
    assert group_keys_of(BARE) is None
    assert listings_of(BARE) is None
    assert portal_of(BARE) == ""


def test_an_attribute_that_is_no_method_or_no_name_is_no_port() -> None:
    odd: Any = SimpleNamespace(activate_user="yes", courses_of_group=3, portal=126)
    assert activation_of(odd) is None
    assert groups_of(odd) is None
    assert portal_of(odd) == ""


def test_a_table_of_outcomes_is_found_by_its_method() -> None:
    assert outcome_table_of(ScriptedPowerPro()) is None
    listing: Any = SimpleNamespace(outcomes=list)
    assert outcome_table_of(listing) is listing


def test_a_powerpro_repository_adds_group_logs_only_with_the_method() -> None:
    assert group_logs_of(ScriptedPowerPro()) is not None
    bare: Any = SimpleNamespace(add_group_log="yes")
    assert group_logs_of(bare) is None


def test_results_by_course_take_both_methods() -> None:
    assert results_by_course_of(ByCourse()) is not None
    assert results_by_course_of(ScriptedPowerPro()) is None
    half: Any = SimpleNamespace(provisioned_courses=list)
    assert results_by_course_of(half) is None


def test_a_repository_s_own_state_is_used_and_otherwise_an_empty_one() -> None:
    own = AgentState()
    assert state_of(cast(PowerProRepository, SimpleNamespace(state=own))) is own
    assert state_of(ScriptedPowerPro()) == AgentState()


def test_the_withdrawn_and_clients_by_code_are_read_only_with_the_method() -> None:
    powerpro = ScriptedPowerPro()
    assert withdrawals_of(powerpro) is not None
    assert clients_by_code_of(powerpro) is not None
    vars(powerpro).update(withdrawn=None, clients_with=None)
    assert withdrawals_of(powerpro) is None
    assert clients_by_code_of(powerpro) is None


class Finding(MemoryJournal):
    """A journal that finds the records of an enrolment, and leaves rows out."""

    def entries_of(self, enrolment_ids: object) -> Sequence[JournalEntry]:
        raise NotImplementedError

    def take_unreadable(self) -> tuple[UnreadableRow, ...]:
        raise NotImplementedError


def test_a_journal_finds_records_and_tells_of_unreadable_rows_only_with_the_method() -> None:
    finding, plain = Finding(), MemoryJournal()
    assert (enrolment_journal_of(finding), unreadable_state_of(finding)) == (finding, finding)
    assert (enrolment_journal_of(plain), unreadable_state_of(plain)) == (None, None)
