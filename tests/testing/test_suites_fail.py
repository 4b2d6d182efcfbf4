"""Contract suites fail for a faulty store: each store here has one fault, which a test finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import pytest
from attrs import evolve

from support.testing.portals_to_prove import memory_talent
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.state import (
    MemoryHolds,
    MemoryJournal,
    MemoryPortalBinding,
    MemoryRunLock,
    MemorySyncLog,
)
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import (
    Absent,
    Client,
    ContactLog,
    Enrolment,
    EnrolmentId,
    Ensured,
    NewTalentUser,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
    Unit,
    UnitResult,
    UserDetails,
)
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.ports.state import Holds, PortalBinding, RunJournal, RunLock
from talent_powerpro.records.holds import Answer, StandingHold, current_answers
from talent_powerpro.records.journal import JournalEntry, SetAside
from talent_powerpro.testing import (
    ClientsByCodeContract,
    EngagementContract,
    EveryRowContract,
    EvidenceStoreContract,
    ExportDatesContract,
    FindsEnrolmentsContract,
    ForgetsClientsContract,
    GivenPortal,
    HoldsContract,
    LastLooksContract,
    LinkedClientsContract,
    PortalBindingContract,
    PowerProContract,
    RunJournalContract,
    RunLockContract,
    SuspensionsContract,
    SyncLogStoreContract,
    TalentActivationContract,
    TalentContract,
    TalentGroupsContract,
    TalentSuspensionContract,
    TalentUpdatesContract,
    TriesContract,
    VerifiedLinksContract,
    WithdrawalsContract,
    WorkListsContract,
    WrittenUsersContract,
)


class Proving(PowerProContract):
    """The suite over one kind of store, for calling its tests one by one."""

    def __init__(self, kind: type[MemoryPowerPro]) -> None:
        self._kind = kind

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> MemoryPowerPro:
        return self._kind(enrolments, clients=clients)


class NarrowsUnasked(MemoryPowerPro):
    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterable[Enrolment]:
        return [each for each in self.enrolments if "enrolment-exported" in narrowed_by]


class ForgetsArchivedClients(MemoryPowerPro):
    def clients_with_email(self, email: str) -> Sequence[Client]:
        enrolled = {each.client.code for each in self.enrolments}
        return [c for c in super().clients_with_email(email) if c.code in enrolled]


class WritesBlindly(MemoryPowerPro):
    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        self.put_client(evolve(self.clients[client.code], secondary_id=user_id))


class RefusesWhatIsWanted(MemoryPowerPro):
    def set_result(self, unit: Unit, result: UnitResult) -> None:
        raise EditedMeanwhile("somebody wrote that already")


class ClearsNothing(MemoryPowerPro):
    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        if user_id:
            super().set_secondary_id(client, user_id)


class TrimsAsDatabasesDo(MemoryPowerPro):
    def clients_with_email(self, email: str) -> Sequence[Client]:
        asked = email.strip(" ").casefold()
        return [c for c in self.clients.values() if c.email.strip(" ").casefold() == asked]


class AddsAgain(MemoryPowerPro):
    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        now = self.enrolment(enrolment.id)
        assert now is not None
        self.put_enrolment(evolve(now, contact_logs=(*now.contact_logs, log)))


@pytest.mark.parametrize(
    ("kind", "told_by"),
    [
        (
            NarrowsUnasked,
            lambda suite: suite.test_a_due_enrolment_is_never_left_out(()),
        ),
        (
            ForgetsArchivedClients,
            lambda suite: (
                suite.test_all_clients_with_an_e_mail_are_returned_including_archived_ones()
            ),
        ),
        (
            WritesBlindly,
            lambda suite: suite.test_a_secondary_id_edited_since_it_was_read_is_not_overwritten(
                "6"
            ),
        ),
        (
            RefusesWhatIsWanted,
            lambda suite: suite.test_setting_a_result_that_is_already_set_succeeds(),
        ),
        (
            ClearsNothing,
            lambda suite: suite.test_a_blank_id_clears_the_secondary_id_and_nothing_else("7"),
        ),
        *(
            (
                TrimsAsDatabasesDo,
                lambda suite, around=around: (
                    suite.test_all_white_space_around_an_e_mail_is_trimmed_as_the_agent_does(around)
                ),
            )
            for around in ("\t", "\r\n", "\N{NO-BREAK SPACE}")
        ),
        (AddsAgain, lambda suite: suite.test_adding_a_contact_log_twice_equals_once()),
    ],
    ids=[
        "narrows",
        "archived",
        "blindly",
        "refuses",
        "clears nothing",
        "tab",
        "line end",
        "no-break space",
        "adds again",
    ],
)
def test_a_store_with_one_fault_fails_the_suite(
    kind: type[MemoryPowerPro], told_by: Callable[[Any], None]
) -> None:
    with pytest.raises((AssertionError, EditedMeanwhile, pytest.fail.Exception)):
        told_by(Proving(kind))


class ProvingCommits(PowerProContract):
    """The suite over a store whose other connections never see a write."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> MemoryPowerPro:
        self.committed = MemoryPowerPro(enrolments, clients=clients)
        return MemoryPowerPro(enrolments, clients=clients)

    def reopen(self, powerpro: PowerProRepository) -> PowerProRepository:
        del powerpro
        return self.committed


