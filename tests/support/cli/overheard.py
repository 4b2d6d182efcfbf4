"""A TalentLMS that records the secrets it receives, and may echo requests."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qs

from support.secrets_search import spellings
from talent_powerpro.sandbox import Portal, Sandbox
from talent_powerpro.sandbox.http.messages import Request, Response

Answering: TypeAlias = Callable[[Request], "Response | None"]
"""An answer instead of the portal's; ``None`` lets the portal answer."""


class Overheard(Sandbox):
    """A sandbox that records secrets."""

    def __init__(self, portal: Portal, *, answering: Answering = lambda _: None) -> None:
        super().__init__(portal)
        self._answering = answering
        self.passwords: set[str] = set()
        """Passwords as they were sent."""
        self.login_keys: set[str] = set()
        """Login keys as they were answered."""
        self.looking_on: list[Callable[[], object]] = []
        """Called during each request, while the command waits for it."""

    def handle(self, request: Request) -> Response:
        self.passwords |= set(parse_qs(request.body.decode()).get("password", ()))
        for look in self.looking_on:
            look()
        response = self._answering(request) or super().handle(request)
        keys = re.findall(r"autologin\\?/key:(\w+)", response.body.decode())
        self.login_keys |= set(keys)
        return response

    @property
    def secrets(self) -> dict[str, str]:
        """All recorded secrets, by name."""
        told = {"a password that was sent": self.passwords, "a login key": self.login_keys}
        return {f"{name} ({n})": s for name, all_of in told.items() for n, s in enumerate(all_of)}


def echoing(status: int, action: str, sentence: str = "Something new") -> Answering:
    """An error that repeats the key and the whole request in every spelling."""

    def answer(request: Request) -> Response | None:
        if action not in request.path:
            return None
        pair = b64decode(request.header("Authorization").partition(" ")[2]).decode()
        sent = [pair, pair.rstrip(":"), *parse_qs(request.body.decode()).get("password", ())]
        echo = " ".join(text for secret in sent for _, text in spellings(secret))
        told = f"{sentence}: {echo} {request.header('Authorization')} {request.body.decode()}"
        body = json.dumps({"error": {"type": told, "message": told}}).encode()
        return Response(status, {"Content-Type": "application/json"}, body)

    return answer


def bytes_of(folder: Path) -> list[bytes]:
    """The names and contents of all files below *folder*."""
    there = sorted(path for path in folder.rglob("*") if path.is_file())
    return [str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes() for path in there]
