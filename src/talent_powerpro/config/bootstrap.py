"""Composition root: opens the store, the portal and the agent that a settings file names.

The adapters and the agent are imported where they are opened, because they are slow to load
and most callers need one of them or none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from talent_powerpro.config.monitoring import MONITOR, monitor_of
from talent_powerpro.config.secrets import (
    KEY,
    PASSWORD,
    PASSWORD_IN_ADDRESS,
    STORE_PASSWORD,
    Place,
    Places,
    find,
    odd_length,
    open_to_others,
    settings_open_to_others,
    store_open_to_all,
)
from talent_powerpro.config.sections import Store, is_placeholder
from talent_powerpro.config.settings import Settings, Sheet, read_sheet
from talent_powerpro.config.stores import StorePlace, has_password, on_server, store_at
from talent_powerpro.errors import PortalChanged, SettingsFault
from talent_powerpro.model import Secret
from talent_powerpro.rules.policy import NewUserPassword

if TYPE_CHECKING:
    from talent_powerpro.adapters.monitor import MonitorWay
    from talent_powerpro.adapters.sql import SqlPowerPro
    from talent_powerpro.adapters.talentlms import Route, TalentLMS
    from talent_powerpro.agent import Agent
    from talent_powerpro.plugins.discovery import PluginUse
    from talent_powerpro.ports.run_listener import RunListener
    from talent_powerpro.rules.rules import Rules
    from talent_powerpro.services.work_lists import WorkListReader


@frozen
class Opened:
    """Valid settings, and the folder that their relative paths start from."""

    settings: Settings
    folder: Path
    place: StorePlace
    """The place of PowerPro's store."""

    @property
    def store_warnings(self) -> tuple[str, ...]:
        """What to say about the store before it is used."""
        if self.place.file:
            found = [store_open_to_all(self.place.file)]
        else:
            file = self.settings.powerpro.password_file
            found = [open_to_others(STORE_PASSWORD, file, self.folder)]
            if has_password(self.place.address.reveal()):
                found.append(PASSWORD_IN_ADDRESS)
        return tuple(warning for warning in found if warning)

    def place_of(self, address: str) -> StorePlace:
        """The place of this RTO's store at another address. Raises `SettingsFault`.

        A password in that address comes first, because two servers may have two.
        """
        found = store_at(address, self.place.rto, folder=self.folder)
        if found.file or has_password(address):
            return found
        talent = self.settings.talentlms
        where = Places(os.environ, self.folder, talent.url.rstrip("/") if talent.keyring else "")
        password, faults = find(STORE_PASSWORD, self.settings.powerpro.password_file, where)
        if faults:
            raise SettingsFault(faults)
        return evolve(found, password=password if password.reveal() else None)

    @property
    def portal_name(self) -> str:
        """The host name of the settings' portal. Stored Talent user ids belong to a portal."""
        from talent_powerpro.adapters.talentlms import portal_name

        return portal_name(self.settings.talentlms.url)

    def plugins(self) -> tuple[object, ...]:
        """The plugins that runs use. Raises `SettingsFault` for those that cannot be loaded."""
        chosen = self.settings.plugins
        if not (chosen.find or chosen.use):
            return ()
        from talent_powerpro.plugins.discovery import found_plugins

        return found_plugins(self.plugin_use)

    @property
    def plugin_use(self) -> PluginUse:
        """The plugins that runs use, with their settings."""
        from talent_powerpro.plugins.discovery import PluginUse

        chosen = self.settings.plugins
        return PluginUse(None if chosen.find else chosen.use, chosen.tables, self.folder)

    def rules(self) -> Rules:
        """The RTO's rules. Raises `SettingsFault` for plugins that do not fit."""
        from talent_powerpro.plugins.deciding import PluginChoices
        from talent_powerpro.rules.rules import Rules

        settings = self.settings
        return Rules(settings.policy, settings.rto.timezone, PluginChoices(self.plugins()))

    def lists(self, store: SqlPowerPro, now: datetime) -> WorkListReader:
        """The lists that people work through, on the RTO's day at *now* (aware)."""
        from talent_powerpro.records.due import Day
        from talent_powerpro.services.work_lists import WorkListReader

        rules, today = self.rules(), now.astimezone(self.settings.rto.timezone).date()
        day = Day(today, today, rules.policy.export_window)
        return WorkListReader(store, store.state, rules, day)

    def store(self) -> SqlPowerPro:
        """PowerPro's store, which must exist."""
        return self.place.open()

    def claim(self, store: SqlPowerPro) -> None:
        """Let the RTO's rows on a server belong to the settings' portal.

        Raises `PortalChanged` where they belong to another one: most likely two settings files
        give two RTOs the same name, and each would write into the other's rows.
        """
        if self.place.file or is_placeholder(self.settings.talentlms.url):
            return
        before, portal = store.portal.portal(), self.portal_name
        if before not in ("", portal):
            raise PortalChanged(
                f"The rows of {self.place.rto!r} in the {self.place.name} belong to the portal "
                f"{before}, but these settings name {portal}.",
                remedy="If these are the settings of another RTO, give it a name of its own under "
                "[rto]. If the RTO has another portal now, confirm that with `talent-powerpro "
                "portal --confirm-new`, or with --confirm-same for a new address of the same one.",
            )
        store.portal.remember_portal(portal)


