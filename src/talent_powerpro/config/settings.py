"""The settings: one TOML file, read into typed values. Reports all its faults at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import attrs
from attrs import frozen

from talent_powerpro.config.sections import (
    Importing,
    MonitorSettings,
    NewUser,
    PluginChoice,
    Provisioning,
    Results,
    Retention,
    Rto,
    Schedule,
    Store,
    TalentLmsSettings,
)
from talent_powerpro.config.setting_faults import (
    SettingFault,
    meant,
    structure,
)
from talent_powerpro.config.stores import name_fault, on_server
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import read_plain
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.saving import Saving

SETTINGS_FILE = "talent-powerpro.toml"
"""The default name, in the current folder."""

PROFILES: Mapping[str, Callable[[], Policy]] = {"guide": Policy.guide, "careful": Policy.careful}


@frozen(kw_only=True)
class Settings:
    """A valid settings file. Each field is the section of that name, without a ``_`` at its end."""

    rto: Rto
    powerpro: Store
    talentlms: TalentLmsSettings
    provisioning: Provisioning
    results: Results
    schedule: Schedule
    monitor: MonitorSettings
    retention: Retention
    import_: Importing
    plugins: PluginChoice
    new_user: NewUser
    policy: Policy

    @property
    def saving(self) -> Saving:
        """The choices that save calls, from their three sections."""
        return Saving(
            self.results.rosters,
            self.results.sweep,
            self.talentlms.retry_held,
            self.provisioning.group_at_signup,
        )


SECTIONS: Mapping[str, type[attrs.AttrsInstance]] = {
    name.removesuffix("_"): kind for name, kind in get_type_hints(Settings).items()
}
"""The sections by name. ``import`` is a word of Python's own, so its field is ``import_``."""

EXAMPLES = {
    ("rto", "timezone"): "Australia/Perth",
    ("talentlms", "url"): "https://powerpro.talentlms.com",
}
"""Examples of the required settings, by section and name."""


@frozen
class Sheet:
    """A settings file as read: the valid settings by section, and all faults."""

    folder: Path
    """The folder that its relative paths start from."""
    sound: Mapping[str, Mapping[str, Any]]
    policy: Policy | None
    """``None`` if the section has a fault."""
    faults: tuple[str, ...]

    def text(self, section: str, name: str) -> str:
        """A valid text setting; blank if it is missing or has a fault."""
        return str(self.sound[section].get(name, ""))

    @property
    def keyring_user(self) -> str:
        """The keyring's user name for the secrets; blank if the keyring is not used."""
        used = self.sound["talentlms"].get("keyring", False)
        return self.text("talentlms", "url").rstrip("/") if used else ""

    def settings(self) -> Settings:
        """The settings. Raises `SettingsFault` if there is any fault."""
        if self.faults:
            raise SettingsFault(self.faults)
        # The policy is built already, because it also has the values of its profile.
        built: dict[str, Any] = {"policy": self.policy}
        others = {name: kind for name, kind in SECTIONS.items() if name not in built}
        built |= {name: kind(**self.sound[name]) for name, kind in others.items()}
        built["import_"] = built.pop("import")
        return Settings(**built)


def read_sheet(path: Path) -> Sheet:
    """Read a settings file. Raises `SettingsFault` if it is missing or is not TOML."""
    tables = read_toml(path)
    faults: list[SettingFault] = []
    sound = {section: sound_part(section, tables.get(section, {}), faults) for section in SECTIONS}
    faults += [
        SettingFault(section, "", "is not a section" + meant(section, SECTIONS, "[{}]"))
        for section in tables
        if section not in SECTIONS
    ]
    faults += name_on_server(sound)
    policy = policy_of(with_new_user(sound, faults), faults)
    return Sheet(path.absolute().parent, sound, policy, tuple(map(str, faults)))


