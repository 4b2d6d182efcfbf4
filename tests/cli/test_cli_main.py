"""The entry point of the command: what it says where the machine lacks something."""

from __future__ import annotations

import gc
import sys
import zoneinfo

import pytest

from talent_powerpro.cli import has_time_zones, main

ZONES = (
    "talent-powerpro: this machine has no time zones, or the environment variable PYTHONTZPATH "
    "hides them. Install them with: pip install tzdata\n"
)


@pytest.mark.parametrize(
    "missing",
    [("click",), ("rich",), ("sqlalchemy",), ("click", "rich", "sqlalchemy")],
    ids=" ".join,
)
def test_missing_packages_are_named_with_the_command_that_installs_them(
    missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert capsys.readouterr().err == (
        f"talent-powerpro: packages not installed: {', '.join(missing)}. "
        'Install them with: pip install "talent-powerpro[cli]"\n'
    )


@pytest.mark.parametrize("fault", [zoneinfo.ZoneInfoNotFoundError, OSError])
def test_a_machine_without_time_zones_is_told_what_to_install(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert has_time_zones() is True

    def none(name: str) -> None:
        assert name == "Australia/Perth"
        raise fault

    monkeypatch.setattr("talent_powerpro.cli.ZoneInfo", none)
    assert has_time_zones() is False
    with pytest.raises(SystemExit) as end:
        main()
    assert (end.value.code, capsys.readouterr().err) == (2, ZONES)
    # Also where nobody can be told.
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2


def test_the_command_is_started_where_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def start() -> None:
        raise SystemExit(7)

    monkeypatch.setattr("talent_powerpro.cli.start.start", start)
    usual = gc.get_threshold()
    with pytest.raises(SystemExit) as end:
        main()
    # A fifth of the time to start went into collections that find nothing.
    assert gc.get_threshold() == (20_000, *usual[1:])
    gc.set_threshold(*usual)
    assert (end.value.code, capsys.readouterr().err) == (7, "")
