"""Every setting has an effect that fails once the setting is dropped."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keyring
import pytest
from attrs import evolve
from keyring.backend import KeyringBackend
from keyring.core import load_keyring

from support.cli.handed_on import (
    Checks,
    Key,
    Place,
    all_settings,
    edit,
    rows,
    setting_dropped,
    shown,
)
from support.cli.installed import install
from support.cli.rto import GUIDE, KEY, PASSWORD, SECRETS, Rto, rto
from support.field.situations import (
    RUN,
    Answering,
    Course,
    Playing,
    Right,
    Row,
    Student,
    Unit,
    User,
    breaking,
    check,
    completes,
    edits,
    runs,
    started,
)
from support.http_proxy import AUTHORITY, http_proxy
from support.monitor_server import monitor
from support.nightly import in_part
from support.patience import PATIENCE
from talent_powerpro.cli.exits import Exit
from talent_powerpro.config.bootstrap import Opened, open_settings, open_to_write
from talent_powerpro.fleet.registry import Registry
from talent_powerpro.sandbox import (
    Request,
    Response,
    Sandbox,
    UserStatus,
    guide_portal,
    serve,
)

CHECKS = Checks()
shows = CHECKS.shows
DUE = ("--date", "02/06/2022")
KEY_ALONE = {"TALENTLMS_API_KEY": KEY}
PASSWORD_ALONE = {"TALENTLMS_NEW_USER_PASSWORD": PASSWORD}


def add(world: Rto, lines: str) -> Rto:
    """The RTO with further lines at the end of its settings."""
    with world.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(f"\n{lines}\n")
    return world


# --- the RTO and its store --------------------------------------------------------


@shows("rto", "timezone")
def _(place: Place) -> None:
    assert shown(place.rto(), "run")["started"].endswith("+08:00")


@shows("rto", "name")
def _(place: Place) -> None:
    world = place.rto()
    text = world.settings_file.read_text(encoding="utf-8")
    world.settings_file.write_text(text.replace("[rto]", '[rto]\nname = "Perth College"'))
    for name in ("run", "plan"):
        assert "Perth College" in world.command(name).stdout.splitlines()[0]


@shows("powerpro", "store")
def _(place: Place) -> None:
    add(rto(place.folder), '[powerpro]\nstore = "sqlite:///elsewhere.db"').imported()
    assert (place.folder / "elsewhere.db").exists()


@shows("rto", "id")
def _(place: Place) -> None:
    assert server_of(place, 'name = "North College"\nid = "north"').place.rto == "north"
    assert server_of(place, 'name = "North College"').place.rto == "North College"


@shows("powerpro", "password_file")
def _(place: Place) -> None:
    (place.folder / "store.txt").write_text("open sesame\n", encoding="utf-8")
    opened = server_of(place, 'name = "North"', 'password_file = "store.txt"')
    assert opened.place.password is not None
    assert opened.place.password.reveal() == "open sesame"


def server_of(place: Place, name: str, more: str = "") -> Opened:
    """Settings with a store on a server, which is not opened."""
    world = add(rto(place.folder), f'[powerpro]\nstore = "{SERVER}"\n{more}')
    text = world.settings_file.read_text(encoding="utf-8")
    world.settings_file.write_text(text.replace("[rto]", f"[rto]\n{name}"), encoding="utf-8")
    return open_settings(world.settings_file, {})


SERVER = "postgresql+psycopg://powerpro@db.example/rtos"


# --- TalentLMS --------------------------------------------------------------------


@shows("talentlms", "url")
def _(place: Place) -> None:
    world = rto(place.folder, "https://perth.talentlms.com").imported()
    assert shown(world, "portal")["portal"] == "perth.talentlms.com"


@shows("talentlms", "key_file", "password_file")
def _(place: Place) -> None:
    (place.folder / "key.txt").write_text(KEY)
    (place.folder / "password.txt").write_text(PASSWORD)
    world = place.rto(talentlms='key_file = "key.txt"\npassword_file = "password.txt"')
    assert world.command("run", env={}).exit_code == Exit.DONE


class KeptInMemory(KeyringBackend):
    """A keyring that has the API key of every portal."""

    priority = 1

    def __init__(self) -> None:
        """Without the base class's, which reads the environment."""

    def get_password(self, service: str, username: str) -> str | None:
        return KEY if service == "talent-powerpro" else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing of ours writes to a keyring")


