"""The suite that proves a run lock, sentence by sentence of its port."""

from __future__ import annotations

from threading import Thread

import pytest

from talent_powerpro.errors import LockHeld
from talent_powerpro.ports.state import RunLock
from talent_powerpro.testing.contracts.port_methods import missing_methods


class RunLockContract:
    """Proves that what `make` gives are `RunLock`s: inherit it, and define `make`.

    That a process which dies has let go is yours to prove: a suite cannot kill yours.
    """

    def make(self) -> tuple[RunLock, RunLock]:
        """Two locks of one RTO that nobody holds, as two parts of a program have them.

        Best over two sessions or files opened twice. One lock twice will do where there is
        no other way to have it.
        """
        raise NotImplementedError("define make(self): see its docstring")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert [missing_methods(each, RunLock) for each in self.make()] == [[], []]

    def test_whoever_is_refused_learns_what_the_holder_does(self) -> None:
        one, other = self.make()
        with one.hold("import"):
            fault = refused(other)
        assert "import" in fault.message
        assert fault.remedy

    def test_the_block_that_holds_it_is_refused_a_second_hold(self) -> None:
        one, _ = self.make()
        with one.hold("run"):
            assert "run" in refused(one).message

    def test_another_thread_of_the_same_process_is_refused(self) -> None:
        one, other = self.make()
        faults: list[LockHeld] = []
        with one.hold("run"):
            thread = Thread(target=lambda: faults.append(refused(other)))
            thread.start()
            thread.join()
        assert len(faults) == 1

    def test_a_refusal_takes_nothing_from_the_holder(self) -> None:
        one, other = self.make()
        with one.hold("run"):
            for _ in range(2):
                assert "run" in refused(other).message
                assert "run" in refused(one).message

    def test_it_is_free_when_the_block_has_ended(self) -> None:
        one, other = self.make()
        for lock in (one, other, one):
            with lock.hold("run"):
                refused(one)

    def test_it_is_free_when_the_block_has_ended_in_a_fault_which_passes(self) -> None:
        one, other = self.make()
        with pytest.raises(ZeroDivisionError), one.hold("run"):
            raise ZeroDivisionError
        with other.hold("import"):
            refused(one)


def refused(lock: RunLock) -> LockHeld:
    """What is raised where somebody holds it."""
    with pytest.raises(LockHeld) as caught, lock.hold("set-export"):
        pytest.fail("two hold one lock")
    return caught.value
