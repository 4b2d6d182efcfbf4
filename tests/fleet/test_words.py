"""Runs and lengths of time in words."""

from __future__ import annotations

import pytest

from support.fleet.states import run
from talent_powerpro.fleet.words import did, length


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (7199, "119 min"),
        (7200, "2 h"),
        (172_799, "47 h"),
        (172_800, "2 days"),
    ],
)
def test_a_length_is_in_its_largest_unit(seconds: int, words: str) -> None:
    assert length(seconds) == words


def test_a_run_is_its_counts_over_all_stages_without_what_is_unchanged() -> None:
    counts = {
        "provisioning": {"provisioned": 1000, "held": 1, "failed": 0},
        "results": {"held": 2, "unchanged": 300},
    }
    assert did(run(counts=counts)) == "1,000 provisioned, 3 held"


def test_a_run_without_news_says_so_and_one_that_did_not_begin_says_nothing() -> None:
    assert did(run(counts={"results": {"unchanged": 300}})) == "nothing new"
    assert did(run(counts={}, run_id="")) == ""


def test_a_lost_run_was_cut_off() -> None:
    assert did(run(lost=True, counts={})) == "cut off: its worker ended"
