"""Faults: whose each is, what it carries, and what it never shows."""

from __future__ import annotations

import inspect
import re

import pytest

from talent_powerpro import errors
from talent_powerpro.errors import (
    Failed,
    Held,
    RecordFault,
    Refused,
    RunFault,
    SettingsFault,
    TalentPowerProError,
    internal_error,
)

FAULTS = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, TalentPowerProError)
]


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    drawn: list[tuple[str, str]] = []
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"    ([│├└─ ]*)(\w+)", line):
            depth = len(found[1]) // 4
            above = [*above[:depth], found[2]]
            drawn.append((above[-2] if depth else "Exception", found[2]))
    assert sorted(drawn) == sorted((each.__bases__[0].__name__, each.__name__) for each in FAULTS)


def test_a_fault_is_of_one_record_or_of_the_whole_run() -> None:
    for fault in FAULTS:
        halves = [half for half in (RecordFault, RunFault) if issubclass(fault, half)]
        assert len(halves) == (fault is not TalentPowerProError)


def test_reasons_and_kinds_are_those_that_programs_rely_on() -> None:
    """A reason is in reports, holds and the journal; a kind decides the exit code."""
    assert {fault.__name__: fault.reason for fault in FAULTS} == {
        "TalentPowerProError": "fault",
        "RecordFault": "fault",
        "Held": "held",
        "Kept": "kept",
        "Failed": "failed",
        "Refused": "refused",
        "Duplicate": "duplicate",
        "PluginFault": "plugin",
        "Deferred": "deferred",
        "NoAnswer": "no-answer",
        "EditedMeanwhile": "edited-meanwhile",
        "RunFault": "fault",
        "SettingsFault": "settings",
        "PortalChanged": "portal-changed",
        "TalentUnusable": "talent-unusable",
        "PowerProUnusable": "powerpro-unusable",
        "LockHeld": "lock-held",
        "BrakeApplied": "brake",
        "QuotaReached": "quota",
        "Interrupted": "interrupted",
        "InternalError": "internal-error",
    }
    assert {fault.__name__: fault.kind for fault in FAULTS if issubclass(fault, RunFault)} == {
        "RunFault": "unusable",
        "SettingsFault": "settings",
        "PortalChanged": "settings",
        "TalentUnusable": "unusable",
        "PowerProUnusable": "unusable",
        "LockHeld": "locked",
        "BrakeApplied": "brake",
        "QuotaReached": "quota",
        "Interrupted": "interrupted",
        "InternalError": "internal",
    }


def test_a_fault_has_what_it_was_given_and_else_its_own_reason_and_no_remedy() -> None:
    bare, full = Held("why"), Held("why", reason="r", remedy="do", facts=["a", "b"], both=["1"])
    assert (str(bare), bare.reason, bare.remedy) == ("why", "held", "")
    assert (bare.facts, bare.both, bare.others, bare.releasable) == (("why",), (), (), False)
    assert (str(full), full.reason, full.remedy) == ("why", "r", "do")
    assert (full.facts, full.both) == (("a", "b"), ("1",))
    refused = Refused("no", answer="taken")
    assert (refused.reason, refused.remedy, refused.answer) == ("refused", "", "taken")
    assert Refused("no").answer == ""
    assert Failed("no").remedy == SettingsFault("no").remedy == ""
    assert SettingsFault("no", remedy="do").remedy == "do"


def test_holds_of_one_record_come_together_the_raised_one_first() -> None:
    first, second = Held("one"), Held("two", releasable=True)
    first.others = (second,)
    assert first.all == (first, second)
    assert [each.releasable for each in first.all] == [False, True]


@pytest.mark.parametrize("given", ["width: 0", ["width: 0"]])
def test_settings_faults_are_listed_all_at_once(given: str | list[str]) -> None:
    assert SettingsFault(given).faults == ("width: 0",)
    both = SettingsFault(["width: 0", "zone: Perth"])
    assert str(both) == "width: 0\nzone: Perth"


def test_an_unexpected_exception_is_named_by_its_type_and_never_quoted() -> None:
    unforeseen = ZeroDivisionError("api key 8DZQvzDn6YczzPw1EBf4YLhAuGujV")
    fault = internal_error(unforeseen)
    assert fault.__cause__ is unforeseen
    assert "ZeroDivisionError" in fault.message
    assert fault.remedy == ("Report it with the run id. Nothing is lost: the next run tries again.")
    assert "8DZQ" not in f"{fault} {fault.remedy} {fault!r}"
