"""The evidence of a result as a value."""

from __future__ import annotations

import attrs
import pytest

from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.testing.contracts.evidence import FIRST


def test_what_the_run_adds_may_be_left_out() -> None:
    later = {"version", "run_id", "at", "confirmed_by", "confirmed_on"}
    known = attrs.asdict(FIRST)
    alone = ResultEvidence(**{name: known[name] for name in known if name not in later})
    assert (alone.version, alone.run_id, alone.at) == ("", "", None)
    assert (alone.confirmed_by, alone.confirmed_on) == ("", None)


def test_no_two_of_its_many_texts_can_change_places() -> None:
    with pytest.raises(TypeError, match="positional"):
        ResultEvidence(*attrs.astuple(FIRST))  # type: ignore[call-arg]
