"""How long a worker may be silent until its runs are given up."""

from __future__ import annotations

import re
from pathlib import Path

from talent_powerpro.fleet.dispatcher import HEARTBEAT, SILENCE

PAGE = Path(__file__).parents[2] / "docs/reference/fleet.md"


def test_a_worker_is_given_up_after_the_seconds_that_the_manual_names() -> None:
    said = " ".join(PAGE.read_text(encoding="utf-8").split())
    (seconds,) = re.findall(r"A worker that is killed .* take them up after (\d+) seconds", said)
    assert float(seconds) == SILENCE


def test_a_worker_that_misses_five_beats_in_a_row_is_not_given_up_yet() -> None:
    assert 6 * HEARTBEAT == SILENCE
