"""Who is provisioned with which Talent user, and whose results are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.field.situations import (
    PROFILES,
    RUN,
    Right,
    Row,
    Student,
    User,
    answers,
    check,
    completes,
    edits,
)
from talent_powerpro.sandbox import UserStatus

DONE = {"901": "04/06/2022"}
WRITTEN = {"EC1 ICTWEB304": "20 04/06/2022"}
PROVISIONED = {"C1": "provisioned"}
HELD = Right(people={"C1": "held"}, exit=1)
HERS = Right(people=PROVISIONED, results={"EC1": "written"}, written=WRITTEN, ids={"C1": "5"})
REMARKED = Right(
    people=PROVISIONED,
    results={"EC1": "written"},
    written=WRITTEN,
    ids={"C1": "5"},
    reasons=("talent-user-differs",),
)
BEN = Student(email="office@x.example")


def office(first: str, last: str) -> User:
    """A Talent user with the office's e-mail, who completed a unit."""
    return User("5", first, last, "office@x.example", done=DONE)


NOAH = Student("C2", "Noah", "Brown", "family@x.example")
CHARLOTTE = Student("C1", "Charlotte", "Williams", "family@x.example")

ROWS = (
    Row(
        "P1 an e-mail of another person's Talent user links nobody",
        students=(BEN,),
        users=(office("Mary", "Smith"),),
        guide=Right(people={"C1": "held"}, exit=1, said=("Mary Smith",)),
    ),
    Row(
        "P1 the given name agrees: his, with a remark",
        students=(BEN,),
        users=(office("Ben", "Smith"),),
        guide=REMARKED,
    ),
    Row(
        "P1 the long form of his name: his",
        students=(BEN,),
        users=(office("Benjamin", "Jones"),),
        guide=Right(
            people=PROVISIONED,
            results={"EC1": "written"},
            written=WRITTEN,
            ids={"C1": "5"},
            unsaid=("talent-user-differs",),
        ),
    ),
    Row(
        "P1 typing the id of another person's Talent user changes nothing",
        students=(BEN,),
        users=(office("Mary", "Smith"),),
        steps=(RUN, edits("UPDATE clients SET secondary_id = '5'"), RUN),
        guide=Right(people={"C1": "held"}, ids={"C1": "5"}),
    ),
    Row(
        "P2 a Secondary ID retyped to a stranger's takes no results",
        users=(
            User("7", courses=("126",)),
            User("8", "Zoe", "Stranger", "zoe@x.example", done=DONE),
        ),
        steps=(RUN, edits("UPDATE clients SET secondary_id = '8'"), RUN),
        guide=Right(results={"EC1": "held"}, ids={"C1": "8"}, exit=1, said=("Zoe Stranger",)),
    ),
    Row(
        "P3 a released shared e-mail enrols both and gives neither the results",
        students=(CHARLOTTE, NOAH),
        steps=(
            RUN,
            answers("release", "--both", "C1", "C2"),
            completes("family@x.example", "901", "06/06/2022"),
            RUN,
        ),
        guide=Right(
            people={"C2": "provisioned"},
            results={"EC1": "held", "EC2": "held"},
            ids={"C1": "101", "C2": "101"},
            created=1,
            exit=1,
        ),
    ),
    Row(
        "P5 the portal owner's e-mail is held",
        users=(User("1", "Portal", "Owner", type="SuperAdmin"),),
        guide=HELD,
    ),
    Row(
        "P6 the Talent user of the Secondary ID was deleted",
        students=(Student(secondary_id="5"),),
        users=(User("5", email="old@x.example", status=UserStatus.DELETED),),
        guide=Right(
            people=PROVISIONED, ids={"C1": "101"}, created=1, said=("deleted",), unsaid=("missing",)
        ),
        careful=HELD,
    ),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_people(row: Row, profile: str, tmp_path: Path) -> None:
    check(row, profile, tmp_path)
