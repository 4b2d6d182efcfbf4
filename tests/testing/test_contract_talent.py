"""The shipped Talent repositories, alone and behind a cache or a rehearsal, pass the contract."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from support.patience import PATIENCE
from support.testing.portals_to_prove import in_process, memory_talent, sandbox, talentlms
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.adapters.talentlms.certificates import trusting_nobody
from talent_powerpro.ports import TalentRepository
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.sandbox import Quirks, serve
from talent_powerpro.testing import GivenPortal, RehearsedTalentContract, TalentContract


class TestMemoryTalent(TalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return memory_talent(portal)


class TestTalentLMSInProcess(TalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return talentlms(in_process(sandbox(portal)))


@pytest.mark.parametrize("refusal_status", [200, 404])
class TestTalentLMSWithOtherStatuses(TalentContract):
    """TalentLMS does not document the HTTP status of a refusal, so no test depends on it."""

    @pytest.fixture(autouse=True)
    def _quirks(self, refusal_status: int) -> None:
        self.quirks = Quirks(refusal_status=refusal_status, sections_in_status=True)

    def make(self, portal: GivenPortal) -> TalentRepository:
        return talentlms(in_process(sandbox(portal, self.quirks)))


LISTENING = 4
"""The most sandboxes of a test that listen at once."""


class OverASocket:
    """Clients of listening sandboxes, which stop at the end of the test.

    But for the newest few they stop earlier: a law makes one for each of its examples.
    """

    @pytest.fixture(autouse=True)
    def _ends_with_the_test(self) -> Iterator[None]:
        self.opened: deque[ExitStack] = deque()
        yield
        for each in self.opened:
            each.close()

    def talentlms(self, portal: GivenPortal) -> TalentLMS:
        if len(self.opened) == LISTENING:
            self.opened.popleft().close()
        opened = ExitStack()
        self.opened.append(opened)
        url = opened.enter_context(serve(sandbox(portal)))
        http = opened.enter_context(
            httpx.Client(timeout=PATIENCE, trust_env=False, verify=trusting_nobody())
        )
        return talentlms(http, url=url)


class TestTalentLMSOverASocket(OverASocket, TalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return self.talentlms(portal)


class TestKnownTalentOverMemory(TalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return TalentCache(memory_talent(portal))


class TestKnownTalentOverTalentLMS(TalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return TalentCache(talentlms(in_process(sandbox(portal))))


class TestRehearsedTalentOverMemory(RehearsedTalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return memory_talent(portal)


class TestRehearsedTalentOverTalentLMS(RehearsedTalentContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return talentlms(in_process(sandbox(portal)))
