"""A settings file as a whole: its sections, and faults that concern several settings.

What whole files become is in `tests/cli/test_cli_settings.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from talent_powerpro import Policy
from talent_powerpro.config.setting_faults import SettingFault
from talent_powerpro.config.settings import (
    EXAMPLES,
    SECTIONS,
    name_on_server,
    plugin_tables,
    policy_of,
    read_sheet,
    read_toml,
    sound_part,
    with_new_user,
)
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

SERVER = Secret("postgresql+psycopg://u@db.example/rtos")


def written(folder: Path, text: str) -> Path:
    path = folder / "talent-powerpro.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_sections_are_named_as_people_write_them() -> None:
    assert list(SECTIONS) == [
        *("rto", "powerpro", "talentlms", "provisioning", "results", "schedule", "monitor"),
        *("retention", "import", "plugins", "new_user", "policy"),
    ]


def test_each_required_setting_has_an_example() -> None:
    assert EXAMPLES == {
        ("rto", "timezone"): "Australia/Perth",
        ("talentlms", "url"): "https://powerpro.talentlms.com",
    }
    faults: list[SettingFault] = []
    for section in SECTIONS:
        sound_part(section, {}, faults)
    assert list(map(str, faults)) == [
        '[rto] timezone is missing. Write one such as timezone = "Australia/Perth"',
        '[talentlms] url is missing. Write one such as url = "https://powerpro.talentlms.com"',
    ]


def test_an_unknown_section_is_named_with_the_one_that_is_meant(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, "[policy2]\n[zzz]\n"))
    assert sheet.faults[2:] == (
        "[policy2] is not a section. Did you mean [policy]?",
        "[zzz] is not a section",
    )


def test_a_file_that_is_not_toml_says_how_to_correct_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as fault:
        read_toml(written(tmp_path, "a = 'b\n"))
    assert fault.value.message.startswith(f"settings: {tmp_path}")
    assert fault.value.remedy == (
        "Correct that line. Put texts in double quotes, and write each backslash twice."
    )


def test_lists_that_are_nested_too_deep_are_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, f"a = {'[' * 100_000}")
    with pytest.raises(SettingsFault) as fault:
        read_toml(path)
    assert fault.value.message == f"settings: {path} has lists nested too deep."


NAMELESS = (
    "the store is on a database server, which may have several RTOs. Write the RTO's own name on "
    "one line"
)


@pytest.mark.parametrize(
    ("store", "rto", "faults"),
    [
        (SERVER, {"name": "North"}, []),
        (SERVER, {}, [SettingFault("rto", "name", NAMELESS)]),
        (SERVER, {"name": "North", "id": "\n"}, [SettingFault("rto", "id", NAMELESS)]),
        (SERVER, {"name": "\n", "id": "North"}, []),
        (Secret("sqlite:///powerpro.db"), {}, []),
        (None, {}, []),
    ],
    ids=["named", "nameless", "no id", "its id counts", "a file", "none"],
)
def test_a_store_on_a_server_needs_the_rtos_name(
    store: Secret | None, rto: dict[str, Any], faults: list[SettingFault]
) -> None:
    powerpro = {"store": store} if store else {}
    assert name_on_server({"powerpro": powerpro, "rto": rto}) == faults


BOTH = SettingFault("plugins", "use", "find = true uses all plugins. Keep one")


@pytest.mark.parametrize(
    ("given", "own", "tables", "faults"),
    [
        ({"find": True}, {"find": True}, {}, []),
        ({"find": True, "use": []}, {"find": True, "use": []}, {}, []),
        ({"find": False, "use": ["mail"]}, {"find": False, "use": ["mail"]}, {}, []),
        ({"find": True, "use": ["mail"]}, {"find": True, "use": ["mail"]}, {}, [BOTH]),
        ({"mail": {"to": "x"}}, {}, {"tables": {"mail": {"to": "x"}}}, []),
        ({"tables": {"to": "x"}}, {}, {"tables": {"tables": {"to": "x"}}}, []),
        ({"use": {"to": "x"}}, {"use": {"to": "x"}}, {}, []),
        ({"mail2": 3}, {"mail2": 3}, {}, []),
    ],
    ids=[
        *("all", "all and none by name", "by name", "both", "a plugin's table"),
        *("a plugin called tables", "a table in place of a setting", "no table"),
    ],
)
def test_the_tables_of_plugins_are_told_from_the_settings_of_the_section(
    given: dict[str, Any], own: dict[str, Any], tables: dict[str, Any], faults: list[SettingFault]
) -> None:
    found: list[SettingFault] = []
    assert plugin_tables(given, ("find", "use", "tables"), found) == (own, tables)
    assert found == faults


def test_the_fields_of_new_users_are_part_of_the_policy_and_written_once() -> None:
    faults: list[SettingFault] = []
    table = {"custom_field_1": "code"}
    assert with_new_user({"policy": {"profile": "careful"}, "new_user": {}}, faults) == {
        "profile": "careful"
    }
    one: dict[str, dict[str, Any]] = {
        "policy": {"profile": "careful"},
        "new_user": {"fields": table},
    }
    assert with_new_user(one, faults) == {"profile": "careful", "new_user_fields": table}
    assert faults == []
    twice = {"policy": {"new_user_fields": {"x": "y"}}, "new_user": {"fields": table}}
    assert with_new_user(twice, faults) == {"new_user_fields": table}
    assert faults == [
        SettingFault("policy", "new_user_fields", "[new_user.fields] is there too. Keep one")
    ]


def test_a_policy_is_a_profile_changed_by_the_settings() -> None:
    faults: list[SettingFault] = []
    assert policy_of({}, faults) == Policy.guide()
    careful = policy_of({"profile": "careful", "export_window": 3}, faults)
    assert careful == attrs.evolve(Policy.careful(), export_window=3)
    assert faults == []


def test_a_profile_that_does_not_exist_hides_no_other_fault() -> None:
    faults: list[SettingFault] = []
    found = policy_of({"profile": "carefu", "competent_outcome": "pass"}, faults)
    assert found is None
    assert [each.name for each in faults] == ["profile", "competent_outcome"]
    sound = policy_of({"profile": "carefu"}, faults)
    assert sound == Policy.guide()
