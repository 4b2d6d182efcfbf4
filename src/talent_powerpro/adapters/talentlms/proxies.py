"""The proxy between this machine and a portal, as a value; the environment's proxies. Pure.

httpx's own reading of the environment is switched off. It sends calls to this machine through
a proxy, with the API key in clear text, and it ends in an internal error where a variable is
wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit

from attrs import frozen

from talent_powerpro.adapters.talentlms.settings import HOST, is_this_machine
from talent_powerpro.model import Secret

ENVIRONMENT = "environment"
"""The word for "the proxy that the environment names, if it names one"."""
NONE = "none"
"""The word for "no proxy, whatever the environment says"."""

VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
"""Variables that name a proxy, the first that is set wins. Only https goes through a proxy: plain
HTTP is for portals on this machine alone, so ``HTTP_PROXY`` never counts."""
EXCEPTIONS = ("no_proxy", "NO_PROXY")
"""Variables that name hosts to call without a proxy."""
OF_THE_SYSTEM = "this machine's proxy settings"

_DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_LONGEST_SOCKS_TEXT = 255
"""Bytes of a user name or a password, by the SOCKS 5 protocol."""
_SHAPE = re.compile(
    r"(?:(?P<scheme>[A-Za-z0-9+.-]+)://)?"
    # Up to the last @, because a password may contain one, and a / or a : as well.
    r"(?:(?P<user>[^:@]*)(?::(?P<password>.*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^][:/?#@]*)(?::(?P<port>[^:/?#@]*))?(?P<slash>/?)"
)
_EXAMPLE = "http://proxy.example.com:3128"
_EXCEPTION = re.compile(
    r"(?:[a-z]+://)?(?:\*?\.)?(?P<host>\[[0-9a-f:.]+\]|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*|[a-z0-9_.-]+)"
    r"(?P<bits>/[0-9]{1,3})?(?::(?P<port>[0-9]{1,5}))?"
)


class ProxyFault(ValueError):
    """A proxy or a list of exceptions that cannot be used. Its text is a sentence without name."""


@frozen
class Proxy:
    """A proxy for calls to the portal."""

    scheme: str
    host: str
    port: int
    user: Secret
    """Percent-decoded; blank where the proxy needs no user name."""
    password: Secret
    """Percent-decoded; blank likewise."""
    named_by: str
    """What names it, for people: a setting or an environment variable."""

    @property
    def address(self) -> str:
        """Its URL without user name and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def shown(self) -> str:
        """Its host and port."""
        return self.address.partition("://")[2]

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What no message may show: user name, password, and both as they are sent."""
        if not (self.user.reveal() or self.password.reveal()):
            return ()
        both = Secret(f"{self.user.reveal()}:{self.password.reveal()}")
        return (both, self.password, self.user)

    def __str__(self) -> str:
        return f"{self.shown} (from {self.named_by})"


def proxy_of(text: str, *, named_by: str) -> Proxy:
    """The proxy that a setting or a variable names. Raises `ProxyFault`.

    Without a scheme it is an ``http://`` proxy, as most programs take it.
    """
    found = _SHAPE.fullmatch(text.strip())
    faults = tuple(_faults(found)) if found else ("have the form of an address",)
    if not found or faults:
        raise ProxyFault(
            f"{_shown(found)} is not the address of a proxy: it must {' and '.join(faults)}. "
            f"Write one such as {_EXAMPLE}"
        )
    scheme, user, password = _parts(found)
    if scheme.startswith("socks") and find_spec("socksio") is None:
        raise ProxyFault(
            f"{_shown(found)} is a SOCKS proxy, and the package socksio is not installed. "
            "Install it with: pip install socksio"
        )
    port = int(found["port"] or _DEFAULT_PORTS[scheme])
    host = found["host"].strip("[]").lower()
    return Proxy(scheme, host, port, Secret(user), Secret(password), named_by)


def environment_proxy(
    url: str, environ: Mapping[str, str], *, system: Mapping[str, str]
) -> Proxy | None:
    """The environment's proxy for a checked portal address; ``None`` where there is none.

    Never one for a portal on this machine. *system* are the proxies by scheme that Windows and
    macOS keep outside the environment; they count where no variable is set. Raises `ProxyFault`,
    whose text begins with the variable.
    """
    host = urlsplit(url.strip()).hostname or ""
    name, text = _named(environ, system)
    if not text or is_this_machine(host):
        return None
    if _is_exempt(host, urlsplit(url.strip()).port or 443, environ):
        return None
    try:
        return proxy_of(text, named_by=name)
    except ProxyFault as fault:
        raise ProxyFault(
            f"{name}: {fault}. To call TalentLMS without a proxy, write proxy = "
            f'"{NONE}" under [talentlms]'
        ) from None


def _named(environ: Mapping[str, str], system: Mapping[str, str]) -> tuple[str, str]:
    """What names the proxy, and its address; blank if there is none."""
    if not any(name in environ for name in VARIABLES):
        return OF_THE_SYSTEM, system.get("https", "").strip()
    # A blank lower-case variable switches off the upper-case one, as in curl.
    for lower, upper in (VARIABLES[:2], VARIABLES[2:]):
        name = lower if lower in environ else upper
        if text := environ.get(name, "").strip():
            return name, text
    return "", ""


def _faults(found: re.Match[str]) -> Iterator[str]:
    scheme, user, password = _parts(found)
    port = found["port"]
    if scheme not in _DEFAULT_PORTS:
        yield "begin with http://, https://, socks5:// or socks5h://"
    if not HOST.fullmatch(found["host"].strip("[]")):
        yield "name the proxy's host"
    if port is not None and not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) < 65536):
        yield "have a port from 1 to 65535"
    if scheme.startswith("socks") and any(
        len(each.encode("utf-8", "replace")) > _LONGEST_SOCKS_TEXT for each in (user, password)
    ):
        yield f"have a user name and a password of at most {_LONGEST_SOCKS_TEXT} bytes"


def _parts(found: re.Match[str]) -> tuple[str, str, str]:
    """Scheme, user name and password."""
    return (
        (found["scheme"] or "http").lower(),
        unquote(found["user"] or ""),
        unquote(found["password"] or ""),
    )


def _shown(found: re.Match[str] | None) -> str:
    """The address without what may be a secret, or words for it."""
    if found is None or not HOST.fullmatch(found["host"].strip("[]")):
        return "The address (not shown)"
    scheme = f"{found['scheme']}://" if found["scheme"] else ""
    hidden = "***@" if found["user"] is not None else ""
    port = found["port"]
    # After a colon there may be a password whose host was forgotten.
    shown_port = "" if port is None else f":{port if re.fullmatch('[0-9]*', port) else '***'}"
    return f"{scheme}{hidden}{found['host']}{shown_port}"


# --- hosts without a proxy ---------------------------------------------------------


def _is_exempt(host: str, port: int, environ: Mapping[str, str]) -> bool:
    """Whether the environment says that the host is called without a proxy."""
    name = next((each for each in EXCEPTIONS if each in environ), None)
    if name is None:
        return False
    entries = re.split(r"[,\s]+", environ[name].lower())
    try:
        return any(_covers(entry, host.lower().rstrip("."), port) for entry in entries if entry)
    except ProxyFault as fault:
        raise ProxyFault(f"{name}: {fault}") from None


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether an entry covers the host: as a name, a domain, an address or a network."""
    if entry == "*":
        return True
    if entry == "<local>":  # Windows: names without a dot
        return "." not in host and ":" not in host
    found = _EXCEPTION.fullmatch(entry)
    if not found:
        raise ProxyFault(
            f"{entry[:100]!a} is not a host to call without a proxy. Write hosts, domains or "
            "addresses with commas between them, such as localhost,.example.com,10.0.0.0/8"
        )
    if found["port"] and int(found["port"]) != port:
        return False
    name = found["host"].strip("[]").rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return not found["bits"] and (host == name or host.endswith(f".{name}"))
    try:
        return address in ip_network(f"{name}{found['bits'] or ''}", strict=False)
    except ValueError:  # a name, or too many bits
        return False
