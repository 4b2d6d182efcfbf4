"""Answers decoded, their meanings, and the errors they raise. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from attrs import field, frozen

from talent_powerpro.adapters.talentlms.masking import quotable
from talent_powerpro.adapters.talentlms.meanings import SAID, Body, Meaning, meaning
from talent_powerpro.errors import Refused, TalentPowerProError
from talent_powerpro.model import Secret, plain


@frozen
class Answer:
    """The parts of an HTTP answer that have a meaning."""

    status: int
    content_type: str
    body: bytes = field(repr=False)


@frozen
class Verdict:
    """An answer with its meaning. Its texts are masked, so they may be shown."""

    asked: str
    """Method and address, as the guide's log prints them."""
    meaning: Meaning
    seen: str
    """The answer in a few words: ``status 502, HTML``."""
    error_type: str = ""
    message: str = ""
    """TalentLMS's own, where it gave one."""
    # Not shown: a user's answer holds a login key.
    value: Any = field(default=None, repr=False)
    """The decoded JSON where the meaning is `SAID`."""

    @property
    def answer(self) -> str:
        """The decoded error as the guide's log shows it; blank where there was none."""
        if not (self.error_type or self.message):
            return ""
        kind, message = (json.dumps(t, ensure_ascii=False) for t in (self.error_type, self.message))
        return f'{{ "error": {{ "type": {kind}, "message": {message} }} }}'


def understood(answer: Answer, *, asked: str, hidden: Iterable[Secret] = ()) -> Verdict:
    """Decode an answer and find its meaning. *hidden* is masked wherever the portal repeats it."""
    body, value = _decoded(answer)
    kind, message = _error_in(value) if body in (Body.ERROR, Body.API_ERROR) else ("", "")
    means = meaning(body, answer.status, message)
    hidden = tuple(hidden)
    return Verdict(
        asked,
        means,
        f"status {answer.status}, {body.value}",
        error_type=quotable(kind, hidden=hidden),
        message=quotable(message, hidden=hidden),
        value=value if means is SAID else None,
    )


def fault(verdict: Verdict) -> TalentPowerProError:
    """The error to raise where an answer is not one that the call expects."""
    means = verdict.meaning
    if issubclass(means.fault, Refused):
        message = verdict.message or f"{means.saying}: {verdict.asked} ({verdict.seen})"
        return means.fault(message, reason=means.reason, remedy=means.remedy, answer=verdict.answer)
    seen = f"{verdict.seen}: {verdict.message}" if verdict.message else verdict.seen
    return means.fault(
        f"{means.saying}: {verdict.asked} ({seen})", reason=means.reason, remedy=means.remedy
    )


def _decoded(answer: Answer) -> tuple[Body, Any]:
    """The body's sort and its decoded JSON, ``None`` for ``null`` and for what is no JSON."""
    # API facts (reported): the whole body may be null. Some programs know an error by the key
    # "error" and others by its status; here both count.
    try:
        value = json.loads(answer.body.decode("utf-8-sig"), parse_constant=_no_json)
    except (ValueError, RecursionError):
        return (Body.PAGE if _is_page(answer) else Body.NOTHING), None
    if value is None:
        return Body.NOTHING, None
    if not (isinstance(value, dict) and "error" in value):
        return Body.VALUE, value
    return (Body.API_ERROR if plain(_error_in(value)[0]) == "api_error" else Body.ERROR), value


def _is_page(answer: Answer) -> bool:
    return "html" in answer.content_type.lower() or answer.body.lstrip().startswith(b"<")


def _error_in(value: dict[str, Any]) -> tuple[str, str]:
    """Type and message of a JSON error; blank where one is missing or no text."""
    error = value["error"]
    parts = error if isinstance(error, dict) else {"message": error}
    kind, message = (parts.get(key) for key in ("type", "message"))
    return (kind if isinstance(kind, str) else ""), (message if isinstance(message, str) else "")


def _no_json(_: str) -> NoReturn:
    """Refuses NaN and Infinity, which JSON lacks."""
    raise ValueError
