"""Validation of a portal's address, its API key and a new user's password. Pure."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import inet_aton
from string import ascii_lowercase, ascii_uppercase, digits
from urllib.parse import SplitResult, urlsplit

# DNS cannot look up a longer name, or one with an empty part.
HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"
)
_REMEDY = "Write one such as https://powerpro.talentlms.com."


def check_password(text: str) -> tuple[str, ...]:
    """The faults of a new user's password; empty where TalentLMS accepts it.

    API fact (recorded): TalentLMS always enforces this rule. The faults never show the password.

    >>> check_password("pink panther")
    ('an upper-case letter', 'a digit')
    """
    wanted = (
        ("at least 8 characters", len(text) >= 8),
        ("an upper-case letter", any(letter in ascii_uppercase for letter in text)),
        ("a lower-case letter", any(letter in ascii_lowercase for letter in text)),
        ("a digit", any(letter in digits for letter in text)),
    )
    return tuple(fault for fault, met in wanted if not met)


def check_key(key: str) -> tuple[str, ...]:
    """The faults of an API key; empty where it can be sent. They never show the key."""
    if not key.strip():
        return ("TalentLMS API key: it is blank. Set TALENTLMS_API_KEY or the key file.",)
    if not key.isprintable() or " " in key:
        return (
            "TalentLMS API key (not shown): it has spaces or unprintable characters. "
            "Copy the key again, and nothing beside it.",
        )
    return ()


def check_url(url: str) -> tuple[str, ...]:
    """The fault of a portal's address, as one sentence; empty where `api_base` can use it."""
    refused = f"TalentLMS url {_shown(url)} is not a portal address"
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises ValueError where the port is no number
    except ValueError:
        return (f"{refused}. {_REMEDY}",)
    faults = _faults(parts)
    if not faults:
        return ()
    # Without both parts it is some other text, and what the parts lack would only confuse.
    why = f": it must {' and '.join(faults)}" if parts.scheme and parts.hostname else ""
    return (f"{refused}{why}. {_REMEDY}",)


def api_base(url: str) -> str:
    """The API's base, such as ``https://powerpro.talentlms.com/api/v1/``, of a checked address."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc.lower()}/api/v1/"


def portal_name(url: str) -> str:
    """The host name of a checked address. It identifies the portal, whatever the port.

    >>> portal_name("https://PowerPro.talentlms.com/api/v1/")
    'powerpro.talentlms.com'
    """
    return (urlsplit(url.strip()).hostname or "").lower()


def _faults(parts: SplitResult) -> tuple[str, ...]:
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and _may_be_plain(host))
    wanted = (
        ("begin with https:// (http:// only on this machine)", secure),
        ("name the portal's host", bool(HOST.fullmatch(host))),
        ("not contain a user name, key or password", "@" not in parts.netloc),
        (
            "end with the host name or /api/v1",
            parts.path in ("", "/", "/api/v1", "/api/v1/"),
        ),
        ("not contain ? or #", not (parts.query or parts.fragment)),
    )
    return tuple(fault for fault, met in wanted if not met)


def is_this_machine(host: str) -> bool:
    """Whether a portal at this host is on this machine, in any form that systems understand.

    >>> is_this_machine("lms.localhost"), is_this_machine("::ffff:127.0.0.1")
    (True, True)
    """
    name = host.lower().rstrip(".")
    try:
        address = _address(name)
    except ValueError:
        try:
            address = IPv4Address(inet_aton(name))  # short forms, such as 127.1
        except (OSError, ValueError):
            return name == "localhost" or name.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _may_be_plain(host: str) -> bool:
    """Whether the host is this machine for certain, so that the key may go over plain HTTP."""
    # Not lms.localhost and no short form: a DNS server may answer anything for them.
    try:
        return _address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(host: str) -> IPv4Address | IPv6Address:
    """A host as an address. Raises ValueError for a name."""
    address = ip_address(host)
    return getattr(address, "ipv4_mapped", None) or address


def _shown(url: str) -> str:
    """The address without the parts that can hold a secret."""
    if "@" in url:
        return "(not shown)"
    return ascii(re.split(r"[?#]", url)[0][:100])
