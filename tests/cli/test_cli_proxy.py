"""The command behind a proxy: what the proxy sees, and what the command says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.cli.repeated import Time, repeating
from support.cli.rto import KEY, PASSWORD, SECRETS, Rto, command, rto
from support.http_proxy import AUTHORITY, HttpProxy, answer, http_proxy
from support.secrets_search import found
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.cli.commands.run import run_repeatedly

LOGIN = "rto-user:S3cretOfTheProxy"
PROXY_SECRETS = {"the proxy's user": "rto-user", "the proxy's password": "S3cretOfTheProxy"}
PORTAL = "https://powerpro.talentlms.com"
DAY = ("--date", "02/06/2022")


@pytest.fixture(autouse=True)
def _no_pause_before_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TalentLMS.__init__.__kwdefaults__ or {}, "sleep", lambda _: None)


def naming(proxy: HttpProxy) -> Mapping[str, str]:
    """An environment that names the proxy in every way there is."""
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    cleared = {"NO_PROXY": "", "no_proxy": ""}
    return {**cleared, **{each: proxy.url for name in names for each in (name, name.lower())}}


# --- a portal on this machine -----------------------------------------------------


def test_a_proxy_sees_nothing_of_a_portal_on_this_machine(tmp_path: Path, url: str) -> None:
    with http_proxy(answers=answer(404)) as proxy:
        joana = rto(tmp_path, url).imported()
        env = {**SECRETS, **naming(proxy)}
        for words in (("plan", *DAY), ("run", *DAY), ("run", "--json")):
            ran = joana.command(*words, env=env)
            assert (ran.exit_code, ran.stderr) == (0, "")
        assert json.loads(ran.stdout)["proxy"] == ""
        assert proxy.seen == b""


def test_a_proxy_sees_nothing_of_the_demo() -> None:
    with http_proxy(answers=answer(404)) as proxy:
        shown = command("demo", env=naming(proxy))
        assert (shown.exit_code, shown.stderr) == (0, "")
        assert proxy.seen == b""


# --- another portal ---------------------------------------------------------------


def through(folder: Path, proxy: str = "") -> Rto:
    """An RTO whose portal is elsewhere, with a proxy in its settings where one is given."""
    named = f'proxy = "{proxy}"\n' if proxy else ""
    ca_file = AUTHORITY.as_posix()
    return rto(folder, PORTAL, talentlms=f'{named}ca_file = "{ca_file}"').imported()


@pytest.mark.parametrize("in_settings", [True, False])
def test_a_runs_first_line_names_the_proxy_without_its_login(
    tmp_path: Path, url: str, in_settings: bool
) -> None:
    with http_proxy(url) as proxy:
        address = proxy.with_login(LOGIN)
        joana = through(tmp_path, address if in_settings else "")
        env = SECRETS if in_settings else {**SECRETS, "HTTPS_PROXY": address, "NO_PROXY": ""}
        name = "[talentlms] proxy" if in_settings else "HTTPS_PROXY"
        told = f"Calls to TalentLMS go through the proxy 127.0.0.1:{proxy.port} (from {name})."
        planned = joana.command("plan", *DAY, env=env)
        assert (planned.exit_code, planned.stderr.splitlines()[0]) == (0, told)
        ran = joana.command("run", *DAY, "--json", env=env)
        assert (ran.exit_code, ran.stderr.splitlines()[0]) == (0, told)
        assert json.loads(ran.stdout)["proxy"] == f"127.0.0.1:{proxy.port}"
        logged = joana.command("sync-log", env=env)
        ours = {"the key": KEY, "the password": PASSWORD, "the student's e-mail": "jg11@pm.me"}
        assert found({"what the proxy can read": proxy.seen}, ours) == []
    outputs = {"plan": planned.output, "run": ran.output, "sync-log": logged.output}
    assert found(outputs, PROXY_SECRETS) == []


def test_repeated_runs_name_the_proxy_once(
    tmp_path: Path,
    url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    twice = repeating(10, Time(), until=115)
    with http_proxy(url) as proxy:
        joana = through(tmp_path, proxy.url)
        assert run_repeatedly(twice, joana.settings_file, only=None, as_json=True) == 0
    shown = capsys.readouterr()
    assert shown.err.count("Calls to TalentLMS go through the proxy") == 1
    proxies = [json.loads(line)["proxy"] for line in shown.out.splitlines()]
    assert proxies == [f"127.0.0.1:{proxy.port}"] * 2


@pytest.mark.parametrize("status", [302, 407])
def test_a_proxy_that_answers_in_talentlmss_place_stops_the_run(
    tmp_path: Path, status: int
) -> None:
    with http_proxy(answers=answer(status)) as proxy:
        joana = through(tmp_path, proxy.with_login(LOGIN))
        ran = joana.command("run", *DAY)
        log = joana.command("sync-log")
    assert ran.exit_code == 3
    assert "Stopped: The proxy does not connect this machine to TalentLMS" in ran.stdout
    assert f"127.0.0.1:{proxy.port} (from [talentlms] proxy)" in ran.stdout
    assert found({"run": ran.output, "sync-log": log.output}, PROXY_SECRETS) == []


def test_a_page_instead_of_the_api_stops_the_run_of_an_rto_with_one_course(tmp_path: Path) -> None:
    with http_proxy(answers=answer(200)) as pages:  # a portal of pages
        joana = rto(tmp_path, pages.url).imported()
        ran = joana.command("run", *DAY)
    assert ran.exit_code == 3
    assert "Stopped: A web page answered instead of the TalentLMS API" in ran.stdout


# --- faults -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (
            'proxy = "ftp://rto-user:S3cretOfTheProxy@proxy:21"',
            "[talentlms] proxy: ftp://***@proxy:21 is not the address of a proxy: it must begin",
        ),
        ('proxy = "rto-user:S3cretOfTheProxy"', "rto-user:*** is not the address of a proxy"),
        ("proxy = 3128", "[talentlms] proxy is not text."),
        ('proxy = "socks5://proxy"', "and the package socksio is not installed"),
        ('ca_file = "no.pem"', "[talentlms] ca_file: the file"),
        ('ca_file = "talent\\u0000"', "not a file name"),
    ],
)
def test_a_wrong_proxy_or_certificate_setting_ends_with_2_and_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, told: str
) -> None:
    monkeypatch.setattr("talent_powerpro.adapters.talentlms.proxies.find_spec", lambda _: None)
    ran = rto(tmp_path, PORTAL, talentlms=setting).command("run", *DAY)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert told in ran.stderr
    assert "S3cret" not in ran.stderr


def test_a_proxy_for_this_machine_is_a_fault_of_the_settings(tmp_path: Path, url: str) -> None:
    ran = rto(tmp_path, url, talentlms='proxy = "proxy:3128"').command("plan", *DAY)
    assert ran.exit_code == 2
    assert "[talentlms] proxy: the portal's address is on this machine" in ran.stderr


def test_faults_of_secrets_and_proxy_are_reported_together(tmp_path: Path) -> None:
    ran = rto(tmp_path, PORTAL).command("run", *DAY, env={"ALL_PROXY": "ftp://x"})
    assert ran.exit_code == 2
    assert "the TalentLMS API key is missing" in ran.stderr
    assert "ALL_PROXY: ftp://x is not the address of a proxy" in ran.stderr
