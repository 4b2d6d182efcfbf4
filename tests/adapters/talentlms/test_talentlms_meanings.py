"""Meanings of answers: the fault, whether the call is retried, and the texts for people."""

from __future__ import annotations

import pytest
from attrs import field, frozen

from talent_powerpro.adapters.talentlms import meanings
from talent_powerpro.adapters.talentlms.meanings import Meaning
from talent_powerpro.errors import Duplicate, NoAnswer, Refused, TalentUnusable

MEANINGS = {name: each for name, each in vars(meanings).items() if isinstance(each, Meaning)}
ENABLE_API = "TalentLMS > Account & Settings > Basic settings > Security > Enable API"


@frozen
class Expected:
    """A meaning as it should be. Its texts are parts of the real ones; blank means no text."""

    fault: type[Exception]
    reason: str
    saying: str = field(default="", kw_only=True)
    remedy: str = field(default="", kw_only=True)
    again: bool = field(default=False, kw_only=True)
    absent: bool = field(default=False, kw_only=True)


EXPECTED = {
    "SAID": Expected(
        NoAnswer,
        "no-answer",
        saying="an answer that cannot be used",
        remedy="The next run tries again. If it fails again, report it",
    ),
    # Absent: go on to the next look-up; of a deleted one, do not create blindly.
    "NO_USER": Expected(Refused, "unknown-user", remedy="Client > Secondary ID", absent=True),
    "DELETED_USER": Expected(Refused, "deleted-user", remedy="Restore", absent=True),
    "NO_COURSE": Expected(
        Refused,
        "unknown-course",
        remedy="Course > E-Learning (Talent LMS) tab > Talent Course ID",
        absent=True,
    ),
    "NO_GROUP": Expected(
        Refused,
        "unknown-group",
        remedy="Course > E-Learning (Talent LMS) tab > Talent Group Key",
        absent=True,
    ),
    "NOT_ENROLLED": Expected(Refused, "not-enrolled", remedy="Enrol the user in TalentLMS again"),
    "ALREADY": Expected(Refused, "already"),
    "TAKEN": Expected(
        Duplicate,
        "duplicate",
        remedy="Look for the user with that e-mail or login in TalentLMS > Users",
    ),
    # Bad data: logged for this student, on with the next.
    "BAD_EMAIL": Expected(Refused, "invalid-email", remedy="Client > Main > Email"),
    "WEAK_PASSWORD": Expected(
        Refused, "weak-password", remedy="TALENTLMS_NEW_USER_PASSWORD: at least 8 characters"
    ),
    "BAD_ARGUMENTS": Expected(
        Refused,
        "invalid-arguments",
        remedy="the client's name and e-mail, the Talent Course ID and the Talent Group Key",
    ),
    "UNKNOWN": Expected(
        Refused, "unknown-answer", saying="gave no message", remedy="Read TalentLMS's message"
    ),
    # Fatal: the run stops, without another try.
    "WRONG_KEY": Expected(
        TalentUnusable,
        "wrong-key",
        saying="does not accept the API key",
        remedy=f"Compare the key with {ENABLE_API}. It comes from TALENTLMS_API_KEY",
    ),
    "DENIED": Expected(
        TalentUnusable,
        "api-off",
        saying="TalentLMS, or a proxy or firewall on the way, denies access",
        remedy=f"that {ENABLE_API} is ticked. Check that no proxy or firewall blocks",
    ),
    "API_OFF": Expected(
        TalentUnusable,
        "api-off",
        saying="denies access to its API",
        remedy=f"that {ENABLE_API} is ticked",
    ),
    "SHUT_OUT": Expected(
        TalentUnusable,
        "api-off",
        saying="or its rate limit is used up",
        remedy=f"that {ENABLE_API} is ticked. Check which other programs use the API",
        again=True,
    ),
    # A routing fault: a wrong portal name or a fault of this program, never "not found".
    "NO_ACTION": Expected(
        TalentUnusable,
        "unknown-action",
        saying="does not know this API call",
        remedy="the portal's name in the settings",
    ),
    "NOT_ROUTED": Expected(
        TalentUnusable,
        "not-routed",
        saying="A web page answered",
        remedy="the portal's name in the settings",
    ),
    "NO_API": Expected(
        TalentUnusable,
        "no-api",
        saying="A web page answered",
        remedy="Open the portal in a browser",
        again=True,
    ),
    # Never TalentLMS's word, and never an absence.
    "PROXY": Expected(
        TalentUnusable,
        "proxy",
        saying="The proxy does not connect",
        remedy="user name and password in [talentlms] proxy",
        again=True,
    ),
    "REDIRECTED": Expected(
        TalentUnusable,
        "redirected",
        saying="redirects the call to another address",
        remedy="the portal's name in the settings",
    ),
    "UNREACHABLE": Expected(
        TalentUnusable,
        "unreachable",
        saying="cannot be reached",
        remedy="network and the portal's name",
        again=True,
    ),
    "UNTRUSTED": Expected(
        TalentUnusable,
        "untrusted",
        saying="certificate cannot be trusted",
        remedy="clock. If a proxy or a virus scanner decrypts",
    ),
    # Transient: back off, and ask again what only reads.
    "LOST": Expected(
        NoAnswer,
        "no-answer",
        saying="no usable answer",
        remedy="Nothing to do now: the next run tries again",
        again=True,
    ),
    "TOO_MUCH": Expected(
        NoAnswer,
        "no-answer",
        saying="an answer that cannot be used",
        remedy="The next run tries again. If it fails again, report it",
    ),
}


def test_every_meaning_has_an_expectation() -> None:
    assert set(MEANINGS) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_meaning_is_as_expected(name: str) -> None:
    means, expected = MEANINGS[name], EXPECTED[name]
    assert (means.fault, means.reason) == (expected.fault, expected.reason)
    assert (means.repeat, means.absence) == (expected.again, expected.absent)
    for told, wanted in ((means.saying, expected.saying), (means.remedy, expected.remedy)):
        assert wanted in told if wanted else told == ""
