"""The file that remembers what was mailed. Only its owner may read it."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from pathlib import Path

from attrs import asdict, field, mutable

from rto_mail.items import Item
from talent_powerpro.private_files import private

KEPT = timedelta(days=2)
"""How long a thing that no report has any more is remembered.

A report leaves out what its run did not look at. Such a thing is no news when it is back.
"""


@mutable
class Known:
    """A thing that a report had."""

    key: str
    text: str
    """As the last report had it. Stored until it was mailed, and no longer."""
    since: str
    """The day from which its age counts, in ISO's form."""
    seen: str
    """The last day on which a report had it."""
    mailed: str = ""
    """The day on which a mail had it as news; blank: none had yet."""
    is_gone: bool = False
    """Whether the last complete report did not have it."""

    def age(self, today: date) -> int:
        """Its age in days."""
        return max(0, (today - date.fromisoformat(self.since)).days)


@mutable
class Memory:
    """What is known, and what the last digest had."""

    known: dict[str, Known] = field(factory=dict)
    digest_keys: list[str] = field(factory=list)
    """The things that waited when a digest was last due."""
    digest_sent: str = ""
    """The day of the last digest that was sent; blank: there was none."""
    digest_due: str = ""
    """The day on which a digest was last due, sent or not."""

    @classmethod
    def read(cls, file: Path) -> Memory:
        """The memory in *file*; an empty one if there is none, or it is damaged.

        Then everything is news again: it is mailed twice, and nothing is lost.
        """
        try:
            stored = json.loads(file.read_text(encoding="utf-8"))
            known = {each["key"]: Known(**each) for each in stored.pop("known")}
            for each in known.values():
                date.fromisoformat(each.since), date.fromisoformat(each.seen)
            return cls(known, **stored)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def write(self, file: Path) -> None:
        """Replace *file*, whole or not at all."""
        stored = {
            "known": [
                {**asdict(each), "text": "" if each.mailed else each.text}
                for each in self.known.values()
            ],
            "digest_keys": self.digest_keys,
            "digest_sent": self.digest_sent,
            "digest_due": self.digest_due,
        }
        beside = file.with_name(f"{file.name}.new")
        with open(beside, "w", encoding="utf-8", opener=private) as opened:
            json.dump(stored, opened, indent=1)
        os.replace(beside, file)

    def note(self, items: Collection[Item], today: date, *, complete: bool) -> None:
        """Note what a report has; *complete*: it has everything that waits."""
        for item in items:
            since = (item.since or today).isoformat()
            new = Known(item.key, item.text, since, today.isoformat())
            known = self.known.setdefault(item.key, new)
            known.text, known.seen, known.is_gone = item.text, today.isoformat(), False
        if not complete:
            return
        had = {item.key for item in items}
        for known in list(self.known.values()):
            known.is_gone = known.key not in had
            # What was not mailed yet stays, though it is gone: the mail server may be down.
            if known.mailed and date.fromisoformat(known.seen) < today - KEPT:
                del self.known[known.key]

    def news(self) -> tuple[Known, ...]:
        """What no mail has had yet, oldest first."""
        return _oldest_first(each for each in self.known.values() if not each.mailed)

    def waiting(self, today: date) -> tuple[Known, ...]:
        """What was news before *today* and still waits, oldest first."""
        day = today.isoformat()
        return _oldest_first(
            each for each in self.known.values() if "" < each.mailed < day and not each.is_gone
        )

    def had_digest(self, today: date) -> bool:
        """Whether a digest was due today already."""
        return self.digest_due == today.isoformat()

    def differs(self, waiting: Collection[Known], today: date, repeat_days: int) -> bool:
        """Whether a digest would say something else than the last, or repeat it after that time."""
        if {each.key for each in waiting} != set(self.digest_keys):
            return True
        if not (repeat_days and self.digest_sent):
            return False
        return today - date.fromisoformat(self.digest_sent) >= timedelta(days=repeat_days)

    def mark_mailed(self, news: Iterable[Known], today: date) -> None:
        """Note that a mail of *today* had these."""
        for each in news:
            each.mailed = today.isoformat()

    def mark_digest(self, waiting: Iterable[Known], today: date, *, sent: bool) -> None:
        """Note that the digest of *today* was due, and what waited then."""
        self.digest_due, self.digest_keys = today.isoformat(), [each.key for each in waiting]
        if sent:
            self.digest_sent = today.isoformat()


def _oldest_first(found: Iterable[Known]) -> tuple[Known, ...]:
    return tuple(sorted(found, key=lambda each: (each.since, each.key)))
