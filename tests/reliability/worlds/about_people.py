"""Witnesses of people: their rows, their Talent users, and their place in a course."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from reliability.worlds.making import HAS_USER, Kind
from reliability.worlds.paper import EnrolmentPaper, Paper
from reliability.worlds.seen import Call, Seen, Tables, iso, provisioned

ABSENT = "The requested user does not exist"


DELETED = "The requested user is no longer available"


# --- rows --------------------------------------------------------------------------


def edited_rows(paper: Paper, after: Tables) -> Iterator[str]:
    """What is people's own, and not as people wrote it."""
    for table, wanted in PEOPLES.items():
        for key, row in after[table].items():
            for column, value in wanted(paper, key).items():
                if row[column] != value:
                    yield f"{table} {key}: {column} is {row[column]!r}, not {value!r}"


def _client(paper: Paper, key: str) -> Mapping[str, object]:
    each = paper.clients[key]
    names = {"surname": each.client.surname, "given_names": each.client.given}
    return {**names, "email": each.email, "preferred_name": "", "usi": "", "mobile": ""}


def _enrolment(paper: Paper, key: str) -> Mapping[str, object]:
    each = paper.enrolments[key]
    return {
        "client_code": each.enrolment.client,
        "course_code": each.enrolment.course,
        "booking_status": each.enrolment.booking,
        "expected_start_date": iso(paper.world.starts),
        "export": int(each.export),
        "export_date": iso(each.export_date),
        "withdrawal_date": iso(each.withdrawn),
    }


def _course(paper: Paper, key: str) -> Mapping[str, object]:
    course = paper.courses[key]
    return {
        "talent_course_id": course.talent_id,
        "talent_group_key": course.group,
        "archived": 0,
        "export_to_talent": 1,
    }


PEOPLES: Mapping[str, Callable[[Paper, str], Mapping[str, object]]] = {
    "clients": _client,
    "enrolments": _enrolment,
    "courses": _course,
}
"""Columns that the agent never writes, as people wrote them."""


# --- creates -----------------------------------------------------------------------


def created_in_doubt(paper: Paper, seen: Seen) -> Iterator[str]:
    """A sign-up comes only after this command's own look-ups, all answered absent.

    A whole list of users without the address is such a look-up.
    """
    for ended in seen.ended:
        own = [call for call in seen.calls if call["who"] == ended.key]
        for number, call in enumerate(own):
            if call["action"] == "usersignup":
                yield from _doubts(paper, seen, call, own[:number])


def _doubts(paper: Paper, seen: Seen, call: Call, earlier: Sequence[Call]) -> Iterator[str]:
    """What was not ruled out before the sign-up *call*."""
    email = address(call)
    tried = [n for n, e in enumerate(earlier) if (e["action"], address(e)) == ("usersignup", email)]
    since = earlier[tried[-1] + 1 :] if tried else earlier
    looked_up = any(says_absent(each, "email", email) for each in since)
    if not looked_up and not whole_list_lacks(since, email):
        yield f"a sign-up of {email} without a look-up that found nobody"
    # For an address of two clients the log cannot tell for whom it was.
    codes = owners(paper, email)
    for code in codes if len(codes) == 1 else ():
        stored = seen.before["clients"][code]["secondary_id"]
        is_id = stored.isascii() and stored.isdigit()
        if is_id and not any(says_absent(each, "id", stored) for each in earlier):
            yield f"a sign-up of {email} without a look-up of the stored id {stored}"


def address(call: Call) -> str:
    text: str = call["given"].get("email", "")
    return text.casefold()


def says_absent(call: Call, name: str, value: str) -> bool:
    """Whether the portal itself said that there is no such user."""
    if call["action"] != "users" or call["given"].get(name, "").casefold() != value:
        return False
    return call["status"] == 404 and message_of(call) in (
        (ABSENT,) if name == "email" else (ABSENT, DELETED)
    )


def whole_list_lacks(calls: Iterable[Call], email: str) -> bool:
    """Whether a list of all users was read to its end in these calls, and no page has the address.

    An address may also be a login. A call without an answer may be made again.
    """
    pages: list[list[Mapping[str, object]]] = []
    is_whole = False
    for call in calls:
        page = page_of(call)
        if page is None:
            continue
        if any(str(user.get(name)).casefold() == email for user in page for name in NAMES):
            return False
        size, number = int(call["given"]["page_size"]), int(call["given"]["page_number"])
        if number == 1:
            pages = [page]  # TalentLMS may send fewer than were asked for: that is a page's size.
            is_whole |= not page
        elif number == len(pages) + 1 and size == len(pages[0]):
            pages.append(page)
            is_whole |= len(page) < size
        else:
            pages = []  # A page is missing.
    return is_whole


NAMES = ("email", "login")
"""What a sign-up must find free."""


def page_of(call: Call) -> list[Mapping[str, object]] | None:
    """The page of a list of users that the call was answered with, ``None`` without one."""
    if (call["action"], call["status"]) != ("users", 200) or "page_number" not in call["given"]:
        return None
    try:
        body = json.loads(call["body"])
    except (ValueError, RecursionError):  # too deep: a fault that a world makes
        return None
    is_page = isinstance(body, list) and all(isinstance(each, dict) for each in body)
    return body if is_page else None


def message_of(call: Call) -> str:
    try:
        body = json.loads(call["body"])
    except (ValueError, RecursionError):
        return ""
    error = body.get("error") if isinstance(body, dict) else None
    return error.get("message", "") if isinstance(error, dict) else ""


