"""Colleges of a fleet's test: each an RTO with a portal and a key of its own, and students due.

The portal is a sandbox on a port of its own, in this process. PowerPro is a SQLite file, in which
a trigger keeps every header of a run: the agent itself leaves out those of idle runs.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from attrs import evolve, frozen
from typing_extensions import override

from reliability.findings import Findings
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import PROVISIONED
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind
from talent_powerpro.sandbox import (
    Ending,
    Portal,
    PortalCourse,
    PortalUnit,
    Request,
    Response,
    Sandbox,
    guide_portal,
    serve,
)

STUDENTS = 10
COURSE, TALENT_COURSE = "ICT30120-A", "126"
ZONES = ("Australia/Perth", "Australia/Sydney", "Pacific/Auckland")
LATENCY = 0.02
"""Seconds until an answer, so that a run takes long enough to be killed in."""
FOR_EVER = 1e6
"""Seconds; the server ends a wait when it ends itself."""

SETTINGS = """\
[rto]
name = "{name}"
timezone = "{zone}"
[powerpro]
store = "sqlite:///../stores/{name}.db"
[talentlms]
url = "{url}"
{talentlms}
key_file = "../secrets/{name}.key"
password_file = "../secrets/{name}.password"
[schedule]
every = "{every}"
{more}
"""

KEEP_HEADERS = """\
CREATE TABLE kept_headers (
    number INTEGER PRIMARY KEY, run_id TEXT, started TEXT, ended TEXT, counts TEXT
);
CREATE TRIGGER keep_begun AFTER INSERT ON runs BEGIN INSERT INTO kept_headers
    SELECT NULL, NEW.run_id, NEW.started, NEW.ended, NEW.counts; END;
CREATE TRIGGER keep_ended AFTER UPDATE ON runs BEGIN INSERT INTO kept_headers
    SELECT NULL, NEW.run_id, NEW.started, NEW.ended, NEW.counts; END;
"""


AtCall: TypeAlias = Callable[[Request, str], object]
"""Called *before* and *after* a healthy portal acts on a request."""


class Health(StrEnum):
    """How a college's portal answers."""

    HEALTHY = "healthy"
    HANGING = "hanging"
    """It accepts calls and never answers."""
    FAILING = "failing"
    """Each answer is 500."""
    WRONG_KEY = "wrong key"
    """The settings have another key than the portal."""


class CollegePortal(Sandbox):
    """A portal that answers a little late, and whose health may change while it is served."""

    def __init__(self, portal: Portal, health: Health, at_call: AtCall) -> None:
        super().__init__(portal)
        self.health = health
        self._at_call = at_call

    @override
    def handle(self, request: Request) -> Response:
        if self.health is Health.HANGING:
            return Response(0, {}, b"", delay=FOR_EVER, ending=Ending.HANG_UP)
        if self.health is Health.FAILING:
            return Response(500, {"Content-Type": "text/html"}, b"<html>Server error</html>")
        self._at_call(request, "before")
        answer = super().handle(request)
        self._at_call(request, "after")
        return evolve(answer, delay=LATENCY)


@frozen
class RunSpan:
    """A run as the store recorded it. *ended* ``None``: it was cut off, or goes on."""

    run_id: str
    started: datetime
    ended: datetime | None
    counts: Mapping[str, Mapping[str, int]]
    last_word: int
    """The number of the last record of the run, in the order in which the store wrote them."""
    first_word: int


@frozen
class College:
    """One RTO of the fleet."""

    number: int
    folder: Path
    """The fleet's folder."""
    portal: Sandbox
    health: Health = Health.HEALTHY

    @property
    def name(self) -> str:
        return name_of(self.number)

    @property
    def settings_file(self) -> Path:
        return self.folder / "rtos" / f"{self.name}.toml"

    @property
    def store(self) -> Path:
        return self.folder / "stores" / f"{self.name}.db"

    def secret(self, kind: str) -> Path:
        """The file of a secret: ``key`` or ``password``."""
        return self.folder / "secrets" / f"{self.name}.{kind}"

    # --- what both systems say ----------------------------------------------------

    def findings(self) -> Findings:
        """The harm done to a healthy college, at the end: both systems are asked."""
        users = Counter(user.email for user in self.portal.users.values())
        ids = {user.email: user.id for user in self.portal.users.values()}
        with closing(sqlite3.connect(self.store)) as store:
            logged = store.execute(
                "SELECT enrolment_id FROM contact_logs WHERE contact_type = ?", (PROVISIONED,)
            )
            logs = Counter(each for (each,) in logged)
            links = dict(store.execute("SELECT code, secondary_id FROM clients"))
        duplicated, lost, different = [], [], []
        for number in range(STUDENTS):
            email, code = email_of(self.number, number), code_of(self.number, number)
            enrolment = f"{code}-1"
            if users[email] > 1:
                duplicated.append(f"{email} has {users[email]} Talent users")
            if (
                not logs[enrolment]
                or (ids.get(email, ""), TALENT_COURSE) not in self.portal.enrolments
            ):
                lost.append(f"{email} is not provisioned")
            if logs[enrolment] > 1:
                different.append(f"{enrolment} has {logs[enrolment]} contact logs")
            if links[code] != ids.get(email, ""):
                different.append(f"{code} has the Secondary ID {links[code]!r}")
        if len(users) != STUDENTS + 1:  # The owner is one.
            different.append(f"{len(users)} Talent users")
        texts = (f"{self.name}: {each}" for each in (*duplicated, *lost, *different))
        return Findings(len(duplicated), len(lost), 0, len(different), tuple(texts))

    def provisioned(self) -> int:
        """The number of students with a contact log."""
        with closing(sqlite3.connect(self.store)) as store:
            found = store.execute(
                "SELECT count(DISTINCT enrolment_id) FROM contact_logs WHERE contact_type = ?",
                (PROVISIONED,),
            )
            (number,) = found.fetchone()
        assert isinstance(number, int)
        return number

    def runs(self) -> tuple[RunSpan, ...]:
        """Every run that ever began, by the store's own record, oldest first."""
        with closing(sqlite3.connect(self.store)) as store:
            rows = store.execute("SELECT * FROM kept_headers ORDER BY number").fetchall()
        found: dict[str, RunSpan] = {}
        for number, run_id, started, ended, counts in rows:
            first = found[run_id].first_word if run_id in found else number
            found[run_id] = RunSpan(
                run_id,
                _utc(started),
                _utc(ended) if ended else None,
                json.loads(counts),
                number,
                first,
            )
        return tuple(found.values())


