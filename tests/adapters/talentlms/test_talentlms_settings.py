"""Validation of address, key and password: what is accepted, and the faults of the rest."""

from __future__ import annotations

import pytest

from talent_powerpro.adapters.talentlms import TalentLMS, check_key, check_password, check_url
from talent_powerpro.adapters.talentlms.settings import api_base, portal_name
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

KEY = "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
BARE = "https://powerpro.talentlms.com"
LONG = "a" * 63
"""The longest part of a host's name."""


@pytest.mark.parametrize(
    ("url", "base", "name"),
    [
        (BARE, f"{BARE}/api/v1/", "powerpro.talentlms.com"),
        (f"{BARE}/", f"{BARE}/api/v1/", "powerpro.talentlms.com"),
        (f"{BARE}/api/v1", f"{BARE}/api/v1/", "powerpro.talentlms.com"),
        (
            " HTTPS://PowerPro.TalentLMS.com/api/v1/ ",
            f"{BARE}/api/v1/",
            "powerpro.talentlms.com",
        ),
        ("https://LMS.rto.edu.au:8443", "https://lms.rto.edu.au:8443/api/v1/", "lms.rto.edu.au"),
        (f"https://{LONG}.com.", f"https://{LONG}.com./api/v1/", f"{LONG}.com."),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v1/", "127.0.0.1"),
        ("http://localhost:8080/", "http://localhost:8080/api/v1/", "localhost"),
        ("http://[::1]:8080/api/v1", "http://[::1]:8080/api/v1/", "::1"),
        ("http://[::1]", "http://[::1]/api/v1/", "::1"),
    ],
)
def test_an_address_is_taken_in_any_of_its_forms_and_the_portal_has_one_name(
    url: str, base: str, name: str
) -> None:
    """The port does not matter for the name: the user ids are the same."""
    assert check_url(url) == ()
    assert api_base(url) == base
    assert portal_name(url) == portal_name(base) == name
    with TalentLMS(url, KEY) as talent:
        assert talent.portal == name


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://powerpro.talentlms.com", "must begin with https://"),
        ("http://10.0.0.1", "must begin with https://"),
        ("http://localhost.example.com", "must begin with https://"),
        ("powerpro.talentlms.com", "is not a portal address. Write one"),
        ("ftp://powerpro.talentlms.com", "must begin with https://"),
        ("", "is not a portal address. Write one"),
        ("https://", "is not a portal address. Write one"),
        ("https://power pro.com", "must name the portal's host"),
        ("https://powerpro..talentlms.com", "must name the portal's host"),
        ("https://.", "must name the portal's host"),
        (f"https://{'a' * 64}.talentlms.com", "must name the portal's host"),
        (f"https://{'a.' * 127}com", "must name the portal's host"),
        ("https://user:pw@powerpro.talentlms.com", "must not contain a user name"),
        ("https://powerpro.talentlms.com/api/v2", "must end with the host name"),
        ("https://powerpro.talentlms.com//", "must end with the host name"),
        ("https://powerpro.talentlms.com/?key=x", "must not contain ?"),
        ("https://powerpro.talentlms.com/#x", "must not contain ?"),
        ("https://powerpro.talentlms.com:port", "not a portal address"),
        ("https://[powerpro", "not a portal address"),
    ],
)
def test_any_other_address_is_a_fault_that_says_why(url: str, fault: str) -> None:
    (told,) = check_url(url)
    assert fault in told
    assert "such as https://powerpro.talentlms.com" in told


@pytest.mark.parametrize(
    "url",
    [
        "https://user:S3cret@powerpro.talentlms.com",
        "http://powerpro.talentlms.com/?key=S3cret",
        "http://powerpro.talentlms.com/#S3cret",
        "https://S3cret@[x",
    ],
)
def test_a_faulty_address_is_shown_without_what_could_be_a_secret(url: str) -> None:
    assert "S3cret" not in " ".join(check_url(url))


@pytest.mark.parametrize("key", [KEY, "x", "a" * 30, "ключ-€"])
def test_any_printable_key_without_blanks_is_taken(key: str) -> None:
    assert check_key(key) == ()


@pytest.mark.parametrize(
    "key", ["", "  ", "8DZQ words", "8DZQ\n", "8DZQ\t", "8DZQ\u00a0x", "8DZQ\ud800"]
)
def test_any_other_key_is_a_fault_that_does_not_show_it(key: str) -> None:
    (fault,) = check_key(key)
    assert "8DZQ" not in fault


def test_a_faulty_key_is_reported_with_the_remedy() -> None:
    assert check_key(" ") == (
        "TalentLMS API key: it is blank. Set TALENTLMS_API_KEY or the key file.",
    )
    assert check_key("8DZQ words") == (
        "TalentLMS API key (not shown): it has spaces or unprintable characters. "
        "Copy the key again, and nothing beside it.",
    )


def test_an_address_without_a_host_names_no_portal() -> None:
    assert portal_name("powerpro") == ""


def test_all_faults_of_an_address_are_reported_as_one_sentence() -> None:
    assert check_url("ftp://powerpro..com") == (
        "TalentLMS url 'ftp://powerpro..com' is not a portal address: it must begin with https:// "
        "(http:// only on this machine) and name the portal's host. "
        "Write one such as https://powerpro.talentlms.com.",
    )


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Abcdefg1", ()),
        ("Pink panther 1", ()),
        ("Abcdef1", ("at least 8 characters",)),
        ("abcdefg1", ("an upper-case letter",)),
        ("ABCDEFG1", ("a lower-case letter",)),
        ("Abcdefgh", ("a digit",)),
        ("", ("at least 8 characters", "an upper-case letter", "a lower-case letter", "a digit")),
        ("ÀÉÎÕÜàé٣", ("an upper-case letter", "a lower-case letter", "a digit")),
    ],
)
def test_a_password_lacks_what_talentlms_wants(password: str, faults: tuple[str, ...]) -> None:
    assert check_password(password) == faults


def test_the_client_reports_all_faults_at_once() -> None:
    with pytest.raises(SettingsFault) as faulty:
        TalentLMS("http://powerpro.talentlms.com/x", Secret("my secret key"))
    assert len(faulty.value.faults) == 2  # one each for the address and the key
    assert "my secret key" not in str(faulty.value)
