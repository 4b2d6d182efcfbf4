"""Table of the faults that a call can meet.

Some faults come before the call takes effect. Others come after it, so that only the answer is
lost or damaged: the client must then find out what happened. `KINDS` says which, and what the
caller gets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from attrs import evolve, frozen

from talent_powerpro.sandbox.api_errors import ApiError
from talent_powerpro.sandbox.faults import spoil
from talent_powerpro.sandbox.http import pages
from talent_powerpro.sandbox.http.messages import Ending, Response, unanswered
from talent_powerpro.sandbox.http.php_json import as_json

MB = 1024 * 1024
HUGE = 64 * MB
ENDLESS = 1024 * MB
"""Bytes after which even an endless body ends if the caller does not hang up."""


class FaultKind(StrEnum):
    """Kind of a fault. `KINDS` says whether the call takes effect."""

    HTML_404 = "html-404"
    """The portal's own web page."""
    HTML_401 = "html-401"
    """The load balancer's web page."""
    HTML_502 = "html-502"
    """The load balancer's web page."""
    HTML_503 = "html-503"
    """The load balancer's web page."""
    HTML_PAGE = "html-page"
    """The load balancer's web page with a chosen status."""
    ERROR_BODY = "error-body"
    """A JSON error with a chosen status."""
    REDIRECT = "redirect"
    """A redirect to another address."""
    RESET = "reset"
    """The connection is reset."""
    LOST = "lost"
    """The connection is closed without an answer."""
    HANG = "hang"
    """The answer comes after a number of seconds, or not at all."""
    DRIP = "drip"
    """The answer comes byte by byte, with a number of seconds between them."""
    CUT_OFF = "cut-off"
    """The connection is closed in the middle of the answer."""
    TRUNCATED_JSON = "truncated-json"
    """Half of the answer's body is missing, and its length agrees."""
    EMPTY_BODY = "empty-body"
    """The answer's body is empty."""
    NULL_BODY = "null-body"
    """The answer's body is ``null``."""
    IDS_AS_OBJECTS = "ids-as-objects"
    """Each id in the answer is an object."""
    LISTS_FOR_OBJECTS = "lists-for-objects"
    """Each object in the answer is a list, and each list an object."""
    WRONG_CHARSET = "wrong-charset"
    """The answer's body is UTF-16, and its header says UTF-8."""
    DEEP_BODY = "deep-body"
    """A body of lists nested very deeply."""
    HUGE_BODY = "huge-body"
    """Many megabytes of blanks follow the answer's body, and its length agrees."""
    ENDLESS_BODY = "endless-body"
    """Blanks follow the answer's body until the caller hangs up."""
    GZIP_BOMB = "gzip-bomb"
    """A small compressed body that unpacks to hundreds of megabytes."""


@frozen
class Fault:
    """One fault with the settings of its kind. ``None`` is the kind's own default."""

    kind: FaultKind
    seconds: float | None = None
    """For `FaultKind.HANG` and `FaultKind.DRIP`."""
    message: str = "Internal error"
    """For `FaultKind.ERROR_BODY`."""
    type: str = "invalid_request_error"
    """For `FaultKind.ERROR_BODY`, the error's type: this one, or ``api_error``."""
    status: int | None = None
    """For `FaultKind.ERROR_BODY`, `FaultKind.HTML_PAGE` and `FaultKind.REDIRECT`."""
    retry_after: str = ""
    """The answer's header ``Retry-After``; blank for none."""
    location: str = "https://elsewhere.example/"
    """For `FaultKind.REDIRECT`."""
    effect: bool | None = None
    """Whether the call takes effect; ``None`` for the kind's own default."""

    @property
    def takes_effect(self) -> bool:
        """Whether the call takes effect: *effect*, or the kind's own default."""
        return KINDS[self.kind].effect if self.effect is None else self.effect

    def met_by(self, call: Callable[[], Response]) -> Response:
        """The response to the caller. *call* takes effect and returns the portal's own answer;
        it is only made where the fault lets the call take effect."""
        kind = KINDS[self.kind]
        response = kind.spoil(self, call() if self.takes_effect else _NOTHING_DONE)
        if not self.retry_after:
            return response
        return evolve(response, headers={**response.headers, "Retry-After": self.retry_after})


_NOTHING_DONE = Response(200, {"Content-Type": "application/json"}, b"")