def overlaps(college: College) -> Iterator[str]:
    """Pairs of runs of one college that were under way at once.

    A run ends with its last word. One that was killed said nothing more, and its time is open.
    """
    runs = college.runs()
    for before, after in pairwise(runs):
        if before.last_word > after.first_word:
            yield f"{college.name}: {before.run_id} went on after {after.run_id} began"
        if before.ended and after.started < before.ended:
            yield f"{college.name}: {after.run_id} began before {before.run_id} ended"


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


# --- making them ------------------------------------------------------------------


@contextmanager
def colleges(
    folder: Path,
    number: int,
    *,
    every: str = "10m",
    sick: Iterable[Health] = (),
    width: int = 2,
    at_call: AtCall = lambda _, __: None,
) -> Iterator[tuple[College, ...]]:
    """So many colleges below *folder*, their portals served during the block.

    The first ones are *sick*, one each.
    """
    health = [*sick, *[Health.HEALTHY] * number]
    with ExitStack() as stack:
        made = []
        for each in range(number):
            portal = CollegePortal(portal_of(each, health[each]), health[each], at_call)
            url = stack.enter_context(serve(portal))
            college = College(each, folder, portal, health[each])
            write_files(college, url, talentlms=f"width = {width}", every=every)
            made.append(college)
        yield tuple(made)


def write_files(
    college: College,
    url: str,
    *,
    talentlms: str = "",
    more: str = "[policy]\nexport_window = 3",
    every: str = "10s",
) -> None:
    """The college's settings, secrets and store. *talentlms* and *more* go into the settings."""
    for file in (college.settings_file, college.store, college.secret("")):
        file.parent.mkdir(exist_ok=True)
    number = college.number
    for kind, text in (("key", key_of(number)), ("password", password_of(number))):
        college.secret(kind).touch(0o600)
        college.secret(kind).write_text(text, encoding="utf-8")
    settings = SETTINGS.format(
        name=college.name,
        zone=ZONES[number % len(ZONES)],
        url=url,
        talentlms=talentlms,
        more=more,
        every=every,
    )
    college.settings_file.write_text(settings, encoding="utf-8")
    with SqlPowerPro.create(f"sqlite:///{college.store.as_posix()}") as powerpro:
        powerpro.take_in(_rows(number))
    with closing(sqlite3.connect(college.store)) as store:
        store.executescript(KEEP_HEADERS)


def name_of(number: int) -> str:
    return f"college-{number:03}"


def key_of(number: int) -> str:
    """The college's API key."""
    return f"key{number:03}OfTheirOwn+/{number * 7919:06}"


def password_of(number: int) -> str:
    """The pre-set password of the college's new Talent users."""
    return f"Pre&set=Pass word {number:03}"


def code_of(college: int, student: int) -> str:
    return f"C{college:03}{student:02}"


def email_of(college: int, student: int) -> str:
    return f"student{student:02}@college{college:03}.example"


def portal_of(number: int, health: Health = Health.HEALTHY) -> Portal:
    """The college's TalentLMS, with nobody in it."""
    return evolve(
        guide_portal(),
        domain=f"{name_of(number)}.talentlms.com",
        key="another-key" if health is Health.WRONG_KEY else key_of(number),
        users=guide_portal().users[:1],
        courses=(
            PortalCourse(
                TALENT_COURSE,
                f"Course of {name_of(number)}",
                units=(PortalUnit("12601", "ICTWEB304 Pages"),),
            ),
        ),
        groups=(),
        enrolments=(),
    )


def _rows(number: int) -> ImportSet:
    today = datetime.now().astimezone().date() - timedelta(days=1)
    rows = [
        ImportedRow(
            Kind.COURSE,
            (COURSE,),
            {
                "code": COURSE,
                "name": "Certificate III",
                "archived": False,
                "export_to_talent": True,
                "talent_course_id": TALENT_COURSE,
                "talent_group_key": "",
            },
        )
    ]
    for student in range(STUDENTS):
        code = code_of(number, student)
        client = {
            "code": code,
            "surname": f"Costa{'abcdefghij'[student]}",
            "given_names": f"Lisa{'abcdefghij'[student]}",
            "secondary_id": "",
            "email": email_of(number, student),
        }
        booking: dict[str, Cell] = {
            "id": f"{code}-1",
            "client_code": code,
            "course_code": COURSE,
            "booking_status": "Confirmed",
            "export": True,
            "export_date": today,
        }
        rows.append(ImportedRow(Kind.CLIENT, (code,), client))
        rows.append(ImportedRow(Kind.ENROLMENT, (f"{code}-1",), booking))
    return ImportSet(tuple(rows))
