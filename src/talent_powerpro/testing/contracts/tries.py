"""Contract suite of tries. Each test covers a sentence of `Tries`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from talent_powerpro.ports.state import Tries
from talent_powerpro.testing.contracts.port_methods import missing_methods

EARLIER: Final = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
LATER: Final = EARLIER + timedelta(microseconds=1)


class TriesContract:
    """Tests that your store is a `Tries`. Inherit it and define `make`."""

    def make(self) -> Tries:
        """Return new, empty tries of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), Tries) == []

    def test_nothing_was_tried_yet(self) -> None:
        tries = self.make()
        tries.mark("results", [], EARLIER)
        assert dict(tries.tried("results", ["1001"])) == {}
        assert dict(tries.tried("results", [])) == {}

    def test_a_try_comes_back_to_the_microsecond_and_replaces_the_one_before(self) -> None:
        tries = self.make()
        tries.mark("results", ["1001", "1002"], EARLIER)
        tries.mark("results", ["1002"], LATER)
        found = tries.tried("results", ["1001", "1002", "1003"])
        assert dict(found) == {"1001": EARLIER, "1002": LATER}

    def test_two_kinds_may_have_the_same_id(self) -> None:
        tries = self.make()
        tries.mark("results", ["126"], EARLIER)
        tries.mark("talent-course", ["126"], LATER)
        assert dict(tries.tried("results", ["126"])) == {"126": EARLIER}
        assert dict(tries.tried("talent-course", ["126"])) == {"126": LATER}
        assert dict(tries.tried("provisioning", ["126"])) == {}

    def test_many_ids_may_be_asked_for_at_once(self) -> None:
        tries = self.make()
        ids = [str(number) for number in range(2000)]
        tries.mark("results", ids, EARLIER)
        assert len(tries.tried("results", ids)) == len(ids)
