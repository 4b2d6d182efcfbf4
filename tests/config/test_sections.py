"""The sections: what holds where nothing is written, and that each setting is checked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from talent_powerpro import Policy
from talent_powerpro.config.sections import PluginChoice, is_placeholder
from talent_powerpro.config.setting_faults import SettingFault
from talent_powerpro.config.settings import Settings, read_sheet, sound_part
from talent_powerpro.model import Secret

PORTAL = "https://powerpro.talentlms.com"


def settings_of(folder: Path, more: str = "") -> Settings:
    path = folder / "talent-powerpro.toml"
    enough = f'[rto]\ntimezone = "Australia/Perth"\n[talentlms]\nurl = "{PORTAL}"\n'
    path.write_text(enough + more, encoding="utf-8")
    return read_sheet(path).settings()


def test_settings_that_are_not_written_have_these_values(tmp_path: Path) -> None:
    found = attrs.asdict(
        settings_of(tmp_path),
        filter=lambda each, _: each.name != "policy",
        value_serializer=lambda _, __, value: (
            value.reveal() if isinstance(value, Secret) else value
        ),
    )
    assert found == {
        "rto": {"timezone": ZoneInfo("Australia/Perth"), "name": "", "id": ""},
        "powerpro": {"store": "sqlite:///powerpro.db", "password_file": ""},
        "talentlms": {
            "url": PORTAL,
            "key_file": "",
            "password_file": "",
            "keyring": False,
            "width": 8,
            "reserve": 0.2,
            "proxy": "environment",
            "ca_file": "",
            "retry_held": timedelta(hours=1),
        },
        "provisioning": {"group_at_signup": False},
        "results": {"rosters": True, "sweep": timedelta(hours=24), "engagement": False},
        "schedule": {"every": "10m"},
        "monitor": {"url": "", "url_file": ""},
        "retention": {"sync_log_days": 365, "journal_days": 730, "evidence_days": 2557},
        "import_": {
            "max_size": "1 GB",
            "leave_out": frozenset(),
            "profile": "",
            "columns": {},
            "values": {},
            "files": {},
        },
        "plugins": {"find": False, "use": frozenset(), "tables": {}},
        "new_user": {"fields": {}},
    }
    assert settings_of(tmp_path).policy == Policy.guide()


@pytest.mark.parametrize(
    ("section", "name", "wrong"),
    [
        ("powerpro", "store", "powerpro.db"),
        ("talentlms", "url", "powerpro"),
        ("talentlms", "width", 0),
        ("talentlms", "reserve", 1),
        ("talentlms", "proxy", "ftp://proxy"),
        ("schedule", "every", "5s"),
        ("monitor", "url", "monitor"),
        ("retention", "sync_log_days", 0),
        ("retention", "journal_days", 0),
        ("retention", "evidence_days", 0),
        ("import", "max_size", "1 TB"),
        ("import", "leave_out", ["Shoe Size"]),
        ("import", "profile", "excel"),
        ("import", "columns", {"Student No": "Shoe Size"}),
        ("import", "values", {"Shoe Size": {"42": "large"}}),
        ("import", "files", {"shoes": {"file": "shoes.csv"}}),
    ],
)
def test_a_value_that_no_run_could_use_is_a_fault(section: str, name: str, wrong: Any) -> None:
    faults: list[SettingFault] = []
    assert sound_part(section, {name: wrong}, faults, examples={}) == {}
    assert [(each.section, each.name) for each in faults] == [(section, name)]


def test_the_interval_of_a_schedule_is_known_in_seconds(tmp_path: Path) -> None:
    assert settings_of(tmp_path).schedule.seconds == 600
    assert settings_of(tmp_path, '[schedule]\nevery = "1h"\n').schedule.seconds == 3600


def test_a_secret_in_a_plugins_table_is_not_shown() -> None:
    choice = PluginChoice(tables={"mail": {"password": "sesame"}})
    assert "sesame" not in repr(choice)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://your-portal.talentlms.com", True),
        (" https://Your-Portal.talentlms.com/ ", True),
        ("https://my-portal.talentlms.com", False),
    ],
)
def test_the_placeholder_of_a_portal_is_known_however_it_is_written(
    url: str, *, found: bool
) -> None:
    assert is_placeholder(url) is found
