"""HTTP transport to a portal's API: sends requests and returns verdicts.

Two rules for anyone who edits this module, the only one that imports httpx. No httpx error
leaves it, not even as a cause: the error carries the request, and the request carries the
API key and a new user's password. And whatever an attempt brings is a value (`Attempt`);
errors are raised from it afterwards, outside every ``except``.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache, partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

from talent_powerpro.adapters.talentlms.bodies import BodyError, TooLargeError, whole
from talent_powerpro.adapters.talentlms.httpx_or_httpx2 import (
    HttpClient,
    bad_redirect,
    is_about_trust,
    library_of,
    packing,
    pieces,
    unsent,
)
from talent_powerpro.adapters.talentlms.masking import quotable
from talent_powerpro.adapters.talentlms.meanings import (
    LOST,
    PROXY,
    REDIRECTED,
    TOO_MUCH,
    UNREACHABLE,
    UNTRUSTED,
    Meaning,
)
from talent_powerpro.adapters.talentlms.rate_limit import SlidingWindow
from talent_powerpro.adapters.talentlms.requests import Request
from talent_powerpro.adapters.talentlms.retry import Attempt, repeated, seconds_asked_for
from talent_powerpro.adapters.talentlms.route import NO_ROUTE, Route, route_to
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict, understood
from talent_powerpro.model import Secret

if TYPE_CHECKING:
    import httpx

TIME_OUTS = {"connect": 15.0, "read": 60.0, "write": 30.0, "pool": 120.0}
"""Seconds. API fact (vendor's code): its own library waits 30 s to connect and 80 s in all."""
PATIENCE = 120.0
"""Seconds for one whole answer, however slowly it arrives."""

log = logging.getLogger("talent_powerpro.talentlms")
log.addHandler(logging.NullHandler())


class Transport:
    """Calls one portal's API with its key: paced, repeated where safe, within time limits.

    *hidden* are the secrets to mask wherever the portal repeats them; the key is one anyway.
    The other arguments are those of `TalentLMS`. Safe for many threads.
    """

    def __init__(
        self,
        base: str,
        key: Secret,
        *,
        hidden: tuple[Secret, ...],
        http: HttpClient | None,
        route: Route | None,
        attempts: int,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._base = base
        self._key = key
        self._hidden = hidden
        self._clock = clock
        self._pace = SlidingWindow(clock=clock, sleep=sleep)
        self._repeated = partial(repeated, attempts=attempts, sleep=sleep, jitter=jitter)
        if http is None:
            self._route = route or route_to(base)
        else:
            self._route = NO_ROUTE  # Only the caller knows its way.
        self._given = http
        self._own: HttpClient | None = None
        self._making_own = Lock()
        self._user_agent = user_agent()

    def __repr__(self) -> str:
        # A traceback may show it: the base holds no secret.
        return f"Transport({self._base!r})"

    def close(self) -> None:
        """Close the HTTP client, unless it was handed in."""
        if self._own is not None:
            self._own.close()

    @property
    def _http(self) -> HttpClient:
        """The client handed in, or our own, made at the first call: httpx is slow to load."""
        if self._given is not None:
            return self._given
        with self._making_own:
            if self._own is None:
                self._own = _new_http(self._route)
            return self._own

    @property
    def _library(self) -> ModuleType:
        import httpx

        return library_of(self._http, otherwise=httpx)

    def ask(self, request: Request) -> Verdict:
        """Make the call and return what its last attempt brought. Never raises httpx errors."""
        attempt = partial(self._attempt, request)
        return attempt().verdict if request.once else self._repeated(attempt)

    def _attempt(self, request: Request) -> Attempt:
        """Make one call, once the rate limit allows it; a failure is a value too."""
        self._pace.wait()
        began = self._clock()
        outcome = self._sent(request, began)
        seconds = self._clock() - began
        log.debug("%s: %s, %.3f s", request.action, outcome.verdict.seen, seconds)
        return outcome

    def _sent(self, request: Request, began: float) -> Attempt:
        asked, hidden = request.shown(self._base), (self._key, *self._hidden, *request.secrets)
        lost = partial(_lost, asked)
        try:
            with closing(self._open(request)) as response:
                body = whole(self._in_time(pieces(response), began), encoding=packing(response))
        except unsent(self._library) as fault:
            return lost(self._unsent(fault), self._unsent_seen(fault, hidden))
        except bad_redirect(self._library) as fault:
            return lost(REDIRECTED, type(fault).__name__)
        except self._library.HTTPError as fault:
            return lost(LOST, type(fault).__name__)
        except BodyError as fault:
            return lost(TOO_MUCH if isinstance(fault, TooLargeError) else LOST, str(fault))
        headers = response.headers
        answer = Answer(response.status_code, headers.get("content-type", ""), body)
        return Attempt(
            understood(answer, asked=asked, hidden=hidden),
            seconds_asked_for(headers.get("retry-after", "")),
        )

    def _unsent(self, fault: Exception) -> Meaning:
        """The meaning of an error before anything was sent."""
        if is_about_trust(fault):
            return UNTRUSTED
        return PROXY if isinstance(fault, self._library.ProxyError) else UNREACHABLE

    def _unsent_seen(self, fault: Exception, hidden: tuple[Secret, ...]) -> str:
        """The error and the proxy. Its words are this machine's or a proxy's, not the portal's."""
        proxy = self._route.proxy
        words = quotable(str(fault), hidden=(*hidden, *(proxy.secrets if proxy else ())))
        through = f"through the proxy {proxy}, " if proxy else ""
        return f"{through}{type(fault).__name__}: {words}"

    def _open(self, request: Request) -> Any:
        """Send the request; the answer's body is still to be read."""
        headers = {
            "User-Agent": self._user_agent,
            "Accept": "application/json",
            # The one compression that `bodies` can unpack within limits.
            "Accept-Encoding": "gzip",
        }
        if request.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._http.send(
            self._http.build_request(
                request.method,
                self._base + request.path,
                headers=headers,
                content=request.body(),
            ),
            auth=self._library.BasicAuth(self._key.reveal(), ""),
            # Reported, not followed: it would send a student's data to an address nobody set.
            follow_redirects=False,
            stream=True,
        )

    def _in_time(self, pieces: Iterable[bytes], began: float) -> Iterator[bytes]:
        """Yield the pieces until `PATIENCE` runs out; httpx's time-outs see each piece alone."""
        for piece in pieces:
            if self._clock() - began > PATIENCE:
                raise BodyError(f"incomplete after {PATIENCE:.0f} seconds")
            yield piece


def user_agent(distribution: str = "talent-powerpro") -> str:
    """Name and version of this program, as TalentLMS's own logs show it."""
    try:
        return f"{distribution}/{version(distribution)}"
    except PackageNotFoundError:  # run from a folder, not installed
        return distribution


@cache
def usual_authorities() -> ssl.SSLContext:
    """The context that trusts the certificate authorities that come with httpx.

    One for the process: to read the authorities takes as long as a whole run that finds nothing
    to do, and contexts are safe for many threads.
    """
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _new_http(route: Route) -> httpx.Client:
    """Create a client with pooled connections that keeps no cookies.

    The API needs no cookies, and a portal that gets its session cookie back answers one
    call at a time.
    """
    import httpx

    return httpx.Client(
        # What the environment says of proxies and certificates is in the route already.
        trust_env=False,
        proxy=_proxy(route),
        verify=usual_authorities() if route.trust is None else route.trust,
        timeout=httpx.Timeout(**TIME_OUTS),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )


def _proxy(route: Route) -> httpx.Proxy | None:
    if (proxy := route.proxy) is None:
        return None
    import httpx

    named = proxy.user.reveal() or proxy.password.reveal()
    return httpx.Proxy(
        proxy.address,
        auth=(proxy.user.reveal(), proxy.password.reveal()) if named else None,
        # Only for an https:// proxy: for others httpx refuses it.
        ssl_context=route.trust if proxy.scheme == "https" else None,
    )


def _lost(asked: str, meaning: Meaning, seen: str) -> Attempt:
    """An attempt that brought no whole answer."""
    return Attempt(Verdict(asked, meaning, seen))
