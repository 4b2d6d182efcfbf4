"""Retries: whether a call is made again, and after which pause.

Only reads and ensures are retried; `usersignup` never is, because a repeat could create a
second user. The limit is a number of attempts, not a time, so that tests need no real clock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from talent_powerpro.adapters.talentlms.verdict import Verdict

if TYPE_CHECKING:
    from tenacity import RetryCallState

ATTEMPTS = 4
FIRST_PAUSE = 0.5
"""Seconds, doubled with each retry, before jitter."""
LONGEST_PAUSE = 30.0
"""Seconds. Where the portal asks for a longer pause, the call is not retried."""


@frozen
class Attempt:
    """Result of one attempt."""

    verdict: Verdict
    retry_after: float | None = None
    """The pause in seconds that the portal asked for; ``None`` where it asked for none."""

    @property
    def repeat(self) -> bool:
        """Whether a retry may help, and the pause for it is short enough."""
        return self.verdict.meaning.repeat and (self.retry_after or 0) <= LONGEST_PAUSE


def repeated(
    attempt: Callable[[], Attempt],
    *,
    attempts: int,
    sleep: Callable[[float], None],
    jitter: Callable[[], float],
) -> Verdict:
    """Make attempts until one needs no retry; return the verdict of the last.

    *jitter* gives numbers from 0 to 1: it shortens a pause by up to half, so that threads
    that failed together do not retry together.
    """
    # Slow to load: at the first call, as httpx is.
    from tenacity import Retrying, retry_if_result, stop_after_attempt

    def pause(state: RetryCallState) -> float:
        asked_for = _outcome(state).retry_after
        if asked_for is not None:
            return asked_for
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (state.attempt_number - 1))
        return longest * (1 - jitter() / 2)

    retrying = Retrying(
        retry=retry_if_result(lambda outcome: outcome.repeat),
        stop=stop_after_attempt(attempts),
        wait=pause,
        sleep=sleep,
        retry_error_callback=_outcome,
    )
    return retrying(attempt).verdict


def seconds_asked_for(retry_after: str) -> float | None:
    """The seconds of a Retry-After header; ``None`` where it is missing or a date.

    A date would need this machine's clock to agree with the portal's. API fact: no source
    mentions this header for v1, so a portal may send it in either form or not at all.
    """
    asked = retry_after.strip()
    return float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _outcome(state: RetryCallState) -> Attempt:
    """The result of the attempt just made; an attempt never raises."""
    assert state.outcome is not None
    outcome: Attempt = state.outcome.result()
    return outcome
