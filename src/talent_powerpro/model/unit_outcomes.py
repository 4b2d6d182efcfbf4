"""National outcome codes, as the AVETMISS standard names them."""

from __future__ import annotations

COMPETENT = "20 - Competency achieved/pass"
"""What the guide calls "Competent"."""

OPEN_OUTCOMES = frozenset({"", "70", "85", "90"})
"""National codes that state no result yet (blank: not set; 90: old data)."""

ACHIEVED = frozenset({"20", "51", "60", "81"})
"""National codes of a unit that is achieved."""


def outcome_code(outcome: str) -> str:
    """The national code that an outcome text begins with; ``""`` when it is blank.

    >>> outcome_code("20 - Competency achieved/pass")
    '20'
    """
    words = outcome.replace("-", " ").split()
    return words[0] if words else ""
