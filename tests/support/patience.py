"""How long a test waits for something that takes milliseconds: ten minutes.

A bound against hanging, never a claim of speed. On a slow and busy machine a test takes longer
and passes all the same.
"""

from __future__ import annotations

from typing import Final

PATIENCE: Final = 600.0
"""Seconds."""
