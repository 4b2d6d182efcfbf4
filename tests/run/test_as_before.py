"""PowerPro as it was before another agent wrote to it."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from support.the_guide import JOANA, PINK, booking, enrolment, provisioned, rto
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.model import Enrolment, EnrolmentId, TalentUserId
from talent_powerpro.ports.optional import client_enrolments_of
from talent_powerpro.run.as_before import as_before

SEVEN = TalentUserId("7")


def before(*rows: Any, was: dict[EnrolmentId, Enrolment], only: Any = None) -> Any:
    world = rto(*rows)
    return as_before(was, {JOANA.code: "8"}, only(world.powerpro) if only else world.powerpro)


def test_enrolments_and_secondary_ids_are_as_they_were() -> None:
    old = enrolment()
    seen = before(
        provisioned(), provisioned(id=booking("2")), enrolment("3", PINK), was={booking(): old}
    )
    client = evolve(JOANA, secondary_id="8")
    assert seen.enrolment(booking()) == evolve(old, client=client)
    assert seen.enrolment(booking("2")) == provisioned(client=client, id=booking("2"))
    assert seen.enrolment(booking("3")) == enrolment("3", PINK)
    assert seen.enrolment(booking("4")) is None
    assert [each.id for each in seen.provisioned_enrolments()] == ["2"]
    assert [each.id for each in seen.provisioned_enrolments_of(JOANA.code)] == ["2"]
    assert list(seen.clients_with_email(JOANA.email)) == [client]


def test_clients_are_linked_as_they_were() -> None:
    old = evolve(enrolment(), client=evolve(JOANA, secondary_id="7"))
    pink = enrolment("3", evolve(PINK, secondary_id="9"))
    seen = before(provisioned(), was={booking(): old, pink.id: pink})
    assert list(seen.clients_linked_to(TalentUserId("9"))) == [pink.client]
    assert list(seen.clients_linked_to(SEVEN)) == []
    assert list(seen.clients_linked_to(TalentUserId("08"))) == [evolve(JOANA, secondary_id="8")]
    assert list(seen.clients_linked_to(TalentUserId("new:C"))) == []


def test_ports_that_would_show_what_the_other_agent_wrote_are_hidden_and_no_others() -> None:
    rows = provisioned(), enrolment("3", PINK)
    seen = before(*rows, was={})
    for each in ("shared_talent_ids", "enrolments_of", "enrolments_in"):
        assert hasattr(MemoryPowerPro, each)
        assert not hasattr(seen, each)
    assert len(list(seen.enrolments_to_provision(()))) == 2


def test_an_optional_port_that_powerpro_lacks_is_lacking_here_too() -> None:
    class Without:
        provisioned_enrolments_of = None

        def __init__(self, powerpro: Any) -> None:
            self._powerpro = powerpro

        def __getattr__(self, name: str) -> Any:
            return getattr(self._powerpro, name)

    assert client_enrolments_of(before(provisioned(), was={}, only=Without)) is None
    assert client_enrolments_of(before(provisioned(), was={})) is not None
