"""The way to a portal, with a real proxy: what it is sent, and whether its words are believed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.http_proxy import AUTHORITY, answer, http_proxy
from support.secrets_search import found
from support.talentlms.portal_answers import (
    JOANA,
    KEY,
    PASSWORD,
    PORTAL,
    SEVEN,
    everything_logged,
    raised_by,
)
from talent_powerpro.adapters.talentlms import Route, TalentLMS, route_to
from talent_powerpro.adapters.talentlms.proxies import VARIABLES
from talent_powerpro.errors import SettingsFault, TalentUnusable
from talent_powerpro.model import Secret
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

LOGIN = "rto-user:S3cret p%40ss"
SECRETS = {
    "the user name": "rto-user",
    "the password": "S3cret p@ss",
    "both": base64.b64encode(b"rto-user:S3cret p@ss").decode(),
}


def talent(url: str, route: Route) -> TalentLMS:
    return TalentLMS(url, KEY, new_user_password=PASSWORD, route=route, sleep=lambda _: None)


# --- a portal on this machine -----------------------------------------------------


@pytest.mark.parametrize("names", [VARIABLES, ("HTTP_PROXY",), ("http_proxy",)])
def test_a_proxy_of_the_environment_sees_nothing_for_this_machine(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Sandbox(guide_portal())) as url, http_proxy(answers=answer(404)) as proxy:
        for name in names:
            monkeypatch.setenv(name, proxy.url)
        # The environment of this process, as a host meets it, and the way found by default.
        with TalentLMS(url, KEY, new_user_password=PASSWORD) as portal:
            assert portal.create_user(JOANA).email == "jg11@pm.me"
        assert (proxy.seen, proxy.carried) == (b"", b"")


def test_a_proxy_in_the_settings_is_refused_for_this_machine() -> None:
    """There it would lead to the proxy's own machine."""
    with pytest.raises(SettingsFault, match="the portal's address is on this machine"):
        route_to("https://lms.localhost", proxy="http://proxy:3128")


# --- through a proxy --------------------------------------------------------------


@pytest.mark.parametrize("of_environment", [True, False])
def test_only_an_encrypted_tunnel_goes_through_a_proxy(of_environment: bool) -> None:
    with serve(Sandbox(guide_portal())) as url, http_proxy(url) as proxy:
        address = proxy.with_login(LOGIN)
        route = (
            route_to(PORTAL, ca_file=AUTHORITY, environ={"HTTPS_PROXY": address})
            if of_environment
            else route_to(PORTAL, proxy=Secret(address), ca_file=AUTHORITY, environ={})
        )
        assert route.proxy_shown == f"127.0.0.1:{proxy.port}"
        with talent(PORTAL, route) as portal:
            portal.create_user(JOANA)
        assert proxy.seen.startswith(b"CONNECT powerpro.talentlms.com:443 ")
        assert SECRETS["both"].encode() in proxy.seen, "the proxy's own"
        ours = {"the key": KEY, "the password": PASSWORD, "the e-mail": JOANA.email}
        assert found({"what the proxy can read": proxy.seen}, ours) == []
        assert found({"the tunnel": proxy.carried}, {"the e-mail": "jg11@pm.me"})
        assert b"Proxy-Authorization" not in proxy.carried


def test_a_proxy_that_decrypts_needs_its_authority() -> None:
    with serve(Sandbox(guide_portal())) as url, http_proxy(url) as proxy:
        untrusting = route_to(PORTAL, proxy=proxy.url, environ={})
        with talent(PORTAL, untrusting) as portal, pytest.raises(TalentUnusable) as untrusted:
            portal.site()
        environ = {"SSL_CERT_FILE": str(AUTHORITY), "ALL_PROXY": proxy.url}
        with talent(PORTAL, route_to(PORTAL, environ=environ)) as portal:
            assert portal.site().users == 1
    assert untrusted.value.reason == "untrusted"
    assert "ca_file" in untrusted.value.remedy


@pytest.mark.parametrize("proxy", ["none", "", " none "])
def test_the_settings_switch_a_proxy_of_the_environment_off(proxy: str) -> None:
    route = route_to(PORTAL, proxy=proxy, environ={"HTTPS_PROXY": "ftp://["})
    assert (route.proxy, route.proxy_shown) == (None, "")


def test_a_proxy_in_the_settings_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://other:1")
    assert str(route_to(PORTAL, proxy="proxy:2").proxy) == "proxy:2 (from [talentlms] proxy)"
    assert str(route_to(PORTAL).proxy) == "other:1 (from HTTPS_PROXY)"


