"""The memory of what was written to a Talent user."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import JOANA, JOANA_7, USER_7
from talent_powerpro.model import UserDetails
from talent_powerpro.records.written_user import WrittenUser


def test_it_has_the_details_of_a_talent_user_twice() -> None:
    made = WrittenUser(JOANA.code, USER_7, "", JOANA_7.details, JOANA_7.details)
    assert made.written == UserDetails("Joana", "Gomez", "jg11@pm.me")
    assert made != evolve(made, settled=evolve(made.settled, email=""))
