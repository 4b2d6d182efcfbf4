"""Reasons that the policy makes a hold or a remark."""

from __future__ import annotations

from talent_powerpro.records.reasons.reason import Reason

BY_POLICY = (
    Reason(
        "talent-user-shared",
        "Another client has this Talent user's id, or shares the e-mail while the Talent user has "
        "another given name. A release enrols the client all the same. Results of a Talent user "
        "of two clients stay held, and no release helps. With `link` this is only reported.",
        "Clear the Secondary ID of the client who should not have it, or give each client their "
        "own e-mail: Client > Main > Email.",
        setting="shared_talent_user",
    ),
    Reason(
        "talent-user-of-another",
        "The Talent user may be another person: it has the client's e-mail and another name, or "
        "neither the e-mail nor the whole name. Nobody is linked, and no results are fetched.",
        "Correct or clear Client > Secondary ID, or give the client their own e-mail: Client > "
        "Main > Email.",
        setting="secondary_ids_of_others",
    ),
    Reason(
        "family-name-only",
        "The Talent user has the client's e-mail and family name, but another given name, so it "
        "may be a relative. `report` says so about each result too.",
        "Give the client their own e-mail, Client > Main > Email, or correct the name in "
        "TalentLMS > Users.",
        setting="family_name_only",
    ),
    Reason(
        "not-a-learner",
        "The Talent user is an owner, administrator or trainer, or has another role than learner "
        "in the Talent course.",
        "Change the account to a learner in TalentLMS > Users, or give the client an account of "
        "their own.",
        setting="staff_users",
    ),
    Reason(
        "talent-user-deleted",
        "The Talent user of the client's Secondary ID was deleted, and no Talent user has the "
        "client's e-mail. `report` creates a new one.",
        "Restore the user in TalentLMS > Users, or clear Client > Secondary ID.",
        setting="deleted_users",
    ),
    Reason(
        "group-brings-courses",
        "The Talent group also enrols its members in other Talent courses. `report` does so in "
        "plans only.",
        "Remove these courses from the group in TalentLMS > Groups, or enter another group: "
        "Course > E-Learning (Talent LMS) tab > Talent Group Key.",
        setting="group_courses",
    ),
    Reason(
        "course-unconfirmed",
        "Your RTO has not confirmed that completing the course's units in TalentLMS means "
        "competent. Reported once for each course.",
        "Write the course's outcome in `[policy.competent_outcomes]`.",
        setting="unconfirmed_courses",
    ),
    Reason(
        "deferment-date",
        "The enrolment to be provisioned has a Deferment Date, so the training may start later.",
        "Untick the export box or clear the Deferment Date: Home > Enrolments and Results > "
        "Course data.",
        setting="deferred_enrolments",
    ),
    Reason(
        "secondary-id-replaced",
        "The Secondary ID is not a TalentLMS user id and may belong to another system. The "
        "TalentLMS user id replaces it.",
        "Keep a copy if you need it, then clear Client > Secondary ID.",
        setting="foreign_secondary_ids",
    ),
    Reason(
        "outcome-replaced",
        "The unit already has an outcome that is neither open nor competent, but TalentLMS "
        "reports it completed.",
        "If TalentLMS is right, clear the result: Home > Enrolments and Results > Outcomes & "
        "Dates.",
        setting="final_outcomes",
    ),
    Reason(
        "date-replaced",
        "PowerPro and TalentLMS have different dates for a competent unit. A person may have "
        "corrected the date, or the Talent course was reset and completed again.",
        "If TalentLMS is right, enter its date by hand: Home > Enrolments and Results > Outcomes "
        "& Dates.",
        setting="corrected_dates",
    ),
    Reason(
        "result-written-again",
        "The agent wrote a result, and the outcome was cleared or set back to an open one. "
        "TalentLMS still reports the unit completed.",
        "Set the outcome by hand: Home > Enrolments and Results > Outcomes & Dates.",
        setting="cleared_results",
    ),
    Reason(
        "completion-of-another-enrolment",
        "Another enrolment of the client has the same unit and Talent course, and the completion "
        "belongs to it first: it was under way on that day, else it was provisioned first.",
        "Set the outcome by hand, such as a credit transfer: Home > Enrolments and Results > "
        "Outcomes & Dates.",
        setting="shared_completions",
    ),
    Reason(
        "talent-course-changed",
        "The Talent Course ID was changed after the client was provisioned. `report` takes the "
        "results from the present course or, where the client is not in it, from the one of the "
        "contact log. `hold` gives two holds, one for each course.",
        "Release the hold of the right Talent course, or correct the Talent Course ID: Course > "
        "E-Learning (Talent LMS) tab > Talent Course ID.",
        setting="changed_courses",
    ),
    Reason(
        "lodged-result",
        "The result to be replaced is of an earlier calendar year whose data collection has "
        "closed.",
        "If the result from TalentLMS is right, set it by hand: Home > Enrolments and Results > "
        "Outcomes & Dates.",
        setting="doubtful_dates",
    ),
    Reason(
        "suspension-unverified",
        "A withdrawn client is to leave the Talent course, but the agent has not checked that the "
        "Talent user of the Secondary ID is theirs.",
        "Compare the user in TalentLMS > Users, and correct Client > Secondary ID if it is "
        "another person.",
        setting="on_withdrawal",
    ),
    Reason(
        "doubtful-date",
        "The unit was completed before the start, in the future, more than five years after the "
        "start, or in an earlier calendar year whose data collection has closed.",
        "If outcome and date are right, set them by hand: Home > Enrolments and Results > "
        "Outcomes & Dates.",
        setting="doubtful_dates",
    ),
)
