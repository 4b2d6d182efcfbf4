"""Library (httpx or httpx2) whose errors and authentication belong to a client."""

from __future__ import annotations

import gzip
import sys
from types import ModuleType
from typing import Any

import httpx as the_frozen_one
import pytest

from support.talentlms.http_library import httpx
from support.talentlms.portal_answers import KEY, PORTAL, SITE, Portal, response
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.adapters.talentlms.httpx_or_httpx2 import library_of, packing, pieces
from talent_powerpro.errors import NoAnswer


def test_a_subclass_of_a_client_goes_with_the_same_library() -> None:
    class Traced(httpx.Client):
        """A host's own client."""

    with Traced() as client:
        assert library_of(client, otherwise=sys) is httpx


@pytest.mark.parametrize("module", ["httpx2", "httpx2._client"])
def test_a_fork_is_known_by_its_name_without_being_imported_here(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    fork = ModuleType("httpx2")
    monkeypatch.setitem(sys.modules, "httpx2", fork)
    client: Any = type("Client", (), {"__module__": module})()
    assert library_of(client, otherwise=sys) is fork


class Borrowed:
    """A client of neither library, which forwards everything to an httpx client."""

    def __init__(self, client: the_frozen_one.Client) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def test_anything_else_counts_as_httpx() -> None:
    def answer(request: the_frozen_one.Request) -> the_frozen_one.Response:
        if request.url.path.endswith("ratelimit"):
            raise the_frozen_one.ReadTimeout("slow")
        return the_frozen_one.Response(200, json=SITE)

    with the_frozen_one.Client(transport=the_frozen_one.MockTransport(answer)) as client:
        borrowed: Any = Borrowed(client)
        talent = TalentLMS(PORTAL, KEY, http=borrowed, attempts=1)
        assert talent.site().users == 1234
        with pytest.raises(NoAnswer):
            talent.quota()


def test_a_body_is_unpacked_by_us_unless_the_library_has_read_it() -> None:
    packed = gzip.compress(b"one")
    headers = {"content-encoding": "gzip"}
    unread = httpx.Response(200, headers=headers, content=iter([packed]))
    assert packing(unread) == "gzip"
    assert b"".join(pieces(unread)) == packed
    read = httpx.Response(200, headers=headers, content=packed)
    assert (packing(read), pieces(read)) == ("", (b"one",))
    assert packing(httpx.Response(200, content=iter([b"one"]))) == ""


def test_every_test_here_runs_with_the_chosen_library() -> None:
    talent: Any = Portal(response(SITE)).talent()
    assert talent._transport._library is httpx
