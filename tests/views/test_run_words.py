"""A run in words."""

from __future__ import annotations

from support.the_guide import STARTED
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.views.run_words import purpose, stage_counts


def test_a_run_names_its_stages_and_whom_it_was_limited_to() -> None:
    run = RunHeader("r", STARTED, ("provisioning", "results"))
    assert purpose(run) == "provisioning, results"
    limited = RunHeader("r", STARTED, ("results",), targets=("client 2021000017", "course X"))
    assert purpose(limited) == "results; only client 2021000017, course X"


def test_an_undo_names_the_run_that_it_took_back() -> None:
    assert purpose(RunHeader("u", STARTED, ("undo",), targets=("run r",))) == "undo of run r"


def test_counts_are_by_stage_and_status() -> None:
    counts = {"provisioning": {}, "results": {"written": 2, "unchanged": 5}}
    assert stage_counts(RunHeader("r", STARTED, counts=counts)) == (
        "provisioning: nothing to do",
        "results: 2 written, 5 unchanged",
    )
