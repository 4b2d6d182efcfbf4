"""What a run works with: the two systems, the rules, and the agent's memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.known import KnownTalent
from talent_powerpro.memory_ports import (
    HoldReleases,
    PortalMemory,
    RunJournal,
    RunLock,
    SyncLogStore,
)
from talent_powerpro.policy import Hazard, InactiveUsers
from talent_powerpro.ports import (
    NamedPortal,
    PowerProRepository,
    TalentActivation,
    TalentGroups,
    TalentRepository,
)
from talent_powerpro.record import StageName
from talent_powerpro.rules import Rules
from talent_powerpro.watching import Watchers

Watch = Callable[[StageName, str, int, int], None]
"""Told of progress: the stage, ``rehearsing`` or ``performing``, how many are done, of how many."""


@frozen
class Surroundings:
    """The same for every run of one agent, but for the rules' released holds."""

    powerpro: PowerProRepository
    talent: TalentRepository
    activation: TalentActivation | None
    groups: TalentGroups | None
    rules: Rules
    journal: RunJournal
    sync_log: SyncLogStore
    lock: RunLock
    releases: HoldReleases
    portal_memory: PortalMemory
    clock: Callable[[], datetime]
    width: int
    watch: Watch
    watchers: Watchers

    def __attrs_post_init__(self) -> None:
        policy = self.rules.policy
        wanted = (
            (
                policy.inactive_users == InactiveUsers.REACTIVATE and self.activation is None,
                "inactive_users: this Talent repository cannot activate users; "
                "give it activate_user, or write 'report'",
            ),
            (
                policy.group_courses == Hazard.HOLD and self.groups is None,
                "group_courses: this Talent repository cannot tell what a group brings; "
                "give it courses_of_group, or write 'report'",
            ),
        )
        faults = [sentence for lacking, sentence in wanted if lacking]
        if self.width < 1:
            faults.append(f"width: {self.width} is no number of calls at once; write 1 or more")
        if faults:
            raise SettingsFault(faults)

    @property
    def portal(self) -> str:
        """The portal's name; blank where the Talent repository cannot tell it."""
        return self.talent.portal if isinstance(self.talent, NamedPortal) else ""

    def known_talent(self) -> KnownTalent:
        """TalentLMS for one run, of which nothing is known yet."""
        return KnownTalent(
            self.talent,
            activation=self.activation,
            groups=self.groups,
            refusals_in_a_row=self.rules.policy.create_refusals_in_a_row,
        )
