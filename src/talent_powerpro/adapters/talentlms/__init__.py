"""TalentLMS over its API v1.

Pure, and called the wire: `asking` makes requests of values, `table` says what an answer
means, `reading` makes values of it. `client` is the transport.
"""

from talent_powerpro.adapters.talentlms.client import TalentLMS
from talent_powerpro.adapters.talentlms.rate_limit import SlidingWindow
from talent_powerpro.adapters.talentlms.responses import Quota, Site
from talent_powerpro.adapters.talentlms.settings import (
    check_key,
    check_password,
    check_url,
    portal_name,
)

__all__ = [
    "Quota",
    "Site",
    "SlidingWindow",
    "TalentLMS",
    "check_key",
    "check_password",
    "check_url",
    "portal_name",
]
