"""The memory of the agent's writes to Talent users, in a dictionary."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from talent_powerpro.model import ClientCode
from talent_powerpro.records.written_user import WrittenUser


class MemoryWrittenUsers:
    """Lives as long as the process. See `WrittenUsers` for what each method means."""

    def __init__(self) -> None:
        self._users: dict[ClientCode, WrittenUser] = {}

    def every_written(self) -> Iterable[WrittenUser]:
        return tuple(self._users.values())

    def written_to(self, client_codes: Collection[ClientCode]) -> Iterable[WrittenUser]:
        return tuple(self._users[each] for each in client_codes if each in self._users)

    def remember_written(self, users: Collection[WrittenUser]) -> None:
        self._users.update({each.client_code: each for each in users})
