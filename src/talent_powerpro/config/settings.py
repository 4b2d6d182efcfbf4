"""The settings: one TOML file, typed; every fault of it told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import attrs
import typed_settings as ts
from attrs import field, frozen
from typed_settings.converters import get_default_cattrs_converter
from typed_settings.loaders import DictLoader

from talent_powerpro.config.setting_faults import SettingFault, is_word, meant, problem
from talent_powerpro.errors import SettingsFault
from talent_powerpro.rules.policy import Policy

PROFILES: Mapping[str, Callable[[], Policy]] = {"guide": Policy.guide, "careful": Policy.careful}


@frozen
class Rto:
    """``[rto]``"""

    timezone: ZoneInfo
    """Decides what "today" is, and on which date a unit was completed."""
    name: str = ""


@frozen
class Store:
    """``[powerpro]``"""

    store: str = "sqlite:///powerpro.db"
    """A SQLite file, relative to the settings file."""


@frozen
class TalentLmsSettings:
    """``[talentlms]``"""

    url: str
    key_file: str = ""
    """The file that holds the API key; relative to the settings file, like the next."""
    password_file: str = ""
    """The file that holds the pre-set password of new Talent users."""
    keyring: bool = False
    """Whether the system's keyring is asked for secrets that are nowhere else."""
    width: int = 1
    """Calls to TalentLMS at once."""


@frozen
class Retention:
    """``[retention]``: for how long `purge` keeps what was."""

    sync_log_days: int = 365
    journal_days: int = 730


@frozen
class PluginChoice:
    """``[plugins]``"""

    find: bool = False
    """Whether runs use the plugins that installed packages offer."""


@frozen
class Settings:
    """A settings file without a fault. Its sections are the fields' names."""

    rto: Rto
    talentlms: TalentLmsSettings
    powerpro: Store = field(factory=Store)
    retention: Retention = field(factory=Retention)
    plugins: PluginChoice = field(factory=PluginChoice)
    policy: Policy = field(factory=Policy.guide)


SECTIONS: Mapping[str, type[attrs.AttrsInstance]] = {
    "rto": Rto,
    "powerpro": Store,
    "talentlms": TalentLmsSettings,
    "retention": Retention,
    "plugins": PluginChoice,
    "policy": Policy,
}

EXAMPLES = {
    ("rto", "timezone"): "Australia/Perth",
    ("talentlms", "url"): "https://powerpro.talentlms.com",
}
"""Of the settings that have to be there."""


@frozen
class Sheet:
    """A settings file as read: what is sound of it, by section and setting, and its faults."""

    folder: Path
    """Where its relative paths start."""
    sound: Mapping[str, Mapping[str, Any]]
    policy: Policy | None
    """``None`` where it has a fault."""
    faults: tuple[str, ...]

    def text(self, section: str, name: str) -> str:
        """A sound text; blank where there is none."""
        return str(self.sound[section].get(name, ""))

    @property
    def keyring_user(self) -> str:
        """As whom the keyring is asked; blank: it is not."""
        asked = self.sound["talentlms"].get("keyring", False)
        return self.text("talentlms", "url").rstrip("/") if asked else ""

    def settings(self) -> Settings:
        """The settings; `SettingsFault` where there is any fault."""
        if self.faults:
            raise SettingsFault(self.faults)
        return loaded(self)


def read_sheet(path: Path) -> Sheet:
    """Read a settings file. `SettingsFault` where it is missing or is no TOML."""
    tables = read_toml(path)
    faults: list[SettingFault] = []
    sound = {section: sound_part(section, tables, faults) for section in SECTIONS}
    faults += [
        SettingFault(section, "", "no such section" + meant(section, SECTIONS, "[{}]"))
        for section in tables
        if section not in SECTIONS
    ]
    policy = policy_of(sound["policy"], faults)
    return Sheet(path.absolute().parent, sound, policy, tuple(map(str, faults)))


def read_toml(path: Path) -> dict[str, Any]:
    try:
        # A byte-order mark is what Windows' editors put before UTF-8.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsFault(
            f"settings: there is no file {path}",
            remedy="Make one with `talent-powerpro init`, or name yours with --settings FILE",
        ) from error
    except OSError as error:
        raise SettingsFault(f"settings: {path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsFault(f"settings: {path} is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsFault(
            f"settings: {path} is no TOML: {error}",
            remedy="Mend that line; texts stand in double quotes, and a backslash is written twice",
        ) from error
    except RecursionError as error:
        raise SettingsFault(f"settings: {path} has lists within lists, too deep") from error


def sound_part(
    section: str, tables: Mapping[str, Any], faults: list[SettingFault]
) -> dict[str, Any]:
    """The settings of one section that are what they should be; the others go to *faults*."""
    kinds = get_type_hints(SECTIONS[section])
    written = tables.get(section, {})
    if not isinstance(written, dict):
        faults.append(SettingFault(section, "", f"is a section; write it as [{section}]"))
        return {}
    sound = {}
    for name, value in written.items():
        if name not in kinds:
            # Its value is not shown: it may well be a secret in the wrong place.
            wrong = "no such setting" + meant(name, kinds, "{}")
        else:
            wrong = problem(section, name, value, kinds[name])
        if wrong:
            faults.append(SettingFault(section, name, wrong))
        else:
            sound[name] = value
    faults += [
        SettingFault(section, name, f'missing; write one such as {name} = "{example}"')
        for (where, name), example in EXAMPLES.items()
        if where == section and name not in written
    ]
    return sound


def policy_of(sound: Mapping[str, Any], faults: list[SettingFault]) -> Policy | None:
    """The profile with the section's own settings; what a policy says of them goes to *faults*."""
    profile = sound.get("profile", "guide")
    if profile not in PROFILES:
        known = f'"{profile}" is none of {", ".join(PROFILES)}'
        faults.append(SettingFault("policy", "profile", known + meant(profile, PROFILES, "{}")))
        profile = "guide"
    kinds = get_type_hints(Policy)
    values = {n: worded(kinds[n], v) for n, v in sound.items() if n != "profile"}
    try:
        return attrs.evolve(PROFILES[profile](), **values)
    except SettingsFault as fault:
        faults += [SettingFault("policy", *each.split(": ", 1)) for each in fault.faults]
        return None


def worded(kind: Any, value: Any) -> Any:
    """A word as the member it names; any other value as it is."""
    return kind(value) if is_word(kind) else value


def loaded(sheet: Sheet) -> Settings:
    """A faultless sheet as typed settings."""
    converter = get_default_cattrs_converter()
    converter.register_structure_hook(ZoneInfo, lambda key, _: ZoneInfo(str(key)))
    # typed-settings would ask for a member's name; settings write its value.
    converter.register_structure_hook_func(is_word, lambda value, kind: kind(value))
    assert sheet.policy is not None
    values = {**sheet.sound, "policy": attrs.asdict(sheet.policy, recurse=False)}
    return ts.load_settings(Settings, [DictLoader(values)], converter=converter)
