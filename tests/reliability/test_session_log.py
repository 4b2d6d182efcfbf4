"""The log from which an interrupted session goes on."""

from __future__ import annotations

import json
from pathlib import Path

from reliability.session_log import Line, SessionLog, totals

HARM = {"results_wrong": 1, "texts": ["E1 is wrong"]}


def played(seed: int) -> Line:
    return {"counted": {"runs": seed}, "findings": HARM, "seconds": 1.0}


def refused(seed: int) -> Line:
    raise AssertionError(f"{seed} is played again")


def test_a_seed_in_the_log_is_not_played_again(tmp_path: Path) -> None:
    file = tmp_path / "log"
    first = [SessionLog(file).line(seed, played) for seed in (1, 2)]
    assert [SessionLog(file).line(seed, refused) for seed in (1, 2)] == first


def test_a_seed_of_another_commit_is_played_again(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text(json.dumps({"seed": 1, "commit": "older", **played(7)}) + "\n")
    line = SessionLog(file).line(1, played)
    assert line["counted"] == {"runs": 1}
    assert len(file.read_text().splitlines()) == 2


def test_without_a_file_a_seed_is_played_once() -> None:
    log = SessionLog(None)
    assert log.line(1, played) is log.line(1, refused)


def test_totals_add_up_what_lines_counted_and_found() -> None:
    counted, found = totals([played(1), played(2)])
    assert counted == {"runs": 3}
    assert found.results_wrong == 2
    assert found.texts == ("E1 is wrong", "E1 is wrong")
