"""`[monitor] url`: requests to an outside monitor at the start and the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import evolve

from support.cli.overheard import Overheard, bytes_of
from support.cli.rto import KEY, SECRETS, Rto, rto
from support.http_proxy import AUTHORITY
from support.monitor_server import SECRET, MonitorServer, monitor
from support.secrets_search import found
from support.sql.guide_rows import BOOKING, JOANA
from support.talentlms.portal_answers import everything_logged
from talent_powerpro.adapters.monitor import Monitor, MonitorWay
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.cli.commands.run import run_repeatedly
from talent_powerpro.cli.every import Repeating
from talent_powerpro.cli.exits import Exit
from talent_powerpro.config.bootstrap import open_to_read, open_to_write
from talent_powerpro.config.monitored import Watch, counts_of, monitored
from talent_powerpro.errors import FaultKind, SettingsFault
from talent_powerpro.model import CourseCode, Secret
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.records.report import Listed, Lists, RunReport, Unmatched
from talent_powerpro.records.write import AddContactLog
from talent_powerpro.sandbox import Sandbox, guide_portal, serve
from talent_powerpro.services.exit_codes import OF_KIND

DAY = ("--date", "02/06/2022")
VARIABLE = "TALENT_POWERPRO_MONITOR_URL"
ADDRESS = {"the monitor's address": SECRET}
NAMES = ("JOANA", "GOMEZ", "Joana", "Gomez", "2021000017", "jg11", "ICT30120", "1001")


def watched_by(address: str, folder: Path, url: str) -> Rto:
    """The guide's RTO with a monitor."""
    made = rto(folder, url).imported()
    return with_lines(made, f'[monitor]\nurl = "{address}"\n')


def with_lines(made: Rto, lines: str) -> Rto:
    with made.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(f"\n{lines}")
    made.settings_file.chmod(0o600)  # The address is a secret.
    return made


# --- what is sent -----------------------------------------------------------------


def test_a_run_sends_its_start_and_its_success_with_counts_alone(tmp_path: Path, url: str) -> None:
    with monitor() as server:
        watched = watched_by(server.address, tmp_path, url)
        ran = watched.command("run", *DAY)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert server.paths == ["/start", ""]
    counts = server.seen[1][1].splitlines()
    assert counts[:2] == ["exit code 0", "provisioning provisioned 1"]
    assert [name for name in NAMES if name in str(server.seen)] == []


def test_apply_sends_the_same_and_what_only_looks_sends_nothing(tmp_path: Path, url: str) -> None:
    with monitor() as server:
        watched = watched_by(server.address, tmp_path, url)
        plan = str(tmp_path / "plan.json")
        watched.command("run", "--dry-run", *DAY)
        watched.command("check")
        watched.command("plan", *DAY, "--out", plan)
        assert server.seen == []
        assert watched.command("apply", plan).exit_code == 0
    assert server.paths == ["/start", ""]


