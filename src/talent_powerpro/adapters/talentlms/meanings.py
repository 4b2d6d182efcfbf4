"""Table from TalentLMS's answers to their meanings.

The JSON message decides first, the status second. A 404 alone never means "does not exist":
an unknown action and an unroutable address answer 404 too (API fact, recorded). An absence is
believed only where nothing contradicts it (`_believable`), because a wrong one creates a second
Talent user.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from enum import Enum

from attrs import frozen

from talent_powerpro.errors import Duplicate, NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import plain
from talent_powerpro.records.reasons import FAILED, remedy_of


@frozen
class Meaning:
    """Meaning of an answer that the call does not expect, and what to do about it."""

    reason: str
    fault: type[Refused] | type[NoAnswer] | type[TalentUnusable]
    saying: str = ""
    """A sentence for people, where TalentLMS's own message is missing or not enough."""
    remedy: str = ""
    repeat: bool = False
    """True: a retry may help."""
    absence: bool = False
    """True: TalentLMS says that something does not exist, or no longer exists."""


_ENABLE_API = "Account & Settings > Basic settings > Security > Enable API"

_NEXT_RUN = "Nothing to do now: the next run tries again."
_NEXT_RUN_OR_REPORT = "The next run tries again. If it fails again, report it with the run id."

SAID = Meaning(
    "no-answer", NoAnswer, "TalentLMS sent an answer that cannot be used", _NEXT_RUN_OR_REPORT
)
NO_USER = Meaning("unknown-user", Refused, remedy="Check Client > Secondary ID.", absence=True)
DELETED_USER = Meaning(
    "deleted-user",
    Refused,
    remedy="Restore the deleted user in TalentLMS, or delete that user permanently.",
    absence=True,
)
NO_COURSE = Meaning(
    "unknown-course",
    Refused,
    remedy="Check Course > E-Learning (Talent LMS) tab > Talent Course ID.",
    absence=True,
)
NO_GROUP = Meaning(
    "unknown-group",
    Refused,
    remedy="Check Course > E-Learning (Talent LMS) tab > Talent Group Key.",
    absence=True,
)
NOT_ENROLLED = Meaning("not-enrolled", Refused, remedy="Enrol the user in TalentLMS again.")
ALREADY = Meaning("already", Refused)
TAKEN = Meaning(
    "duplicate",
    Duplicate,
    remedy=remedy_of("duplicate", FAILED),
)
BAD_EMAIL = Meaning("invalid-email", Refused, remedy="Correct Client > Main > Email.")
WEAK_PASSWORD = Meaning(
    "weak-password",
    Refused,
    remedy="Set a stronger TALENTLMS_NEW_USER_PASSWORD: at least 8 characters "
    "with an upper-case letter, a lower-case letter and a digit.",
)
BAD_ARGUMENTS = Meaning(
    "invalid-arguments",
    Refused,
    remedy="Check the client's name and e-mail, the Talent Course ID and the Talent Group Key. "
    "`talent-powerpro check` names mandatory fields of new users that nothing fills.",
)
UNKNOWN = Meaning(
    "unknown-answer",
    Refused,
    saying="TalentLMS refused the call and gave no message",
    remedy="Read TalentLMS's message. If it does not say what to do, ask TalentLMS support.",
)
WRONG_KEY = Meaning(
    "wrong-key",
    TalentUnusable,
    "TalentLMS does not accept the API key",
    f"Compare the key with TalentLMS > {_ENABLE_API}. It comes from TALENTLMS_API_KEY, or from "
    "the keyring or the file named by key_file in the settings. Check the portal's address under "
    "[talentlms] url, too.",
)
DENIED = Meaning(
    "api-off",
    TalentUnusable,
    "TalentLMS, or a proxy or firewall on the way, denies access to the API",
    f"Check that the portal is active and that TalentLMS > {_ENABLE_API} is ticked. "
    "Check that no proxy or firewall blocks the portal's address.",
)
API_OFF = Meaning(
    "api-off",
    TalentUnusable,
    "TalentLMS denies access to its API",
    f"Check that the portal is active and that TalentLMS > {_ENABLE_API} is ticked.",
)
# API fact: no source says what a portal over its rate limit answers. It may be this 403, so
# reads and ensures are retried.
SHUT_OUT = Meaning(
    "api-off",
    TalentUnusable,
    "TalentLMS denies access to its API, or its rate limit is used up",
    f"Check that the portal is active and that TalentLMS > {_ENABLE_API} is ticked. "
    "Check which other programs use the API.",
    repeat=True,
)
_WRONG_PLACE = (
    "Check the portal's name in the settings. If it is right, report this as a fault of "
    "talent-powerpro."
)
NO_ACTION = Meaning(
    "unknown-action", TalentUnusable, "TalentLMS does not know this API call", _WRONG_PLACE
)
NOT_ROUTED = Meaning(
    "not-routed", TalentUnusable, "A web page answered instead of the TalentLMS API", _WRONG_PLACE
)
# Repeated, because a portal under maintenance may be back.
NO_API = Meaning(
    "no-api",
    TalentUnusable,
    "A web page answered instead of the TalentLMS API",
    "Open the portal in a browser. Check that it is not under maintenance, that its name in the "
    "settings is right, and that no proxy or firewall answers in its place.",
    repeat=True,
)
REDIRECTED = Meaning(
    "redirected", TalentUnusable, "The portal redirects the call to another address", _WRONG_PLACE
)
UNREACHABLE = Meaning(
    "unreachable",
    TalentUnusable,
    "TalentLMS cannot be reached",
    "Check this machine's network and the portal's name in the settings. If the message names a "
    "proxy, check that too.",
    repeat=True,
)
PROXY = Meaning(
    "proxy",
    TalentUnusable,
    "The proxy does not connect this machine to TalentLMS",
    "Check the address, user name and password in [talentlms] proxy or in the environment "
    "variable that the message names, and that the proxy allows the portal's address.",
    repeat=True,
)
UNTRUSTED = Meaning(
    "untrusted",
    TalentUnusable,
    "The portal's certificate cannot be trusted",
    "Check the portal's name and this machine's clock. If a proxy or a virus scanner decrypts "
    "this machine's connections, name the file of its certificate authority in [talentlms] "
    "ca_file.",
)
LOST = Meaning("no-answer", NoAnswer, "TalentLMS gave no usable answer", _NEXT_RUN, repeat=True)
# Not retried: the same call would bring the same answer.
TOO_MUCH = Meaning(
    "no-answer", NoAnswer, "TalentLMS sent an answer that cannot be used", _NEXT_RUN_OR_REPORT
)


