"""A module of the program once more, beside the one that is in use."""

from __future__ import annotations

from importlib.util import find_spec, module_from_spec
from types import ModuleType


def executed_anew(name: str) -> ModuleType:
    """What the module is where it is imported now. The one that others have imported stays."""
    spec = find_spec(name)
    assert spec
    assert spec.loader
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
