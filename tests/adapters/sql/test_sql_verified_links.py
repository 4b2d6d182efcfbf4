"""Verified links in a store: the last one of a client counts."""

from __future__ import annotations

from pathlib import Path

from support.sql.guide_rows import make
from talent_powerpro.model import ClientCode, TalentUserId
from talent_powerpro.records.links import LinkBasis, VerifiedLink

ONE, OTHER = ClientCode("C1"), ClientCode("C2")
CREATED, *_, LAST = LinkBasis


def test_a_later_link_replaces_all_of_an_earlier_one(tmp_path: Path) -> None:
    first = VerifiedLink(ONE, TalentUserId("7"), "a.talentlms.com", CREATED)
    second = VerifiedLink(ONE, TalentUserId("8"), "b.talentlms.com", LAST)
    of_other = VerifiedLink(OTHER, TalentUserId("9"), "a.talentlms.com", CREATED)
    with make(tmp_path / "powerpro.db") as powerpro:
        powerpro.links.remember_links([first, of_other])
        assert powerpro.links.links_of([ONE]) == {ONE: first}
        powerpro.links.remember_links([second])
        assert powerpro.links.links_of([ONE, OTHER]) == {ONE: second, OTHER: of_other}
        assert powerpro.links.links_of([]) == {}