Spoil = Callable[[Fault, Response], Response]
"""Turns the portal's answer into the one that the caller gets."""


@frozen
class Kind:
    """One row of the table `KINDS`."""

    spoil: Spoil
    effect: bool
    """Whether the call takes effect unless `Fault.effect` says otherwise."""
    needs_answer: bool = False
    """True: it damages the portal's own answer, so the call always takes effect."""


def _body(spoil: Callable[[bytes], bytes]) -> Spoil:
    """Damages the body of the answer alone."""
    return lambda _, answer: evolve(answer, body=spoil(answer.body))


def _types(change: Callable[[object], object]) -> Spoil:
    return _body(lambda body: spoil.retyped(body, change))


def _error_body(fault: Fault, _: Response) -> Response:
    status = fault.status or 200
    return as_json(ApiError(status, fault.message, fault.type).answer, status)


def _late(fault: Fault, answer: Response) -> Response:
    there = answer if fault.takes_effect else unanswered(Ending.HANG_UP)
    return evolve(there, delay=90.0 if fault.seconds is None else fault.seconds)


def _dripping(fault: Fault, answer: Response) -> Response:
    return evolve(answer, pause=1.0 if fault.seconds is None else fault.seconds)


def _cut_off(_: Fault, answer: Response) -> Response:
    return evolve(answer, body=spoil.first_half(answer.body), ending=Ending.CUT_OFF)


def _in_the_wrong_charset(_: Fault, answer: Response) -> Response:
    headers = {**answer.headers, "Content-Type": "application/json; charset=utf-8"}
    return evolve(answer, headers=headers, body=spoil.in_utf_16(answer.body))


def _bomb(_: Fault, answer: Response) -> Response:
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    return evolve(answer, headers=headers, body=spoil.bomb(answer.body))


KINDS: Mapping[FaultKind, Kind] = {
    FaultKind.HTML_404: Kind(lambda _, __: pages.portal_404(), effect=False),
    FaultKind.HTML_401: Kind(lambda _, __: pages.load_balancer_401(), effect=False),
    FaultKind.HTML_502: Kind(lambda _, __: pages.bad_gateway_502(), effect=False),
    FaultKind.HTML_503: Kind(lambda _, __: pages.service_unavailable_503(), effect=False),
    FaultKind.HTML_PAGE: Kind(lambda fault, _: pages.plain_page(fault.status or 500), effect=False),
    FaultKind.ERROR_BODY: Kind(_error_body, effect=False),
    FaultKind.REDIRECT: Kind(
        lambda fault, _: pages.moved(fault.status or 302, fault.location), effect=False
    ),
    FaultKind.RESET: Kind(lambda _, __: unanswered(Ending.RESET), effect=False),
    FaultKind.LOST: Kind(lambda _, __: unanswered(Ending.HANG_UP), effect=True),
    FaultKind.HANG: Kind(_late, effect=True),
    FaultKind.DRIP: Kind(_dripping, effect=True, needs_answer=True),
    FaultKind.CUT_OFF: Kind(_cut_off, effect=True, needs_answer=True),
    FaultKind.TRUNCATED_JSON: Kind(_body(spoil.first_half), effect=True, needs_answer=True),
    FaultKind.EMPTY_BODY: Kind(_body(lambda _: b""), effect=True),
    FaultKind.NULL_BODY: Kind(_body(lambda _: b"null"), effect=True),
    FaultKind.IDS_AS_OBJECTS: Kind(_types(spoil.ids_as_objects), effect=True, needs_answer=True),
    FaultKind.LISTS_FOR_OBJECTS: Kind(
        _types(spoil.lists_for_objects), effect=True, needs_answer=True
    ),
    FaultKind.WRONG_CHARSET: Kind(_in_the_wrong_charset, effect=True, needs_answer=True),
    FaultKind.DEEP_BODY: Kind(_body(lambda _: spoil.too_deep()), effect=True),
    FaultKind.HUGE_BODY: Kind(lambda _, answer: evolve(answer, padding=HUGE), effect=True),
    FaultKind.ENDLESS_BODY: Kind(
        lambda _, answer: evolve(answer, padding=ENDLESS, ending=Ending.OPEN), effect=True
    ),
    FaultKind.GZIP_BOMB: Kind(_bomb, effect=True),
}
