"""The context of a run: both systems, the rules and the agent's state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from attrs import frozen

from talent_powerpro.errors import PortalChanged, SettingsFault
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.ports.looks import Looks
from talent_powerpro.ports.optional import (
    activation_of,
    group_keys_of,
    groups_of,
    listings_of,
    outcome_table_of,
    portal_of,
    quota_of,
    suspension_of,
    updates_of,
)
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import (
    EngagementStore,
    EvidenceStore,
    Holds,
    LastLooks,
    PortalBinding,
    RunJournal,
    RunLock,
    Suspensions,
    Tries,
    VerifiedLinks,
    WorkLists,
    WrittenUsers,
)
from talent_powerpro.ports.talentlms import TalentRepository
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.competent_outcome import as_confirmed
from talent_powerpro.rules.outcome_codes import codes_of, policy_faults
from talent_powerpro.rules.policy import InactiveUsers, Reaction
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.saving import Saving
from talent_powerpro.rules.worth_asking import digest
from talent_powerpro.run.call_pool import CallPool
from talent_powerpro.run.choosing import Choosing
from talent_powerpro.run.client_enrolments import with_client_enrolments
from talent_powerpro.run.listeners import Listeners
from talent_powerpro.run.prefetch import Prefetch
from talent_powerpro.run.quota import CallBudget, CountedTalent
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.remembering import Remembering
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.run.versions import package_version
from talent_powerpro.run.waiting import WaitFacts, Waiting


@frozen
class RunContext:
    """The context of an agent's runs. Between two runs only the answers in *rules* differ.

    Raises `SettingsFault` for a policy that the Talent repository cannot carry out.
    """

    powerpro: PowerProRepository
    talent: TalentRepository
    rules: Rules
    journal: RunJournal
    holds: Holds
    portal_binding: PortalBinding
    lock: RunLock
    evidence: EvidenceStore
    links: VerifiedLinks
    last_looks: LastLooks
    tries: Tries
    looks: Looks
    lists: WorkLists
    suspensions: Suspensions
    written_users: WrittenUsers
    engagement: EngagementStore | None
    """``None``: none is kept."""
    saving: Saving
    clock: Callable[[], datetime]
    width: int
    listeners: Listeners
    reserve: float
    """The share of TalentLMS's quota of calls that is left to other programs."""

    def __attrs_post_init__(self) -> None:
        # Checked when the agent is made: found at a record, it would fail one record after another.
        policy = self.rules.policy
        required = (
            (
                policy.inactive_users == InactiveUsers.REACTIVATE
                and not activation_of(self.talent),
                "inactive_users: the Talent repository cannot activate users. "
                "Add activate_user to it, or set 'report'.",
            ),
            (
                policy.on_withdrawal == OnWithdrawal.SUSPEND and not suspension_of(self.talent),
                "on_withdrawal: the Talent repository cannot take users out of courses. "
                "Add unenrol to it, or set 'report'.",
            ),
            (
                policy.update_users and not updates_of(self.talent),
                "update_users: the Talent repository cannot change users. "
                "Add edit_user to it, or set false.",
            ),
            (
                policy.group_courses == Reaction.HOLD and not groups_of(self.talent),
                "group_courses: the Talent repository cannot list the courses of a group. "
                "Add courses_of_group to it, or set 'report'.",
            ),
        )
        faults = [sentence for lacking, sentence in required if lacking]
        if self.width < 1:
            faults.append(f"width: {self.width} parallel calls are not possible. Set 1 or more.")
        if not 0 <= self.reserve < 1:
            faults.append(f"reserve: {self.reserve} is no share. Set 0 or more, and less than 1.")
        if faults:
            raise SettingsFault(faults)

    def outcome_codes(self) -> frozenset[str]:
        """Read the codes of PowerPro's outcomes; empty where the repository does not list them.

        Raises `SettingsFault` for an outcome of the policy that is not among them.
        """
        table = outcome_table_of(self.powerpro)
        codes = codes_of(table.outcomes()) if table else frozenset()
        policy = self.rules.policy
        outcomes = {
            code: as_confirmed(each).outcome for code, each in policy.competent_outcomes.items()
        }
        faults = policy_faults(policy.competent_outcome, outcomes, codes)
        if faults:
            raise SettingsFault(faults)
        return codes

    @property
    def portal(self) -> str:
        """The portal's name; blank where the Talent repository does not say."""
        return portal_of(self.talent)

    def call_budget(self) -> CallBudget:
        """Return the budget of one run's calls. Nothing is read yet."""
        return CallBudget(quota_of(self.talent), self.reserve, self.rules.zone)

    def talent_cache(self, budget: CallBudget) -> TalentCache:
        """Return a new, empty cache in front of TalentLMS, for one run that has this *budget*."""
        talent = cast(TalentRepository, CountedTalent(self.talent, budget))
        return TalentCache(
            talent,
            activation=activation_of(talent),
            suspension=suspension_of(talent),
            updates=updates_of(talent),
            groups=groups_of(talent),
            group_keys=group_keys_of(talent),
            listings=listings_of(talent),
            refusals_in_a_row=self.rules.policy.create_refusals_in_a_row,
            group_at_signup=self.saving.group_at_signup,
        )

    @property
    def basis(self) -> str:
        """A digest of what every look depends on: the portal, the policy and this version."""
        return digest(f"{self.portal}\n{package_version()}\n{self.rules.policy!r}")

    @property
    def _wait_facts(self) -> WaitFacts:
        return WaitFacts(self.powerpro, self.rules, self.basis)

    def prefetch(self, cache: TalentCache, pool: CallPool) -> Prefetch | None:
        """Return what a run asks for in bulk; ``None`` where it saves no calls."""
        return Prefetch(cache, self.rules.policy, pool) if self.saving.rosters else None

    def choosing(self, cache: TalentCache, budget: CallBudget) -> Choosing:
        """Return the choice of whom a run asks about."""
        return Choosing(cache, self.looks, self.saving, self.basis, self.clock, budget.an_hour)

    def waiting(self, stage: StageName, now: datetime, *, is_named: bool) -> Waiting:
        """Return the records of a stage that wait for a person at that moment."""
        return Waiting(stage, self.looks, self.holds, self._wait_facts, self.saving, now, is_named)

    def remembering(self, stage: StageName) -> Remembering | None:
        """Return a new memory of what a stage of a run asks; ``None`` where it saves no calls."""
        if not self.saving.rosters:
            return None
        return Remembering(stage, self.looks, self._wait_facts, self.clock)

    def rehearsal(self, cache: TalentCache) -> Rehearsal:
        """Return a new rehearsal over the repositories, which writes nothing."""
        return Rehearsal(
            self.powerpro, cache, self.journal, self.evidence, last_looks=self.last_looks
        )

    def sides(self, cache: TalentCache) -> Sides:
        """Return the real repositories, which answer the flows of a performance."""
        return Sides(
            cache,
            with_client_enrolments(self.powerpro),
            self.journal,
            self.evidence,
            self.last_looks,
            self.suspensions,
        )


def check_portal(portal: str, binding: PortalBinding) -> None:
    """Raise `PortalChanged` where the stored ids belong to another portal than *portal*.

    A blank name, or no portal remembered yet, is no change.
    """
    before = binding.portal()
    if portal and before and before != portal:
        raise PortalChanged(
            f"The portal is now {portal}, but the stored Talent user ids belong to {before}.",
            remedy="If it is a new portal, run `talent-powerpro portal --confirm-new`, which sets "
            "the old ids aside. If it is the same portal under a new name, run "
            "`talent-powerpro portal --confirm-same`, which keeps them.",
        )
