"""Actions `siteinfo` and `ratelimit`: facts about the portal."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.choices import UserStatus


def siteinfo(context: ApiContext) -> Answer:
    """The portal's settings. API fact (recorded): no time zone, clock format or language."""
    state, portal = context.state, context.portal
    people = state.present_users()
    verified = portal.quirks.signup_status is UserStatus.INACTIVE
    return {
        "total_users": str(len(people)),
        "total_courses": str(len(state.courses)),
        "total_categories": "0",
        "total_groups": str(len(state.groups)),
        "total_branches": "0",
        "monthly_active_users": sum(1 for u in people if u.status is UserStatus.ACTIVE),
        "signup_method": "email" if verified else "direct",
        "signup_type": "direct",
        "verification": "email" if verified else "",
        "paypal_email": "",
        "domain_map": "",
        "date_format": portal.date_format.value,
        "limits": {"maximum_brances": -1},
    }


def ratelimit(context: ApiContext) -> Answer:
    """The calls left in this hour. API fact (documented): this call is not counted."""
    limits = context.state.limits
    resets = limits.resets_at(context.now)
    return {
        "limit": str(limits.per_hour),
        "remaining": limits.remaining(context.now),
        "reset": str(moments.epoch(resets)),
        "formatted_reset": moments.text_to_the_minute(context.portal, resets),
    }
