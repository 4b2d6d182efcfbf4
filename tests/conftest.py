"""How many examples the laws are tried with is a profile of Hypothesis."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("laws_nightly", max_examples=10_000)
