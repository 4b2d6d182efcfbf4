"""Base class of the PowerPro suites: the methods that a host defines, and helpers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, settings

from talent_powerpro.model import Client, Enrolment, EnrolmentId, Unit
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.testing.contracts.rows import BOOKING

LAW = settings(
    # 20 where the profile leaves 100. Each example makes a store, which takes long in a database.
    max_examples=max(10, settings().max_examples // 5),
    deadline=None,
    # Without Phase.explain, which takes a minute. A failing example is still shrunk.
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    # Several host classes inherit the same test, and each example makes a new store.
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


class PowerProStores:
    """Makes the stores of the suite. A host defines `make`, and should define the others."""

    def make(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> PowerProRepository:
        """Return a new store of yours with these rows and no others.

        Each enrolment includes its client, course, units and contact logs. Enrolments may
        share a client or a course, which are then equal. *clients* are archived clients
        without an enrolment. Your store may use its own unit ids and its own `active`.
        """
        raise NotImplementedError(
            "Define make(self, enrolments, clients); its docstring says what to return."
        )

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:  # noqa: ARG002  # for a host to use
        """Edit the store as a person does in PowerPro's windows while the agent runs.

        Store the values of *enrolment*: its client's Secondary ID, and its units' outcome,
        outcome date and short comment. Nothing else differs from the stored row. Use another
        connection than that of *powerpro* if you can. Without this method, the tests that need
        it are skipped.
        """
        pytest.skip("Define edit(self, powerpro, enrolment) to test that a person's edit wins.")

    def reopen(self, powerpro: PowerProRepository) -> PowerProRepository:
        """Return a repository that reads the store of *powerpro* as another process does.

        Open a second connection, and leave *powerpro* open. The suite reads every write again
        through it, which finds a store that commits nothing. Without this method, the same
        repository is read, and such a store passes.
        """
        return powerpro

    # --- helpers of the suite -------------------------------------------------------

    def store(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client] = ()
    ) -> PowerProRepository:
        """The repository under test: the store, or in the rehearsal suite a rehearsal over it."""
        return self.make(enrolments, clients)

    def again(self, powerpro: PowerProRepository) -> PowerProRepository:
        """The repository through which writes are read again."""
        return self.reopen(powerpro)

    def found(self, powerpro: PowerProRepository, enrolment_id: EnrolmentId = BOOKING) -> Enrolment:
        """The enrolment as the store returns it now."""
        enrolment = self.again(powerpro).enrolment(enrolment_id)
        assert enrolment is not None
        return enrolment

    def first_unit(self, powerpro: PowerProRepository) -> Unit:
        """Joana's first unit as the store returns it now."""
        return self.found(powerpro).units[0]
