"""Who is provisioned with which Talent user, and whose results are taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from support.field.situations import (
    PROFILES,
    RUN,
    Course,
    Right,
    Row,
    Student,
    User,
    answers,
    check,
    completes,
    edits,
)
from talent_powerpro.sandbox import Quirks, UserStatus

DONE = {"901": "04/06/2022"}
WRITTEN = {"EC1 ICTWEB304": "20 04/06/2022"}
PROVISIONED = {"C1": "provisioned"}
HELD = Right(people={"C1": "held"}, exit=1)
REMARKED = Right(
    people=PROVISIONED,
    results={"EC1": "written"},
    written=WRITTEN,
    ids={"C1": "5"},
    reasons=("talent-user-differs",),
)
LINKED = Right(people=PROVISIONED, ids={"C1": "5"})
CREATED = Right(people=PROVISIONED, ids={"C1": "101"}, created=1)
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
        guide=evolve(HELD, reasons=("talent-user-of-another",), said=("Mary Smith",)),
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
        "P1 the family name alone: a remark or a hold",
        students=(BEN,),
        users=(office("Mary", "Jones"),),
        guide=evolve(REMARKED, reasons=("family-name-only",)),
        careful=HELD,
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
        guide=evolve(HELD, reasons=("talent-user-of-another",)),
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
    Row(
        "the e-mail differs in case and in blanks: his",
        students=(Student(email=" BEN@X.Example "),),
        users=(User("5", email="ben@x.example"),),
        guide=LINKED,
    ),
    Row(
        "the login is the client's e-mail, and there is no other: his",
        users=(User("5", email="", login="c1@x.example"),),
        guide=LINKED,
    ),
    Row(
        "the Talent user of the Secondary ID has a new e-mail and the whole name: his",
        students=(Student(secondary_id="5"),),
        users=(User("5", email="ben.jones@new.example"),),
        guide=Right(people=PROVISIONED, reasons=("talent-user-differs",)),
    ),
    Row(
        "the Talent user of the Secondary ID has neither e-mail nor name: held",
        students=(Student(secondary_id="5"),),
        users=(User("5", "Zoe", "Stranger", "zoe@x.example"),),
        guide=HELD,
    ),
    Row(
        "the Secondary ID of another system is replaced",
        students=(Student(secondary_id="DPC000129"),),
        users=(User("5"),),
        guide=Right(people=PROVISIONED, ids={"C1": "5"}, reasons=("secondary-id-replaced",)),
    ),
    Row(
        "two clients with one Secondary ID are both held",
        students=(Student(secondary_id="5"), Student("C2", "Ann", "Lee", secondary_id="5")),
        users=(User("5"),),
        guide=Right(people={"C1": "held", "C2": "held"}, exit=1),
    ),
    Row(
        "two clients of one name and two e-mails are two Talent users",
        students=(Student("C1"), Student("C2")),
        guide=Right(
            people={"C1": "provisioned", "C2": "provisioned"},
            ids={"C1": "101", "C2": "102"},
            created=2,
        ),
    ),
    Row(
        "TalentLMS has the preferred name: his",
        students=(Student(given="Robert", preferred="Bob"),),
        users=(User("5", "Bob", "Jones"),),
        guide=evolve(LINKED, unsaid=("talent-user-differs",)),
    ),
    Row(
        "an inactive Talent user is enrolled and reported",
        users=(User("5", status=UserStatus.INACTIVE),),
        guide=evolve(LINKED, reasons=("talent-user-inactive",)),
    ),
    Row(
        "a trainer who is also a student",
        users=(User("5", type="Trainer-Type"),),
        guide=evolve(LINKED, reasons=("not-a-learner",), said=("Trainer-Type",)),
        careful=evolve(HELD, reasons=("not-a-learner",)),
    ),
    Row(
        "a student without an e-mail waits",
        students=(Student(email=""),),
        guide=Right(said=("no e-mail address", "Ben Jones")),
    ),
    Row(
        "a tentative booking waits",
        students=(Student(booking="Tentative"),),
        guide=Right(said=("booking", "Ben Jones")),
    ),
    Row(
        "an export date of yesterday",
        students=(Student(due="05/06/2022"),),
        guide=Right(exit=1, said=("Ben Jones",)),
        careful=CREATED,
    ),
    Row("an export date of tomorrow", students=(Student(due="07/06/2022"),), guide=Right()),
    Row(
        "an unticked export box of one student leaves the other alone",
        students=(Student("C1", due=""), Student("C2", "Ann", "Lee")),
        guide=Right(people={"C2": "provisioned"}, ids={"C2": "101"}, created=1),
    ),
    Row(
        "two enrolments of a new client make one Talent user",
        students=(
            Student(enrolment="E1"),
            Student(enrolment="E2", course="ICT2", talent_course="127"),
        ),
        courses=(Course(), Course("127", {"911": "ICTWEB304 Build"})),
        guide=CREATED,
    ),
    Row(
        "a Talent Course ID with a letter creates nobody",
        students=(Student(talent_course="126A"),),
        guide=Right(said=("the Talent Course ID '126A' is not a number", "Ben Jones")),
    ),
    Row(
        "a withdrawn student waits",
        students=(Student(dates={"Withdrawal Date": "05/06/2022"}),),
        guide=Right(said=("05/06/2022", "Ben Jones")),
    ),
    Row(
        "a withdrawal to come does not matter yet",
        students=(Student(dates={"Withdrawal Date": "07/06/2022"}),),
        guide=CREATED,
    ),
    Row(
        "a deferred student",
        students=(Student(dates={"Deferment Date": "01/08/2022"}),),
        guide=evolve(CREATED, reasons=("deferment-date",)),
        careful=evolve(HELD, reasons=("deferment-date",)),
    ),
    Row(
        "a deleted Talent user had the e-mail, which is free again",
        users=(User("5", status=UserStatus.DELETED),),
        quirks=Quirks(deleted_users_hidden=True),
        guide=CREATED,
    ),
    Row(
        "a deleted Talent user still blocks the e-mail: held",
        users=(User("5", status=UserStatus.DELETED),),
        guide=evolve(HELD, reasons=("deleted-user-in-the-way",)),
    ),
    Row(
        "the login is another Talent user's: held",
        users=(User("5", "Zoe", "Stranger", "zoe@x.example", login="c1@x.example"),),
        guide=evolve(HELD, reasons=("login-of-another",)),
    ),
    Row(
        "the access to the Talent course has expired",
        users=(User("5", courses=("126",), expires="01/05/2022"),),
        guide=evolve(LINKED, reasons=("access-ends",)),
    ),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_people(row: Row, profile: str, tmp_path: Path) -> None:
    check(row, profile, tmp_path)
