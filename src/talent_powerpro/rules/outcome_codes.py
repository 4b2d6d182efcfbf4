"""Outcomes to be written, compared with the codes that PowerPro's own table has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from talent_powerpro.model import outcome_code


def codes_of(outcomes: Iterable[str]) -> frozenset[str]:
    """The codes of PowerPro's outcomes. Texts without a code are left out."""
    return frozenset(map(outcome_code, outcomes)) - {""}


def why_not_written(outcome: str, codes: Collection[str]) -> str:
    """Why *outcome* cannot be written, as the end of a sentence; blank if it can.

    *codes* are those of PowerPro's table; empty: not known.
    """
    code = outcome_code(outcome)
    # A text without a code in front would end up in the government return.
    if not code[:1].isdigit():
        return "has no outcome code"
    if codes and code not in codes:
        return f"has the code {code}, which PowerPro's outcomes do not have"
    return ""


def policy_faults(
    competent: str, by_course: Mapping[str, str], codes: Collection[str]
) -> list[str]:
    """The faults of a policy's outcomes that PowerPro's table does not have."""
    outcomes = {"competent_outcome": competent} | {
        f"competent_outcomes[{course}]": outcome for course, outcome in by_course.items()
    }
    return [
        f"{name}: {outcome!r} {why}. Choose one of PowerPro's outcomes"
        for name, outcome in outcomes.items()
        if (why := why_not_written(outcome, codes))
    ]