def read_toml(path: Path) -> dict[str, Any]:
    try:
        # utf-8-sig, because Windows editors put a byte-order mark before UTF-8.
        return tomllib.loads(read_plain(path).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsFault(
            f"settings: the file {path} does not exist.",
            remedy="Create one with `talent-powerpro init`, or name yours with --settings FILE.",
        ) from error
    except OSError as error:
        raise SettingsFault(f"settings: {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise SettingsFault(f"settings: {path} is not UTF-8. Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsFault(
            f"settings: {path} is not valid TOML: {error}",
            remedy="Correct that line. Put texts in double quotes, and write each backslash twice.",
        ) from error
    except RecursionError as error:
        raise SettingsFault(f"settings: {path} has lists nested too deep.") from error


def sound_part(
    section: str,
    written: Any,
    faults: list[SettingFault],
    sections: Mapping[str, type[attrs.AttrsInstance]] = SECTIONS,
    examples: Mapping[tuple[str, str], str] = EXAMPLES,
) -> dict[str, Any]:
    """The valid settings of one section, typed. Adds the faults of the others to *faults*.

    *sections* and *examples* are those of the file, with the required settings.
    """
    if not isinstance(written, dict):
        faults.append(
            SettingFault(section, "", f"this is a section, not a setting. Write it as [{section}]")
        )
        return {}
    known = attrs.fields_dict(attrs.resolve_types(sections[section]))
    sound: dict[str, Any] = {}
    if section == "plugins":
        written, sound = plugin_tables(written, known, faults)
    for name, value in written.items():
        try:
            if name not in known:
                # Without its value, which may be a secret in the wrong place.
                raise ValueError("is not a setting" + meant(name, known))
            sound[name] = structure(value, known[name])
        except ValueError as error:
            faults.append(SettingFault(section, name, str(error)))
    faults += [
        SettingFault(section, name, f'is missing. Write one such as {name} = "{example}"')
        for (where, name), example in examples.items()
        if where == section and name not in written
    ]
    return sound


def name_on_server(sound: Mapping[str, Mapping[str, Any]]) -> list[SettingFault]:
    """The fault of the RTO's name, if the store is on a server, which may have several RTOs."""
    store, rto = sound["powerpro"].get("store"), sound["rto"]
    if store is None or not on_server(store.reveal()):
        return []
    used = "id" if rto.get("id") else "name"
    fault = name_fault(rto.get(used, ""))
    return [SettingFault("rto", used, fault)] if fault else []


def plugin_tables(
    written: Mapping[str, Any], known: Container[str], faults: list[SettingFault]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings of ``[plugins]`` without the plugins' tables, and these tables."""
    tables = {
        name: value
        for name, value in written.items()
        if isinstance(value, dict) and (name == "tables" or name not in known)
    }
    own = {name: value for name, value in written.items() if name not in tables}
    if own.get("find") is True and own.get("use"):
        faults.append(SettingFault("plugins", "use", "find = true uses all plugins. Keep one"))
    return own, {"tables": tables} if tables else {}


def with_new_user(
    sound: Mapping[str, Mapping[str, Any]], faults: list[SettingFault]
) -> Mapping[str, Any]:
    """The settings of the policy, with the table ``[new_user.fields]`` among them."""
    policy, table = sound["policy"], sound["new_user"].get("fields", {})
    if not table:
        return policy
    if "new_user_fields" in policy:
        faults.append(
            SettingFault("policy", "new_user_fields", "[new_user.fields] is there too. Keep one")
        )
    return {**policy, "new_user_fields": table}


def policy_of(sound: Mapping[str, Any], faults: list[SettingFault]) -> Policy | None:
    """The profile changed by the section's settings. Adds the policy's faults to *faults*."""
    profile = sound.get("profile", "guide")
    if profile not in PROFILES:
        known = f'"{profile}" is not one of {", ".join(PROFILES)}'
        faults.append(SettingFault("policy", "profile", known + meant(profile, PROFILES)))
        # Any profile will do from here on: the faults of the other settings are reported too.
        profile = "guide"
    try:
        return attrs.evolve(PROFILES[profile](), **{**sound, "profile": profile})
    except SettingsFault as fault:
        faults += [SettingFault("policy", *each.split(": ", 1)) for each in fault.faults]
        return None
