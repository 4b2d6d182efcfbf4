"""A run's report is printed before its news count as reported."""

from __future__ import annotations

import errno
import io
from datetime import datetime

import pytest

from support.the_guide import PERTH
from talent_powerpro.cli.commands.run import Delivery
from talent_powerpro.cli.screen import screen
from talent_powerpro.errors import PowerProUnusable, RunFault, TalentUnusable
from talent_powerpro.records.report import RunReport, Stopped


def report_of(fault: RunFault | None = None) -> RunReport:
    at = datetime(2022, 6, 2, tzinfo=PERTH)
    stopped = Stopped.by(fault) if fault else None
    return RunReport("run", at, at, at.date(), (), stopped=stopped)


def test_progress_bars_end_before_the_report_is_printed() -> None:
    """On a terminal rich would print the report to standard error, among the bars."""
    did: list[object] = []
    Delivery(did.append, lambda: did.append("bars ended"))(report_of())
    assert did == ["bars ended", report_of()]


class Full(io.RawIOBase):
    """A disk that is full, as standard output."""

    def writable(self) -> bool:
        return True

    def write(self, _: object, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_report_that_could_not_be_printed_ends_the_delivery(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So its news stay new for the next run. A stream keeps text back until it is flushed."""
    full = io.TextIOWrapper(io.BufferedWriter(Full()), encoding="utf-8")
    delivery = Delivery(lambda _: screen().line("report"), lambda: None)
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout", full)
        with pytest.raises(OSError, match="No space left"):
            delivery(report_of())
    delivery.add_stop(report_of(PowerProUnusable("The disk is full.")))
    assert capsys.readouterr().err == ""
    with pytest.raises(OSError, match="No space left"):
        full.close()


@pytest.mark.parametrize("before", [None, TalentUnusable("API off")])
def test_what_stops_a_run_after_its_report_goes_to_standard_error(
    before: RunFault | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault that the report shows is not repeated."""
    delivery = Delivery(lambda _: None, lambda: None)
    delivery(report_of(before))
    delivery.add_stop(report_of(before or PowerProUnusable("The disk is full.", remedy="Free it.")))
    assert capsys.readouterr().err == ("" if before else "Stopped: The disk is full.\nFree it.\n")
