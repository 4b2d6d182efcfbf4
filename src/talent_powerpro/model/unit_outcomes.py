"""National outcome codes of the AVETMISS standard (Outcome identifier - national)."""

from __future__ import annotations

COMPETENT = "20 - Competency achieved/pass"
"""The outcome that the guide calls "Competent"."""

# AVETMISS: 70 is a continuing enrolment, 85 is not yet started. 90 (not yet available) has not
# been valid since 2017, but old data still has it. Blank is PowerPro's "not set".
OPEN_OUTCOMES = frozenset({"", "70", "85", "90"})
"""National codes that state no result yet."""

# AVETMISS: 20 competent, 51 recognition of prior learning, 60 credit transfer, 81 completed
# without assessment. For 51 and 60 no training took place, so a completion contradicts them.
ACHIEVED = frozenset({"20", "51", "60", "81"})
"""National codes of an achieved unit."""


def outcome_code(outcome: str) -> str:
    """The national code at the beginning of an outcome text; ``""`` if it is blank.

    >>> outcome_code("20 - Competency achieved/pass")
    '20'
    """
    words = outcome.replace("-", " ").split()
    return words[0] if words else ""
