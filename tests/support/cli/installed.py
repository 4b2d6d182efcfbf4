"""Plugins of an installed package: a distribution with an entry point."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from talent_powerpro.plugins.hooks import PROJECT


def install(site: Path, monkeypatch: pytest.MonkeyPatch, **plugins: str) -> None:
    """Offer modules, by name and source, as a package would. They last as long as the test."""
    info = site / "rto_plugins-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: rto-plugins\nVersion: 1.2\n", encoding="utf-8")
    lines = [f"{name} = plugin_{name}" for name in plugins]
    (info / "entry_points.txt").write_text("\n".join((f"[{PROJECT}]", *lines)), encoding="utf-8")
    for name, source in plugins.items():
        # An earlier test of this process may have imported a module of the same name.
        sys.modules.pop(f"plugin_{name}", None)
        (site / f"plugin_{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