def test_repeated_runs_send_theirs_each(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with monitor() as server:
        watched = watched_by(server.address, tmp_path, url)
        repeats = Repeating(10, monotonic=lambda: 0, sleep=lambda _: repeats.stop())
        run_repeatedly(repeats, watched.settings_file, only=None, as_json=False)
    assert server.paths == ["/start", ""]


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a portal that has another key."""
    with serve(Sandbox(evolve(guide_portal(), key=KEY[::-1]))) as url:
        yield url


def test_a_run_that_cannot_go_on_sends_a_failure(tmp_path: Path, refusing: str) -> None:
    with monitor() as server:
        watched = watched_by(server.address, tmp_path, refusing)
        assert watched.command("run", *DAY).exit_code == 3
    assert server.paths == ["/start", "/fail"]
    assert server.seen[1][1].startswith("exit code 3\n")


def test_a_run_that_could_not_begin_sends_a_failure_alone(tmp_path: Path, url: str) -> None:
    with monitor() as server:
        watched = watched_by(server.address, tmp_path, url)
        watched.store.unlink()
        assert watched.command("run").exit_code == 3
    assert server.seen == [(f"/ping/{SECRET}/fail", "exit code 3\n")]


def test_a_run_that_finds_the_lock_held_sends_nothing(tmp_path: Path, url: str) -> None:
    with monitor() as server:
        watched = watched_by(server.address, tmp_path, url)
        with FileRunLock(watched.store).hold("run"):
            assert watched.command("run").exit_code == 4
    assert server.seen == []


# --- by exit code -----------------------------------------------------------------


class Noted(Monitor):
    """A monitor that only notes what it would send."""

    def __init__(self) -> None:
        super().__init__(MonitorWay(Secret("http://127.0.0.1:9"), None, lambda: None))  # type: ignore[arg-type,return-value]
        self.noted: list[str] = []

    def started(self) -> None:
        self.noted.append("start")

    def ended(self, counts: str, *, well: bool) -> None:
        self.noted.append("success" if well else f"failure: {counts.strip()}")


@pytest.mark.parametrize("code", sorted(set(Exit) - {Exit.CHANGES, Exit.PROBLEMS}))
def test_codes_0_and_1_are_successes_and_all_others_failures(code: Exit, report: RunReport) -> None:
    noted = Noted()
    Watch(noted).ended(report, code)
    assert (noted.noted == ["success"]) == (code in (0, 1))


@pytest.mark.parametrize("kind", FaultKind)
def test_a_fault_that_was_raised_is_a_failure_unless_the_lock_is_held(kind: FaultKind) -> None:
    noted, code = Noted(), OF_KIND[kind]
    Watch(noted).raised(code)
    assert noted.noted == ([] if code is Exit.LOCKED else [f"failure: exit code {int(code)}"])


def test_without_a_monitor_nothing_is_sent(report: RunReport) -> None:
    with monitored(None, pytest.fail) as watch:
        watch.run_started("r1", report.today)
        watch.ended(report, Exit.DONE)
        watch.raised(Exit.SETTINGS)


def test_a_request_has_the_counts_of_the_run_and_of_its_lists(report: RunReport) -> None:
    row = Listed("1001", "2021000017", "GOMEZ, JOANA", "ICT30120", ())
    record = Record(
        StageName.PROVISIONING,
        BOOKING,
        JOANA,
        "GOMEZ, JOANA",
        CourseCode("ICT30120"),
        RecordStatus.PROVISIONED,
        writes=(AddContactLog(BOOKING, "Enrolled"),) * 2,
    )
    full = evolve(
        report,
        stages=(StageName.PROVISIONING, StageName.RESULTS),
        records=(record,) * 3,
        unchanged={StageName.RESULTS: 5},
        lists=Lists(
            missed=(row,),
            closed_before_results=(row,) * 2,
            unmatched=(Unmatched("ICT30120", "9", "Survey", ()),) * 3,
            withdrawn=(row,) * 4,
        ),
    )
    assert counts_of(full, Exit.ATTENTION).splitlines() == [
        "exit code 1",
        "provisioning provisioned 3",
        "results unchanged 5",
        "writes 6",
        "missed 1",
        "closed before results 2",
        "unmatched 3",
        "withdrawn 4",
    ]
    assert counts_of(report, Exit.DONE).splitlines() == [
        "exit code 0",
        "writes 0",
        "missed 0",
        "closed before results 0",
        "unmatched 0",
    ]


def test_any_other_exception_is_a_failure_and_is_raised() -> None:
    with (
        monitor() as server,
        pytest.raises(ZeroDivisionError),
        monitored(way_to(server), lambda _: None),
    ):
        raise ZeroDivisionError
    assert server.seen == [(f"/ping/{SECRET}/fail", "")]


def way_to(server: MonitorServer) -> MonitorWay:
    return MonitorWay(Secret(server.address), None, lambda: None)  # type: ignore[arg-type,return-value]


@pytest.fixture
def report() -> RunReport:
    """A report with nothing in it."""
    now = datetime(2022, 6, 2, tzinfo=UTC)
    return RunReport("r1", now, now, date(2022, 6, 2), ())


# --- a monitor that does not work -------------------------------------------------


def test_the_run_and_its_exit_code_stay(tmp_path: Path, url: str) -> None:
    with monitor(status=500) as server:
        ran = watched_by(server.address, tmp_path, url).command("run", *DAY)
    assert ran.exit_code == 0
    assert "The run made 5 writes for 1 record." in ran.stdout
    assert ran.stderr == (
        "The monitor was not reached: it answered with status 500. The run is not affected.\n"
    )


def test_the_exit_code_of_a_failure_stays(tmp_path: Path, refusing: str) -> None:
    with monitor(status=500) as server:
        ran = watched_by(server.address, tmp_path, refusing).command("run", *DAY)
    assert ran.exit_code == 3


# --- the address is a secret ------------------------------------------------------


def test_the_address_is_nowhere_but_in_the_settings(tmp_path: Path) -> None:
    portal = Overheard(guide_portal())
    with monitor(status=500) as server, serve(portal) as url, everything_logged() as lines:
        made = rto(tmp_path, url)
        env = {**SECRETS, VARIABLE: server.address}
        made.command("import", str(Path(__file__).parents[2] / "examples"), env=env)
        words = [
            ("plan", *DAY, "--out", str(tmp_path / "plan.json")),
            ("plan", "--json"),
            ("run", *DAY),
            ("run", "--json"),
            ("status", "--json"),
            ("sync-log",),
        ]
        shown = {" ".join(each): made.command(*each, env=env).output for each in words}
        opened = open_to_write(made.settings_file, env)
    assert server.paths == ["/start", ""] * 2
    shown |= {"repr": f"{opened!r} {opened.monitor}", "logs": "\n".join(lines)}
    assert (
        found({**shown, **{str(n): each for n, each in enumerate(bytes_of(tmp_path))}}, ADDRESS)
        == []
    )


# --- where it comes from ----------------------------------------------------------


def address_of(made: Rto, env: dict[str, str] | None = None) -> str:
    opened = open_to_write(made.settings_file, {**SECRETS, **(env or {})})
    return opened.monitor.address.reveal() if opened.monitor else ""


def test_without_the_setting_there_is_no_monitor(tmp_path: Path) -> None:
    for lines in ("", '[monitor]\nurl = " "'):
        made = with_lines(rto(tmp_path), lines)
        assert open_to_write(made.settings_file, SECRETS).monitor is None


def test_the_environment_comes_before_the_settings(tmp_path: Path) -> None:
    made = with_lines(rto(tmp_path), '[monitor]\nurl = "https://a.example/x"')
    assert address_of(made) == "https://a.example/x"
    assert address_of(made, {VARIABLE: " https://b.example/y\n"}) == "https://b.example/y"


def test_a_file_holds_it(tmp_path: Path) -> None:
    made = with_lines(rto(tmp_path), '[monitor]\nurl_file = "monitor.txt"')
    (tmp_path / "monitor.txt").write_text("https://c.example/z\n", encoding="utf-8")
    (tmp_path / "monitor.txt").chmod(0o644)
    assert address_of(made) == "https://c.example/z"
    (warning,) = open_to_write(made.settings_file, SECRETS).warnings
    assert "the file for the address of the monitor (its rights are 644)" in warning
    assert open_to_read(made.settings_file, SECRETS).monitor is None, "a plan needs none"


@pytest.mark.parametrize(
    ("user", "login"),
    [("rto:Wr0ng@", "rto:Wr0ng"), ("rto@", "rto:"), (":Wr0ng@", ":Wr0ng"), ("", "")],
)
def test_a_proxy_of_the_settings_is_used_for_the_monitor_too(
    tmp_path: Path, user: str, login: str
) -> None:
    made = rto(tmp_path, talentlms=f'proxy = "http://{user}proxy.example:3128"')
    with_lines(made, '[monitor]\nurl = "https://a.example/x"')
    opened = open_to_write(made.settings_file, SECRETS)
    assert opened.monitor is not None
    proxy = opened.monitor.proxy
    assert proxy is not None
    assert (proxy.scheme, proxy.host, proxy.port) == ("http", "proxy.example", 3128)
    assert proxy.login.reveal() == login
    assert "Wr0ng" not in repr(opened)
    assert opened.monitor.trust().get_ca_certs(), "the usual authorities"


def test_a_monitor_on_this_machine_is_reached_without_the_proxy(tmp_path: Path) -> None:
    made = rto(tmp_path, talentlms='proxy = "http://proxy.example:3128"')
    with_lines(made, '[monitor]\nurl = "http://127.0.0.1:9/x"')
    way = open_to_write(made.settings_file, SECRETS).monitor
    assert way is not None
    assert way.proxy is None


def test_the_environments_proxy_and_the_settings_authorities_are_the_monitors_too(
    tmp_path: Path,
) -> None:
    (tmp_path / "authority.pem").write_bytes(AUTHORITY.read_bytes())
    made = rto(tmp_path, talentlms='ca_file = "authority.pem"')
    with_lines(made, '[monitor]\nurl = "https://a.example/x"')
    environ = {**SECRETS, "HTTPS_PROXY": "http://proxy.example:3128"}
    way = open_to_write(made.settings_file, environ).monitor
    assert way is not None
    assert way.proxy is not None
    assert way.proxy.host == "proxy.example"
    assert len(way.trust().get_ca_certs()) == 1


@pytest.mark.parametrize(
    ("lines", "env", "where"),
    [
        (f'url = "http://a.example/{SECRET}"', {}, "[monitor] url: the monitor's address"),
        (f'url = "{SECRET}"\nurl_file = "x"', {}, "[monitor] url: the monitor's address"),
        (
            f'url = "https://a.example/{SECRET}"\nurl_file = "x"',
            {},
            "[monitor] url: url_file is there too",
        ),
        ("url = 1", {}, "[monitor] url is not text"),
        (f'url_file = "{SECRET}"', {}, "The address of the monitor was not found. TALENT_POWERPRO"),
        ('url_file = "none.txt"', {}, "named by url_file under [monitor] does not exist"),
        ("", {VARIABLE: SECRET}, f"{VARIABLE}: the monitor's address"),
        (f'ulr = "{SECRET}"', {}, "[monitor] ulr is not a setting"),
    ],
)
def test_faults_name_the_place_and_not_the_address(
    tmp_path: Path, lines: str, env: dict[str, str], where: str
) -> None:
    made = with_lines(rto(tmp_path), f"[monitor]\n{lines}\n")
    with pytest.raises(SettingsFault) as raised:
        open_to_write(made.settings_file, {**SECRETS, **env})
    assert any(where in fault for fault in raised.value.faults), raised.value.faults
    assert SECRET not in str(raised.value)


def test_a_wrong_proxy_is_reported_once(tmp_path: Path) -> None:
    made = with_lines(rto(tmp_path), '[monitor]\nurl = "https://a.example/x"')
    with pytest.raises(SettingsFault) as raised:
        open_to_write(made.settings_file, {**SECRETS, "HTTPS_PROXY": "ftp://proxy.example"})
    (fault,) = raised.value.faults
    assert fault.startswith("HTTPS_PROXY: ftp://proxy.example is not the address of a proxy")
