"""Verified links: to which Talent user and portal they are good, and where flows note them."""

from __future__ import annotations

from attrs import evolve

from support.the_guide import JOANA, STARTED, USER_7
from talent_powerpro.model import TalentUserId, stand_in
from talent_powerpro.records.links import UNKNOWN, Linkage, LinkBasis, VerifiedLink, links_of
from talent_powerpro.records.step import Event, Note

LINK = VerifiedLink(JOANA.code, USER_7, "rto.talentlms.com")
EIGHT = TalentUserId("8")


def test_a_link_is_good_for_its_own_talent_user_and_portal_only() -> None:
    known = Linkage("rto.talentlms.com", LINK)
    assert known.to(USER_7) == LINK
    assert known.to(EIGHT) is None
    assert Linkage("trial.talentlms.com", LINK).to(USER_7) is None
    assert Linkage("rto.talentlms.com").to(USER_7) is None


def test_a_link_is_to_the_client_where_the_secondary_id_names_its_talent_user_or_none() -> None:
    known = Linkage("rto.talentlms.com", LINK)
    ids = ("7", " 007 ", "8", "", "DPC1")
    found = [known.to_client(evolve(JOANA, secondary_id=each)) for each in ids]
    assert found == [True, True, False, True, True]
    assert not UNKNOWN.to_client(evolve(JOANA, secondary_id="7"))
    assert (UNKNOWN.portal, UNKNOWN.stored, UNKNOWN.signed_up_as) == ("", None, ())


def test_a_basis_is_stored_by_its_name() -> None:
    assert list(LinkBasis) == ["agrees", "family name", "staff", "another", "released"]
    assert LINK.basis is LinkBasis.AGREES
    assert evolve(LINK, basis="staff").basis is LinkBasis.STAFF


def test_a_former_link_is_one_to_another_user_of_the_same_portal() -> None:
    known = Linkage("rto.talentlms.com", LINK)
    assert known.former(EIGHT) == LINK
    assert known.former(USER_7) is None
    assert Linkage("trial.talentlms.com", LINK).former(EIGHT) is None
    assert Linkage().former(EIGHT) is None


def test_the_links_that_a_flow_noted_are_found_but_not_those_of_a_rehearsal() -> None:
    planned = VerifiedLink(JOANA.code, stand_in(JOANA.code), "")
    notes = (Note("enrolling", ("Joana",)), Note("link_verified", (LINK,)))
    events = [Event(STARTED, note) for note in (*notes, Note("link_verified", (planned,)))]
    assert links_of(events) == (LINK,)
