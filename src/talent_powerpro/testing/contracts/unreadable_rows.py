"""Contract suite for rows of PowerPro that cannot be read: one fails alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from talent_powerpro.model import Client, Enrolment, EnrolmentId
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.testing.contracts.rows import BOOKING, enrolment

OTHER = EnrolmentId("1002")


class UnreadableRowsContract(ABC):
    """Tests that your PowerPro repository returns an enrolment that it cannot read entirely.

    Use it where your tables can hold a value that is not of its column's type.
    """

    @abstractmethod
    def make(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> PowerProRepository:
        """Return a new store of yours with these rows and no others."""

    @abstractmethod
    def spoil(self, powerpro: PowerProRepository, enrolment_id: EnrolmentId) -> None:
        """Put a value that cannot be read into a row of that enrolment."""

    def spoilt(self) -> PowerProRepository:
        powerpro = self.make((enrolment(), enrolment(OTHER)), ())
        self.spoil(powerpro, BOOKING)
        return powerpro

    def test_it_is_among_the_candidates_and_says_what_cannot_be_read(self) -> None:
        found = {each.id: each for each in self.spoilt().enrolments_to_provision(())}
        assert found[BOOKING].unreadable
        assert all(sentence.strip() for sentence in found[BOOKING].unreadable)

    def test_it_is_returned_by_its_id(self) -> None:
        found = self.spoilt().enrolment(BOOKING)
        assert found is not None
        assert found.unreadable

    def test_every_other_enrolment_is_read_as_before(self) -> None:
        found = {each.id: each for each in self.spoilt().enrolments_to_provision(())}
        assert found[OTHER].unreadable == ()
