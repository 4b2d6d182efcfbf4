"""Django views: an enrolment's Talent LMS tab, and a button's "run for this enrolment".

One file in place of a project: `settings.configure` stands for the project's settings, and Django's
test client for a browser. Each request opens the store and closes it, in the thread that answers
it. Both views are for the staff alone. The one that runs accepts a POST, under Django's protection
against forged requests; for all students use a task, as in ``celery_task.py``, because a request
should not wait for many calls.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.contrib.auth.decorators import user_passes_test
from django.core.management import call_command
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from talent_powerpro import Agent
from talent_powerpro.adapters.csv import read_folder
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import LockHeld
from talent_powerpro.model import EnrolmentId, TalentCourse, TalentCourseId, TalentGroupKey
from talent_powerpro.ports import TalentRepository
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.views.html_windows import script, stylesheet, tab_html

PERTH = ZoneInfo("Australia/Perth")
NOW = datetime(2022, 6, 2, 14, 58, 56, tzinfo=PERTH)  # in production, leave the clock out

staff_only = user_passes_test(lambda user: user.is_staff)


def portal() -> TalentRepository:
    """Return a portal in memory. In production: ``TalentLMS(url, key, new_user_password=...)``."""
    talent = MemoryTalent(courses=[TalentCourse(TalentCourseId("126"), "Web")], next_user_id=7)
    talent.put_group(TalentGroupKey("77eD6LXHH"))
    return talent


@staff_only
@require_GET
def tab(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Show the Talent LMS tab. Every value in the fragment is escaped."""
    with SqlPowerPro(settings.POWERPRO_STORE) as powerpro:
        found = powerpro.enrolment(EnrolmentId(enrolment_id))
    if found is None:
        raise Http404
    return HttpResponse(
        f'<!doctype html><html lang="en-AU"><title>Talent LMS</title><style>{stylesheet()}</style>'
        f"<main>{tab_html(found, PERTH)}</main><script>{script()}</script></html>"
    )


@staff_only
@require_POST
def run(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Run the agent for one enrolment. 409: another run is going on."""
    with SqlPowerPro(settings.POWERPRO_STORE) as powerpro:
        agent = Agent(powerpro, portal(), timezone=PERTH, clock=lambda: NOW)
        try:
            report = agent.run(targets=RunTargets(enrolments=(EnrolmentId(enrolment_id),)))
        except LockHeld as held:
            return JsonResponse({"error": str(held)}, status=409)
    return JsonResponse(
        {
            "writes": report.wrote,
            "records": {each.stage: each.status for each in report.records},
            "stopped": report.stopped.message if report.stopped else "",
        }
    )


urlpatterns = [
    path("enrolments/<str:enrolment_id>/talent/", tab),
    path("enrolments/<str:enrolment_id>/talent/run/", run),
]


def project(store: str) -> None:
    """Stand for a project: its settings and its tables, here in memory."""
    settings.configure(
        ALLOWED_HOSTS=["testserver"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        POWERPRO_STORE=store,
        ROOT_URLCONF=__name__,
        SECRET_KEY="the project's own",
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        TIME_ZONE=PERTH.key,
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{(Path(folder) / 'powerpro.db').as_posix()}"
        with SqlPowerPro.create(store) as powerpro:
            powerpro.take_in(read_folder(Path(__file__).parent, timezone=PERTH))
        project(store)
        from django.contrib.auth.models import User  # after the set-up

        browser = Client()
        print("signed out:", browser.post("/enrolments/1001/talent/run/").status_code)
        browser.force_login(User.objects.create_user("office", is_staff=True))
        print("run:", browser.post("/enrolments/1001/talent/run/").json())
        shown = browser.get("/enrolments/1001/talent/")
        print("on the tab:", "Enrolled in Talent Course: 126" in shown.content.decode())
        print("unknown:", browser.get("/enrolments/9999/talent/").status_code)


if __name__ == "__main__":
    main()
