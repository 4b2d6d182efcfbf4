"""A remark: worth a person's eye, and nothing stops for it."""

from __future__ import annotations

from attrs import frozen


@frozen
class Remark:
    """Something worth a person's eye that stopped nothing."""

    reason: str
    """A stable code, such as ``outcome-replaced``."""
    message: str
