"""Reasons of remarks: they stop nothing."""

from __future__ import annotations

from talent_powerpro.records.reasons.reason import Reason

REMARKED = (
    Reason(
        "completed-without-date",
        "A unit is completed in TalentLMS without a date. It gets no result. Reported once.",
        "Mark the unit completed again in TalentLMS, or set the outcome by hand: Home > "
        "Enrolments and Results > Outcomes & Dates.",
    ),
    Reason(
        "outcome-not-stated",
        "The unit's outcome in PowerPro has no code in it, such as `@@` or `00`. It counts as not "
        "set.",
        "Nothing.",
    ),
    Reason(
        "completed-after-end",
        "The unit was completed after the later of Expected End Date and Extension Date.",
        "Correct the Extension Date if it is wrong: Home > Enrolments and Results > Course data.",
    ),
    Reason(
        "talent-user-edited",
        "A client's name or e-mail changed in PowerPro, and a person has changed the same value "
        "of the Talent user, which stays. Only with `update_users`. Reported once for each "
        "change.",
        "Make the two the same, on the side that is wrong.",
    ),
    Reason(
        "shared-user-not-updated",
        "A client's name or e-mail changed in PowerPro, and other clients have the same Talent "
        "user, which stays as it is.",
        "Correct the Secondary IDs, or change the user in TalentLMS > Users.",
    ),
    Reason(
        "known-user-missing",
        "TalentLMS has no user with the client's Secondary ID. The agent looks for the e-mail "
        "instead.",
        "Nothing. If many clients have this remark, check that the settings name the right portal.",
    ),
    Reason(
        "known-user-deleted",
        "The Talent user of the client's Secondary ID was deleted in TalentLMS. The agent looks "
        "for the e-mail instead.",
        "Restore the user in TalentLMS > Users.",
    ),
    Reason(
        "results-of-former-user",
        "The client's Secondary ID was corrected. The remark names the client's results that "
        "still stand from the former Talent user, those of other and closed enrolments included.",
        "Check each of these results.",
    ),
    Reason(
        "talent-user-differs",
        "The Talent user has the client's whole name and another e-mail, or the client's e-mail "
        "and given name and another family name.",
        "Compare TalentLMS > Users with Client > Main.",
    ),
    Reason(
        "talent-user-inactive",
        "The Talent user is inactive and cannot log in.",
        "Activate the user in TalentLMS > Users.",
    ),
    Reason(
        "completed-before",
        "The Talent user completed the Talent course earlier.",
        "If the student is to repeat it, reset their progress in TalentLMS.",
    ),
    Reason(
        "staff-not-suspended",
        "A withdrawn client is no learner in TalentLMS, so the agent does not take them out of "
        "the Talent course. Reported once.",
        "Take the user out in TalentLMS > Courses, if that is right.",
    ),
    Reason(
        "access-ends",
        "The Talent user can use the Talent course only until a certain day.",
        "Extend the access in TalentLMS.",
    ),
    Reason(
        "start-date-missing",
        "A result is written to a unit that has no Start Date. The national return (NAT00120) "
        "needs one, and the agent never writes it.",
        "Enter it: Home > Enrolments and Results > Outcomes & Dates > Start Date.",
    ),
    Reason(
        "partly-completed",
        "Some, but not all, of the Talent units with one code are completed. By `repeated_units = "
        '"any"` one is enough.',
        'If all have to be completed, set `repeated_units = "all"`.',
    ),
    Reason(
        "unknown-label",
        "TalentLMS gave a unit a status that the agent does not know. The unit counts as not "
        "completed. Reported once.",
        "Report the status to us.",
    ),
    Reason(
        "course-not-answering",
        "A Talent course gave no answer for several records in a row, so its other records wait "
        "for the next run.",
        "Open the course in TalentLMS > Courses, and ask TalentLMS support if it does not open.",
    ),
    Reason(
        "group-courses-unknown",
        "TalentLMS did not answer which courses the Talent group brings. In plans only.",
        "Make the plan again.",
    ),
    Reason(
        "plugin-raised",
        "A plugin that watches the run raised an exception. The run went on.",
        "Fix the plugin.",
    ),
    Reason(
        "listener-raised",
        "A listener of the host raised an exception. The run went on.",
        "Fix the listener.",
    ),
    Reason(
        "state-in-memory",
        "The journal or the run lock is in memory. When the process ends, the agent forgets what "
        "stays due and who holds the lock.",
        "Give the agent a [state](../how-to/write-your-own-repository.md) that is stored.",
    ),
)
