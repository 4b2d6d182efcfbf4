"""The outside monitor that the settings name: its address, which is a secret, and the way to it."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.config.secrets import Place, Places, find
from talent_powerpro.config.settings import Sheet
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

if TYPE_CHECKING:
    from talent_powerpro.adapters.monitor import MonitorProxy, MonitorWay
    from talent_powerpro.adapters.talentlms import Proxy


def _address_faults(text: str) -> Iterable[str]:
    from talent_powerpro.adapters.monitor import address_fault  # loads ssl, so only when needed

    fault = address_fault(text.strip())
    return [f"{fault}."] if fault else []


MONITOR = Place(
    "the address of the monitor",
    "TALENT_POWERPRO_MONITOR_URL",
    "url_file",
    "",  # Not in the keyring.
    _address_faults,
    section="monitor",
)


def monitor_of(
    sheet: Sheet, environ: Mapping[str, str] | None
) -> tuple[MonitorWay | None, tuple[str, ...]]:
    """The way to the monitor, and the faults of its settings; ``None``: there is no monitor."""
    address, faults = _address(sheet, os.environ if environ is None else environ)
    if faults or not address.reveal().strip():
        return None, faults
    try:
        return _way(Secret(address.reveal().strip()), sheet, environ), ()
    except SettingsFault as fault:
        return None, fault.faults


def _address(sheet: Sheet, environ: Mapping[str, str]) -> tuple[Secret, tuple[str, ...]]:
    written: Secret = sheet.sound["monitor"].get("url", Secret(""))
    file = sheet.text("monitor", MONITOR.setting)
    if written.reveal().strip() and file:
        return written, ("[monitor] url: url_file is there too. Keep one.",)
    if file or environ.get(MONITOR.variable):
        return find(MONITOR, file, Places(environ, sheet.folder))
    return written, ()


def _way(address: Secret, sheet: Sheet, environ: Mapping[str, str] | None) -> MonitorWay:
    from talent_powerpro.adapters.monitor import MonitorWay
    from talent_powerpro.adapters.talentlms import route_to

    if address.reveal().startswith("http:"):  # On this machine.
        return MonitorWay(address, None, ssl.create_default_context)
    settings = sheet.sound["talentlms"]
    ca_file = settings.get("ca_file", "")
    route = route_to(
        address.reveal(),
        proxy=settings.get("proxy", "environment"),
        ca_file=sheet.folder / Path(ca_file) if ca_file else None,
        environ=environ,
    )
    own = route.trust
    return MonitorWay(address, _proxy(route.proxy), usual_trust if own is None else lambda: own)


def _proxy(proxy: Proxy | None) -> MonitorProxy | None:
    from talent_powerpro.adapters.monitor import MonitorProxy

    if proxy is None:
        return None
    user, password = proxy.user.reveal(), proxy.password.reveal()
    login = Secret(f"{user}:{password}" if user or password else "")
    return MonitorProxy(proxy.scheme, proxy.host, proxy.port, login)


def usual_trust() -> ssl.SSLContext:
    """The authorities that calls to TalentLMS trust too, where the settings name no others."""
    from talent_powerpro.adapters.talentlms.transport import usual_authorities  # slow to load

    return usual_authorities()
