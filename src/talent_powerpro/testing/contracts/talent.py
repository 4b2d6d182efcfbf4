"""The suite that proves a Talent repository."""

from __future__ import annotations

from talent_powerpro.ports import TalentRepository
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_reads import TalentReads
from talent_powerpro.testing.contracts.talent_refusals import TalentRefusals
from talent_powerpro.testing.contracts.talent_writes import TalentWrites


class TalentContract(TalentReads, TalentWrites, TalentRefusals):
    """Proves that what `make` gives is a `TalentRepository`: inherit it, and define `make`.

    Its faults `NoAnswer` and `TalentUnusable` are not provoked here: that is the transport's
    own matter, and its own tests'.
    """

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentRepository) == []
