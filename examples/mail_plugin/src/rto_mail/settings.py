"""The table ``[plugins.mail]``, checked. All its faults are reported at once."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path
from typing import Any

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

PASSWORD = "RTO_MAIL_PASSWORD"
"""Environment variable with the password. A blank one counts as not set."""

HERE = ("localhost", "127.0.0.1", "::1")
ADDRESS = re.compile(r"[^@\s,<>\"]+@[^@\s,<>\"]+")


@frozen
class MailSettings:
    """Valid settings."""

    server: str
    port: int
    security: str
    user: str
    password: Secret
    sender: str
    to: tuple[str, ...]
    digest_at: time
    """The local time of the RTO from which the first run of a day sends the digest."""
    repeat_days: int
    """Days after which a digest is repeated though nothing changed; 0: never."""
    memory: Path

    def connect(self, time_out: float) -> smtplib.SMTP:
        """A connection to the mail server, logged in. Raises `OSError` or `SMTPException`."""
        trust = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.server, self.port, timeout=time_out, context=trust
            )
        else:
            server = smtplib.SMTP(self.server, self.port, timeout=time_out)
        try:
            if self.security == "starttls":
                server.starttls(context=trust)
            if self.user:
                server.login(self.user, self.password.reveal())
        except BaseException:
            server.close()
            raise
        return server


def checked(table: Mapping[str, Any], folder: Path) -> MailSettings:
    """The settings. Paths are relative to *folder*. Raises `SettingsFault` with all faults."""
    faults: list[str] = [f"{name} is not a setting." for name in table if name not in CHECKS]
    values: dict[str, Any] = {}
    for name, (default, check) in CHECKS.items():
        try:
            values[name] = check(table.get(name, default))
        except ValueError as fault:
            faults.append(f"{name}: {fault}.")
    if not faults:
        faults += _together(values)
    password = Secret("")
    if not faults and values["user"]:
        password, missing = _password(values["password_file"], folder)
        faults += [missing] if missing else []
    if faults:
        raise SettingsFault(faults)
    return MailSettings(
        server=values["server"],
        port=values["port"],
        security=values["security"],
        user=values["user"],
        password=password,
        sender=values["from"],
        to=values["to"],
        digest_at=values["digest_at"],
        repeat_days=values["repeat_days"],
        memory=folder / values["memory"],
    )


def _together(values: Mapping[str, Any]) -> list[str]:
    """Faults of settings that do not go together."""
    if values["security"] == "none" and values["server"] not in HERE:
        return [
            'security: "none" is for a mail server on this machine alone, because mails name '
            'students. Write "starttls" or "tls".'
        ]
    return []


def _password(file: str, folder: Path) -> tuple[Secret, str]:
    """The password, or what is wrong."""
    if given := os.environ.get(PASSWORD):
        return Secret(given), ""
    try:
        text = (folder / file).read_text(encoding="utf-8").rstrip("\r\n") if file else ""
    except (OSError, ValueError):
        text = ""
    missing = f"password_file: the password is missing. Set {PASSWORD}, or put it into that file."
    return Secret(text), "" if text else missing


# --- single values ------------------------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("is no text on one line")
    return value.strip()


def _needed(value: Any) -> str:
    if not (text := _text(value)):
        raise ValueError("is missing")
    return text


def _address(value: Any) -> str:
    if not ADDRESS.fullmatch(text := _needed(value)):
        raise ValueError(f"{text!r} is not an e-mail address")
    return text


def _addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError('is missing. Write a list such as ["office@example.com"]')
    return tuple(map(_address, value))


def _number(least: int, most: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"{value!r} is no whole number from {least} to {most}")
        return value

    return check


def _security(value: Any) -> str:
    if value not in ("starttls", "tls", "none"):
        raise ValueError(f"{value!r} is not one of starttls, tls, none")
    return str(value)


def _time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(_text(value))
    except ValueError:
        raise ValueError(f'{value!r} is no time of day. Write it as "07:00"') from None


CHECKS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "server": ("", _needed),
    "port": (587, _number(1, 65535)),
    "security": ("starttls", _security),
    "user": ("", _text),
    "password_file": ("", _text),
    "from": ("", _address),
    "to": ([], _addresses),
    "digest_at": ("07:00", _time),
    "repeat_days": (7, _number(0, 366)),
    "memory": ("mail-memory.json", _needed),
}
"""By setting: its default, and its check."""