@contextmanager
def keyring_in_memory() -> Iterator[None]:
    keyring.set_keyring(KeptInMemory())
    try:
        yield
    finally:
        keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))


@shows("talentlms", "keyring")
def _(place: Place) -> None:
    world = place.rto(talentlms="keyring = true")
    with keyring_in_memory():
        assert world.command("run", env=PASSWORD_ALONE).exit_code == Exit.DONE


@shows("talentlms", "proxy", "ca_file")
def _(place: Place) -> None:
    """A portal behind a proxy whose certificate no machine trusts."""
    with http_proxy(place.url) as proxy:
        trusted = f'proxy = "{proxy.url}"\nca_file = "{AUTHORITY.as_posix()}"'
        world = rto(place.folder, "https://powerpro.talentlms.com", talentlms=trusted).imported()
        # Where the setting is dropped, the environment's proxy is used, and nobody answers there.
        env = {**SECRETS, "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
        assert world.command("run", *DUE, env=env).exit_code == Exit.DONE


class Together(Sandbox):
    """A portal whose first sign-up is answered once another is under way, or after *patience*."""

    def __init__(self, patience: float) -> None:
        super().__init__(guide_portal())
        self.seen = False
        """Whether two sign-ups were under way at the same time."""
        self._under_way = 0
        self._patience = patience
        self._changed = threading.Condition()

    def handle(self, request: Request) -> Response:
        if "usersignup" not in request.path:
            return super().handle(request)
        with self._changed:
            self._under_way += 1
            self.seen |= self._under_way > 1
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self.seen, self._patience):
                self._patience = 0
        try:
            return super().handle(request)
        finally:
            with self._changed:
                self._under_way -= 1


@shows("talentlms", "width")
def _(place: Place) -> None:
    """Three new users, each of whom waits for the one before."""
    portal = Together(place.patience)
    with serve(portal) as url:
        world = rto(place.folder, url, talentlms="width = 1").imported()
        edit(world, "UPDATE enrolments SET export = 1, export_date = '2022-06-02'")
        edit(world, "UPDATE clients SET secondary_id = ''")
        world.command("run", *DUE)
    assert not portal.seen


@shows("talentlms", "reserve")
def _(place: Place) -> None:
    """The guide's run needs more than 2 of 20 calls, and fewer than the 16 of the default."""
    with serve(Sandbox(evolve(guide_portal(), calls_per_hour=20))) as url:
        world = rto(place.folder, url, talentlms="reserve = 0.9").imported()
        assert world.command("run", *DUE).exit_code == Exit.QUOTA


# --- the schedule of an RTO in a fleet --------------------------------------------


@shows("schedule", "every")
def _(place: Place) -> None:
    file = add(place.rto(), '[schedule]\nevery = "2h"').settings_file
    fleet = Registry(place.folder, lambda file: open_to_write(file, SECRETS))
    fleet.refresh()
    assert fleet.rtos[file.stem].every == 7200


# --- the monitor ------------------------------------------------------------------


@shows("monitor", "url")
def _(place: Place) -> None:
    with monitor() as server:
        add(place.rto(), f'[monitor]\nurl = "{server.address}"').command("run", *DUE)
    assert server.paths == ["/start", ""]


@shows("monitor", "url_file")
def _(place: Place) -> None:
    with monitor() as server:
        (place.folder / "monitor.txt").write_text(server.address)
        add(place.rto(), '[monitor]\nurl_file = "monitor.txt"').command("run", *DUE)
    assert server.paths == ["/start", ""]


# --- how long what is kept --------------------------------------------------------


