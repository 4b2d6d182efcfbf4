"""`Cut` holds what it is given; what a purge deletes is tested with the store."""

from datetime import UTC, datetime

from talent_powerpro.ports.retention import Cut

AT = datetime(2022, 6, 2, tzinfo=UTC)


def test_no_runs_are_spared_unless_named() -> None:
    assert Cut(AT, AT, AT, AT, AT).keep_runs == ()
