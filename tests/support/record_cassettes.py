"""Record the TalentLMS adapter's cassettes: from the sandbox, or from a portal of one's own.

    nox -s cassettes

records tests/adapters/talentlms/cassettes anew. docs/how-to/record-against-your-portal.md
says how to record a live portal. Every cassette is replayed at once, and one that holds a
secret is deleted again.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
from attrs import evolve

from support.talentlms.portal_answers import JOANA, KEY, PASSWORD, PORTAL
from support.talentlms.tape import (
    CALLS,
    FOLDER,
    PINK,
    READS,
    WRITES,
    Subject,
    answers,
    leaks,
    player,
    recorder,
)
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.model import (
    Secret,
    TalentCourseId,
    TalentGroupKey,
    TalentUserId,
)
from talent_powerpro.sandbox import (
    Portal,
    PortalEnrolment,
    PortalProgress,
    PortalUser,
    Sandbox,
    guide_portal,
    serve,
)

FROM_THE_SANDBOX = "Recorded from the sandbox of talent-powerpro, not from a live portal."
NOW = datetime(2022, 6, 2, 6, 58, 59, tzinfo=UTC)


def sandbox_for(action: str) -> Sandbox:
    """The guide's portal with one more user, who is in the course where results are asked.

    Where groups are asked, the guide's own brings the course; adding to it stays the guide's.
    """
    portal = guide_portal()
    pink = PortalUser(6, "pink.panther", "Pink", "Panther", PINK.email, created=NOW)
    done = PortalProgress("1001", at=datetime(2022, 6, 1, 2, 0, tzinfo=UTC))
    place = PortalEnrolment(6, 126, enrolled=NOW, progress=(done,))
    told: Portal = evolve(
        portal,
        key=KEY,
        users=(*portal.users, pink),
        enrolments=() if action in WRITES else (place,),
        groups=tuple(
            evolve(each, courses=(PINK.course_id,) if action == "groups" else each.courses)
            for each in portal.groups
        ),
    )
    return Sandbox(told, clock=lambda: NOW)


def record_sandbox(into: Path) -> None:
    """One cassette for each action, each from a fresh sandbox over a real socket."""
    for action in CALLS:
        with serve(sandbox_for(action)) as url:
            record(action, PINK, url, KEY, into, FROM_THE_SANDBOX, (KEY, PASSWORD))


def record(
    action: str,
    subject: Subject,
    url: str,
    key: str,
    into: Path,
    origin: str,
    secrets: Iterable[str],
) -> None:
    """Record one action, look for secrets, replay. Raises SystemExit, and leaves no cassette
    behind, when there is one to be found or the replay differs."""
    path = into / f"{action}.yaml"
    path.unlink(missing_ok=True)
    with recorder(url, origin=origin).use_cassette(path):
        live = asked(url, key, action, subject)
    found = leaks(path.read_text(encoding="utf-8"), secrets)
    if found:
        path.unlink()
        raise SystemExit(f"{path.name}: held {', '.join(found)}; deleted. Nothing is kept of it.")
    with player().use_cassette(path):
        replayed = asked(PORTAL, key, action, subject)
    if shown(live, url) != shown(replayed, PORTAL):
        path.unlink()
        raise SystemExit(f"{path.name}: the replay differs; deleted. Was someone at work there?")
    sys.stdout.write(f"{path.name}: {len(live)} answers, replayed the same\n")


def asked(url: str, key: str, action: str, subject: Subject) -> tuple[object, ...]:
    with httpx.Client(timeout=60) as http, TalentLMS(url, key, http=http, attempts=1) as talent:
        return answers(talent, action, subject)


def shown(brought: Iterable[object], url: str) -> list[str]:
    """Values and errors without the portal's address, which a cassette does not keep."""
    told = [str(b) if isinstance(b, TalentPowerProError) else repr(b) for b in brought]
    return [text.replace(url, "") for text in told]


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    if options.portal is None:
        FOLDER.mkdir(exist_ok=True)
        record_sandbox(FOLDER)
        return
    key = os.environ.get("TALENTLMS_API_KEY", "")
    password = os.environ.get("TALENTLMS_NEW_USER_PASSWORD", "")
    if not key or (options.writes and not password):
        raise SystemExit("Set TALENTLMS_API_KEY, and TALENTLMS_NEW_USER_PASSWORD for --writes.")
    new = evolve(JOANA, email=options.new_email, login=options.new_email, password=Secret(password))
    subject = Subject(
        TalentUserId(options.user),
        options.email,
        options.login,
        TalentCourseId(options.course),
        TalentGroupKey(options.group_key),
        new,
    )
    options.into.mkdir(parents=True, exist_ok=True)
    secrets = [secret for secret in (key, password) if secret]
    origin = f"Recorded from a live portal on {datetime.now(UTC):%Y-%m-%d}."
    for action in CALLS if options.writes else READS:
        record(action, subject, options.portal, key, options.into, origin, secrets)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--portal", help="a portal's address; without it, the sandbox is recorded")
    parser.add_argument("--into", type=Path, default=Path("my-cassettes"), help="a folder")
    parser.add_argument("--user", default=PINK.user_id, help="id of a user who is in the course")
    parser.add_argument("--email", default=PINK.email, help="the user's e-mail")
    parser.add_argument("--login", default=PINK.login, help="the user's login")
    parser.add_argument("--course", default=PINK.course_id, help="id of the course")
    parser.add_argument("--group-key", default=PINK.group_key, help="key of a group")
    parser.add_argument("--writes", action="store_true", help="sign up, enrol and group, too")
    parser.add_argument("--new-email", default=JOANA.email, help="of the user to sign up")
    return parser


if __name__ == "__main__":
    main()