class Body(Enum):
    """Sort of an answer's body, found by reading it: its header may be wrong."""

    VALUE = "JSON"
    ERROR = "JSON error"
    API_ERROR = "JSON api_error"
    PAGE = "HTML"
    NOTHING = "no JSON"


def _equal(text: str) -> Callable[[str], bool]:
    return lambda message: message == text


def _has(text: str) -> Callable[[str], bool]:
    return lambda message: text in message


def _ends(text: str) -> Callable[[str], bool]:
    return lambda message: message.endswith(text)


# Messages are compared as `plain` makes them: without case, white space as one blank. The
# wordings are mostly recorded, and in English on every portal seen. Where a wording names a
# thing ("group", "branch"), only its constant part is compared.
_MESSAGES: tuple[tuple[Callable[[str], bool], Meaning], ...] = (
    (_equal("the requested user does not exist"), NO_USER),
    # Recorded. An administrator can restore this user: the deletion was not permanent.
    (_equal("the requested user is no longer available"), DELETED_USER),
    (_equal("the requested course does not exist"), NO_COURSE),
    (_equal("there is no group with such key"), NO_GROUP),
    (_equal("the requested group does not exist"), NO_GROUP),
    (_equal("the requested user is not enrolled in this course"), NOT_ENROLLED),
    (_has("already enrolled"), ALREADY),
    (_has("already a member"), ALREADY),
    (_has("same email"), TAKEN),
    (_has("same login"), TAKEN),
    (_ends("is not a valid email"), BAD_EMAIL),
    (_has("password is not strong enough"), WEAK_PASSWORD),
    (_equal("invalid arguments provided"), BAD_ARGUMENTS),
    (_equal("the requested api action does not exist"), NO_ACTION),
    (_has("api key"), WRONG_KEY),
)

_ANY_BODY = tuple(Body)
_ANY = range(1000)
_OK = range(200, 300)
_ELSEWHERE = range(300, 400)
_OUT_OF_ORDER = (408, 429, *range(500, 600))

# Where no message decides: the first row that fits, else `UNKNOWN`. 401 and 403 come first,
# since a page, an api_error or no body at all may come with them.
_ANSWERS: tuple[tuple[tuple[Body, ...], Container[int], Meaning], ...] = (
    (_ANY_BODY, (401,), WRONG_KEY),
    ((Body.API_ERROR,), (403,), SHUT_OUT),
    ((Body.PAGE, Body.NOTHING), (403,), DENIED),
    (_ANY_BODY, (403,), API_OFF),
    # No status of TalentLMS's: a proxy wants a user name and a password.
    (_ANY_BODY, (407,), PROXY),
    (_ANY_BODY, _ELSEWHERE, REDIRECTED),
    (_ANY_BODY, _OUT_OF_ORDER, LOST),
    ((Body.API_ERROR,), _ANY, LOST),
    ((Body.PAGE,), (404,), NOT_ROUTED),
    ((Body.PAGE,), _OK, NO_API),
    ((Body.PAGE, Body.NOTHING), _ANY, LOST),
    ((Body.VALUE,), _OK, SAID),
)


def meaning(body: Body, status: int, message: str) -> Meaning:
    """The meaning of an answer with that body, status and message (``""`` for none)."""
    return _by_message(plain(message), body, status) or _by_status(body, status)


def _by_message(message: str, body: Body, status: int) -> Meaning | None:
    known = next((row for fits, row in _MESSAGES if fits(message)), None)
    if known and known.absence and not _believable(body, status):
        return None
    return known


def _believable(body: Body, status: int) -> bool:
    """Whether "does not exist" can be trusted: no status and no type says that the portal fails.

    A portal in trouble that denies a user must not make the agent create that user again.
    """
    troubled = status in (401, 403, 407, *_OUT_OF_ORDER) or status in _ELSEWHERE
    return body is Body.ERROR and not troubled


def _by_status(body: Body, status: int) -> Meaning:
    rows = (row for bodies, statuses, row in _ANSWERS if body in bodies and status in statuses)
    return next(rows, UNKNOWN)
