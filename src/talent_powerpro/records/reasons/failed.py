"""Reasons of failures: a person corrects the record's data."""

from __future__ import annotations

from talent_powerpro.records.reasons.reason import Reason

FAILED = (
    Reason(
        "talent-course-missing",
        "The Talent course does not exist in TalentLMS, so the agent cannot enrol clients in it, "
        "and no Talent user is created for it.",
        "Correct Course > E-Learning (Talent LMS) tab > Talent Course ID.",
    ),
    Reason(
        "talent-course-inactive",
        "The Talent course is not active in TalentLMS, so the agent cannot enrol clients in it.",
        "Activate the course in TalentLMS, or correct the Talent Course ID.",
    ),
    Reason(
        "talent-course-id-numeric",
        "The Talent Course ID is not a number.",
        "Correct Course > E-Learning (Talent LMS) tab > Talent Course ID.",
    ),
    Reason(
        "wrong-user-answered",
        "TalentLMS returned a user with another e-mail than the client's, so the agent does not "
        "use that user.",
        "Compare both addresses in TalentLMS > Users.",
    ),
    Reason(
        "name-incomplete",
        "The client has a blank given name or surname, and TalentLMS has no Talent user of "
        "theirs. TalentLMS needs both names, so no user is created.",
        "Fill in the name in Client > Main, or set `single_name` in the [policy](policy.md).",
    ),
    Reason(
        "group-missing",
        'TalentLMS has no group with the Talent Group Key. With `missing_groups = "provision"` '
        "the client is enrolled without it, the contact log says so, and each run tries again. "
        '(In the run that provisions the enrolment, this is a remark.) With `"fail"` nobody is '
        "enrolled.",
        "Correct Course > E-Learning (Talent LMS) tab > Talent Group Key.",
    ),
    Reason(
        "group-refused",
        "The client is enrolled, but TalentLMS does not add them to the Talent group. Each run "
        "tries again. (In the run that provisions the enrolment, this is a remark.)",
        "Correct Course > E-Learning (Talent LMS) tab > Talent Group Key.",
    ),
    Reason(
        "results-unreachable",
        "Results cannot be fetched. The Secondary ID is not a Talent user id, the Talent Course "
        "ID has changed since the enrolment was provisioned, or the user is not enrolled in the "
        "Talent course any more.",
        "As the message says.",
    ),
    Reason(
        "plugin",
        "A plugin raised an exception while deciding about the record, or chose an outcome that "
        "PowerPro does not have.",
        "Fix the plugin, or run without it.",
    ),
    Reason(
        "no-password",
        "No password is set for new Talent users.",
        "Set `TALENTLMS_NEW_USER_PASSWORD` or the password file.",
    ),
    Reason(
        "custom-field",
        "A plugin uses a custom field name that TalentLMS does not have.",
        "Name the field as TalentLMS does, such as `custom_field_1`.",
    ),
    Reason(
        "not-sendable",
        "A text has a broken character or is too long to send.",
        "Type the field again in PowerPro, or set the password again.",
    ),
    Reason(
        "row-unreadable",
        "A row of PowerPro's store or of the agent's state holds a value that is not of its "
        "column's type, such as a date written day first. The message names table, row, column "
        "and value. Only the enrolments that need the row fail. The enrolment's client and course "
        "count, and for a result also another enrolment of the client with the same unit.",
        "Import the row again with the right value, or correct it with the program that wrote it. "
        "For a row of the agent's own state, restore the store from a back-up if you cannot "
        "correct it.",
    ),
    Reason(
        "unreadable-date",
        "The completion date of a unit cannot be read. The agent never guesses the order of day "
        "and month. The client's other results are written.",
        "Compare the portal's date format. Until the date can be read, set the outcome by hand.",
    ),
    Reason(
        "unknown-user",
        "TalentLMS says so about the user, course or group of a call.",
        "Check the field with that id or key.",
        also=("deleted-user", "unknown-course", "unknown-group", "not-enrolled"),
    ),
    Reason(
        "duplicate",
        "The e-mail or the login is taken, and looking again did not find the client's own user.",
        "Look for the user with that e-mail or login in TalentLMS > Users.",
    ),
    Reason(
        "email-taken",
        "The client has a new e-mail in PowerPro, and another Talent user has it already. Only "
        "with `update_users`. The client's Talent user keeps name and e-mail.",
        "Correct Client > Main > Email, or the other user's e-mail in TalentLMS > Users.",
    ),
    Reason(
        "already",
        'TalentLMS answers "already" to a call for which that is not a success.',
        "None.",
    ),
    Reason(
        "invalid-email",
        "TalentLMS does not accept the new user's data.",
        "Correct Client > Main > Email, the pre-set password or the client's name, or fill the "
        "mandatory field that `talent-powerpro check` names.",
        also=("weak-password", "invalid-arguments"),
    ),
    Reason(
        "unknown-answer",
        "TalentLMS sent a message that the agent does not know. It is shown word for word.",
        "Read the message.",
    ),
    Reason(
        "not-offered",
        "The host's repository cannot activate users, take them out of courses or change them.",
        'Set `inactive_users = "report"`, `on_withdrawal = "report"` or `update_users = false`.',
    ),
    Reason(
        "refused",
        "A host's repository refuses the record for good and gives no reason of its own.",
        "As the message says.",
        also=("failed",),
    ),
)
