"""The parts of the agent's state in a store, and all of them together for the agent."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import fields

from support.sql.guide_rows import make
from support.the_guide import STARTED
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.adapters.sql.holds import SqlHolds
from talent_powerpro.adapters.sql.journal import SqlJournal
from talent_powerpro.adapters.sql.last_looks import SqlLastLooks
from talent_powerpro.adapters.sql.looks import SqlLooks
from talent_powerpro.adapters.sql.moved import LockOfStore
from talent_powerpro.adapters.sql.portal_binding import SqlPortalBinding
from talent_powerpro.adapters.sql.result_evidence import SqlEvidence
from talent_powerpro.adapters.sql.suspensions import SqlSuspensions
from talent_powerpro.adapters.sql.sync_log import SqlSyncLog
from talent_powerpro.adapters.sql.tries import SqlTries
from talent_powerpro.adapters.sql.verified_links import SqlVerifiedLinks
from talent_powerpro.adapters.sql.work_lists import SqlWorkLists
from talent_powerpro.adapters.sql.written_users import SqlWrittenUsers
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.ports.state import AgentState

PARTS = {
    "journal": SqlJournal,
    "sync_log": SqlSyncLog,
    "holds": SqlHolds,
    "portal": SqlPortalBinding,
    "lock": LockOfStore,
    "evidence": SqlEvidence,
    "links": SqlVerifiedLinks,
    "last_looks": SqlLastLooks,
    "looks": SqlLooks,
    "tries": SqlTries,
    "lists": SqlWorkLists,
    "suspensions": SqlSuspensions,
    "written_users": SqlWrittenUsers,
    "engagement": SqlEngagement,
}


def test_each_part_is_over_the_store_and_the_agent_gets_all_of_them(tmp_path: Path) -> None:
    assert [part.name for part in fields(AgentState)] == list(PARTS)
    make(tmp_path / "powerpro.db").close()
    url = f"sqlite:///{(tmp_path / 'powerpro.db').as_posix()}"
    with SqlPowerPro(url, clock=lambda: STARTED) as powerpro:
        for name, kind in PARTS.items():
            part = getattr(powerpro, name)
            assert type(part) is kind
            assert getattr(powerpro.state, name) is part
            if name != "lock":
                assert part._store is powerpro._store
        assert powerpro.journal._clock() == STARTED
    with pytest.raises(PowerProUnusable, match="is closed"):
        powerpro.counts()
