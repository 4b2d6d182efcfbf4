"""The optional port for narrow rows, found by its methods."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from support.scripted import ById
from support.seam import actions_of
from support.wrapped import behind_a_proxy
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryLastLooks
from talent_powerpro.ports.optional import result_scope_of, unsettled_looks_of
from talent_powerpro.ports.result_scope import ResultScope


@pytest.mark.parametrize("wrap", [lambda powerpro: powerpro, behind_a_proxy])
def test_a_repository_with_its_methods_offers_it(wrap: Any) -> None:
    powerpro = wrap(MemoryPowerPro())
    assert result_scope_of(powerpro) is powerpro


def test_a_repository_that_lacks_one_method_does_not_offer_it() -> None:
    assert result_scope_of(ById()) is None
    for lacking in actions_of(ResultScope):
        part: Any = dict.fromkeys(actions_of(ResultScope) - {lacking}, len)
        odd: Any = SimpleNamespace(**part)
        assert result_scope_of(odd) is None


def test_last_looks_that_leave_out_settled_ones_are_found_too() -> None:
    looks, bare = MemoryLastLooks(), SimpleNamespace(remembered=len, remember=len)
    assert unsettled_looks_of(looks) is looks
    odd: Any = bare
    assert unsettled_looks_of(odd) is None