def owners(paper: Paper, email: str) -> list[str]:
    """The clients who have or had the address."""
    return [code for code, each in paper.clients.items() if email in each.emails]


# --- contact logs ------------------------------------------------------------------


def wrong_logs(paper: Paper, seen: Seen) -> Iterator[str]:
    """Nobody is provisioned twice, and nobody loses a contact log."""
    before, after = provisioned(seen.before), provisioned(seen.after)
    for id, rows in after.items():
        if len(rows) > 1:
            yield f"enrolment {id} has {len(rows)} provisioning contact logs"
        if id not in before:
            yield from (
                f"enrolment {id} was provisioned: {t}" for t in _objections(paper, seen, id)
            )
    for id in before.keys() - after.keys():
        yield f"enrolment {id} lost its contact log"


def _objections(paper: Paper, seen: Seen, id: str) -> Iterator[str]:
    """Why an enrolment should not have been provisioned in this step."""
    each = paper.enrolments[id]
    client = paper.client_of(each)
    if paper.verdict(each) == "no":
        yield f"{client.client.kind}, under {paper.world.profile}"
    # Also in a run for an earlier day: who was found due before stays due.
    if not any(day <= seen.today for day in each.dates):
        yield f"on {seen.today}, before {each.dates}"
    untouched = max(each.changed_in, client.changed_in) < seen.number
    if untouched and not paper.eligible(each, seen.today):
        yield "a condition is not met"


# --- at the end --------------------------------------------------------------------


def users_twice(paper: Paper, made: Iterable[Call]) -> Iterator[str]:
    """At most one Talent user was made for a client, and none where one was there."""
    by_client: dict[str, list[str]] = {}
    for call in made:
        for code in owners(paper, call["given"]["email"].casefold()):
            by_client.setdefault(code, []).append(call["users"][0])
    for code, ids in by_client.items():
        client = paper.clients[code]
        if len(ids) > 1:
            yield f"client {code} ({client.client.kind}) had {len(ids)} Talent users made: {ids}"
        own = client.client.kind in HAS_USER and len(client.emails) == 1
        if own and not client.answered:
            yield f"client {code} has a Talent user of their own, and another was made: {ids}"
        if client.client.kind is Kind.ONE_NAME:
            yield f"client {code} has one name, and a Talent user was made"


def users_shared(paper: Paper, after: Tables) -> Iterator[str]:
    """No Talent user is that of two clients."""
    holders: dict[str, list[str]] = {}
    for code, row in after["clients"].items():
        if row["secondary_id"].isdigit():
            holders.setdefault(row["secondary_id"], []).append(code)
    for id, codes in holders.items():
        if len(codes) > 1 and not any(paper.clients[code].answered for code in codes):
            yield f"Talent user {id} is that of clients {codes}"


def wrong_links(
    paper: Paper, after: Tables, made: Iterable[Call], users: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """A Secondary ID that changed is the id of the client's own Talent user."""
    ids = {call["users"][0] for call in made}
    for code, each in paper.clients.items():
        id, client = after["clients"][code]["secondary_id"], each.client
        found = client.user if client.kind in HAS_USER else ""
        if each.answered or id in (client.secondary_id, found):
            continue
        what, user = f"client {code} ({client.kind}) has the Talent user {id!r}", users.get(id)
        if user is None or id not in ids:
            yield f"{what}, who is another person: {user}"
            continue
        names = (user["first"].casefold(), user["last"].casefold())
        if names != (client.given.casefold(), client.surname.casefold()):
            yield f"{what}, whose name is {names}"
        if user["email"].casefold() not in each.emails:
            yield f"{what}, whose e-mail is {user['email']}"


def lost_students(
    paper: Paper, seen: Seen, enrolled: Collection[tuple[str, ...]], missed: Collection[str]
) -> Iterator[str]:
    """Every due student is provisioned, and everybody whose day has passed is listed.

    *enrolled* are pairs of Talent user and Talent course, *missed* the enrolments listed.
    """
    logs = provisioned(seen.after)
    for id, each in paper.enrolments.items():
        client, course = paper.client_of(each), paper.course_of(each)
        place = (seen.after["clients"][client.client.code]["secondary_id"], course.talent_id)
        if id in logs:
            if place not in enrolled and not client.answered:
                yield f"enrolment {id} has a contact log, and Talent user {place} no enrolment"
            if id in missed:
                yield f"enrolment {id} was provisioned, and is listed as missed"
        elif paper.eligible(each, seen.today) and each.export_date is not None:
            what = f"{id} ({client.client.kind}, {each.export_date}, {paper.world.profile})"
            for text in _why_lost(paper, each, seen.today, id in missed, logs):
                yield f"enrolment {what} {text}"


def _why_lost(
    paper: Paper, each: EnrolmentPaper, today: date, missed: bool, logs: Collection[str]
) -> Iterator[str]:
    """Why it is wrong that an enrolment with an export date is not provisioned."""
    verdict = paper.verdict(each)
    if each.found_due and verdict == "yes":
        yield "was due in a run, and is not provisioned"
    if each.found_due and verdict == "one":
        brother = paper.brothers[each.enrolment.client]
        if not any(paper.enrolments[id].enrolment.client == brother for id in logs):
            yield "was due in a run, and neither of the two clients is provisioned"
    assert each.export_date is not None
    passed = (today - each.export_date).days > paper.world.window
    # One that was found due stays due, and is then held or failed rather than missed.
    if passed and not each.found_due and verdict == "yes" and not missed:
        yield "was never looked at, and is not listed as missed"
