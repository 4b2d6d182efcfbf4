"""Reasons of deferrals: the next run tries again."""

from __future__ import annotations

from talent_powerpro.records.reasons.reason import Reason

DEFERRED = (
    Reason(
        "no-answer",
        "TalentLMS gave no usable answer in time.",
        "None: the next run tries again.",
    ),
    Reason(
        "edited-meanwhile",
        "A person changed the record in PowerPro after the agent read it. Their edit wins.",
        "None.",
    ),
    Reason(
        "course-not-answering",
        "The record's Talent course gave no answer for several records in a row, so TalentLMS was "
        "not asked for this one.",
        "None at first. If it goes on, open the course in TalentLMS > Courses.",
    ),
    Reason(
        "create-in-doubt",
        "TalentLMS did not confirm that it created the Talent user. The next run looks for the "
        "user.",
        "None.",
    ),
    Reason(
        "creating-stopped",
        "TalentLMS refused several users in a row for the same reason.",
        "Correct what the failed records say.",
    ),
    Reason(
        "plan-changed",
        "You apply a plan, and a run would now write something else for this record, or nothing.",
        "Make a new plan and apply it, or leave the record to the next run.",
    ),
    Reason(
        "not-in-plan",
        "You apply a plan that writes nothing for this record, and a run would now write "
        "something.",
        "As for `plan-changed`.",
    ),
    Reason(
        "deferred",
        "A host's repository defers the record and gives no reason of its own.",
        "None.",
    ),
)
