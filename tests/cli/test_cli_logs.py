"""`contact-log` and `sync-log`: whole pages, what a search finds, and the same as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.cli.handed_on import edit, shown
from support.cli.rto import Rto, rto

LOGS = (
    ("L1", "1001", "JOANA GOMEZ", "2022-06-02 06:59:02.000000", "Enrolment exported to Talent LMS"),
    ("L2", "1002", "PINK PANTHER", "2022-06-02 16:05:09.000000", "Telephone call"),
)
LINES = (
    ("2022-06-02 06:58:56.000000", ">>> PowerPro-Talent Integration Agent started >>>", ""),
    ("2022-06-02 06:59:02.000000", "Enrolling Joana Gomez now...", "2021000017"),
    ("2022-06-02 16:05:09.000000", "Enrolling Pink Panther now...", "2021000018"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Rto:
    """A world that is only read."""
    return with_logs(tmp_path_factory.mktemp("logs"))


def with_logs(folder: Path) -> Rto:
    """The guide's RTO with two contact logs and three lines of the sync log."""
    made = rto(folder).imported()
    for number, enrolment, name, at, kind in LOGS:
        edit(
            made,
            "INSERT INTO contact_logs (id, enrolment_id, client_name, course_name, contact_date,"
            " contact_type, created_by, assigned_to, follow_up, status, priority_flag, description)"
            f" VALUES ('{number}', '{enrolment}', '{name}', 'Cert III', '{at}', '{kind}',"
            f" 'PP-TALENT', 'Kim', '', 'Closed', '<No flag>', 'Said {number}')",
        )
    for at, message, code in LINES:
        edit(
            made,
            "INSERT INTO sync_log (at, message, client_code)"
            f" VALUES ('{at}', '{message}', '{code}')",
        )
    return made


def page(world: Rto, *words: str) -> str:
    ran = world.command(*words)
    assert (ran.exit_code, ran.stderr) == (0, "")
    return ran.stdout


# --- contact logs -----------------------------------------------------------------

JOANAS = """\
Contact log of enrolment 1001
-----------------------------
02/06/2022 2:59:02 PM, Enrolment exported to Talent LMS, No Follow up required
Client Name    JOANA GOMEZ
Course         Cert III
Contact Date   02/06/2022 14:59
Contact Type   Enrolment exported to Talent LMS
Created by     PP-TALENT
Assigned to    Kim
Follow up
Status         Closed
Priority flag  <No flag>
Description    Said L1
"""
PANTHERS = """\
Contact log of enrolment 1002
-----------------------------
03/06/2022 12:05:09 AM, Telephone call, No Follow up required
Client Name    PINK PANTHER
Course         Cert III
Contact Date   03/06/2022 00:05
Contact Type   Telephone call
Created by     PP-TALENT
Assigned to    Kim
Follow up
Status         Closed
Priority flag  <No flag>
Description    Said L2
"""
NONE = "No contact logs.\n"


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ((), f"{JOANAS}\n{PANTHERS}"),
        (("1001",), JOANAS),
        (("panther",), PANTHERS),
        (("1003",), NONE),
        (("--search", "said l2"), PANTHERS),
        (("--search", "03/06/2022 00:05"), PANTHERS),
        (("--search", "2:59:02 pm"), JOANAS),
        (("--search", "L"), f"{JOANAS}\n{PANTHERS}"),
        (("--search", "nothing like it"), NONE),
        (("1001", "--search", "L2"), NONE),
    ],
)
def test_contact_logs_are_shown_of_all_of_one_and_of_what_is_searched(
    world: Rto, words: tuple[str, ...], printed: str
) -> None:
    assert page(world, "contact-log", *words) == printed


def test_contact_logs_as_json_have_times_of_the_rtos_zone(world: Rto) -> None:
    found = [
        {
            "enrolment_id": enrolment,
            "log": {
                "client_name": name,
                "course_name": "Cert III",
                "contact_date": at,
                "contact_type": kind,
                "created_by": "PP-TALENT",
                "assigned_to": "Kim",
                "follow_up": "",
                "status": "Closed",
                "priority_flag": "<No flag>",
                "description": f"Said {number}",
            },
        }
        for (number, enrolment, name, _, kind), at in zip(
            LOGS, ("2022-06-02T14:59:02+08:00", "2022-06-03T00:05:09+08:00"), strict=True
        )
    ]
    assert shown(world, "contact-log") == {"schema": 2, "contact_logs": found}
    assert shown(world, "contact-log", "1002") == {"schema": 2, "contact_logs": found[1:]}
    assert shown(world, "contact-log", "1003") == {"schema": 2, "contact_logs": []}


# --- the sync log -----------------------------------------------------------------

SHOWN = (
    "02/06/2022\t14:58:56\t>>> PowerPro-Talent Integration Agent started >>>\n",
    "02/06/2022\t14:59:02\tEnrolling Joana Gomez now...\n",
    "03/06/2022\t00:05:09\tEnrolling Pink Panther now...\n",
)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ((), SHOWN),
        (("--newest", "1"), SHOWN[2:]),
        (("--newest", "2"), SHOWN[1:]),
        (("--search", "ENROLLING"), SHOWN[1:]),
        (("--search", "02/06/2022"), SHOWN[:2]),
        (("--search", "now", "--newest", "1"), SHOWN[2:]),
        # Among all lines, and not among the newest alone.
        (("--search", "started", "--newest", "1"), SHOWN[:1]),
        (("--search", "nothing like it"), ()),
    ],
)
def test_the_sync_log_is_shown_oldest_line_first(
    world: Rto, words: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    assert page(world, "sync-log", *words) == "".join(lines)


def test_a_message_has_no_tab_so_that_each_line_has_three_cells(tmp_path: Path) -> None:
    world = with_logs(tmp_path)
    edit(world, "UPDATE sync_log SET message = 'Said\tby\tKim' WHERE client_code = '2021000018'")
    told = page(world, "sync-log", "--newest", "1")
    assert told == "03/06/2022\t00:05:09\tSaid\\tby\\tKim\n"


def test_an_empty_sync_log_says_so(tmp_path: Path) -> None:
    empty = rto(tmp_path).imported()
    assert page(empty, "sync-log") == "The sync log is empty.\n"
    assert page(empty, "sync-log", "--search", "now") == "The sync log is empty.\n"
    assert shown(empty, "sync-log") == {"schema": 2, "lines": []}


def test_the_sync_log_as_json_has_times_of_the_rtos_zone(world: Rto) -> None:
    times = ("2022-06-02T14:58:56+08:00", "2022-06-02T14:59:02+08:00", "2022-06-03T00:05:09+08:00")
    found: list[Any] = [
        {"at": at, "message": message, "client_code": code}
        for at, (_, message, code) in zip(times, LINES, strict=True)
    ]
    assert shown(world, "sync-log") == {"schema": 2, "lines": found}
    assert shown(world, "sync-log", "--newest", "1") == {"schema": 2, "lines": found[2:]}
    assert shown(world, "sync-log", "--search", "joana") == {"schema": 2, "lines": found[1:2]}
