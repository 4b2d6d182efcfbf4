"""The context of a run: the two systems, the rules, and the agent's state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from talent_powerpro.errors import SettingsFault
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.ports.optional import activation_of, groups_of, portal_of
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import Holds, PortalBinding, RunJournal, RunLock
from talent_powerpro.ports.talentlms import TalentRepository
from talent_powerpro.rules.policy import InactiveUsers, Reaction
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.listeners import Listeners
from talent_powerpro.run.talent_cache import TalentCache


@frozen
class RunContext:
    """The same for every run of one agent, but for the rules' released holds."""

    powerpro: PowerProRepository
    talent: TalentRepository
    rules: Rules
    journal: RunJournal
    holds: Holds
    portal_binding: PortalBinding
    lock: RunLock
    clock: Callable[[], datetime]
    width: int
    listeners: Listeners

    def __attrs_post_init__(self) -> None:
        policy = self.rules.policy
        wanted = (
            (
                policy.inactive_users == InactiveUsers.REACTIVATE
                and not activation_of(self.talent),
                "inactive_users: this Talent repository cannot activate users; "
                "give it activate_user, or write 'report'",
            ),
            (
                policy.group_courses == Reaction.HOLD and not groups_of(self.talent),
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
        return portal_of(self.talent)

    def talent_cache(self) -> TalentCache:
        """TalentLMS for one run, of which nothing is known yet."""
        return TalentCache(
            self.talent,
            activation=activation_of(self.talent),
            groups=groups_of(self.talent),
            refusals_in_a_row=self.rules.policy.create_refusals_in_a_row,
        )

    def sides(self, cache: TalentCache) -> Sides:
        """The sides that answer flows which are performed."""
        return Sides(cache, self.powerpro, self.journal)
