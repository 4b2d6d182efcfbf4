"""A person has the units of all enrolments."""

from talent_powerpro.ports.forgetting import Person
from talent_powerpro.testing.contracts.rows import JOANA, enrolment


def test_a_persons_units_are_those_of_all_enrolments() -> None:
    person = Person(JOANA, (enrolment("1"), enrolment("2")))
    assert person.unit_ids == tuple(f"{n}-ICTWEB30{unit}" for n in "12" for unit in "45")
    assert Person(JOANA).unit_ids == ()
