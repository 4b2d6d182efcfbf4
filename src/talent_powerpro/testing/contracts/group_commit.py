"""Contract suite of the optional port `GroupCommit`: endings that wait for the next write."""

from __future__ import annotations

from contextlib import suppress

from talent_powerpro.model import TalentUserId
from talent_powerpro.ports import GroupCommit, PowerProRepository
from talent_powerpro.ports.optional import group_commit_of, state_of
from talent_powerpro.ports.run_journal import RunJournal
from talent_powerpro.records.due import DueMark
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import (
    BOOKING,
    EXPORT_DATE,
    contact_log,
    enrolment,
)


class GroupCommitContract(PowerProStores):
    """Tests that your PowerPro repository, which has a journal as its `state`, is a `GroupCommit`.

    `make` is the one of `PowerProContract`, and `reopen` should be too. The port is optional.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), GroupCommit) == []

    def test_an_ending_is_stored_when_the_block_ends(self) -> None:
        powerpro = self.due()
        with asked(powerpro).group_commit():
            end(powerpro)
        assert list(journal_of(self.again(powerpro)).due_marks()) == []

    def test_an_ending_is_stored_where_the_block_raises(self) -> None:
        powerpro = self.due()
        with suppress(KeyError), asked(powerpro).group_commit():
            end(powerpro)
            raise KeyError
        assert list(journal_of(self.again(powerpro)).due_marks()) == []

    def test_an_ending_is_stored_with_the_next_write_at_the_latest(self) -> None:
        powerpro = self.due()
        with asked(powerpro).group_commit():
            end(powerpro)
            powerpro.set_secondary_id(enrolment().client, TalentUserId("7"))
            assert list(journal_of(self.again(powerpro)).due_marks()) == []

    def test_the_repository_reads_an_ending_at_once(self) -> None:
        powerpro = self.due()
        with asked(powerpro).group_commit():
            end(powerpro)
            assert list(journal_of(powerpro).due_marks()) == []

    def test_a_contact_log_is_stored_at_once(self) -> None:
        powerpro = self.due()
        with asked(powerpro).group_commit():
            powerpro.add_contact_log(enrolment(), contact_log())
            assert self.found(powerpro).provisioning_log is not None

    def due(self) -> PowerProRepository:
        """A store with an enrolment that is marked as due."""
        powerpro = self.store((enrolment(),))
        journal_of(powerpro).mark_due([DueMark(BOOKING, EXPORT_DATE)])
        return powerpro


def asked(powerpro: PowerProRepository) -> GroupCommit:
    offered = group_commit_of(powerpro)
    assert offered, "group_commit is missing"
    return offered


def journal_of(powerpro: PowerProRepository) -> RunJournal:
    journal = state_of(powerpro).journal
    assert journal, "the repository has no journal as a part of its state"
    return journal


def end(powerpro: PowerProRepository) -> None:
    """End the enrolment's record, which removes its due mark."""
    journal_of(powerpro).end("run", "provisioning", BOOKING, "provisioned", ())
