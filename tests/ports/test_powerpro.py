"""The ports to PowerPro, as the repositories that come with the package implement them."""

from __future__ import annotations

from inspect import Parameter, signature

import pytest

from support.seam import actions_of
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.ports.powerpro import (
    ExportDates,
    LinkedClients,
    PowerProRepository,
    ResultsByCourse,
)
from talent_powerpro.ports.result_scope import ResultScope

PORTS = (PowerProRepository, LinkedClients, ExportDates, ResultScope)


def parameters(owner: type, method: str) -> list[tuple[str, bool]]:
    """A method's parameters with, for each, whether it may be left out."""
    given = list(signature(getattr(owner, method)).parameters.values())[1:]
    return [(each.name, each.default is not Parameter.empty) for each in given]


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("repository", [MemoryPowerPro, SqlPowerPro])
def test_each_method_is_called_as_its_port_says(port: type, repository: type) -> None:
    for method in actions_of(port):
        assert parameters(repository, method) == parameters(port, method), method


def test_an_optional_port_repeats_a_method_of_the_repository_word_for_word() -> None:
    """So a host implements it once for both."""
    for port in PORTS[1:]:
        for method in actions_of(port) & actions_of(PowerProRepository):
            assert parameters(port, method) == parameters(PowerProRepository, method)


def test_a_repository_need_not_offer_an_optional_port() -> None:
    assert isinstance(MemoryPowerPro(), PowerProRepository)
    assert not isinstance(MemoryPowerPro(), ResultsByCourse)
