"""Quirks of a portal: settings for what live portals may do differently.

Each is a point of the API on which no source is certain.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from talent_powerpro.sandbox.api_errors import INVALID_ARGUMENTS
from talent_powerpro.sandbox.portal.choices import LimitAnswer, UserStatus


@frozen
class Quirks:
    """Quirks of one portal. Each default is the likeliest answer."""

    refusal_status: int = 400
    """Status of the refusals whose status is unknown ("already ...", "not enrolled", "not a
    member", duplicates, an invalid e-mail, a weak password, a missing mandatory field): 400, 404,
    or 200 with the error in the body."""
    timestamps: bool = True
    """False: answers have no ``*_timestamp``."""
    sections_in_status: bool = False
    """True: `getuserstatusincourse` lists sections among the units."""
    signup_status: UserStatus = UserStatus.ACTIVE
    """Status of a new user: active or inactive (both recorded)."""
    statuses: Mapping[str, int] = field(factory=dict)
    """The status of single refusals, by their name in `api_errors.UNSETTLED`. It wins over
    *refusal_status*."""
    missing_field_message: str = INVALID_ARGUMENTS
    """Message for a sign-up without a mandatory field; ``{}`` stands for the field's name."""
    limit_answer: LimitAnswer = LimitAnswer.FORBIDDEN
    """Answer to a call beyond an enforced rate limit."""
    integer_ids: bool = False
    """True: ids are integers in every answer, instead of texts."""
    unit_progress_as_list: bool = False
    """True: `getusersprogressinunits` for one user answers with a list of one (documented)
    instead of a bare object (recorded)."""
    deleted_users_hidden: bool = False
    """True: by e-mail and login a deleted user does not exist, and both are free again. Otherwise
    all three look-ups say "no longer available", and a sign-up with either is refused."""
    password_rule: bool = True
    """False: any password will do, as on older portals (reported)."""