@shows("retention", "sync_log_days", "journal_days", "evidence_days")
def _(place: Place) -> None:
    """Of an RTO whose sync log, journal and evidence are of the year 2000, `purge` takes none."""
    world = place.rto()
    world.command("run", *DUE)
    place.portal.complete(7, 126, "ICTWEB304")
    world.command("run")
    edit(world, "UPDATE sync_log SET at = '2000-01-01 00:00:00.000000'")
    edit(world, "UPDATE journal SET begun_at = '2000-01-01 00:00:00.000000'")
    edit(world, "UPDATE result_evidence SET at = '2000-01-01 00:00:00.000000'")
    days = (f"{each}_days = 36500" for each in ("sync_log", "journal", "evidence"))
    add(world, "\n".join(("[retention]", *days)))
    assert world.command("purge").exit_code == Exit.DONE
    for table in ("sync_log", "journal", "result_evidence"):
        assert rows(world, f"SELECT * FROM {table}"), table


# --- import -----------------------------------------------------------------------


@shows("import", "leave_out")
def _(place: Place) -> None:
    world = place.rto()
    born = "SELECT * FROM clients WHERE date_of_birth IS NOT NULL"
    assert rows(world, born)
    add(world, '[import]\nleave_out = ["Date of Birth"]')
    assert world.command("import", str(GUIDE)).exit_code == Exit.DONE
    assert not rows(world, born)


@shows("import", "max_size")
def _(place: Place) -> None:
    world = add(place.rto(), '[import]\nmax_size = "1 KB"')
    (place.folder / "large").mkdir(exist_ok=True)
    for each in GUIDE.glob("*.csv"):
        (place.folder / "large" / each.name).write_bytes(each.read_bytes() + b"\r\n" * 600)
    assert "the limit is 1.0 KB" in world.command("import", str(place.folder / "large")).stderr


def taken_in(place: Place, old: str, new: str, lines: str) -> Rto:
    """An RTO whose import takes the guide's files with another text in them."""
    folder = place.folder / "theirs"
    folder.mkdir(exist_ok=True)
    for each in GUIDE.glob("*.csv"):
        text = each.read_text(encoding="utf-8")
        (folder / each.name).write_text(text.replace(old, new), encoding="utf-8")
    world = add(rto(place.folder), lines)
    assert world.command("import", str(folder)).exit_code == Exit.DONE
    return world


@shows("import", "profile")
def _(place: Place) -> None:
    taken_in(place, "Given Names", "First Name", '[import]\nprofile = "wisenet"')


@shows("import", "columns")
def _(place: Place) -> None:
    taken_in(place, "Given Names", "Vorname", '[import.columns]\nVorname = "Given Names"')


@shows("import", "values")
def _(place: Place) -> None:
    lines = '[import.values]\n"Talent LMS Export" = { J = "Yes" }'
    taken_in(place, ",Yes,02/06/2022", ",J,02/06/2022", lines)


@shows("import", "files")
def _(place: Place) -> None:
    lines = '[import.files.clients.columns]\nVorname = "Given Names"'
    taken_in(place, "Given Names", "Vorname", lines)


# --- plugins and new users --------------------------------------------------------


@shows("plugins", "find")
def _(place: Place) -> None:
    assert shown(add(place.rto(), "[plugins]\nfind = true"), "plugins")["used"]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two plugins, of which one takes settings and greets with them."""
    install(tmp_path / "site", monkeypatch, greeting=GREETING, other="")


GREETING = """
class Greeting:
    @classmethod
    def from_settings(cls, table, folder):
        from talent_powerpro.errors import SettingsFault
        if table:
            raise SettingsFault(f"word: {table['word']}")
        return cls()

