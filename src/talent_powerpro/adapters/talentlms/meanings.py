"""What an answer means: the one table, following the API sheet, sections 2, 3 and 12.

The JSON message decides first, the status second. A 404 alone never means "does not
exist": an unknown action and an address that cannot be routed answer 404 as well. An
absence is believed only where nothing contradicts it (`_believable`); creating a user
on doubt is the worst thing this program could do.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from enum import Enum

from attrs import frozen

from talent_powerpro.errors import Duplicate, NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import plain


@frozen
class Meaning:
    """What an answer means where it is not the one hoped for, and what to do about it."""

    reason: str
    fault: type[Refused] | type[NoAnswer] | type[TalentUnusable]
    saying: str = ""
    """Told where TalentLMS's own message does not say it all."""
    remedy: str = ""
    repeat: bool = False
    """Asking again may help."""
    absence: bool = False
    """TalentLMS says that something does not exist (any more)."""


_ENABLE_API = "Home / Account & Settings > Basic settings > Security > Enable API"

SAID = Meaning("no-answer", NoAnswer, "TalentLMS's answer cannot be used")
NO_USER = Meaning("unknown-user", Refused, remedy="Check PP Client > Secondary ID.", absence=True)
DELETED_USER = Meaning(
    "deleted-user",
    Refused,
    remedy="Restore the deleted user in TalentLMS, or delete it for good.",
    absence=True,
)
NO_COURSE = Meaning(
    "unknown-course",
    Refused,
    remedy="Check PP Course > E-Learning (Talent LMS) > Talent Course ID.",
    absence=True,
)
NO_GROUP = Meaning(
    "unknown-group",
    Refused,
    remedy="Check PP Course > E-Learning (Talent LMS) > Talent Group Key.",
    absence=True,
)
NOT_ENROLLED = Meaning("not-enrolled", Refused, remedy="Enrol the user in TalentLMS again.")
ALREADY = Meaning("already", Refused)
TAKEN = Meaning("duplicate", Duplicate, remedy="Look for that user in TalentLMS.")
BAD_EMAIL = Meaning("invalid-email", Refused, remedy="Check PP Client > Email.")
WEAK_PASSWORD = Meaning(
    "weak-password",
    Refused,
    remedy="Set a stronger TALENTLMS_NEW_USER_PASSWORD: at least 8 characters "
    "with an upper-case letter, a lower-case letter and a digit.",
)
BAD_ARGUMENTS = Meaning(
    "invalid-arguments",
    Refused,
    remedy="Check the client's name and e-mail, the Talent Course ID and the Talent Group Key.",
)
UNKNOWN = Meaning(
    "unknown-answer",
    Refused,
    saying="TalentLMS gave no message",
    remedy="Read TalentLMS's message; ask its support where it does not say what to do.",
)
WRONG_KEY = Meaning(
    "wrong-key",
    TalentUnusable,
    "TalentLMS does not accept the API key",
    f"Compare TALENTLMS_API_KEY with TalentLMS > {_ENABLE_API}, and check the portal's name.",
)
API_OFF = Meaning(
    "api-off",
    TalentUnusable,
    "TalentLMS does not let this program in",
    f"Check that the portal is active and that TalentLMS > {_ENABLE_API} is ticked.",
)
# What a portal over its rate limit answers is documented nowhere: it may be this one.
SHUT_OUT = Meaning(
    "api-off",
    TalentUnusable,
    "TalentLMS does not let this program in, or its rate limit is used up",
    f"Check that the portal is active, that TalentLMS > {_ENABLE_API} is ticked, "
    "and what else uses the API.",
    repeat=True,
)
_WRONG_PLACE = (
    "Check the portal's name in the settings. If it is right, this is a fault of this "
    "program: report it."
)
NO_ACTION = Meaning(
    "unknown-action", TalentUnusable, "TalentLMS does not know the call", _WRONG_PLACE
)
NOT_ROUTED = Meaning(
    "not-routed", TalentUnusable, "A web page answered instead of the TalentLMS API", _WRONG_PLACE
)
REDIRECTED = Meaning(
    "redirected", TalentUnusable, "The TalentLMS API sends elsewhere", _WRONG_PLACE
)
UNREACHABLE = Meaning(
    "unreachable",
    TalentUnusable,
    "TalentLMS cannot be reached",
    "Check this machine's network and the portal's name in the settings.",
    repeat=True,
)
UNTRUSTED = Meaning(
    "untrusted",
    TalentUnusable,
    "The portal's certificate cannot be trusted",
    "Check the portal's name, this machine's clock and its certificate authorities.",
)
LOST = Meaning("no-answer", NoAnswer, "TalentLMS gave no usable answer", repeat=True)
TOO_MUCH = Meaning("no-answer", NoAnswer, "TalentLMS's answer cannot be used")


class Body(Enum):
    """What sort of body an answer has. What it *is* counts, not what its header says."""

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


# Messages are compared as `plain` makes them: without case, white space as one blank.
_MESSAGES: tuple[tuple[Callable[[str], bool], Meaning], ...] = (
    (_equal("the requested user does not exist"), NO_USER),
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

# Where no message decided: the first row that fits. None does: `UNKNOWN`.
_ANSWERS: tuple[tuple[tuple[Body, ...], Container[int], Meaning], ...] = (
    (_ANY_BODY, (401,), WRONG_KEY),
    ((Body.API_ERROR,), (403,), SHUT_OUT),
    (_ANY_BODY, (403,), API_OFF),
    (_ANY_BODY, _ELSEWHERE, REDIRECTED),
    (_ANY_BODY, _OUT_OF_ORDER, LOST),
    ((Body.API_ERROR,), _ANY, LOST),
    ((Body.PAGE,), (404,), NOT_ROUTED),
    ((Body.PAGE, Body.NOTHING), _ANY, LOST),
    ((Body.VALUE,), _OK, SAID),
)


def meaning(body: Body, status: int, message: str) -> Meaning:
    """What an answer of that sort, status and message (``""``: none) means."""
    return _by_message(plain(message), body, status) or _by_status(body, status)


def _by_message(message: str, body: Body, status: int) -> Meaning | None:
    known = next((row for fits, row in _MESSAGES if fits(message)), None)
    if known and known.absence and not _believable(body, status):
        return None
    return known


def _believable(body: Body, status: int) -> bool:
    """Whether "does not exist" may be taken at its word.

    Not where type or status say that the portal itself is in trouble.
    """
    troubled = status in (401, 403, *_OUT_OF_ORDER) or status in _ELSEWHERE
    return body is Body.ERROR and not troubled


def _by_status(body: Body, status: int) -> Meaning:
    rows = (row for bodies, statuses, row in _ANSWERS if body in bodies and status in statuses)
    return next(rows, UNKNOWN)
