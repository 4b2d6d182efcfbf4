"""The figures of a fuzzer, read from the output of libFuzzer."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz import session
from fuzz.session import failed, figure_of
from reliability.findings import Findings

OUTPUT = """INFO: Seed: 1
#2\tINITED cov: 12 ft: 20 corp: 1/1b exec/s: 0 rss: 80Mb
#65536\tpulse  cov: 1305 ft: 2000 corp: 90/2Kb lim: 64 exec/s: 3276 rss: 90Mb
Done 481933 runs in 601 second(s)
stat::number_of_executed_units: 481933
stat::average_exec_per_sec:     801
"""


def test_a_fuzzers_row_counts_its_inputs_and_those_that_failed() -> None:
    figure = figure_of("answers", OUTPUT.splitlines(True), {"timeout-2", "crash-1"}, 600, 1, 601.4)
    assert figure.what == "Fuzzer, `answers`"
    assert figure.how == "inputs guided by coverage; 1,305 edges reached"
    assert figure.tried == 481_933
    assert figure.findings == Findings(otherwise_different=2, texts=("crash-1", "timeout-2"))
    assert (figure.seed, figure.seconds) == (1, 601.4)
    assert figure.command == "nox -s fuzz -- --targets answers --seconds 600 --seed 1"


def test_a_fuzzer_that_did_not_start_has_tried_nothing() -> None:
    figure = figure_of("files", ["No module named atheris\n"], (), 600, 1, 0.2)
    assert (figure.tried, figure.how) == (0, "inputs guided by coverage; 0 edges reached")


def test_inputs_that_failed_are_known_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FOUND", tmp_path)
    assert failed("files") == set()
    (tmp_path / "files").mkdir()
    for name in ("crash-1", "timeout-2", "oom-3", "leak-4", "words.txt"):
        (tmp_path / "files" / name).touch()
    assert failed("files") == {"crash-1", "timeout-2", "oom-3", "leak-4"}
