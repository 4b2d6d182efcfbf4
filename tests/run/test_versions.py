"""The version that the evidence of results names."""

from __future__ import annotations

from importlib import metadata

import pytest

from talent_powerpro.run import versions


def test_the_version_is_the_installed_packages() -> None:
    versions.package_version.cache_clear()
    assert versions.package_version() == metadata.version("talent-powerpro") != ""


def test_without_metadata_the_version_is_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(versions, "version", none)
    versions.package_version.cache_clear()
    assert versions.package_version() == ""
    versions.package_version.cache_clear()
