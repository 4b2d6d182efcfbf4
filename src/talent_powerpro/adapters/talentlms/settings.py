"""What a portal's address, API key and password have to look like. Pure."""

from __future__ import annotations

import re
from ipaddress import ip_address
from string import ascii_lowercase, ascii_uppercase, digits
from urllib.parse import SplitResult, urlsplit

# Longer names, and names with an empty part, cannot be looked up at all.
_HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"
)
_EXAMPLE = "such as https://powerpro.talentlms.com"


def check_password(text: str) -> tuple[str, ...]:
    """What a new user's password lacks; empty: TalentLMS will take it.

    TalentLMS's own rule (API sheet 4.3). The faults never show the password.

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
    """What is wrong with an API key; empty: it can be sent. Never shows the key."""
    if not key.strip():
        return ("TalentLMS API key: blank. Set TALENTLMS_API_KEY or the key file.",)
    if not key.isprintable() or " " in key:
        return (
            "TalentLMS API key (not shown): it has blanks or unprintable characters. "
            "Copy it again, the key alone.",
        )
    return ()


def check_url(url: str) -> tuple[str, ...]:
    """What is wrong with a portal's address; empty: `api_base` can make a base of it."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises ValueError when it is none
    except ValueError:
        return (f"TalentLMS url {_shown(url)}: not an address. Give the portal's, {_EXAMPLE}.",)
    return tuple(f"TalentLMS url {_shown(url)}: {fault}, {_EXAMPLE}." for fault in _faults(parts))


def api_base(url: str) -> str:
    """``https://powerpro.talentlms.com/api/v1/`` for a checked address, in any of its forms."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc.lower()}/api/v1/"


def portal_name(url: str) -> str:
    """``powerpro.talentlms.com`` for a checked address: whose ids are its own, on any port.

    >>> portal_name("https://PowerPro.talentlms.com/api/v1/")
    'powerpro.talentlms.com'
    """
    return (urlsplit(url.strip()).hostname or "").lower()


def _faults(parts: SplitResult) -> tuple[str, ...]:
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))
    wanted = (
        ("it must begin with https:// (http:// only on this machine)", secure),
        ("it must name the portal's host", bool(_HOST.fullmatch(host))),
        ("it must hold no user name, key or password", "@" not in parts.netloc),
        ("it must end after the host or /api/v1", parts.path in ("", "/", "/api/v1", "/api/v1/")),
        ("it must hold no ? and no #", not (parts.query or parts.fragment)),
    )
    return tuple(fault for fault, met in wanted if not met)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(url: str) -> str:
    """The address as far as it cannot hold a secret."""
    if "@" in url:
        return "(not shown)"
    return ascii(re.split(r"[?#]", url)[0][:100])