from_settings = Greeting.from_settings
"""


@shows("plugins", "use")
def _(place: Place) -> None:
    world = add(place.rto(), '[plugins]\nuse = ["other"]')
    assert [each["used"] for each in shown(world, "plugins")["plugins"]] == [False, True]


@shows("plugins", "tables")
def _(place: Place) -> None:
    world = add(place.rto(), '[plugins]\nuse = ["greeting"]\n[plugins.greeting]\nword = "hello"')
    assert "[plugins.greeting] word: hello" in world.command("plugins").stderr


def preferred_name_is_sent(lines: str, place: Place) -> None:
    world = add(place.rto(), lines)
    edit(world, "UPDATE enrolments SET export = 1, export_date = '2022-06-02' WHERE id = '1002'")
    world.command("run", *DUE)
    assert "Pinkie" in {user.first_name for user in place.portal.users.values()}


@shows("new_user", "fields")
def _(place: Place) -> None:
    preferred_name_is_sent('[new_user.fields]\nfirst_name = "preferred_name"', place)


@shows("policy", "new_user_fields")
def _(place: Place) -> None:
    preferred_name_is_sent('[policy.new_user_fields]\nfirst_name = "preferred_name"', place)


# --- the policy -------------------------------------------------------------------

DONE = {"901": "04/06/2022"}
BEN = User("5", done=DONE)
ON_4_JUNE = "20 04/06/2022"
WRITTEN = Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": ON_4_JUNE})
NOT_WRITTEN = Right(results={"EC1": "held"}, exit=1)
HELD = Right(people={"C1": "held"}, exit=1)
CREATED = Right(people={"C1": "provisioned"}, ids={"C1": "101"}, created=1)
LINKED = Right(people={"C1": "provisioned"}, ids={"C1": "5"})
NOTHING = Right()


def student(*units: Unit, **others: Any) -> Student:
    """A student who is provisioned, with these rows."""
    return Student(secondary_id="5", provisioned=True, units=units or (Unit(),), **others)


def policy(lines: str, right: Right, **rest: Any) -> None:
    """Keep a check: with these lines under ``[policy]``, a situation ends as is right."""
    name = lines.partition(" ")[0].removeprefix("[policy.").partition("]")[0]
    where = {"tables": lines} if lines.startswith("[") else {"policy": lines}

    @shows("policy", name)
    def _(place: Place) -> None:
        row = Row(name, right, **{**where, **rest})
        check(row, "guide", place.folder)


@shows("policy", "profile")
def _(place: Place) -> None:
    early = student(Unit(start="05/06/2022"))
    check(Row("profile", NOT_WRITTEN, students=(early,), users=(BEN,)), "careful", place.folder)


policy("export_window = 1", CREATED, students=(Student(due="05/06/2022"),))
policy("missed_days = 1", NOTHING, students=(Student(due="04/06/2022"),))


@shows("policy", "not_started_days")
def _(place: Place) -> None:
    """By default she would be listed: it is years since."""
    idle = (evolve(BEN, done={}, courses=("126",)),)
    lines = "not_started_days = 100000"
    with situation(place, lines, students=(student(),), users=idle) as playing:
        playing.world.command("run")
        assert shown(playing.world, "not-started")["rows"] == []


policy('drop_conditions = ["course-exported"]', CREATED, students=(Student(course_exported=False),))
policy(
    'competent_outcome = "51 - Recognition of prior learning"',
    Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": "51 04/06/2022"}),
    students=(student(),),
    users=(BEN,),
    confirmed=False,
)
policy(
    '[policy.competent_outcomes]\nICT1 = "51 - Recognition of prior learning"',
    Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": "51 04/06/2022"}),
    students=(student(),),
    users=(BEN,),
    confirmed=False,
)
policy(
    'open_outcomes = ["5"]\nfinal_outcomes = "hold"',
    WRITTEN,
    students=(student(Unit(outcome="5 - Participating with evidence")),),
    users=(BEN,),
)
policy(
    'unit_codes = "anywhere"',
    WRITTEN,
    students=(student(),),
    users=(BEN,),
    courses=(Course(units={"901": "Assessment 1 (ICTWEB304)"}),),
)
policy(
    '[policy.unit_aliases]\nBSBWEB304A = ["ICTWEB304"]',
    WRITTEN,
    students=(student(),),
    users=(BEN,),
    courses=(Course(units={"901": "BSBWEB304A Old code"}),),
)
policy(
    'final_outcomes = "hold"',
    NOT_WRITTEN,
    students=(student(Unit(outcome="60 - Credit transfer")),),
    users=(BEN,),
)
policy(
    'corrected_dates = "hold"',
    evolve(NOT_WRITTEN, written={"EC1 ICTWEB304": ON_4_JUNE}),
    students=(student(),),
    users=(BEN,),
    steps=(RUN, completes("c1@x.example", "901", "06/07/2022"), runs("07/07/2022")),
)
policy(
    'doubtful_dates = "hold"',
    NOT_WRITTEN,
    students=(student(Unit(start="05/06/2022")),),
    users=(BEN,),
)
policy(
    'collection_closes = "30/06"\ndoubtful_dates = "hold"',
    Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": "20 28/12/2022"}),
    students=(student(Unit(start="01/11/2022")),),
    users=(User("5", done={"901": "28/12/2022"}),),
    steps=(runs("05/03/2023"),),
)
policy(
    'shared_completions = "hold"',
    Right(results={"E1": "written", "E2": "held"}, written={"E1 ICTWEB304": ON_4_JUNE}, exit=1),
    students=(student(enrolment="E1"), student(enrolment="E2", course="ICT2")),
    users=(BEN,),
)
policy(
    'changed_courses = "hold"',
    NOT_WRITTEN,
    students=(student(talent_course="127", logged_course="126"),),
    users=(BEN,),
    courses=(Course(), Course("127", {"911": "ICTWEB304 Build"})),
)
policy(
    'closed_results = "write"',
    WRITTEN,
    students=(student(dates={"Withdrawal Date": "05/06/2022"}),),
    users=(BEN,),
)
policy(
    'cleared_results = "hold"',
    NOT_WRITTEN,
    students=(student(),),
    users=(BEN,),
    steps=(RUN, edits("UPDATE units SET outcome = '', outcome_date = NULL"), RUN),
)
policy(
    'deferred_enrolments = "hold"',
    HELD,
    students=(Student(dates={"Deferment Date": "01/08/2022"}),),
)
policy('foreign_secondary_ids = "hold"', HELD, students=(Student(secondary_id="DPC129"),))
policy(
    'shared_talent_user = "link"',
    Right(
        people={"C1": "provisioned", "C2": "provisioned"},
        ids={"C1": "101", "C2": "101"},
        created=1,
    ),
    students=(
        Student("C1", "Charlotte", "Williams", "family@x.example"),
        Student("C2", "Noah", "Brown", "family@x.example"),
    ),
)
policy('secondary_ids_of_others = "report"', LINKED, users=(User("5", "Mary", "Smith"),))
policy('family_name_only = "hold"', HELD, users=(User("5", "Mary", "Jones"),))
policy('staff_users = "hold"', HELD, users=(User("5", type="SuperAdmin"),))
policy(
    'deleted_users = "hold"',
    HELD,
    students=(Student(secondary_id="5"),),
    users=(User("5", email="old@x.example", status=UserStatus.DELETED),),
)
policy(
    'missing_groups = "fail"',
    Right(people={"C1": "failed"}, exit=1),
    students=(Student(group="NOSUCHKEY"),),
)
policy(
    'unconfirmed_courses = "hold"',
    NOT_WRITTEN,
    students=(student(),),
    users=(BEN,),
    confirmed=False,
)
policy(
    'repeated_units = "all"',
    NOTHING,
    students=(student(),),
    users=(BEN,),
    courses=(Course(units={"901": "ICTWEB304 Part 1", "902": "ICTWEB304 Part 2"}),),
)
policy('single_name = "repeat"', CREATED, students=(Student(given=""),))
policy("users_created = 0", Right(exit=5))
policy("outcomes_written = 0", Right(exit=5), students=(student(),), users=(BEN,))

UNKNOWN = (Student("C1", secondary_id="77"), Student("C2", "Mia", "White", secondary_id="78"))
policy("brake_floor = 1", Right(exit=5), students=UNKNOWN)
policy(
    "known_users_missing = 1.0\nbrake_floor = 1",
    Right(
        people={"C1": "provisioned", "C2": "provisioned"}, ids={"C1": "101", "C2": "102"}, created=2
    ),
    students=UNKNOWN,
)
policy(
    "outcomes_replaced = 1.0\nbrake_floor = 1",
    WRITTEN,
    students=(student(Unit(outcome="60 - Credit transfer")),),
    users=(BEN,),
)


@shows("policy", "new_user_password")
def _(place: Place) -> None:
    """With generated passwords, no pre-set one is needed."""
    world = place.rto(policy='new_user_password = "generated"')
    assert world.command("run", env=KEY_ALONE).exit_code == Exit.DONE


@contextmanager
def situation(place: Place, lines: str, **rest: Any) -> Iterator[Playing]:
    with started(Row(lines, NOTHING, policy=lines, **rest), "guide", place.folder) as playing:
        yield playing


@shows("policy", "inactive_users")
def _(place: Place) -> None:
    inactive = (User("5", status=UserStatus.INACTIVE),)
    with situation(place, 'inactive_users = "reactivate"', users=inactive) as playing:
        playing.world.command("run")
        assert playing.portal.users["5"].status is UserStatus.ACTIVE


WITHDRAWN = student(dates={"Withdrawal Date": "05/06/2022"})
SUSPENDS = 'on_withdrawal = "suspend"'


@shows("policy", "on_withdrawal")
def _(place: Place) -> None:
    with situation(place, SUSPENDS, students=(WITHDRAWN,), users=(BEN,)) as playing:
        RUN(playing)
        assert ("5", "126") not in playing.portal.enrolments


policy(f"users_suspended = 0\n{SUSPENDS}", Right(exit=5), students=(WITHDRAWN,), users=(BEN,))


RENAMES = edits("UPDATE clients SET surname = 'Lee' WHERE code = 'C1'")


@shows("policy", "update_users")
def _(place: Place) -> None:
    with situation(place, "update_users = true", students=(Student(),)) as playing:
        playing.world.command("run")
        RENAMES(playing)
        playing.world.command("run")
        assert [each.last_name for each in playing.portal.users.values()][-1:] == ["Lee"]


@shows("policy", "users_updated")
def _(place: Place) -> None:
    lines = "update_users = true\nusers_updated = 0"
    with situation(place, lines, students=(Student(),)) as playing:
        playing.world.command("run")
        RENAMES(playing)
        assert playing.world.command("run").exit_code == 5


@shows("policy", "group_courses")
def _(place: Place) -> None:
    """The guide's group brings the guide's course; here it brings another as well."""
    guide = guide_portal()
    (course,) = guide.courses
    other = evolve(course, id="127", name="Another", code="", units=())
    groups = tuple(evolve(each, courses=("126", "127")) for each in guide.groups)
    with serve(Sandbox(evolve(guide, courses=(course, other), groups=groups))) as url:
        world = rto(place.folder, url, policy='group_courses = "hold"').imported()
        (record,) = shown(world, "run", *DUE)["records"]
    assert record["status"] == "held"


def refusing(action: str, message: str, asked: list[str]) -> Answering:
    """Refuses each call of an action, and notes it."""

    def answer(request: Request, portal: Callable[[], Response]) -> Response:
        if action not in request.path:
            return portal()
        asked.append(action)
        error = {"error": {"type": "invalid_request_error", "message": message}}
        return Response(400, {"Content-Type": "application/json"}, json.dumps(error).encode())

    return answer


THREE = tuple(Student(f"C{n}", "Noah", f"Brown{n}") for n in range(3))


@shows("policy", "create_refusals_in_a_row")
def _(place: Place) -> None:
    asked: list[str] = []
    with situation(place, "create_refusals_in_a_row = 1", students=THREE) as playing:
        playing.portal.answering = refusing("usersignup", "The limit of users is reached", asked)
        playing.world.command("run")
    assert len(asked) == 1


@shows("policy", "no_answers_in_a_row")
def _(place: Place) -> None:
    with situation(place, "no_answers_in_a_row = 1", students=THREE) as playing:
        playing.portal.answering = breaking("courses/id:")()
        found = playing.world.command("run", "--json")
    assert "course-not-answering" in found.stdout


# --- calls that are saved ---------------------------------------------------------


def calls_of_run(playing: Playing) -> Counter[str]:
    """How often a run makes each call that the quota counts."""
    before = len(playing.portal.calls)
    playing.world.command("run")
    made = Counter(call.action for call in playing.portal.calls[before:])
    del made["ratelimit"]
    return made


@shows("talentlms", "retry_held")
def _(place: Place) -> None:
    """By default a held student is not looked up again within the hour."""
    admin = (User("5", type="SuperAdmin"),)
    with situation(place, 'staff_users = "hold"', users=admin) as playing:
        text = playing.world.settings_file.read_text(encoding="utf-8")
        retried = text.replace("[talentlms]", '[talentlms]\nretry_held = "0m"')
        playing.world.settings_file.write_text(retried, encoding="utf-8")
        first = calls_of_run(playing)
        assert first
        assert calls_of_run(playing) == first


@shows("provisioning", "group_at_signup")
def _(place: Place) -> None:
    """The first membership alone is asked for again."""
    new = tuple(evolve(each, group="KEY") for each in THREE)
    lines = "[provisioning]\ngroup_at_signup = true"
    with situation(place, "", students=new, groups=("KEY",), tables=lines) as playing:
        made = calls_of_run(playing)
    assert (made["usersignup"], made["addusertogroup"]) == (3, 1)


def calls_of_second_run(place: Place, lines: str) -> Counter[str]:
    """The calls about two students of a course, about whom nothing is new."""
    students = tuple(
        Student(f"C{n}", "Noah", f"Brown{n}", secondary_id=n, provisioned=True) for n in "56"
    )
    users = tuple(User(n, "Noah", f"Brown{n}", f"c{n}@x.example", courses=("126",)) for n in "56")
    with situation(place, "", students=students, users=users, tables=lines) as playing:
        calls_of_run(playing)
        return calls_of_run(playing)


@shows("results", "rosters")
def _(place: Place) -> None:
    calls = calls_of_second_run(place, "[results]\nrosters = false")
    assert calls == {"getuserstatusincourse": 2}


@shows("results", "sweep")
def _(place: Place) -> None:
    calls = calls_of_second_run(place, '[results]\nsweep = "0m"')
    assert calls == {"courses": 1, "getuserstatusincourse": 2}


@shows("results", "engagement")
def _(place: Place) -> None:
    for lines in ("", "[results]\nengagement = true"):
        folder = place.folder / (lines[-4:] or "off")
        folder.mkdir()
        there, users = evolve(place, folder=folder), (BEN,)
        with situation(there, "", students=(student(),), users=users, tables=lines) as playing:
            RUN(playing)
            shown = playing.world.command("engagement", "--client", "C1", "--json")
            assert bool(json.loads(shown.stdout)["engagement"]) is bool(lines)


# --- all of them ------------------------------------------------------------------


def test_every_setting_has_a_check() -> None:
    assert sorted(all_settings() - CHECKS.by_key.keys()) == [], "Add a check to this file."
    assert sorted(CHECKS.by_key.keys() - all_settings()) == []


@pytest.fixture
def place(tmp_path: Path, url: str, portal: Sandbox) -> Place:
    return Place(tmp_path, url, portal, patience=0.1)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("key", CHECKS.one_key_each(), ids=" ".join)
def test_the_setting_has_its_effect(key: Key, place: Place) -> None:
    CHECKS.by_key[key](place)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "key", in_part(10, [(key,) for key in sorted(CHECKS.by_key)]), ids=" ".join
)
def test_the_check_fails_once_the_setting_is_dropped(key: Key, place: Place) -> None:
    with setting_dropped(*key), pytest.raises(AssertionError):
        CHECKS.by_key[key](evolve(place, patience=PATIENCE))
