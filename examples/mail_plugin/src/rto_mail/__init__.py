"""A plugin that mails what is new since the last mail, and once a day what still waits.

A mail server that is down loses nothing: what was not mailed goes into the next mail. The run is
not affected, and its report has a remark.
"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

from rto_mail.items import items_of
from rto_mail.letter import letter
from rto_mail.memory import Memory
from rto_mail.settings import MailSettings, checked
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.report import RunReport

TIME_OUT = 10.0
"""Seconds that each answer of the mail server may take. The run waits for it."""


class MailNotSent(Exception):
    """The mail server did not take the mail. Its news is in the next one."""


class Mail:
    """Mails what a run's report has for people."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @classmethod
    def from_settings(cls, table: Mapping[str, Any], folder: Path) -> Mail:
        """The plugin with the settings of ``[plugins.mail]``. Raises `SettingsFault`."""
        return cls(checked(table, folder))

    @hookimpl
    def run_finished(self, report: RunReport) -> None:
        settings, now = self._settings, report.ended
        today, complete = now.date(), is_complete(report)
        memory = Memory.read(settings.memory)
        memory.note(items_of(report), today, complete=complete)
        news, waiting = memory.news(), memory.waiting(today)
        is_due = complete and now.time() >= settings.digest_at and not memory.had_digest(today)
        digest = waiting if is_due and memory.differs(waiting, today, settings.repeat_days) else ()
        if news or digest:
            # Kept before the mail is sent: if this process ends meanwhile, it is sent again.
            memory.write(settings.memory)
            self._send(letter(news, digest, today), now)
            memory.mark_mailed(news, today)
        if is_due:
            memory.mark_digest(waiting, today, sent=bool(digest))
        memory.write(settings.memory)

    def _send(self, mail: EmailMessage, now: datetime) -> None:
        settings = self._settings
        mail["From"], mail["To"] = settings.sender, ", ".join(settings.to)
        mail["Date"] = format_datetime(now)
        # With the sender's domain: the default would be the name of this machine.
        mail["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
        try:
            with settings.connect(TIME_OUT) as server:
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as fault:
            # Without the original: the server's words may repeat names and addresses.
            raise MailNotSent(type(fault).__name__) from None


def is_complete(report: RunReport) -> bool:
    """Whether the report names everything that waits, and not only a part of it."""
    return report.stopped is None and not report.targets and len(report.stages) > 1
