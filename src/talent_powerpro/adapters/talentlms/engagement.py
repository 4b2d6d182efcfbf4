"""Reader of what a course status says besides the units' completions. Pure.

Nothing here raises: what is of another shape is blank, and the results do not depend on it.
"""

from __future__ import annotations

from talent_powerpro.adapters.talentlms.json_shapes import Fields, moment_or_none, unnumbered
from talent_powerpro.adapters.talentlms.masking import unescaped
from talent_powerpro.model import Engagement

# API fact (documented): no first and no last access is in it; recorded: units have no percentage.


def engagement_in(fields: Fields, *, asked: str) -> tuple[Engagement, ...]:
    """The course as a whole, then its units, in TalentLMS's order. A unit without id is left out.

    *asked* is the request, without any secret.
    """
    whole = Engagement(
        status=_given(fields, "completion_status"),
        progress=_given(fields, "completion_percentage"),
        time=_given(fields, "total_time"),
        enrolled=_moment(fields, "enrolled_on"),
        completed=_moment(fields, "completed_on"),
        source=asked,
    )
    units = unnumbered(fields.get("units"))
    items = [each for each in units if isinstance(each, dict)] if isinstance(units, list) else []
    return whole, *(_unit(each, asked) for each in items if _given(each, "id"))


def _unit(fields: Fields, asked: str) -> Engagement:
    return Engagement(
        unit_id=_given(fields, "id"),
        unit_name=_given(fields, "name"),
        status=_given(fields, "completion_status"),
        time=_given(fields, "total_time"),
        score=_given(fields, "score"),
        completed=_moment(fields, "completed_on"),
        source=asked,
    )


def _given(fields: Fields, name: str) -> str:
    value = fields.get(name)
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
    return unescaped(str(value)) if is_text else ""


def _moment(fields: Fields, name: str) -> str:
    """A time from its timestamp; else TalentLMS's own text, whose order and zone are not known."""
    at = moment_or_none(fields.get(f"{name}_timestamp"))
    return at.isoformat() if at else _given(fields, name)
