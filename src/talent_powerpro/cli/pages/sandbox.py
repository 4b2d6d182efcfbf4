"""The page of `sandbox`: its address, courses and groups, and an example request."""

from __future__ import annotations

import sys

from talent_powerpro.cli.screen import Screen
from talent_powerpro.sandbox.portal.portal import Portal


def show_sandbox(screen: Screen, portal: Portal, url: str) -> None:
    """Print the page once the sandbox takes requests.

    Flushes the output, so that a program that waits for it at the other end of a pipe can go on.
    """
    screen.heading(f"TalentLMS simulator: {url}")
    screen.fields((("Simulates", portal.domain), ("API key", _key(portal))))
    screen.heading("Courses")
    screen.table(
        ("Talent Course ID", "Name", "Units"),
        [(c.id, c.name, str(len(c.lessons))) for c in portal.courses],
    )
    screen.heading("Groups")
    screen.table(("Talent Group Key", "Name"), [(g.key, g.name) for g in portal.groups])
    screen.heading("Complete a unit as a learner")
    user, course, unit = _example(portal)
    form = {"user_id": user, "course_id": course, "unit": unit}
    sent = " ".join(f'-d "{name}={value}"' for name, value in form.items())
    key = "any" if portal.key is None else "KEY"
    # Never through a proxy of the environment, which cannot reach this machine.
    screen.line(f'curl --noproxy "*" -u "{key}:" {sent} {url}/sandbox/complete')
    screen.line(
        f'python -c "import httpx; print(httpx.post('
        f"'{url}/sandbox/complete', auth=('{key}', ''), data={form}, trust_env=False).text)\""
    )
    screen.line()
    screen.line("Press Ctrl+C to stop.")
    sys.stdout.flush()


def _key(portal: Portal) -> str:
    return "any key works" if portal.key is None else "the one in the portal file"


def _example(portal: Portal) -> tuple[str, str, str]:
    """A learner's id, their course and the first word of one of its units.

    If no learner is in a course yet, the id that the next user will get.
    """
    learner = portal.enrolments[0] if portal.enrolments else None
    user = learner.user_id if learner else str(portal.next_user_id)
    with_units = [course for course in portal.courses if course.lessons]
    theirs = [c for c in with_units if learner and c.id == learner.course_id]
    course = next(iter((*theirs, *with_units)), None)
    if course is None:
        return user, "COURSE", "UNIT"
    return user, course.id, course.lessons[0].name.split()[0]
