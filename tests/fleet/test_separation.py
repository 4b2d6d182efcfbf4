"""Two RTOs in one worker: nothing of one is in anything of the other, whatever goes wrong.

They differ in all that a process could mix up: keys, passwords, proxy, zone, policy and plugins.
Each portal echoes the key and every password that it is sent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen

from support.cli.installed import install
from support.cli.overheard import Answering, Overheard, echoing
from support.cli.rto import command
from support.fleet.colleges import (
    STUDENTS,
    College,
    code_of,
    email_of,
    key_of,
    password_of,
    portal_of,
    write_files,
)
from support.fleet.postgresql import Server, own_postgresql
from support.fleet.workers import await_that, supervised
from support.http_proxy import AUTHORITY, HttpProxy, http_proxy
from support.patience import PATIENCE
from support.secrets_search import found, together
from talent_powerpro.sandbox import serve

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL is started by POSIX accounts"),
]

PERTH, SYDNEY = 0, 1
PORTAL = "https://powerpro.talentlms.com"
FAULT = "Only Perth's portal says this"
CAREFUL = '[policy]\nprofile = "careful"'
OWN_PLUGIN = '[policy]\nexport_window = 3\n[plugins]\nuse = ["logins"]'
LOGIN = ("proxy-user", "S3cretOfTheProxy")
DATABASE_SECRET = {"FLEET_DATABASE_PASSWORD": "S3cretOfTheDatabase"}
"""The test's own server does not ask for it."""
PLUGIN = """
from talent_powerpro.plugins.hooks import hookimpl

@hookimpl
def talent_login(client):
    return f"perth-{client.code}"
"""


@frozen
class Two:
    """Two RTOs, and all that was said and kept of them, by the place where it is."""

    folder: Path
    colleges: tuple[College, College]
    portals: tuple[Overheard, Overheard]
    proxy: HttpProxy
    server: Server

    def places(self, number: int) -> dict[str, bytes]:
        """All that is one RTO's own."""
        college = self.colleges[number]
        settings = ("--settings", str(college.settings_file))
        said = {
            f"`{' '.join(words)}`": _said(*words, *settings)
            for words in (
                ("status", "--json"),
                ("history", "--json"),
                ("sync-log",),
                ("contact-log",),
                ("holds", "--json"),
            )
        }
        page = self.folder / "pages" / "rtos" / f"{college.name}.html"
        stores = sorted(college.store.parent.glob(f"{college.store.name}*"))
        return {
            **said,
            "its page": page.read_bytes(),
            "its store": together(each.read_bytes() for each in stores),
        }

    def shared(self) -> dict[str, bytes]:
        """All that is of the fleet as a whole."""
        fleet = ("--fleet", str(self.folder / "fleet.toml"))
        return {
            "the worker's log": (self.folder / "worker-0.log").read_bytes(),
            "`fleet status`": _said("fleet", "status", *fleet),
            "`fleet status --json`": _said("fleet", "status", "--json", *fleet),
            "the page of all": (self.folder / "pages" / "index.html").read_bytes(),
            "the fleet's database": b"\n".join(_rows(self.server)),
        }

    def secrets(self, number: int) -> dict[str, str]:
        """The secrets of one RTO."""
        own = {"the key": key_of(number), "the password": password_of(number)}
        proxy = {"the proxy's login": LOGIN[1]} if number == PERTH else {}
        return {**own, **proxy, **self.portals[number].secrets}


def people(number: int) -> dict[str, str]:
    """What is known of one RTO's students."""
    return {
        f"{what} of student {student}": made(number, student)
        for student in range(STUDENTS)
        for what, made in (("the code", code_of), ("the address", email_of))
    }


def _said(*words: str) -> bytes:
    ran = command(*words, env=DATABASE_SECRET)
    return f"{ran.stdout}\n{ran.stderr}\n{ran.exception!r}".encode()


def _rows(server: Server) -> Iterator[bytes]:
    """Every row of every table, as text."""
    import psycopg  # of the extra

    with psycopg.connect(server.url) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = connection.execute(query).fetchall()
        for (table,) in tables:
            for (row,) in connection.execute(f'SELECT t::text FROM "{table}" t'.encode()):
                yield row.encode()


