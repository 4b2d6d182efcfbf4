"""The page of `portal`, whole: whose Talent user ids are stored, and which were set aside."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from support.cli.pages import page
from support.the_guide import PERTH
from talent_powerpro.cli.pages.portal import new_confirmed, same_confirmed, show_portal
from talent_powerpro.model import ClientCode, TalentUserId
from talent_powerpro.records.journal import SetAside

ASIDE = (
    SetAside(
        ClientCode("C1"),
        TalentUserId("7"),
        "old.talentlms.com",
        datetime(2022, 6, 2, 16, 5, tzinfo=UTC),
    ),
    SetAside(
        ClientCode("C2"),
        TalentUserId("8"),
        "older.talentlms.com",
        datetime(2021, 1, 31, 1, 0, tzinfo=UTC),
    ),
)


def test_the_whole_page_where_the_portal_has_changed() -> None:
    assert page(lambda on: show_portal(on, "new.com", "old.com", ASIDE, PERTH)) == [
        "Portal in the settings            new.com",
        "Portal of stored Talent user ids  old.com",
        "The portal has changed. Runs stop until you confirm it with one of:",
        "    talent-powerpro portal --confirm-new   (different portal: sets the stored ids aside)",
        "    talent-powerpro portal --confirm-same  (same portal, new address: keeps the ids)",
        "",
        "Talent user ids set aside",
        "-------------------------",
        "Client  Talent user id  Portal               Set aside",
        "C1      7               old.talentlms.com    03/06/2022 00:05",
        "C2      8               older.talentlms.com  31/01/2021 09:00",
    ]


@pytest.mark.parametrize(
    ("remembered", "expected"),
    [("", "none yet: nothing was written"), ("new.com", "new.com")],
)
def test_a_portal_that_is_new_or_the_same_needs_no_answer(remembered: str, expected: str) -> None:
    assert page(lambda on: show_portal(on, "new.com", remembered, (), PERTH)) == [
        "Portal in the settings            new.com",
        f"Portal of stored Talent user ids  {expected}",
    ]


@pytest.mark.parametrize(
    ("set_aside", "expected"),
    [
        (0, "No Talent user ids were set aside: no client had one."),
        (
            1,
            "1 Talent user id was set aside. The next run looks for due clients in new.com by "
            "e-mail. Results of enrolments that were provisioned in the earlier portal cannot be "
            "fetched until the clients are enrolled in this one.",
        ),
        (
            2,
            "2 Talent user ids were set aside. The next run looks for due clients in new.com by "
            "e-mail. Results of enrolments that were provisioned in the earlier portal cannot be "
            "fetched until the clients are enrolled in this one.",
        ),
    ],
)
def test_a_new_portal_is_confirmed_with_what_follows(set_aside: int, expected: str) -> None:
    assert new_confirmed("new.com", set_aside) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", "Nothing to confirm: no portal was stored yet. new.com is stored now."),
        (
            "new.com",
            "Nothing to confirm: the stored Talent user ids already belong to new.com.",
        ),
        ("old.com", "The stored Talent user ids were kept. new.com is the new address of old.com."),
    ],
)
def test_the_same_portal_is_confirmed_with_what_was_done(before: str, expected: str) -> None:
    assert same_confirmed("new.com", before) == expected
