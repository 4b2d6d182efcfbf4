"""What the literal oracle takes words and fields for: the silent places that design 5.1 to
5.3 settle, written out once more and without the package's own readings of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from attrs import evolve

from talent_powerpro.model import Absent, Client, ContactLog, Enrolment, TalentUser, Unit

COMPETENT = "20 - Competency achieved/pass"
STAMP = "[Talent Integration Agent]"


def number(text: str) -> str:
    """A Talent id without its leading zeros; blank unless ASCII digits above zero."""
    match = re.fullmatch(r"\s*0*([1-9][0-9]*)\s*", text)
    return match[1] if match else ""


def alike(one: str, other: str) -> bool:
    return one.lower().split() == other.lower().split()


def is_mangled(text: str) -> bool:
    """Row 16: digits and at least one of inner blanks, invisible characters, = ' " , ."""
    return re.fullmatch(
        r"[0-9 ='\",.\u200b]*[0-9][0-9 ='\",.\u200b]*", text.strip()
    ) is not None and (not text.strip().isdigit())


def names(text: str) -> list[str]:
    """The names of these worlds, which have neither accents nor particles."""
    return text.lower().split()


def given_agrees(client: Client, user: TalentUser) -> bool:
    """5.5: a given or preferred name equals a first name, or begins it, or is begun by it."""
    if not client.given_names.strip() or not client.surname.strip():
        return family_agrees(client, user)
    return any(
        one == other
        or (
            min(len(one), len(other)) >= 3
            and one[:3] == other[:3]
            and (one.startswith(other) or other.startswith(one))
        )
        for one in names(f"{client.given_names} {client.preferred_name}")
        for other in names(user.first_name)
    )


def family_agrees(client: Client, user: TalentUser) -> bool:
    """5.5: one word is shared. "A client with one name: that name anywhere counts as both." """
    if not client.given_names.strip() or not client.surname.strip():
        theirs = names(user.name)
        return bool(names(client.name)) and all(one in theirs for one in names(client.name))
    return any(one in names(user.last_name) for one in names(client.surname))


def found(answer: TalentUser | Absent) -> TalentUser | None:
    return None if isinstance(answer, Absent) else answer


def is_active(enrolment: Enrolment, today: date) -> bool:
    """5.1: both dates blank or in the future, unless the host supplies its own status."""
    if enrolment.active is not None:
        return enrolment.active
    ends = (enrolment.withdrawal_date, enrolment.completion_date)
    return all(end is None or end > today for end in ends)


def provisioning_logs(enrolment: Enrolment) -> list[ContactLog]:
    """5.1: recognised by the contact type, whoever wrote it."""
    return [
        log
        for log in enrolment.contact_logs
        if alike(log.contact_type, "Enrolment exported to Talent LMS")
    ]


def shown(client: Client) -> tuple[str, str]:
    """5.2: as stored; only when wholly upper case, JOANA GOMEZ to Joana Gomez."""
    first, last = client.given_names.strip(), client.surname.strip()
    if first + last == (first + last).upper():
        return first.title(), last.title()
    return first, last


def contact_log(
    enrolment: Enrolment, course_id: str, refusal: str | None, now: datetime
) -> ContactLog:
    """The guide's picture, "The provisioning Contact Log record"."""
    name, key = " ".join(shown(enrolment.client)).strip(), enrolment.course.talent_group_key.strip()
    description = f"Enrolled in Talent Course: {course_id}"
    if refusal is not None:
        description += f" {name} not added to Talent Group {key}: {refusal}"
    elif key:
        description += f" {name} added to Talent Group {key} ..."
    return ContactLog(
        client_name=f"{enrolment.client.given_names} {enrolment.client.surname}".strip(),
        course_name=enrolment.course.name,
        contact_date=now,
        contact_type="Enrolment exported to Talent LMS",
        created_by="PP-TALENT",
        assigned_to="",
        follow_up="",
        status="Closed",
        priority_flag="<No flag>",
        description=description,
    )


NO_SUCH_GROUP = "TalentLMS has no group with this key"


def group_log(enrolment: Enrolment, now: datetime) -> ContactLog:
    """5.2: "a second contact log of its own type", with the words of the guide's picture."""
    name, key = " ".join(shown(enrolment.client)).strip(), enrolment.course.talent_group_key.strip()
    return evolve(
        contact_log(enrolment, "", None, now),
        contact_type="Added to Talent Group",
        description=f"{name} added to Talent Group {key} ...",
    )


def first_word(name: str) -> str:
    """5.3: freed of what nobody sees; it ends at white space and at ``: ; ,``; without ``. - ( )
    [ ]`` and dashes at its ends."""
    seen = "".join(each for each in name if unicodedata.category(each) != "Cf")
    words = re.split(r"[\s:;,]+", seen.strip(" :;,\t\n"))
    return re.sub(r"^[][:;,.()\u2010-\u2015-]+|[][:;,.()\u2010-\u2015-]+$", "", words[0])


def outcome_number(unit: Unit) -> str:
    return unit.outcome[:2]


def the_one_to_write(rows: Sequence[Unit]) -> Sequence[Unit]:
    """5.3, several rows with that code: the only one with an open outcome; none or several:
    held. A row that the agent wrote before, and it alone, is still its own."""
    if len(rows) == 1:
        return rows
    still_open = [row for row in rows if outcome_number(row) in ("", "70", "85", "90")]
    written = [row for row in rows if row.short_comment.startswith(STAMP)]
    return next((some for some in (still_open, written) if len(some) == 1), ())
