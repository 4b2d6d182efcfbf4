"""Seeds of the fuzzer: one valid example of each shape, and a dictionary of words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.resources import files as resources
from itertools import product
from pathlib import Path

from attrs import evolve

from fuzz.targets import FILES, KEY, PASSWORD, STATUSES
from support.csv.import_files import LOGS
from support.secrets_search import spellings
from support.talentlms.portal_answers import (
    ENROLLED,
    GROUPED,
    PORTAL_404,
    QUOTA,
    SITE,
    course,
    error,
    new_user,
    php_json,
    status,
    unit,
    user,
)
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
)
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName
from talent_powerpro.records.write import Enrol
from talent_powerpro.sandbox import (
    FieldType,
    Portal,
    PortalEnrolment,
    PortalEvent,
    PortalField,
    PortalProgress,
    PortalUser,
    Quirks,
    guide_portal,
)
from talent_powerpro.sandbox.portal.writing import portal_text

MESSAGES = (
    "The requested user does not exist",
    "The requested user is no longer available",
    "The requested course does not exist",
    "There is no group with such key",
    "The requested user is already enrolled in this course",
    "The requested user is already a member of the group",
    "The requested user is not enrolled in this course",
    "A user with the same login already exists",
    "joana is not a valid email",
    "Password is not strong enough",
    "The requested API action does not exist",
    f"Invalid API Key provided: {KEY}",
)


def _answers() -> list[bytes]:
    joana = user(courses=[{"id": "126", "role": "learner", "completed_on_timestamp": "1655078400"}])
    printed = unit(completed_on_timestamp=None)
    values = (joana, new_user(), course(), ENROLLED, GROUPED, SITE, QUOTA, status(unit(), printed))
    told = product((200, 400, 404, 500), MESSAGES)
    return [
        *(bytes((0, 0)) + php_json(value) for value in values),
        *(bytes((STATUSES.index(s), 0)) + php_json(error(message)) for s, message in told),
        bytes((7, 1)) + PORTAL_404.encode(),
        bytes((12, 0)) + php_json(error("Oops", "api_error")),
        bytes((4, 0)) + php_json({"error": "Something new"}),
        bytes(2) + b'{"units":' + b"[" * 3000,
    ]


def _bodies() -> list[bytes]:
    small, bomb = gzip.compress(b'{"id":"7"}'), gzip.compress(bytes(100_000))
    packed = (small, bomb, small + small, small[:-4], small[:9], b"{}")
    return [
        bytes((kind, size)) + body for kind in (0, 2, 3) for size in (1, 255) for body in packed
    ]


def _full_portal() -> Portal:
    """The guide's portal with an example of every kind of value."""
    portal, at = guide_portal(), datetime(2022, 6, 13, 2, tzinfo=UTC)
    done = PortalProgress(portal.courses[0].lessons[0].id, at=at)
    return evolve(
        portal,
        key="secret",
        enforce_limits=True,
        next_user_id=8,
        users=(
            PortalUser("7", "joana", "Joana", created=at, custom_fields={"custom_field_1": "x"}),
        ),
        enrolments=(PortalEnrolment("7", "126", enrolled=at, progress=(done,)),),
        custom_fields=(PortalField("custom_field_1", "Field", FieldType.DROPDOWN, True, "1;[2]"),),
        events=(PortalEvent("user_register_user", at, "7", "joana"),),
        quirks=Quirks(timestamps=False, refusal_status=404),
    )


def _files() -> list[bytes]:
    plan = Plan(
        date(2022, 6, 2),
        (
            Record(
                StageName.PROVISIONING,
                EnrolmentId("1001"),
                ClientCode("2021000017"),
                "JOANA GOMEZ",
                CourseCode("ICT30120-A"),
                RecordStatus.PROVISIONED,
                writes=(Enrol(TalentUserId("7"), TalentCourseId("126")),),
                remarks=(Remark("inactive", "the Talent user is inactive"),),
            ),
        ),
    )
    examples = Path(__file__).parents[2] / "examples"
    portal = resources("talent_powerpro.sandbox.portal").joinpath("guide.toml").read_bytes()
    settings = b'[rto]\ntimezone="Australia/Perth"\n[talentlms]\nurl="https://x.test"\nwidth=2\n'
    policy = b'[policy]\nprofile="careful"\nexport_window=7\ndrop_conditions=["course-exported"]\n'
    return [
        b"\0" + plan.to_json().encode(),
        b"\0" + evolve(plan, schema=2).to_json().encode(),
        b"\1" + portal,
        b"\1" + portal_text(_full_portal()).encode(),
        b"\2" + settings + policy,
        b"\2" + settings.replace(b"Perth", b"Pert") + b"keyring=1\n[plugin]\nfind=true\n",
        b'\2[rto]\ntimezone=5\n[retention]\nsync_log_days=0\n[policy]\nrepeated_units="al"\n',
        b"\3" + LOGS.encode(),
        *(b"\3" + path.read_bytes() for path in sorted(examples.glob("*.csv"))),
        b"\0" + b"[" * 3000,
        *(bytes((kind,)) + b"a=" + b"[" * 3000 for kind in (1, 2)),
        *(bytes((kind,)) for kind in range(len(FILES))),
    ]


def seeds() -> Mapping[str, list[bytes]]:
    """The seeds of each target."""
    return {"answers": _answers(), "bodies": _bodies(), "files": _files()}


def words() -> list[bytes]:
    """Words that a fuzzer would need long to find."""
    fields = {*user(), *course(), *unit(), *status(), *SITE, *QUOTA, *GROUPED}
    plain = {
        *MESSAGES,
        "error",
        "type",
        "message",
        "api_error",
        "courses",
        "units",
        "&amp;",
        "&#0;",
    }
    secrets = {text for secret in (KEY, PASSWORD) for _, text in spellings(secret)}
    return sorted(
        {json.dumps(word)[1:-1].encode() for word in fields | plain | secrets}
        | {b'":', b'{"', b'"}', b"[", b"]", b"null", b"true", b"1e999", b"\\ud800", b"\\u202e"}
    )
