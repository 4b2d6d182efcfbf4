"""Contract suite of the optional port `PortalSettings`: custom fields and the date format."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.model import CustomField
from talent_powerpro.ports import PortalSettings
from talent_powerpro.ports.optional import portal_settings_of
from talent_powerpro.testing.contracts.given_portal import GivenPortal
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_portals import PORTAL, TalentPortals

MOBILE = CustomField("custom_field_1", "Mobile & home", mandatory=True)
CAMPUS = CustomField("custom_field_2", "Campus")


class PortalSettingsContract(TalentPortals):
    """Tests that your Talent repository is also a `PortalSettings`.

    `make` is the one of `TalentContract`.
    """

    def _settings(self, portal: GivenPortal = PORTAL) -> PortalSettings:
        offered = portal_settings_of(self.talent(portal))
        assert offered is not None
        return offered

    def test_it_has_the_methods_of_the_port(self) -> None:
        assert missing_methods(self.talent(), PortalSettings) == []

    def test_a_portal_without_custom_fields_has_none(self) -> None:
        assert list(self._settings().custom_fields()) == []

    def test_custom_fields_have_their_names_and_say_whether_they_are_mandatory(self) -> None:
        settings = self._settings(evolve(PORTAL, custom_fields=(MOBILE, CAMPUS)))
        assert list(settings.custom_fields()) == [MOBILE, CAMPUS]

    def test_the_date_format_is_a_word_for_day_month_and_year(self) -> None:
        settings = self._settings()
        assert sorted(settings.date_format().upper()) == sorted("DDMMYYYY")
        assert settings.date_format() == settings.date_format()
