"""The two methods that a host writes to prove its own PowerPro repository."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, settings

from talent_powerpro.model import Client, Enrolment, EnrolmentId, Unit
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.testing.contracts.rows import BOOKING

LAW = settings(
    max_examples=20,
    deadline=None,
    # What failed is shown as small as it gets; explaining it as well takes a minute.
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    # Each host's class runs the same law, and makes a store for each example.
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


class PowerProStores:
    """Where the suite's stores come from. A host's class defines `make`, and may define `edit`."""

    def make(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> PowerProRepository:
        """A new store of yours that holds these rows and no others.

        Each enrolment brings its client, its course, its units and its contact logs; several
        may share a client or a course, and then those are equal. *clients* have no enrolment
        at all: archived ones. Unit ids may be your own, and so may `active`.
        """
        raise NotImplementedError("define make(self, enrolments, clients): see its docstring")

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:  # noqa: ARG002  # for a host to use
        """Do what a person does in PowerPro's windows while the agent runs.

        Make the stored row of that enrolment what *enrolment* is: its client's Secondary ID
        and its units' outcome, outcome date and short comment; nothing else differs. Best over
        another connection than *powerpro* has, as a person's window is. Not defined: the tests
        that need it are skipped.
        """
        pytest.skip("define edit(self, powerpro, enrolment) to prove that a person's edit wins")

    # --- short ways to ask, for the suite -------------------------------------------

    def store(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client] = ()
    ) -> PowerProRepository:
        """What is proved: the store itself, or in another suite what stands before it."""
        return self.make(enrolments, clients)

    def found(self, powerpro: PowerProRepository, enrolment_id: EnrolmentId = BOOKING) -> Enrolment:
        """The enrolment as the store tells it now."""
        enrolment = powerpro.enrolment(enrolment_id)
        assert enrolment is not None
        return enrolment

    def first_unit(self, powerpro: PowerProRepository) -> Unit:
        """Joana's first unit as the store tells it now."""
        return self.found(powerpro).units[0]