@pytest.mark.parametrize(
    "told_by",
    [
        lambda suite: suite.test_set_secondary_id_replaces_the_id_and_nothing_else("6"),
        lambda suite: suite.test_a_blank_id_clears_the_secondary_id_and_nothing_else("7"),
        lambda suite: suite.test_add_contact_log_adds_the_log_and_changes_nothing_else(),
        lambda suite: suite.test_set_result_changes_outcome_date_and_comment_and_nothing_else(
            UnitResult("", None, "")
        ),
        lambda suite: suite.test_runs_provision_then_fetch_results_then_change_nothing(),
    ],
    ids=["secondary id", "cleared", "contact log", "result", "runs"],
)
def test_a_store_that_commits_nothing_fails_the_suite(told_by: Callable[[Any], None]) -> None:
    with pytest.raises((AssertionError, EditedMeanwhile)):
        told_by(ProvingCommits())
    told_by(Proving(MemoryPowerPro))  # One that commits passes.


def test_a_host_that_cannot_edit_has_those_tests_skipped() -> None:
    with pytest.raises(pytest.skip.Exception, match=r"Define edit\(self, powerpro, enrolment\)"):
        Proving(MemoryPowerPro).test_a_persons_edit_of_a_result_wins()


@pytest.mark.parametrize(
    "contract",
    [
        EvidenceStoreContract,
        ExportDatesContract,
        EveryRowContract,
        FindsEnrolmentsContract,
        ForgetsClientsContract,
        HoldsContract,
        LastLooksContract,
        SuspensionsContract,
        WrittenUsersContract,
        EngagementContract,
        TriesContract,
        WorkListsContract,
        LinkedClientsContract,
        PortalBindingContract,
        PowerProContract,
        RunJournalContract,
        RunLockContract,
        SyncLogStoreContract,
        TalentContract,
        VerifiedLinksContract,
    ],
)
def test_a_suite_without_a_store_says_what_to_define(contract: type[Any]) -> None:
    with pytest.raises(NotImplementedError, match=r"Define make\(self"):
        contract().test_it_has_every_method_of_the_port()


def test_a_sync_log_that_cannot_be_read_back_says_what_to_define() -> None:
    class Unread(SyncLogStoreContract[MemorySyncLog]):
        def make(self) -> MemorySyncLog:
            return MemorySyncLog()

    with pytest.raises(NotImplementedError, match=r"Define lines\(self, log\)"):
        Unread().test_writing_no_lines_adds_nothing()


def test_a_lock_that_its_own_process_can_take_twice_fails_the_suite() -> None:
    class ProvingLock(RunLockContract):
        def make(self) -> tuple[RunLock, RunLock]:
            return MemoryRunLock(), MemoryRunLock()

    with pytest.raises(pytest.fail.Exception):
        ProvingLock().test_a_refusal_names_what_the_holder_is_doing()


class CreatesTwice(MemoryTalent):
    def create_user(self, new: NewTalentUser) -> TalentUser:
        taken = [user for user in self.users.values() if user.email == new.email]
        return taken[0] if taken else super().create_user(new)


def test_a_portal_that_accepts_a_user_twice_fails_the_suite() -> None:
    class ProvingTalent(TalentContract):
        def make(self, portal: Any) -> MemoryTalent:
            talent = memory_talent(portal)
            talent.__class__ = CreatesTwice
            return talent

    with pytest.raises(pytest.fail.Exception):
        ProvingTalent().test_creating_twice_is_a_duplicate()
    assert isinstance(CreatesTwice().user_by_email("jg11@pm.me"), Absent)


# --- the optional ports -------------------------------------------------------------


class ReplacesDecisions(MemoryHolds):
    def answer(self, answer: Answer) -> None:
        self._answers = list(current_answers([*self._answers, answer]).values())


class ForgetsOtherStages(MemoryHolds):
    def ended(self, enrolment_id: EnrolmentId, stage: str, holds: Collection[StandingHold]) -> None:
        self._standing.clear()
        super().ended(enrolment_id, stage, holds)


class KeepsOldPlaces(MemoryHolds):
    def ended(self, enrolment_id: EnrolmentId, stage: str, holds: Collection[StandingHold]) -> None:
        self._standing[enrolment_id, stage] = tuple(holds)


