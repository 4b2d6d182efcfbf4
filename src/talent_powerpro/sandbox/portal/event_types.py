"""Event types of the timeline with their messages."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "user_register_user": "{user} was added",
    "user_self_register": "{user} signed up",
    "user_delete_user": "{user} was deleted",
    "user_undelete_user": "{user} was restored",
    "user_property_change": "The details of {user} were changed",
    "course_add_user": "{user} was added to course {course}",
    "course_remove_user": "{user} was removed from course {course}",
    "course_completion": "{user} completed course {course}",
    "course_failure": "{user} failed course {course}",
    "course_reset_user_progress": "The progress of {user} in course {course} was reset",
    "group_add_user": "{user} was added to group {group}",
    "group_remove_user": "{user} was removed from group {group}",
    "unitprogress_test_completion": "{user} completed test {unit} of course {course}",
    "unitprogress_test_failed": "{user} failed test {unit} of course {course}",
    "unitprogress_survey_completion": "{user} completed survey {unit} of course {course}",
    "unitprogress_assignment_answered": "{user} answered assignment {unit} of course {course}",
    "unitprogress_assignment_graded": "{user} was graded in assignment {unit} of course {course}",
    "unitprogress_ilt_graded": "{user} was graded in session {unit} of course {course}",
    "certification_issue_certification": "{user} was certified in course {course}",
}
"""Event types that an RTO may ask for. The types are documented; the messages are ours."""
