"""The search for secrets finds what is there: otherwise its silence would prove nothing."""

from __future__ import annotations

import base64
from urllib.parse import quote, quote_plus, urlencode

import pytest

from support.secrets_search import found, spellings, together

KEY = "aKeyThatNobodyIsToSee+0/123456"
PASSWORD = 'Pre&set=Pass\\ "word" 1é'
SECRETS = {"key": KEY, "password": PASSWORD}


def b64(text: str, before: str = "") -> str:
    return base64.b64encode((before + text).encode()).decode()


@pytest.mark.parametrize("secret", [KEY, PASSWORD])
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize("after", ["", ":", ":and more"])
def test_base64_is_found_wherever_the_secret_began_and_whatever_follows(
    secret: str, before: str, after: str
) -> None:
    packed = b64(secret + after, before)
    assert secret not in packed
    assert found({"it": f"Basic {packed}"}, {"one": secret})
    url_safe = packed.replace("+", "-").replace("/", "_")
    assert found({"it": url_safe.encode()}, {"one": secret})


@pytest.mark.parametrize(
    "told",
    [
        PASSWORD,
        quote(PASSWORD, safe=""),
        quote_plus(PASSWORD),
        urlencode({"password": PASSWORD}),
        quote(PASSWORD, safe="").replace("%C3%A9", "%c3%a9").replace("%3D", "%3d"),
        "Pre%26set%3dPass%5c+%22word%22+1%c3%a9",
        "Pre&amp;set=Pass\\ &quot;word&quot; 1é",
        'Pre&set=Pass\\\\ \\"word\\" 1\\u00e9',
        repr(PASSWORD),
    ],
)
def test_each_way_of_writing_it_is_found_in_a_text_and_in_bytes(told: str) -> None:
    for place in (f"before {told} after", b"\0\xff" + told.encode() + b"\0"):
        first, *_ = found({"a place": place}, SECRETS)
        assert first.startswith("a place: password, ")


EVERY = [text for secret in SECRETS.values() for _, text in spellings(secret)]


@pytest.mark.parametrize("text", EVERY)
def test_each_spelling_that_is_looked_for_is_found_among_others(text: str) -> None:
    assert found({"clean": "nothing", "soiled": together(["one", text, b"two"])}, SECRETS)


def test_a_finding_shows_no_secret() -> None:
    told = found({"it": f"{KEY} {b64(PASSWORD)} {quote_plus(PASSWORD)}"}, SECRETS)
    assert len(told) >= 3
    assert not any(secret in line for line in told for secret in SECRETS.values())


def test_what_is_none_is_not_found() -> None:
    assert found({"it": KEY[:-1] + PASSWORD[1:] + b64(KEY)[8:]}, SECRETS) == []


@pytest.mark.parametrize(("places", "secrets"), [({"it": ""}, SECRETS), ({"it": "x"}, {"key": ""})])
def test_a_search_that_could_find_nothing_is_a_fault(
    places: dict[str, str], secrets: dict[str, str]
) -> None:
    with pytest.raises(AssertionError):
        found(places, secrets)


def test_each_spelling_has_a_name_of_its_own() -> None:
    names = [name for name, _ in spellings(KEY)]
    assert len(set(names)) == len(names)
