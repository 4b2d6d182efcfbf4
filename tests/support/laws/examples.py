"""The number of examples for each law: 25 by day, 10,000 at night.

``nox -s laws_nightly`` runs the night on all cores. One law alone:
``pytest tests/laws -k NAME --hypothesis-profile=laws_nightly --timeout=0``.
"""

from __future__ import annotations

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st

from talent_powerpro import Policy
from talent_powerpro.model import COMPETENT

EXAMPLES = settings().max_examples
"""What the profile says."""


def law(by_day: int = 25, *, one_in: int = 1) -> settings:
    """The settings of a law. At night a slow law divides its examples by *one_in*."""
    return settings(max_examples=max(by_day, EXAMPLES // one_in))


LAW = law()
SAMPLE = law(3, one_in=10)
"""The settings of a law that is repeated over HTTP."""

WIDTHS = st.sampled_from((1, 3))
"""Calls to TalentLMS one after the other, or three at once."""

CONFIRMED = {f"ICT-{number}": COMPETENT for number in range(2)}
"""The generated courses with a confirmed meaning of completion in TalentLMS."""

POLICIES = st.sampled_from((Policy.guide(), evolve(Policy.careful(), competent_outcomes=CONFIRMED)))
"""Both profiles."""