def test_an_https_proxy_is_asked_over_an_encrypted_connection_of_its_own() -> None:
    with http_proxy() as proxy:  # which speaks no TLS itself
        route = route_to(PORTAL, proxy=f"https://127.0.0.1:{proxy.port}", environ={})
        with talent(PORTAL, route) as portal, pytest.raises(TalentUnusable):
            portal.site()
        assert proxy.seen.startswith(b"\x16\x03"), "the greeting of TLS"


# --- what a proxy says in TalentLMS's place ----------------------------------------

ABSENT = b'{"error": {"type": "x", "message": "The requested user does not exist"}}'
ANSWERS = [
    answer(200, b"", "text/plain").replace(b"200 Proxy", b"600 Proxy"),
    *(answer(status) for status in (302, 400, 403, 404, 407, 500, 502, 503, 504)),
    answer(404, b"no such host", "text/plain"),
    answer(404, ABSENT, "application/json"),
    answer(407, LOGIN.encode()),
    answer(502).replace(b"502 Proxy", b"502 rto-user S3cret p@ss of " + SECRETS["both"].encode()),
]


@pytest.mark.parametrize("said", ANSWERS, ids=range(len(ANSWERS)))
def test_a_proxys_own_answer_is_never_taken_for_talentlmss(said: bytes) -> None:
    with http_proxy(answers=said) as proxy, everything_logged() as lines:
        address = proxy.with_login(LOGIN)
        route = route_to(PORTAL, proxy=Secret(address), environ={})
        with talent(PORTAL, route) as portal:
            raised = raised_by(lambda: portal.user_by_id(SEVEN))
            created = raised_by(lambda: portal.create_user(JOANA))
        shown = f"127.0.0.1:{proxy.port} (from [talentlms] proxy)"
    assert isinstance(raised, TalentUnusable)
    assert (raised.reason, created.__class__) == ("proxy", TalentUnusable)
    assert f"through the proxy {shown}" in str(raised)
    ours = [line for line in lines if not line.startswith("httpcore")]
    places = {"faults": f"{raised!r} {raised} {created!r}", "logs": "\n".join(ours)}
    assert found({**places, "the way": f"{route!r} {portal!r}"}, SECRETS) == []


def test_a_proxy_that_is_not_there_is_named() -> None:
    with http_proxy() as proxy:
        pass
    route = route_to(PORTAL, environ={"HTTPS_PROXY": proxy.url})
    with talent(PORTAL, route) as portal, pytest.raises(TalentUnusable) as unusable:
        portal.site()
    assert unusable.value.reason == "unreachable"
    assert f"through the proxy 127.0.0.1:{proxy.port} (from HTTPS_PROXY)" in str(unusable.value)


# --- faults -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxy", "ca_file", "environ", "faults"),
    [
        ("ftp://x", None, {}, ("[talentlms] proxy: ftp://x is not",)),
        ("environment", None, {"ALL_PROXY": "ftp://x"}, ("ALL_PROXY: ftp://x is not",)),
        ("none", "no.pem", {}, ("[talentlms] ca_file: the file no.pem cannot be read",)),
        ("none", None, {"SSL_CERT_FILE": "no.pem"}, ("SSL_CERT_FILE: the file no.pem",)),
        (
            "x:0",
            "no.pem",
            {"SSLKEYLOGFILE": "no/no"},
            ("[talentlms] proxy: x:0 is not", "SSLKEYLOGFILE: ", "[talentlms] ca_file: "),
        ),
    ],
)
def test_all_faults_of_the_way_are_reported_at_once(
    proxy: str, ca_file: str | None, environ: Mapping[str, str], faults: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsFault) as told:
        route_to(PORTAL, proxy=proxy, ca_file=Path(ca_file) if ca_file else None, environ=environ)
    assert len(told.value.faults) == len(faults)
    for sentence, start in zip(told.value.faults, faults, strict=True):
        assert sentence.startswith(start)
        assert sentence.endswith(".")


def test_over_plain_http_the_environments_certificates_do_not_matter() -> None:
    environ = {"SSL_CERT_FILE": "no.pem", "SSLKEYLOGFILE": "no/no"}
    assert route_to("http://127.0.0.1:8080", environ=environ).trust is not None
    with pytest.raises(SettingsFault, match=r"\[talentlms\] ca_file"):
        route_to("http://127.0.0.1:8080", ca_file=Path("no.pem"), environ={})
