"""The rule of a difference, where a whole comparison cannot bring it about.

What a comparison brings about is in `tests/services/test_shadow_judging.py`.
"""

from __future__ import annotations

from attrs import evolve

from support.the_guide import (
    EXPORT_DATE,
    TODAY,
    booking,
    enrolment,
    finished,
    provisioned,
    rto,
    rules,
    unit,
)
from talent_powerpro import Plan
from talent_powerpro.errors import PluginFault
from talent_powerpro.model import UnitRowId
from talent_powerpro.records.record import RecordStatus, Remark, StageName, record_of
from talent_powerpro.records.shadow import ShadowKey
from talent_powerpro.rules.conditions import Condition
from talent_powerpro.rules.shadow_reasons import (
    OF_VALUES,
    Why,
    why_not_ours,
    why_not_theirs,
    why_ours,
)
from talent_powerpro.rules.shadowing import ours_in

RESULTS, PROVISIONING = StageName.RESULTS, StageName.PROVISIONING


def test_a_unit_that_is_gone_is_named() -> None:
    key = ShadowKey(RESULTS, booking(), UnitRowId("gone"))
    why = why_not_ours(key, provisioned(), Plan(EXPORT_DATE), rules(), TODAY, lambda: ())
    assert why is not None
    assert why.rules == ("unit-gone",)


def test_a_deferred_record_explains_nothing_yet() -> None:
    row = enrolment()
    deferred = record_of(PROVISIONING, row, RecordStatus.DEFERRED, reason="no-answer")
    plan = Plan(EXPORT_DATE, (deferred,))
    for key in (ShadowKey(PROVISIONING, row.id), ShadowKey(RESULTS, row.id, row.units[0].id)):
        assert why_not_ours(key, row, plan, rules(), TODAY, lambda: ()) is None


def test_a_deferred_result_explains_nothing_yet() -> None:
    row = provisioned(unit())
    deferred = record_of(RESULTS, row, RecordStatus.DEFERRED, reason="no-answer")
    key = ShadowKey(RESULTS, row.id, row.units[0].id)
    plan = Plan(EXPORT_DATE, (deferred,))
    assert why_not_ours(key, row, plan, rules(), TODAY, lambda: ()) is None


def test_a_plugin_that_raises_is_the_reason() -> None:
    def raises(*_: object) -> str:
        raise PluginFault("The plugin raised.", reason="plugin")

    broken = Condition("enrolment-active", "It is active", raises, "Client")
    row = provisioned(unit())
    failed = record_of(RESULTS, row, RecordStatus.FAILED, reason="plugin", message="It raised.")
    key = ShadowKey(RESULTS, row.id, row.units[0].id)
    with_plugin = evolve(rules(), conditions=(broken,))
    why = why_not_ours(key, row, Plan(EXPORT_DATE, (failed,)), with_plugin, TODAY, lambda: ())
    assert why == Why(("plugin",), "It raised.")


def test_results_from_the_contact_logs_course_go_beyond_the_guide() -> None:
    row = provisioned(unit())
    remark = Remark("talent-course-changed", "Results come from Talent course 126.")
    other = Remark("start-date-missing", "Not this one.")
    record = record_of(RESULTS, row, RecordStatus.WRITTEN, remarks=(remark, other))
    key = ShadowKey(RESULTS, row.id, row.units[0].id)
    why = why_ours(key, record, row, None, rules(), TODAY)
    assert why == Why(("talent-course-changed",), "Results come from Talent course 126")


def test_what_the_guide_does_too_has_no_rule_of_ours() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    world.clock.pass_days(12)
    ((key, _, record),) = ours_in(world.agent().plan())
    why = why_ours(key, record, world.enrolment(), None, rules(), TODAY)
    assert why == Why((), "")
    assert why_not_theirs(why).rules == ("other-agent",)


def test_each_sentence_about_a_value_ends() -> None:
    assert all(each.endswith(".") for each in OF_VALUES.values())
