"""What the page of withdrawn students says where the settings keep no list."""

from __future__ import annotations

import io

import pytest

from talent_powerpro.cli.pages.work_lists import show_why_empty
from talent_powerpro.cli.screen import PipeScreen
from talent_powerpro.rules.policy_values import OnWithdrawal


@pytest.mark.parametrize(
    ("on_withdrawal", "expected"),
    [
        (OnWithdrawal.NONE, 'is "none". Set it to "report" in the settings.'),
        (OnWithdrawal.SUSPEND, "`talent-powerpro plan` shows who is next."),
        (OnWithdrawal.REPORT, ""),
    ],
)
def test_an_empty_list_of_withdrawn_students_says_why(
    on_withdrawal: OnWithdrawal, expected: str
) -> None:
    stream = io.StringIO()
    show_why_empty(PipeScreen(stream), on_withdrawal)
    assert expected in stream.getvalue()
    assert bool(stream.getvalue()) is bool(expected)
