"""Signals: the first one ends a run after the current record, the second one at once."""

from __future__ import annotations

import signal
from threading import Thread

import pytest

from support.executed_anew import executed_anew
from talent_powerpro.cli.interruption import SIGNALS, Interruption, end_on_sigterm, stopping

pytestmark = pytest.mark.usefixtures("signals_as_before")


TOLD = ["stop", "Finishing the current record. Press Ctrl+C again to stop now."]


@pytest.mark.parametrize("first", SIGNALS)
@pytest.mark.parametrize("second", SIGNALS)
def test_the_first_signal_stops_and_the_second_ends_at_once(
    first: signal.Signals, second: signal.Signals
) -> None:
    told: list[str] = []
    handlers = [signal.getsignal(number) for number in SIGNALS]

    def signalled_twice() -> None:
        with stopping(lambda: told.append("stop"), told.append) as interruption:
            assert interruption == Interruption(requested=False)
            signal.raise_signal(first)
            assert interruption == Interruption(requested=True)
            assert told == TOLD
            signal.raise_signal(second)

    with pytest.raises(KeyboardInterrupt):
        signalled_twice()
    assert told == TOLD
    assert [signal.getsignal(number) for number in SIGNALS] == handlers


def test_a_stop_that_asks_itself_sees_that_a_signal_came() -> None:
    seen: list[bool] = []
    with stopping(lambda: seen.append(interruption.requested), lambda _: None) as interruption:
        signal.raise_signal(signal.SIGINT)
    assert seen == [True]


def test_another_thread_than_the_main_one_runs_without_handlers() -> None:
    asked: list[object] = []

    def work() -> None:
        with stopping(lambda: None, lambda _: None) as interruption:
            asked.extend((interruption, signal.getsignal(signal.SIGINT)))

    usual = signal.getsignal(signal.SIGINT)
    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert asked == [Interruption(requested=False), usual]


def test_every_signal_but_ctrl_c_becomes_an_interruption() -> None:
    ctrl_c = signal.getsignal(signal.SIGINT)
    end_on_sigterm()
    assert signal.getsignal(signal.SIGINT) is ctrl_c
    for number in set(SIGNALS) - {signal.SIGINT}:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


def test_the_signals_are_those_that_the_system_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "SIGBREAK", 21, raising=False)
    windows = executed_anew("talent_powerpro.cli.interruption")
    assert windows.SIGNALS == (signal.SIGINT, signal.SIGTERM, 21)
    monkeypatch.delattr(signal, "SIGBREAK")
    others = executed_anew("talent_powerpro.cli.interruption")
    assert others.SIGNALS == (signal.SIGINT, signal.SIGTERM)
