"""The tables of a server are those of its file. Compiled alone, without a server.

If one of these fails, run ``nox -s generated``: what has changed is a change of every store.
"""

from __future__ import annotations

import pytest

from support.sql.server_schema import SERVERS, file_of, tables_on


@pytest.mark.parametrize("server", SERVERS)
def test_the_tables_are_those_of_the_file(server: str) -> None:
    assert file_of(server).read_text(encoding="utf-8") == tables_on(server)