@contextmanager
def two(folder: Path, answering: Answering = lambda _: None, runs: int = 1) -> Iterator[Two]:
    """Both RTOs with a worker, until each has run. Perth's portal answers by *answering*."""
    with ExitStack() as stack:
        install(folder / "site", stack.enter_context(pytest.MonkeyPatch.context()), logins=PLUGIN)
        server = stack.enter_context(own_postgresql())
        perth = Overheard(portal_of(PERTH), answering=answering)
        sydney = Overheard(portal_of(SYDNEY))
        proxy = stack.enter_context(http_proxy(stack.enter_context(serve(perth))))
        by_proxy = f'proxy = "{proxy.with_login(":".join(LOGIN))}"\nca_file = "{AUTHORITY}"'
        colleges = College(PERTH, folder, perth), College(SYDNEY, folder, sydney)
        write_files(colleges[PERTH], PORTAL, talentlms=by_proxy, more=OWN_PLUGIN)
        write_files(colleges[SYDNEY], stack.enter_context(serve(sydney)), more=CAREFUL)
        fleet_file = folder / "fleet.toml"
        fleet_file.write_text(f'[fleet]\ndatabase = "{server.url}"\n', encoding="utf-8")
        environment = {
            "PYTHONPATH": str(folder / "site"),
            "TALENT_POWERPRO_DEBUG": "1",
            **DATABASE_SECRET,
        }
        (worker,) = stack.enter_context(supervised(fleet_file, 1, folder, environment))
        assert await_that(lambda: have_run(colleges, runs))
        assert worker.end(PATIENCE) == 0
        pages = ("--html", str(folder / "pages"), "--fleet", str(fleet_file))
        assert command("fleet", "report", *pages, env=DATABASE_SECRET).exit_code == 0
        yield Two(folder, colleges, (perth, sydney), proxy, server)


def have_run(colleges: tuple[College, ...], times: int) -> bool:
    return all(sum(run.ended is not None for run in each.runs()) >= times for each in colleges)


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Both RTOs while all goes well."""
    with two(tmp_path_factory.mktemp("well"), runs=2) as it:
        yield it


def test_nothing_of_one_rto_is_in_anything_of_the_other(well: Two) -> None:
    check_separation(well)


@pytest.mark.parametrize(
    "answering",
    [
        pytest.param(echoing(500, "usersignup", FAULT), id="records have faults"),
        pytest.param(echoing(401, "courses", FAULT), id="the run is stopped"),
    ],
)
def test_nothing_of_ones_faults_is_in_anything_of_the_other(
    tmp_path: Path, answering: Answering
) -> None:
    with two(tmp_path, answering) as it:
        check_separation(it)
        assert found({"its sync log": it.places(PERTH)["`sync-log`"]}, {"the fault": FAULT})


def check_separation(it: Two) -> None:
    secrets = {**it.secrets(PERTH), **it.secrets(SYDNEY), **DATABASE_SECRET}
    for own, other in ((PERTH, SYDNEY), (SYDNEY, PERTH)):
        places = it.places(own)
        assert found(places, {**people(other), **secrets}) == []
        assert found({"its store": places["its store"]}, people(own))
    assert found(it.places(SYDNEY), {"Perth's fault": FAULT}) == []
    assert found(it.shared(), {**people(PERTH), **people(SYDNEY), **secrets}) == []
    assert it.colleges[SYDNEY].findings().texts == ()


def test_each_rto_has_its_own_zone_policy_plugins_and_proxy(well: Two) -> None:
    perth, sydney = well.portals
    logins = [{each.login for each in portal.users.values()} for portal in well.portals]
    assert {f"perth-{code_of(PERTH, n)}" for n in range(STUDENTS)} < logins[PERTH]
    assert {email_of(SYDNEY, n) for n in range(STUDENTS)} < logins[SYDNEY]
    assert perth.passwords == {password_of(PERTH)}
    assert len(sydney.passwords) == STUDENTS, "the careful policy makes one for each"
    for college, zone in zip(well.colleges, ("Australia/Perth", "Australia/Sydney"), strict=True):
        for run in college.runs():
            local = run.started.astimezone(ZoneInfo(zone))
            assert run.run_id.startswith(f"{local:%Y%m%dT%H%M}")
    carried = {"the proxy": well.proxy.carried + well.proxy.seen}
    assert found(carried, {"Perth's key": f"{key_of(PERTH)}:"})
    assert found(carried, {**people(SYDNEY), **well.secrets(SYDNEY)}) == []
