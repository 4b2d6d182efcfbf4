"""Proxies: which addresses are taken, which hosts are called without one, and what is shown."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from talent_powerpro.adapters.talentlms import proxies
from talent_powerpro.adapters.talentlms.proxies import (
    Proxy,
    ProxyFault,
    environment_proxy,
    proxy_of,
)

PORTAL = "https://powerpro.talentlms.com"
PROXY = "http://proxy.rto.example:3128"
LONG = "s" * 255
"""The longest user name or password of a SOCKS proxy."""


def of(text: str) -> Proxy:
    return proxy_of(text, named_by="[talentlms] proxy")


def of_environment(
    environ: Mapping[str, str], url: str = PORTAL, system: Mapping[str, str] | None = None
) -> str:
    """Host, port and name of the environment's proxy; blank if there is none."""
    found = environment_proxy(url, environ, system=system or {})
    return str(found) if found else ""


# --- addresses --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (PROXY, PROXY),
        ("proxy.rto.example:3128", PROXY),
        (" HTTP://Proxy.RTO.example:3128/\r\n", PROXY),
        ("https://proxy.rto.example:3129", "https://proxy.rto.example:3129"),
        ("http://proxy", "http://proxy:80"),
        ("http://X", "http://x:80"),
        ("https://proxy", "https://proxy:443"),
        ("http://10.0.0.1:1", "http://10.0.0.1:1"),
        ("http://[fd00::1]:65535", "http://[fd00::1]:65535"),
        ("rto:secret@proxy:3128", "http://proxy:3128"),
        (f"{LONG}u:{LONG}p@proxy:3128", "http://proxy:3128"),
    ],
)
def test_a_proxy_is_taken_in_any_form_of_its_address(text: str, address: str) -> None:
    assert of(text).address == address


@pytest.mark.parametrize(
    ("login", "user", "password"),
    [
        ("", "", ""),
        ("rto@", "rto", ""),
        ("rto:@", "rto", ""),
        (":secret@", "", "secret"),
        ("rto:s3cret@", "rto", "s3cret"),
        ("dom%5Crto:p%40ss%3A%2F@", "dom\\rto", "p@ss:/"),
        ("rto:p@ss:w/rd@", "rto", "p@ss:w/rd"),
    ],
)
def test_user_name_and_password_are_in_front_of_the_last_at_sign(
    login: str, user: str, password: str
) -> None:
    proxy = of(f"http://{login}proxy:3128")
    assert (proxy.user.reveal(), proxy.password.reveal()) == (user, password)
    assert str(proxy) == "proxy:3128 (from [talentlms] proxy)"
    shown = {each.reveal() for each in proxy.secrets}
    assert shown == ({f"{user}:{password}", user, password} if login else set())


SOCKS_LOGIN = "have a user name and a password of at most 255 bytes"
SCHEME = "begin with http://, https://, socks5:// or socks5h://"


@pytest.mark.parametrize(
    ("text", "shown", "fault"),
    [
        ("ftp://proxy:21", "ftp://proxy:21", SCHEME),
        ("socks4://proxy", "socks4://proxy", SCHEME),
        ("http://proxy:0", "http://proxy:0", "have a port from 1 to 65535"),
        ("http://proxy:65536", "http://proxy:65536", "have a port from 1 to 65535"),
        ("http://proxy:", "http://proxy:", "have a port from 1 to 65535"),
        ("http://proxy:port", "http://proxy:***", "have a port from 1 to 65535"),
        ("http://rto:S3cret", "http://rto:***", "have a port from 1 to 65535"),
        ("http://rto:S3cret@proxy:x", "http://***@proxy:***", "have a port from 1 to 65535"),
        ("http://", "The address (not shown)", "name the proxy's host"),
        ("", "The address (not shown)", "name the proxy's host"),
        ("http://pro xy:3128", "The address (not shown)", "name the proxy's host"),
        ("http://[nonsense]:3128", "The address (not shown)", "have the form of an address"),
        ("S3cret!", "The address (not shown)", "name the proxy's host"),
        ("http://proxy:3128/path", "The address (not shown)", "have the form of an address"),
        ("http://proxy:3128?x", "The address (not shown)", "have the form of an address"),
        ("http://rto:S3cret@proxy/#x", "The address (not shown)", "have the form of an address"),
        (f"socks5://rto:{LONG}p@proxy", "socks5://***@proxy", SOCKS_LOGIN),
        (f"socks5://{LONG}u:p@proxy", "socks5://***@proxy", SOCKS_LOGIN),
    ],
)
def test_any_other_address_is_a_fault_without_its_secrets(
    text: str, shown: str, fault: str
) -> None:
    with pytest.raises(ProxyFault) as told:
        of(text)
    assert str(told.value) == (
        f"{shown} is not the address of a proxy: it must {fault}. "
        "Write one such as http://proxy.example.com:3128"
    )
    assert "S3cret" not in str(told.value)


