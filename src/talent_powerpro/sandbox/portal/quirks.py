"""Where live portals may differ and nobody knows how (API sheet, sections 12, 13 and 15)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from talent_powerpro.sandbox.api_errors import INVALID_ARGUMENTS


class UserStatus(StrEnum):
    """What a user row is. No answer ever says ``deleted``; such a user is denied."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class LimitAnswer(StrEnum):
    """What a portal says to a call beyond a limit. No portal's answer is on record."""

    FORBIDDEN = "403"
    """403, JSON, of type ``api_error``."""
    TOO_MANY = "429"
    """429, JSON, without a word on when to come back."""
    RETRY_AFTER = "429-retry-after"
    """429, JSON, with ``Retry-After`` in seconds."""
    UNAVAILABLE = "503"
    """503, a web page."""


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
    """The same for one refusal, by its name in `refusals.UNSETTLED`; wins over
    *refusal_status*."""
    missing_field_message: str = INVALID_ARGUMENTS
    """What a sign-up without a mandatory custom field is told; ``{}`` is the field's name."""
    limit_answer: LimitAnswer = LimitAnswer.FORBIDDEN
    """What a call beyond an enforced limit is told."""
    integer_ids: bool = False
    """True: ids are integers in every answer, not texts."""
    unit_progress_as_list: bool = False
    """True: `getusersprogressinunits` of one user answers with a list of one, as the manual
    shows it; live portals answered with the bare object."""
    deleted_users_block: bool = False
    """True: e-mail and login of a deleted user are not free for another one."""