@pytest.mark.parametrize(
    ("kind", "told_by"),
    [
        (
            ReplacesDecisions,
            lambda suite: suite.test_another_decision_is_recorded_after_the_earlier_one(),
        ),
        (
            ForgetsOtherStages,
            lambda s: s.test_holds_of_other_enrolments_and_other_stages_stay(),
        ),
        (
            KeepsOldPlaces,
            lambda s: s.test_holds_of_all_stages_are_returned_in_the_order_they_were_stored(),
        ),
    ],
    ids=["replaces", "forgets", "places"],
)
def test_a_store_of_holds_with_one_fault_fails_the_suite(
    kind: type[MemoryHolds], told_by: Callable[[Any], None]
) -> None:
    class ProvingReleases(HoldsContract):
        def make(self) -> Holds:
            return kind()

    with pytest.raises(AssertionError):
        told_by(ProvingReleases())


class KeepsTheLatest(MemoryPortalBinding):
    def set_aside(self, ids: Sequence[SetAside]) -> None:
        self._aside.update({(each.client_code, each.user_id, each.portal): each for each in ids})


def test_a_portal_binding_that_changes_a_moment_fails_the_suite() -> None:
    class ProvingPortal(PortalBindingContract):
        def make(self) -> PortalBinding:
            return KeepsTheLatest()

    with pytest.raises(AssertionError):
        ProvingPortal().test_setting_an_id_aside_again_keeps_its_first_moment_and_adds_the_others()


class LinksTheEnrolledAlone(MemoryPowerPro):
    def clients_with_talent_id(self) -> Sequence[Client]:
        enrolled = {each.client.code for each in self.enrolments}
        return [each for each in super().clients_with_talent_id() if each.code in enrolled]


def test_a_store_that_omits_archived_clients_fails_the_suite() -> None:
    class ProvingLinks(LinkedClientsContract):
        def make(
            self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
        ) -> MemoryPowerPro:
            return LinksTheEnrolledAlone(enrolments, clients=clients)

    with pytest.raises(AssertionError):
        ProvingLinks().test_every_client_with_a_talent_user_id_is_returned_once_including_archived_ones()


class ForgetsNobody(MemoryJournal):
    def unfinished(self) -> Sequence[JournalEntry]:
        return tuple(self._entries.values())


def test_a_journal_that_returns_ended_records_as_unfinished_fails_the_suite() -> None:
    class ProvingJournal(RunJournalContract):
        def make(self) -> RunJournal:
            return ForgetsNobody()

    with pytest.raises(AssertionError):
        ProvingJournal().test_a_record_that_ended_with_any_status_is_not_unfinished("held")


class OnlySaysSo(MemoryTalent):
    def activate_user(self, user_id: TalentUserId) -> Ensured:
        self._check(user_id)
        return Ensured.DONE

    def unenrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        self._check(user_id, course_id)
        return Ensured.DONE

    def edit_user(self, user: TalentUser, details: UserDetails) -> Ensured:
        return Ensured.ALREADY if user.details == details else Ensured.DONE

    def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
        group = self.groups.get(group_key)
        return tuple(self.courses[each] for each in group.courses) if group else ()


def only_says_so(portal: GivenPortal) -> MemoryTalent:
    talent = memory_talent(portal)
    talent.__class__ = OnlySaysSo
    return talent


def test_a_portal_that_activates_nobody_fails_the_suite() -> None:
    class ProvingActivation(TalentActivationContract):
        def make(self, portal: GivenPortal) -> MemoryTalent:
            return only_says_so(portal)

    with pytest.raises(AssertionError):
        ProvingActivation().test_an_inactive_user_is_active_afterwards_and_nothing_else_changes()


def test_a_portal_that_takes_nobody_out_of_a_course_fails_the_suite() -> None:
    class ProvingSuspension(TalentSuspensionContract):
        def make(self, portal: GivenPortal) -> MemoryTalent:
            return only_says_so(portal)

    with pytest.raises(AssertionError):
        ProvingSuspension().test_a_user_who_was_enrolled_is_not_in_the_course_afterwards()


def test_a_portal_that_changes_nobody_fails_the_suite() -> None:
    class ProvingUpdates(TalentUpdatesContract):
        def make(self, portal: GivenPortal) -> MemoryTalent:
            return only_says_so(portal)

    with pytest.raises(AssertionError):
        ProvingUpdates().test_changing_twice_equals_once()


def test_a_portal_that_treats_a_missing_group_as_empty_fails_the_suite() -> None:
    class ProvingGroups(TalentGroupsContract):
        def make(self, portal: GivenPortal) -> MemoryTalent:
            return only_says_so(portal)

    with pytest.raises(AssertionError):
        ProvingGroups().test_a_group_that_does_not_exist_is_absent()
    with pytest.raises(AssertionError):
        ProvingGroups().test_the_courses_of_a_group_are_returned_without_units()


@pytest.mark.parametrize(
    "contract",
    [
        TalentActivationContract,
        TalentSuspensionContract,
        TalentUpdatesContract,
        ClientsByCodeContract,
        TalentGroupsContract,
        WithdrawalsContract,
    ],
)
def test_a_suite_of_an_optional_port_without_a_portal_says_what_to_define(
    contract: type[Any],
) -> None:
    with pytest.raises(NotImplementedError, match=r"Define make\(self"):
        contract().test_it_has_the_method_of_the_port()
