"""Reasons that stop a run."""

from __future__ import annotations

from talent_powerpro.records.reasons.reason import Reason

STOPPED = (
    Reason(
        "settings",
        "Settings or import files are not valid. Nothing was started.",
        "Correct them. The message lists every fault.",
        also=("import-files",),
    ),
    Reason(
        "wrong-key",
        "TalentLMS does not accept the API key, or denies access to its API.",
        "Check the API key, and Enable API in TalentLMS.",
        also=("api-off",),
    ),
    Reason(
        "unreachable",
        "Something other than the portal's API answers.",
        "Check the network and the portal's address.",
        also=("untrusted", "redirected", "not-routed", "no-api", "unknown-action"),
    ),
    Reason(
        "proxy",
        "The proxy between this machine and TalentLMS refuses to connect them.",
        "Check the proxy that the message names, its user name and its password.",
    ),
    Reason(
        "talent-unusable",
        "TalentLMS gave no answer for several records in a row of more than one Talent course.",
        "Run again when TalentLMS answers.",
    ),
    Reason(
        "powerpro-unusable",
        "The store is missing, locked, damaged or newer than this version.",
        "As the message says.",
    ),
    Reason(
        "lock-held",
        "Another run, an import or another change of this store is under way. Nothing was started.",
        "Wait for the process that the message names, then run again.",
    ),
    Reason(
        "quota",
        "TalentLMS accepts no more calls in this hour than are left to other programs. What was "
        "learnt is written.",
        "Nothing to do. The next run begins with the enrolments that this one did not reach.",
    ),
    Reason(
        "known_users_missing",
        "The plan of a stage is larger than this brake allows. The message says what was written "
        "before.",
        "Check the plan. `run --release BRAKE` lets one run pass.",
        also=(
            "outcomes_replaced",
            "users_created",
            "outcomes_written",
            "users_suspended",
            "users_updated",
            "brake",
        ),
    ),
    Reason(
        "portal-changed",
        "The stored Talent user ids belong to another portal. Nothing was started.",
        "Run `talent-powerpro portal`.",
    ),
    Reason(
        "no-match",
        "No enrolment or client matches the words that were given. What may be meant is listed.",
        "Use an enrolment id, a client code, an e-mail, or whole words of a name.",
    ),
    Reason(
        "several-match",
        "Several enrolments or clients match. All are listed, and none is chosen.",
        "Run the command again with the enrolment id or the client code.",
    ),
    Reason(
        "internal-error",
        "An unexpected exception in this package or in a repository. The message names its type "
        "and the record.",
        "Report it with the run id. The next run tries again.",
    ),
    Reason(
        "interrupted",
        "A person or a signal stopped the run.",
        "Run again. Nothing is lost.",
    ),
    Reason(
        "fault",
        "A fault without a reason of its own.",
        "As the message says.",
    ),
)
