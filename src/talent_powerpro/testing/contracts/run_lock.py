"""Contract suite of a run lock. Each test covers a sentence of the port."""

from __future__ import annotations

from threading import Thread

import pytest

from talent_powerpro.errors import LockHeld
from talent_powerpro.ports.state import RunLock
from talent_powerpro.testing.contracts.port_methods import missing_methods


class RunLockContract:
    """Tests that your lock is a `RunLock`. Inherit it and define `make`.

    Test yourself that the lock of a killed process is free. The suite cannot kill your process.
    """

    def make(self) -> tuple[RunLock, RunLock]:
        """Return two free locks of one RTO, as two parts of a program would have them.

        Use two database sessions, or open the file twice, if you can. Otherwise return the
        same lock twice.
        """
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert [missing_methods(each, RunLock) for each in self.make()] == [[], []]

    def test_a_refusal_names_what_the_holder_is_doing(self) -> None:
        one, other = self.make()
        with one.hold("import"):
            fault = refused(other)
        assert "import" in fault.message
        assert fault.remedy

    def test_the_holder_cannot_take_the_lock_a_second_time(self) -> None:
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

    def test_a_refused_attempt_does_not_release_the_lock(self) -> None:
        one, other = self.make()
        with one.hold("run"):
            for _ in range(2):
                assert "run" in refused(other).message
                assert "run" in refused(one).message

    def test_the_lock_is_free_after_the_block_ends(self) -> None:
        one, other = self.make()
        for lock in (one, other, one):
            with lock.hold("run"):
                refused(one)

    def test_the_lock_is_free_after_the_block_raises(self) -> None:
        one, other = self.make()
        with pytest.raises(ZeroDivisionError), one.hold("run"):
            raise ZeroDivisionError
        with other.hold("import"):
            refused(one)


def refused(lock: RunLock) -> LockHeld:
    """The fault that taking *lock* raises. Fails the test if it can be taken."""
    with pytest.raises(LockHeld) as caught, lock.hold("set-export"):
        pytest.fail("two holders have the lock at the same time")
    return caught.value
