"""A real mail server on this machine, which keeps what it is sent."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from attrs import field, mutable


@mutable
class MailServer:
    """A server that is up or down. Its mails are those of all times it was up."""

    port: int
    mails: list[EmailMessage] = field(factory=list)
    refuses: bool = False
    """Whether it takes the connection and refuses each mail."""
    _controller: Any = None

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        if self.refuses:
            return "554 jg11@pm.me is not welcome"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def up(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def down(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def texts(self) -> list[str]:
        """The mails' bodies, with the line ends of this machine."""
        return [mail.get_content().replace("\r\n", "\n") for mail in self.mails]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server that is up, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = MailServer(port)
    server.up()
    try:
        yield server
    finally:
        server.down()