@frozen
class Connected(Opened):
    """Settings with the secrets that calls to TalentLMS need."""

    settings_file: Path
    key: Secret
    password: Secret | None
    """``None``: not needed. Users are not created, or each gets a generated password."""
    route: Route
    """The way to the portal: proxy and certificate authorities."""
    monitor: MonitorWay | None = None
    """The monitor of runs; ``None``: there is none, or the settings are opened to read."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to say before the first call: the proxy first, since it sees whom we call.

        Then warnings about the API key's length, and about files that other accounts can read.
        """
        files, proxy = self.settings.talentlms, self.route.proxy
        found = (
            f"Calls to TalentLMS go through the proxy {proxy}." if proxy else "",
            odd_length(self.key),
            open_to_others(KEY, files.key_file, self.folder),
            open_to_others(PASSWORD, files.password_file, self.folder),
            open_to_others(MONITOR, self.settings.monitor.url_file, self.folder),
            settings_open_to_others(self.settings_file, tuple(self._secrets_written())),
            *self.store_warnings,
        )
        return tuple(warning for warning in found if warning)

    def _secrets_written(self) -> Iterator[str]:
        """The settings that have a secret in the settings file itself."""
        if "@" in self.settings.talentlms.proxy.reveal():
            yield "proxy under [talentlms]"
        if self.settings.monitor.url.reveal():
            yield "url under [monitor]"
        if has_password(self.place.address.reveal()):
            yield "store under [powerpro]"

    def talent(self) -> TalentLMS:
        """The client of the portal. Makes no call."""
        from talent_powerpro.adapters.talentlms import TalentLMS

        url = self.settings.talentlms.url
        return TalentLMS(url, self.key, new_user_password=self.password, route=self.route)


def open_settings(settings_file: Path, environ: Mapping[str, str] | None = None) -> Opened:
    """Open the settings and the store's password. Raises `SettingsFault` with all faults.

    *environ* is that of `open_to_read`.
    """
    sheet = read_sheet(settings_file)
    place, faults = _place(sheet, environ)
    if faults:
        raise SettingsFault((*sheet.faults, *faults))
    return Opened(sheet.settings(), sheet.folder, place)


def open_to_read(settings_file: Path, environ: Mapping[str, str] | None = None) -> Connected:
    """Open the settings and the API key. Raises `SettingsFault` with all faults of both.

    *environ* ``None`` means this process's own environment. It is then never in a variable of
    a frame, where a traceback could show its secrets.
    """
    return _connected(settings_file, read_sheet(settings_file), (KEY,), environ)


def open_to_write(settings_file: Path, environ: Mapping[str, str] | None = None) -> Connected:
    """Open the settings, the API key, the monitor and, if the policy uses it, the password.

    Raises `SettingsFault` with all faults of all of them.
    """
    sheet = read_sheet(settings_file)
    preset = sheet.policy and sheet.policy.new_user_password is NewUserPassword.PRESET
    places = (KEY, PASSWORD) if preset else (KEY,)
    return _connected(settings_file, sheet, places, environ, is_run=True)


