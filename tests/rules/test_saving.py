"""The choices that save calls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from talent_powerpro.rules.saving import NO_SAVING, Saving


def test_calls_are_saved_unless_an_rto_turns_that_off() -> None:
    assert Saving() == Saving(True, timedelta(hours=24), timedelta(hours=1), group_at_signup=False)
    assert not NO_SAVING.rosters


@pytest.mark.parametrize("name", ["sweep", "retry_held"])
def test_a_time_of_less_than_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} is less than no time"):
        Saving(**{name: timedelta(seconds=-1)})  # type: ignore[arg-type]
    Saving(**{name: timedelta()})  # type: ignore[arg-type]
