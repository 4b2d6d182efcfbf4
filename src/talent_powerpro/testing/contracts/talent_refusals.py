"""Contract suite of a Talent repository: writes that TalentLMS refuses."""

from __future__ import annotations

import pytest
from attrs import evolve

from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import NewTalentUser, TalentGroupKey, TalentUser
from talent_powerpro.testing.contracts.talent_portals import (
    FRUIT,
    JOANA,
    NOBODY,
    NOWHERE,
    PINK,
    WEB,
    TalentPortals,
)


class TalentRefusals(TalentPortals):
    """The part of `TalentContract` about refusals."""

    @pytest.mark.parametrize(
        "taken",
        [
            evolve(JOANA, email="PINK@pm.me"),
            evolve(JOANA, login="pink.p"),
            evolve(JOANA, email="pink@pm.me", login="PINK.P"),
        ],
        ids=["e-mail", "login", "both"],
    )
    def test_a_taken_e_mail_or_login_is_a_duplicate_and_nobody_is_created(
        self, taken: NewTalentUser
    ) -> None:
        """Case does not count."""
        talent = self.talent()
        with pytest.raises(Duplicate):
            talent.create_user(taken)
        others = {talent.user_by_email(taken.email), talent.user_by_login(taken.login)}
        assert {each.id for each in others if isinstance(each, TalentUser)} == {PINK.id}

    def test_creating_twice_is_a_duplicate(self) -> None:
        """Creation is the only write that does not succeed when repeated."""
        talent = self.talent()
        talent.create_user(JOANA)
        with pytest.raises(Duplicate):
            talent.create_user(JOANA)

    def test_a_group_that_does_not_exist_is_refused_as_an_unknown_group(self) -> None:
        with pytest.raises(Refused) as caught:
            self.talent().add_to_group(PINK.id, TalentGroupKey("nobodys"))
        assert caught.value.reason == "unknown-group"

    def test_a_user_who_does_not_exist_is_refused_as_an_unknown_user(self) -> None:
        talent = self.talent()
        with pytest.raises(Refused) as enrolling:
            talent.enrol(NOBODY, WEB.id)
        with pytest.raises(Refused) as joining:
            talent.add_to_group(NOBODY, FRUIT)
        reasons = enrolling.value.reason, joining.value.reason
        assert reasons == ("unknown-user", "unknown-user")

    def test_enrolling_in_a_course_that_does_not_exist_is_refused_as_unknown(self) -> None:
        with pytest.raises(Refused) as caught:
            self.talent().enrol(PINK.id, NOWHERE)
        assert caught.value.reason == "unknown-course"
