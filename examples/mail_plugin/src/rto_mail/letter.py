"""The mail: what is new, then what still waits, oldest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from email.message import EmailMessage

from rto_mail.memory import Known

MOST = 100
"""Things that one part of a mail names. A longer mail is not read."""


def letter(news: Collection[Known], digest: Collection[Known], today: date) -> EmailMessage:
    """The mail without sender and recipients. One of the two parts has something."""
    mail = EmailMessage()
    counts = [f"{len(news)} new"] * bool(news) + [f"{len(digest)} waiting"] * bool(digest)
    mail["Subject"] = f"PowerPro and TalentLMS: {', '.join(counts)}"
    # To the mail programs of others: this one answers no mail.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join([*_news(news), *_digest(digest, today), ""]))
    return mail


def _news(news: Collection[Known]) -> Iterator[str]:
    if news:
        yield "New since the last mail:"
        yield from _lines([f"{each.text}{' (no longer so)' * each.is_gone}" for each in news])


def _digest(digest: Collection[Known], today: date) -> Iterator[str]:
    if digest:
        yield "Still waiting, the oldest first:"
        yield from _lines([f"{_age(each.age(today))}: {each.text}" for each in digest])


def _lines(texts: list[str]) -> Iterator[str]:
    yield ""
    yield from (f"* {text}" for text in texts[:MOST])
    if more := len(texts) - MOST:
        yield from [f"* {more} more. See `talent-powerpro holds` and `missed`."] * (more > 0)
    yield ""


def _age(days: int) -> str:
    return "today" if not days else f"{days} day{'s' * (days > 1)}"
