"""What a run works with: the two systems, the rules, and the agent's memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.plugins.watching import Watchers
from talent_powerpro.ports import (
    NamedPortal,
    PowerProRepository,
    TalentActivation,
    TalentGroups,
    TalentRepository,
)
from talent_powerpro.ports.state import (
    Holds,
    PortalBinding,
    RunJournal,
    RunLock,
    SyncLogStore,
)
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.policy import InactiveUsers, Reaction
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.talent_cache import TalentCache

Watch = Callable[[StageName, str, int, int], None]
"""Told of progress: the stage, ``rehearsing`` or ``performing``, how many are done, of how many."""


@frozen
class RunContext:
    """The same for every run of one agent, but for the rules' released holds."""

    powerpro: PowerProRepository
    talent: TalentRepository
    activation: TalentActivation | None
    groups: TalentGroups | None
    rules: Rules
    journal: RunJournal
    sync_log: SyncLogStore
    lock: RunLock
    releases: Holds
    portal_memory: PortalBinding
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
                policy.group_courses == Reaction.HOLD and self.groups is None,
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

    def known_talent(self) -> TalentCache:
        """TalentLMS for one run, of which nothing is known yet."""
        return TalentCache(
            self.talent,
            activation=self.activation,
            groups=self.groups,
            refusals_in_a_row=self.rules.policy.create_refusals_in_a_row,
        )
