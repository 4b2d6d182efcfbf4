"""The way to a portal: the proxy between, and the certificate authorities that are trusted."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.request import getproxies

from attrs import field, frozen

from talent_powerpro.adapters.talentlms.certificates import (
    CertificateFault,
    trusting,
    trusting_nobody,
)
from talent_powerpro.adapters.talentlms.proxies import (
    ENVIRONMENT,
    NONE,
    Proxy,
    ProxyFault,
    environment_proxy,
    proxy_of,
)
from talent_powerpro.adapters.talentlms.settings import is_this_machine, portal_name
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Secret

PROXY_SETTING, CA_FILE_SETTING = "[talentlms] proxy", "[talentlms] ca_file"


@frozen
class Route:
    """The way to a portal, as `route_to` found it."""

    proxy: Proxy | None
    trust: ssl.SSLContext | None = field(repr=False)
    """The certificate authorities; ``None``: those that come with httpx."""

    @property
    def proxy_shown(self) -> str:
        """Host and port of the proxy, never its user name or password; blank if there is none."""
        return self.proxy.shown if self.proxy else ""


NO_ROUTE = Route(None, None)
"""No proxy, and the usual authorities."""


def route_to(
    url: str,
    *,
    proxy: str | Secret = ENVIRONMENT,
    ca_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Route:
    """The way to the portal at a checked address. Raises `SettingsFault` with all faults.

    *proxy* is a proxy's address, ``environment`` for the proxy of the environment, or ``none``
    or blank for no proxy. A portal on this machine is always called directly. *ca_file* is a
    file of trusted certificate authorities in PEM format; ``None`` means those of the environment
    (``SSL_CERT_FILE``, ``SSL_CERT_DIR``), else the usual ones. *environ* ``None`` means this
    process's own environment, and the proxy settings of Windows or macOS.
    """
    faults: list[str] = []
    found: Proxy | None = None
    trust: ssl.SSLContext | None = trusting_nobody()
    try:
        found = _proxy(url, proxy, environ)
    except ProxyFault as fault:
        faults.append(f"{fault}.")
    try:
        # Plain HTTP needs no authority, but a setting is checked all the same.
        if ca_file is not None or url.strip().lower().startswith("https:"):
            own = os.environ if environ is None else environ
            trust = trusting(ca_file, named_by=CA_FILE_SETTING, environ=own)
    except CertificateFault as fault:
        faults += str(fault).splitlines()
    if faults:
        raise SettingsFault(faults)
    return Route(found, trust)


def _proxy(url: str, proxy: str | Secret, environ: Mapping[str, str] | None) -> Proxy | None:
    text = proxy if isinstance(proxy, Secret) else Secret(proxy.strip())
    if text.reveal() in ("", NONE):
        return None
    if text.reveal() != ENVIRONMENT:
        if is_this_machine(portal_name(url)):
            raise ProxyFault(
                f"{PROXY_SETTING}: the portal's address is on this machine, which no proxy can "
                'reach. Remove the setting, or write "none"'
            )
        try:
            return proxy_of(text.reveal(), named_by=PROXY_SETTING)
        except ProxyFault as fault:
            raise ProxyFault(f"{PROXY_SETTING}: {fault}") from None
    if environ is None:
        return environment_proxy(url, os.environ, system=getproxies())
    return environment_proxy(url, environ, system={})
