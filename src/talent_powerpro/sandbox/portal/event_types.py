"""Event types of the timeline with their messages."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "user_login_user": "{user} signed in",
    "user_register_user": "{user} was added",
    "user_self_register": "{user} signed up",
    "user_delete_user": "{user} was deleted",
    "user_undelete_user": "{user} was restored",
    "user_property_change": "The details of {user} were changed",
    "user_create_payment": "{user} made a payment",
    "user_upgrade_level": "{user} reached a new level",
    "user_unlock_badge": "{user} got a badge",
    "course_create_course": "{user} created course {course}",
    "course_delete_course": "{user} deleted course {course}",
    "course_undelete_course": "{user} restored course {course}",
    "course_property_change": "{user} changed course {course}",
    "course_add_user": "{user} was added to course {course}",
    "course_remove_user": "{user} was removed from course {course}",
    "course_completion": "{user} completed course {course}",
    "course_failure": "{user} failed course {course}",
    "course_reset_user_progress": "The progress of {user} in course {course} was reset",
    "branch_create_branch": "{user} created a branch",
    "branch_delete_branch": "{user} deleted a branch",
    "branch_property_change": "{user} changed a branch",
    "branch_add_user": "{user} was added to a branch",
    "branch_remove_user": "{user} was removed from a branch",
    "branch_add_course": "{user} added course {course} to a branch",
    "branch_remove_course": "{user} removed course {course} from a branch",
    "group_create_group": "{user} created group {group}",
    "group_delete_group": "{user} deleted group {group}",
    "group_property_change": "{user} changed group {group}",
    "group_add_user": "{user} was added to group {group}",
    "group_remove_user": "{user} was removed from group {group}",
    "group_add_course": "{user} added course {course} to group {group}",
    "group_remove_course": "{user} removed course {course} from group {group}",
    "certification_issue_certification": "{user} was certified in course {course}",
    "certification_refresh_certification": "The certification of {user} in {course} was renewed",
    "certification_remove_certification": "The certification of {user} in {course} was removed",
    "certification_expire_certification": "The certification of {user} in {course} has expired",
    "unitprogress_test_completion": "{user} completed test {unit} of course {course}",
    "unitprogress_test_failed": "{user} failed test {unit} of course {course}",
    "unitprogress_survey_completion": "{user} completed survey {unit} of course {course}",
    "unitprogress_assignment_answered": "{user} answered assignment {unit} of course {course}",
    "unitprogress_assignment_graded": "{user} was graded in assignment {unit} of course {course}",
    "unitprogress_ilt_graded": "{user} was graded in session {unit} of course {course}",
    "notification_create_notification": "{user} created a notification",
    "notification_delete_notification": "{user} deleted a notification",
    "notification_update_notification": "{user} changed a notification",
    "automation_create_automation": "{user} created an automation",
    "automation_delete_automation": "{user} deleted an automation",
    "automation_update_automation": "{user} changed an automation",
    "reports_create_custom_report": "{user} created a custom report",
    "reports_delete_custom_report": "{user} deleted a custom report",
    "reports_update_custom_report": "{user} changed a custom report",
}
"""The 51 event types of the manual (documented). The messages are ours.

The sandbox records those of users, enrolments, groups and progress. `gettimeline` takes all.
"""
