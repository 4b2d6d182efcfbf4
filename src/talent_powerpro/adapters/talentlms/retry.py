"""When a call is made again, and after which pause.

Only reads and ensures come here; `usersignup` never does. Repeating goes by attempts,
not by time, so that a test's clock and sleep are all there is.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt

from talent_powerpro.adapters.talentlms.verdict import Verdict

ATTEMPTS = 4
FIRST_PAUSE = 0.5
"""Seconds, doubled with each repeat, jitter aside."""
LONGEST_PAUSE = 30.0
"""Seconds. A portal that asks for longer is not asked again in this run's call."""


@frozen
class Attempt:
    """What one attempt brought."""

    verdict: Verdict
    retry_after: float | None = None
    """The pause in seconds that the portal asked for; ``None``: it did not."""

    @property
    def repeat(self) -> bool:
        """Whether asking again may help, and within a bearable time."""
        return self.verdict.meaning.repeat and (self.retry_after or 0) <= LONGEST_PAUSE


def repeated(
    attempt: Callable[[], Attempt],
    *,
    attempts: int,
    sleep: Callable[[float], None],
    jitter: Callable[[], float],
) -> Verdict:
    """The verdict of the last attempt made.

    *jitter* gives numbers from 0 to 1: it shortens a pause by up to half, so that
    threads which failed together do not return together.
    """

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
    """A Retry-After in seconds; ``None``: none, or a date, which needs a clock that agrees."""
    told = retry_after.strip()
    return float(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


def _outcome(state: RetryCallState) -> Attempt:
    """What the attempt just made brought. It returned: an attempt raises nothing of its own."""
    assert state.outcome is not None
    outcome: Attempt = state.outcome.result()
    return outcome
