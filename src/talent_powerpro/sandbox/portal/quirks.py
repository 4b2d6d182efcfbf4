"""Quirks: choices where live portals may differ (API sheet, sections 12, 13 and 15)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from talent_powerpro.sandbox.api_errors import INVALID_ARGUMENTS
from talent_powerpro.sandbox.portal.choices import LimitAnswer, UserStatus


@frozen
class Quirks:
    """What this portal does; each default is the sheet's own choice."""

    refusal_status: int = 400
    """Status of "already ...", "not enrolled", "not a member", a duplicate, an invalid
    e-mail, a weak password and a mandatory field that is missing: 400, 404, or 200 with the
    error in the body."""
    timestamps: bool = True
    """False: no answer has a ``*_timestamp``."""
    sections_in_status: bool = False
    """True: `getuserstatusincourse` lists sections among the units."""
    signup_status: UserStatus = UserStatus.ACTIVE
    """Status of a user who has just been signed up: active or inactive."""
    statuses: Mapping[str, int] = field(factory=dict)
    """The same for one refusal, by its name in `api_errors.UNSETTLED`; wins over
    *refusal_status*."""
    missing_field_message: str = INVALID_ARGUMENTS
    """The message for a sign-up without a mandatory custom field; ``{}`` is the field's name."""
    limit_answer: LimitAnswer = LimitAnswer.FORBIDDEN
    """The answer to a call beyond an enforced limit."""
    integer_ids: bool = False
    """True: ids are integers in every answer, not texts."""
    unit_progress_as_list: bool = False
    """True: `getusersprogressinunits` of one user answers with a list of one, as the manual
    shows it; live portals answered with the bare object."""
    deleted_users_block: bool = False
    """True: e-mail and login of a deleted user are not free for another one."""
