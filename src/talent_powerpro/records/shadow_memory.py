"""The memory of rehearsals beside another agent, from one day to the next.

It is a value that its owner keeps, and no part of `AgentState`: due marks, news and holds of a real
run never come from a rehearsal. It has codes and results, and neither names nor addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from attrs import evolve, field, frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import ClientCode, EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.json import as_json, converter
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.links import VerifiedLink
from talent_powerpro.records.look import Look
from talent_powerpro.records.shadow import ShadowKey, ShadowKind, ShadowValue

SHADOW_SCHEMA = 1
"""The schema number of a memory as text."""
AGAIN = "Move it away and run `shadow` again: it then begins afresh."


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class SeenEnrolment:
    """A provisioned enrolment as PowerPro showed it at the last comparison."""

    client_code: ClientCode
    logs: tuple[str, ...] = field(converter=_texts)
    """Digests of its provisioning contact logs that count."""
    results: Mapping[UnitRowId, UnitResult] = field(factory=dict)
    """The results that are not blank, by unit."""


@frozen
class Planned:
    """What a rehearsal would have written and the other agent has not."""

    key: ShadowKey
    client_code: ClientCode
    value: ShadowValue
    planned_at: datetime
    """Aware: when a rehearsal first planned it."""
    rules: tuple[str, ...] = field(default=(), converter=_texts)
    """Codes of what this agent does beyond the guide there; empty: nothing."""
    message: str = ""
    """What *rules* mean there, for people."""
    counted: bool = False
    """True once it was counted as a difference."""


@frozen
class StaysDue:
    """An enrolment that a rehearsal found due, and that nobody has provisioned since."""

    client_code: ClientCode
    mark: DueMark


@frozen
class SavedCalls:
    """What makes the next rehearsal cheaper, as in the agent's own state. Never evidence."""

    looks: tuple[Look, ...] = ()
    links: tuple[VerifiedLink, ...] = ()
    last_looks: tuple[LastLook, ...] = ()
    tried: Mapping[str, datetime] = field(factory=dict)
    """When each Talent course was last tried."""


@frozen
class ShadowMemory:
    """The memory of all rehearsals so far. A new one is empty."""

    rto: str = ""
    """The RTO's name; blank where the settings have none."""
    portal: str = ""
    since: date | None = None
    """The day of the first rehearsal; ``None``: there was none."""
    secondary_ids: Mapping[ClientCode, str] = field(factory=dict)
    """The Secondary ID of each client with an enrolment, at the last comparison."""
    seen: Mapping[EnrolmentId, SeenEnrolment] = field(factory=dict)
    planned: tuple[Planned, ...] = ()
    due: tuple[StaysDue, ...] = ()
    """Who stays due, as the agent's own due marks would have it."""
    totals: Mapping[ShadowKind, int] = field(factory=dict)
    calls: SavedCalls = field(factory=SavedCalls)
    schema: int = SHADOW_SCHEMA

    def without(self, code: ClientCode) -> ShadowMemory:
        """The memory without anything about one client."""
        ids = {key for key, each in self.seen.items() if each.client_code == code}
        ids |= {each.key.enrolment_id for each in self.planned if each.client_code == code}
        calls = self.calls
        return evolve(
            self,
            secondary_ids={key: each for key, each in self.secondary_ids.items() if key != code},
            seen={key: each for key, each in self.seen.items() if key not in ids},
            planned=tuple(each for each in self.planned if each.client_code != code),
            due=tuple(each for each in self.due if each.client_code != code),
            calls=evolve(
                calls,
                looks=tuple(each for each in calls.looks if each.enrolment_id not in ids),
                links=tuple(each for each in calls.links if each.client_code != code),
                last_looks=tuple(e for e in calls.last_looks if e.enrolment_id not in ids),
            ),
        )

    def to_json(self) -> str:
        """The memory as JSON text, with its schema number."""
        return as_json(self)

    @classmethod
    def from_json(cls, text: str) -> ShadowMemory:
        """Reads what `to_json` returned. Raises `SettingsFault` for anything else."""
        from cattrs.errors import BaseValidationError

        try:
            parsed = json.loads(text)
            schema = parsed["schema"]
            memory = converter().structure(parsed, cls) if schema == SHADOW_SCHEMA else None
        except (BaseValidationError, ValueError, TypeError, LookupError, RecursionError) as fault:
            raise SettingsFault(
                "This is not a memory of `shadow` that this version can read.", remedy=AGAIN
            ) from fault
        if memory is None:
            raise SettingsFault(
                f"The memory of `shadow` has schema {schema!r}, but this version reads schema "
                f"{SHADOW_SCHEMA}.",
                remedy=AGAIN,
            )
        return memory