def test_all_faults_of_an_address_are_in_one_sentence() -> None:
    with pytest.raises(ProxyFault, match=r"it must begin with .* and have a port from 1 to 65535"):
        of("ftp://proxy:0")


def test_a_socks_proxy_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxies, "find_spec", lambda _: None)
    with pytest.raises(ProxyFault) as told:
        of("socks5://rto:S3cret@proxy:1080")
    assert str(told.value) == (
        "socks5://***@proxy:1080 is a SOCKS proxy, and the package socksio is not installed. "
        "Install it with: pip install socksio"
    )
    monkeypatch.setattr(proxies, "find_spec", lambda name: "there" if name == "socksio" else None)
    assert of("socks5h://proxy").address == "socks5h://proxy:1080"
    assert of(f"socks5://{LONG}:{LONG}@proxy").address == "socks5://proxy:1080"


def test_no_form_of_a_proxy_shows_its_password() -> None:
    proxy = of("http://rto:S3cret@proxy:3128")
    assert "S3cret" not in f"{proxy!r} {proxy} {proxy.address} {proxy.secrets}"


# --- the environment --------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, ""),
        ({"HTTPS_PROXY": "http://a:1"}, "a:1 (from HTTPS_PROXY)"),
        ({"https_proxy": "http://a:1"}, "a:1 (from https_proxy)"),
        ({"https_proxy": "a:1", "HTTPS_PROXY": "b:2"}, "a:1 (from https_proxy)"),
        ({"https_proxy": "", "HTTPS_PROXY": "b:2"}, ""),
        ({"HTTPS_PROXY": "a:1", "ALL_PROXY": "b:2"}, "a:1 (from HTTPS_PROXY)"),
        ({"HTTPS_PROXY": " ", "ALL_PROXY": "b:2"}, "b:2 (from ALL_PROXY)"),
        ({"all_proxy": "a:1", "ALL_PROXY": "b:2"}, "a:1 (from all_proxy)"),
        ({"HTTP_PROXY": "http://a:1", "http_proxy": "://", "FTP_PROXY": "x"}, ""),
    ],
)
def test_a_proxy_of_the_environment_is_the_one_for_https(
    environ: Mapping[str, str], named: str
) -> None:
    assert of_environment(environ) == named


def test_a_proxy_of_the_system_counts_where_no_variable_is_set() -> None:
    system = {"http": "http://a:1", "https": "http://b:2"}
    assert of_environment({}, system=system) == "b:2 (from this machine's proxy settings)"
    assert of_environment({"HTTPS_PROXY": "c:3"}, system=system) == "c:3 (from HTTPS_PROXY)"
    assert of_environment({"HTTPS_PROXY": ""}, system=system) == ""


THIS_MACHINE = (
    "http://127.0.0.1:8080",
    "http://127.9.8.7",
    "http://[::1]:8080",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://localhost:8080",
    "https://LocalHost",
    "https://localhost.",
    "https://lms.localhost",
    "https://127.1",
    "https://0x7f.1",
    "https://0.0.0.0",
    "https://[::]",
)


