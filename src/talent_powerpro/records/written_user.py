"""The memory of what the agent last wrote to a Talent user."""

from __future__ import annotations

from attrs import frozen

from talent_powerpro.model import ClientCode, TalentUserId, UserDetails


@frozen
class WrittenUser:
    """Names and e-mail that the agent wrote to a client's Talent user."""

    client_code: ClientCode
    user_id: TalentUserId
    """Blank where TalentLMS did not answer the sign-up: then it is the client's user of now."""
    portal: str
    """The portal's name; blank where the Talent repository does not say."""
    written: UserDetails
    """The values last written, each by itself."""
    settled: UserDetails
    """The values of PowerPro that were last dealt with, written or not."""