def _connected(
    settings_file: Path,
    sheet: Sheet,
    places: tuple[Place, ...],
    environ: Mapping[str, str] | None,
    *,
    is_run: bool = False,
) -> Connected:
    where = Places(os.environ if environ is None else environ, sheet.folder, sheet.keyring_user)
    found = {place: find(place, sheet.text("talentlms", place.setting), where) for place in places}
    route, route_faults = _route(sheet, environ)
    secret_faults = (each for _, faults in found.values() for each in faults)
    place, store_faults = _place(sheet, environ)
    monitor, monitor_faults = monitor_of(sheet, environ) if is_run else (None, ())
    # Each once: a wrong proxy is a fault of both ways.
    others = (*secret_faults, *store_faults, *route_faults, *monitor_faults)
    faults = tuple(dict.fromkeys((*sheet.faults, *others)))
    if faults or route is None:
        raise SettingsFault(faults)
    secrets = {place: secret for place, (secret, _) in found.items()}
    opened = (sheet.settings(), sheet.folder, place, settings_file)
    return Connected(*opened, secrets[KEY], secrets.get(PASSWORD), route, monitor)


def _place(sheet: Sheet, environ: Mapping[str, str] | None) -> tuple[StorePlace, tuple[str, ...]]:
    """The place of the store, and the faults of its password. A faulty address is left out."""
    address = sheet.sound["powerpro"].get("store", Store().store)
    rto = (sheet.text("rto", "id") or sheet.text("rto", "name")).strip()
    if not on_server(address.reveal()):
        return StorePlace(address, rto, None, sheet.folder), ()
    # A password in the address is used before the keyring is asked.
    user = "" if has_password(address.reveal()) else sheet.keyring_user
    where = Places(os.environ if environ is None else environ, sheet.folder, user)
    password, faults = find(STORE_PASSWORD, sheet.text("powerpro", "password_file"), where)
    own = password if password.reveal() else None
    return StorePlace(address, rto, own, sheet.folder), faults


def _route(sheet: Sheet, environ: Mapping[str, str] | None) -> tuple[Route | None, tuple[str, ...]]:
    """The way to the portal, and its faults; neither without a valid address of the portal."""
    from talent_powerpro.adapters.talentlms import route_to

    settings = sheet.sound["talentlms"]
    if "url" not in settings:
        return None, ()
    if is_placeholder(settings["url"]):
        return None, (
            f"[talentlms] url: {settings['url']} is only a placeholder. "
            "Write the address of your portal, as in the browser.",
        )
    ca_file = settings.get("ca_file", "")
    try:
        return route_to(
            settings["url"],
            proxy=settings.get("proxy", "environment"),
            ca_file=sheet.folder / ca_file if ca_file else None,
            environ=environ,
        ), ()
    except SettingsFault as fault:
        return None, fault.faults


@contextmanager
def open_agent(
    opened: Connected,
    *,
    listeners: Sequence[RunListener] = (),
    clock: Callable[[], datetime] | None = None,
) -> Iterator[Agent]:
    """The agent between store and portal. Both are closed after the block; the store must exist."""
    with opened.store() as store, opened.talent() as talent:
        yield new_agent(opened, store, talent, listeners=listeners, clock=clock)


def new_agent(
    opened: Connected,
    store: SqlPowerPro,
    talent: TalentLMS,
    *,
    listeners: Sequence[RunListener] = (),
    clock: Callable[[], datetime] | None = None,
) -> Agent:
    """The agent between an open store and an open portal."""
    from talent_powerpro.agent import Agent, now_utc

    settings = opened.settings
    return Agent(
        store,
        talent,
        timezone=settings.rto.timezone,
        policy=settings.policy,
        plugins=opened.plugins(),
        clock=clock or now_utc,
        width=settings.talentlms.width,
        reserve=settings.talentlms.reserve,
        saving=settings.saving,
        listeners=listeners,
        engagement=settings.results.engagement,
    )