@pytest.mark.parametrize("url", THIS_MACHINE)
def test_no_proxy_of_the_environment_is_used_for_this_machine(url: str) -> None:
    """A faulty one does not matter there either."""
    for name in (*proxies.VARIABLES, "HTTP_PROXY", "http_proxy"):
        assert of_environment({name: PROXY}, url) == ""
        assert of_environment({name: "ftp://["}, url, {"https": "ftp://["}) == ""


@pytest.mark.parametrize("name", proxies.VARIABLES)
def test_a_faulty_proxy_of_the_environment_is_reported_with_its_variable(name: str) -> None:
    with pytest.raises(ProxyFault) as told:
        of_environment({name: "ftp://rto:S3cret@proxy"})
    assert str(told.value).startswith(f"{name}: ftp://***@proxy is not the address of a proxy")
    assert str(told.value).endswith(
        'To call TalentLMS without a proxy, write proxy = "none" under [talentlms]'
    )


# --- hosts without a proxy --------------------------------------------------------

NETWORK = "https://10.1.2.3:8443"
V6 = "https://[fd00::7]"


@pytest.mark.parametrize(
    ("url", "exceptions", "exempt"),
    [
        (PORTAL, "", False),
        (PORTAL, "*", True),
        (PORTAL, "localhost, *", True),
        (PORTAL, "powerpro.talentlms.com", True),
        (PORTAL, "PowerPro.TalentLMS.com", True),
        ("https://PowerPro.talentlms.com.", "powerpro.talentlms.com.", True),
        (PORTAL, "talentlms.com", True),
        (PORTAL, ".talentlms.com", True),
        (PORTAL, "*.talentlms.com", True),
        (PORTAL, "localhost talentlms.com", True),
        (PORTAL, "localhost,,talentlms.com,", True),
        (PORTAL, "https://talentlms.com", True),
        (PORTAL, "talentlms.com:443", True),
        (PORTAL, "talentlms.com:8443", False),
        (PORTAL, "lms.com", False),
        (PORTAL, "pro.talentlms.com", False),
        (PORTAL, "powerpro.talentlms.com/24", False),
        (PORTAL, "10.0.0.0/8", False),
        (PORTAL, "<local>", False),
        ("https://lms", "<local>", True),
        (V6, "<local>", False),
        (NETWORK, "10.1.2.3", True),
        (NETWORK, "10.0.0.0/8", True),
        (NETWORK, "10.9.8.7/8", True),
        (NETWORK, "10.1.2.3:8443", True),
        (NETWORK, "10.1.2.3:443", False),
        (NETWORK, "10.1.2.4", False),
        (NETWORK, "10.0.0.0/99", False),
        (NETWORK, "talentlms.com", False),
        (V6, "fd00::7", True),
        (V6, "[fd00::7]", True),
        (V6, "[fd00::7]:443", True),
        (V6, "fd00::/8", True),
        (V6, "fe80::/10", False),
    ],
)
def test_hosts_named_as_exceptions_are_called_without_a_proxy(
    url: str, exceptions: str, exempt: bool
) -> None:
    for name in proxies.EXCEPTIONS:
        found = of_environment({"HTTPS_PROXY": PROXY, name: exceptions}, url)
        assert (found == "") is exempt


@pytest.mark.parametrize("entry", ["http://[", "talentlms.com:port", "[::1", "a/b", "ö"])
def test_an_exception_that_cannot_be_read_is_reported_with_its_variable(entry: str) -> None:
    with pytest.raises(ProxyFault) as told:
        of_environment({"HTTPS_PROXY": PROXY, "no_proxy": f"localhost,{entry}"})
    assert str(told.value).startswith(f"no_proxy: {entry!a} is not a host to call without a proxy")


def test_exceptions_do_not_matter_where_there_is_no_proxy() -> None:
    assert of_environment({"NO_PROXY": "http://["}) == ""
