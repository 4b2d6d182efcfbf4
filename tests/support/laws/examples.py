"""The number of examples for each law: 300, or more with another profile.

``pytest tests/laws --hypothesis-profile=laws_nightly --timeout=0`` tries 10,000 of each;
``nox -s laws_nightly`` does it on all cores.
"""

from __future__ import annotations

from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from talent_powerpro import Policy
from talent_powerpro.model import COMPETENT

EXAMPLES = max(300, settings.default.max_examples if settings.default else 0)


def law(*, one_in: int = 1) -> settings:
    """The settings of a law. A slow law divides its examples by *one_in*."""
    return settings(
        max_examples=EXAMPLES // one_in,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


LAW = law()
SAMPLE = law(one_in=10)
"""The settings of a law that is repeated over HTTP."""

WIDTHS = st.sampled_from((1, 3))
"""Calls to TalentLMS one after the other, or three at once."""

CONFIRMED = {f"ICT-{number}": COMPETENT for number in range(2)}
"""The generated courses with a confirmed meaning of completion in TalentLMS."""

POLICIES = st.sampled_from((Policy.guide(), evolve(Policy.careful(), competent_outcomes=CONFIRMED)))
"""Both profiles."""
