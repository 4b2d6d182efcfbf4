"""Reasons of holds that no setting switches off."""

from __future__ import annotations

from talent_powerpro.records.reasons.reason import Reason

HELD = (
    Reason(
        "login-of-another",
        "The login meant for the new Talent user belongs to another Talent user.",
        "Change that user's login in TalentLMS > Users, or the client's e-mail in Client > Main > "
        "Email.",
        releasable=False,
    ),
    Reason(
        "deleted-user-in-the-way",
        "A deleted Talent user has the client's e-mail or login, so the agent creates no second "
        "user.",
        "Restore that user in TalentLMS, or delete it permanently.",
        releasable=False,
    ),
    Reason(
        "outcome-lowered",
        "A plugin would lower an achieved outcome. The agent never does that.",
        "Set the outcome by hand: Home > Enrolments and Results > Outcomes & Dates.",
        releasable=False,
    ),
    Reason(
        "several-units-with-code",
        "The enrolment has several rows with one code. Either none of them is open or more than "
        "one is, so the agent cannot tell which was completed.",
        "Set the outcome of the right row by hand: Home > Enrolments and Results > Outcomes & "
        "Dates.",
        releasable=False,
    ),
    Reason(
        "kept",
        "A person answered the hold with `keep`. The record counts as unchanged and is not "
        "reported.",
        "To change your mind, release it.",
    ),
    Reason(
        "vetoed",
        "A plugin refuses the write. The message is the plugin's own.",
        "Ask the person who maintains the plugin.",
        releasable=False,
    ),
    Reason(
        "secondary-id-mangled",
        "The Secondary ID looks like a TalentLMS user id that a spreadsheet changed, such as "
        "`7.0` or `1,234`. Taken for another system's id, it would get the client a second Talent "
        "user. A person may release it.",
        "Write the id as digits only, or clear the field: Client > Secondary ID.",
    ),
    Reason(
        "run-missing",
        "PowerPro has nothing of what one or more earlier runs wrote, so a transaction around the "
        "run was probably rolled back, or an older back-up was put in place. One hold for the "
        "run; its enrolments wait. It can be released (the next run does all of it again) or "
        "kept.",
        "If newer data of PowerPro exists, put it back.",
    ),
    Reason(
        "undone",
        "A person undid what a run wrote for this enrolment. Nothing is written again until the "
        "hold is released, in scope or not.",
        "Correct what was wrong first.",
    ),
    Reason(
        "held",
        "A host's repository holds the record and gives no reason of its own.",
        "As the message says.",
    ),
)
