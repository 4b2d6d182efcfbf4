"""The port for a run's listeners: it hears everything and needs nothing."""

from __future__ import annotations

from datetime import date

import pytest

from support.the_guide import rto
from talent_powerpro.errors import InternalError, PowerProUnusable
from talent_powerpro.ports.run_listener import RunListener, stopping_the_run


def test_a_listener_that_overrides_nothing_changes_no_run() -> None:
    plain, heard = rto().run(), rto().agent(listeners=[RunListener()]).run()
    assert [each.status for each in heard.records] == [each.status for each in plain.records]
    assert heard.remarks == plain.remarks
    assert RunListener().take_remarks() == ()


def test_a_listener_overrides_only_what_it_wants_to_hear() -> None:
    heard: list[date] = []

    class Started(RunListener):
        def run_started(self, run_id: str, today: date) -> None:
            heard.append(today)

    rto().agent(listeners=[Started()]).run()
    assert heard == [date(2022, 6, 2)]


def test_a_listener_the_run_depends_on_turns_what_is_raised_into_a_run_fault() -> None:
    with pytest.raises(InternalError) as stopped, stopping_the_run():
        raise ZeroDivisionError("the host's own words")
    assert isinstance(stopped.value.__cause__, ZeroDivisionError)
    assert "the host's own words" not in stopped.value.message


def test_a_run_fault_of_such_a_listener_stays_as_it_is() -> None:
    fault = PowerProUnusable("locked")
    with pytest.raises(PowerProUnusable) as stopped, stopping_the_run():
        raise fault
    assert stopped.value is fault
