"""A changed constant reaches all who use it, in a process that has imported the program."""

from __future__ import annotations

import ast

import pytest

from mutation.assigned_anew import assigning
from mutation.changes import Change, changes
from mutation.forked_tests import Unfit
from mutation.reached_lines import SOURCE
from talent_powerpro.run import lost_runs

MODULE = "run/lost_runs.py"


def made(key: str) -> tuple[ast.Module, Change]:
    tree = ast.parse((SOURCE / MODULE).read_text(encoding="utf-8"))
    return tree, next(each for each in changes(tree) if each.key == key)


def test_a_constant_is_changed_for_the_modules_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lost_runs, "LOOK_BACK", lost_runs.LOOK_BACK)
    tree, change = made("LOOK_BACK: 1000 → 1001")
    with change.made():
        assign = assigning(MODULE, ast.fix_missing_locations(tree), change.lines.start)
    assert assign
    assign()
    assert lost_runs.find_lost_runs.__globals__["LOOK_BACK"] == 1001


def test_what_is_made_of_a_constant_is_made_anew() -> None:
    tree = ast.parse("A = 1\nB = {A: 2}\nC = 3\ndef f(x=A): pass\n")
    assert assigning("run/nobody.py", tree, 1)
    assert assigning("run/nobody.py", tree, 4) is None


def test_a_change_that_cannot_be_made_again_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assign = assigning(MODULE, ast.parse("LOOK_BACK = nobody()"), 1)
    assert assign
    with pytest.raises(Unfit):
        assign()
