"""Contract suite of a Talent repository."""

from __future__ import annotations

from talent_powerpro.ports import TalentRepository
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_reads import TalentReads
from talent_powerpro.testing.contracts.talent_refusals import TalentRefusals
from talent_powerpro.testing.contracts.talent_writes import TalentWrites


class TalentContract(TalentReads, TalentWrites, TalentRefusals):
    """Tests that your repository is a `TalentRepository`. Inherit it and define `make`.

    It does not provoke the faults `NoAnswer` and `TalentUnusable`. They depend on the transport;
    test them there.
    """

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentRepository) == []
