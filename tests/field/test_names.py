"""Names as forms and portals have them, where the e-mail agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.field.situations import PROFILES, Right, Row, Student, User, check

HERS = Right(people={"C1": "provisioned"}, ids={"C1": "5"}, unsaid=("talent-user-differs",))
DIFFERS = Right(people={"C1": "provisioned"}, ids={"C1": "5"}, reasons=("talent-user-differs",))
FAMILY = Right(people={"C1": "provisioned"}, ids={"C1": "5"}, reasons=("family-name-only",))
HELD = Right(people={"C1": "held"}, exit=1)


def pair(name: str, ours: str, theirs: str, right: Right, careful: Right | None = None) -> Row:
    """A client by ``Surname, Given`` and the Talent user ``First | Last`` with their e-mail."""
    surname, _, given = ours.partition(", ")
    first, _, last = theirs.partition(" | ")
    return Row(
        name,
        students=(Student(given=given, surname=surname),),
        users=(User("5", first, last),),
        guide=right,
        careful=careful,
    )


ROWS = (
    pair("N1 a Vietnamese name without marks: hers", "Nguyễn, Thị Lan", "Lan | Nguyen", HERS),
    pair("N1 a particle written as one word", "de la Cruz, Maria", "Maria | Delacruz", DIFFERS),
    pair("N1 apostrophe, hyphen and accent", "O'Brien-Smith, Siobhán", "Siobhan | Smith", HERS),
    pair("N1 Singh alone is nobody", "Singh, Harpreet", "Manpreet | Singh", HELD),
    Row(
        "N2 a Talent user without e-mail whose login is the client's e-mail",
        users=(User("5", email="", login="c1@x.example"),),
        guide=HERS,
    ),
    pair("one letter of a given name differs", "Ali, Mohamed", "Mohammed | Ali", FAMILY, HELD),
    pair("the family name comes first in TalentLMS: hers", "Zhang, Wei", "Zhang | Wei", HERS),
    pair("a short form of other letters", "Jones, Elizabeth", "Liz | Jones", FAMILY, HELD),
    pair("the preferred name in brackets: his", "Jones, Robert (Bob)", "Bob | Jones", HERS),
    pair("a client with one name has it as first name: hers", "Suharto, ", "Suharto | -", HERS),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_names(row: Row, profile: str, tmp_path: Path) -> None:
    check(row, profile, tmp_path)
