"""The version of this package, as an audit asks for it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def package_version() -> str:
    """The installed version; blank where a host bundles the package without its metadata."""
    try:
        return version("talent-powerpro")
    except PackageNotFoundError:
        return ""
