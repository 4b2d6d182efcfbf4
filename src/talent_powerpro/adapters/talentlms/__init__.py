"""TalentLMS over its API v1.

Pure: `requests` makes requests from values, `meanings` says what an answer means, and
`responses` makes values of it. `transport` speaks HTTP; `client` is the repository.

Comments cite facts of the TalentLMS API ("API fact") with how sure each is.
*Recorded*: in an answer from a live portal. *Documented*: in TalentLMS's manual, whose
examples are made by hand, so a recorded answer wins. *Vendor's code*: in TalentLMS's own
library or plug-in. *Reported*: in other people's production code. *Inferred*: our guess,
on which nothing here may depend.
"""

from talent_powerpro.adapters.talentlms.client import TalentLMS
from talent_powerpro.adapters.talentlms.proxies import Proxy
from talent_powerpro.adapters.talentlms.rate_limit import SlidingWindow
from talent_powerpro.adapters.talentlms.route import Route, route_to
from talent_powerpro.adapters.talentlms.settings import (
    check_key,
    check_password,
    check_url,
    portal_name,
)
from talent_powerpro.adapters.talentlms.site import Site

__all__ = [
    "Proxy",
    "Route",
    "Site",
    "SlidingWindow",
    "TalentLMS",
    "check_key",
    "check_password",
    "check_url",
    "portal_name",
    "route_to",
]
