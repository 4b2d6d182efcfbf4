"""Contract suite of the optional port `TalentSuspension`: taking a Talent user out of a course."""

from __future__ import annotations

import pytest

from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    CourseProgress,
    Ensured,
    NotEnrolled,
    TalentUser,
)
from talent_powerpro.ports import TalentRepository, TalentSuspension
from talent_powerpro.ports.optional import suspension_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_portals import (
    LEN,
    NOBODY,
    NOWHERE,
    PINK,
    WEB,
    TalentPortals,
)


class TalentSuspending(TalentPortals):
    """The part of `TalentSuspensionContract` that also holds for a rehearsal."""

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentSuspension) == []

    def test_a_user_who_was_enrolled_is_not_in_the_course_afterwards(self) -> None:
        """Progress and the user's courses are read before as well: no answer may be old."""
        talent = self.talent()
        talent.enrol(PINK.id, WEB.id)
        assert isinstance(talent.progress(PINK.id, WEB.id), CourseProgress)
        assert suspending(talent).unenrol(PINK.id, WEB.id) is Ensured.DONE
        assert isinstance(talent.progress(PINK.id, WEB.id), NotEnrolled)
        user = talent.user_by_id(PINK.id)
        assert isinstance(user, TalentUser)
        assert user.enrolment_in(WEB.id) is None

    def test_taking_out_twice_equals_once(self) -> None:
        talent = self.talent()
        talent.enrol(PINK.id, WEB.id)
        suspending(talent).unenrol(PINK.id, WEB.id)
        assert suspending(talent).unenrol(PINK.id, WEB.id) is Ensured.ALREADY

    def test_who_was_taken_out_can_be_enrolled_again(self) -> None:
        talent = self.talent()
        talent.enrol(PINK.id, WEB.id)
        suspending(talent).unenrol(PINK.id, WEB.id)
        assert talent.enrol(PINK.id, WEB.id) is Ensured.DONE
        assert isinstance(talent.progress(PINK.id, WEB.id), CourseProgress)


class TalentSuspensionContract(TalentSuspending):
    """Tests that your Talent repository is also a `TalentSuspension`.

    `make` is the one of `TalentContract`.
    """

    def test_a_user_who_was_never_in_the_course_is_already_out(self) -> None:
        assert suspending(self.talent()).unenrol(LEN.id, WEB.id) is Ensured.ALREADY

    def test_a_user_who_does_not_exist_is_refused_as_unknown(self) -> None:
        with pytest.raises(Refused) as caught:
            suspending(self.talent()).unenrol(NOBODY, WEB.id)
        assert caught.value.reason == "unknown-user"

    def test_a_course_that_does_not_exist_is_refused_as_unknown(self) -> None:
        with pytest.raises(Refused) as caught:
            suspending(self.talent()).unenrol(PINK.id, NOWHERE)
        assert caught.value.reason == "unknown-course"


def suspending(talent: TalentRepository) -> TalentSuspension:
    """The repository as a `TalentSuspension`, found as the agent finds it."""
    offered = suspension_of(talent)
    assert offered is not None
    return offered
