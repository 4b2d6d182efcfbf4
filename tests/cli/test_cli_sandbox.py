"""`sandbox`: which portal it serves and shows, and on which port."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from support.cli.rto import command
from talent_powerpro.sandbox import Sandbox, serve

GUIDES = """\
TalentLMS simulator: http://simulator
-------------------------------------
Simulates  powerpro.talentlms.com
API key    any key works

Courses
-------
Talent Course ID  Name                                       Units
126               Certificate III in Information Technology  3

Groups
------
Talent Group Key  Name
77eD6LXHH         Geekos

Complete a unit as a learner
----------------------------
curl --noproxy "*" -u "any:" -d "user_id=7" -d "course_id=126" -d "unit=ICTWEB304" \
http://simulator/sandbox/complete
python -c "import httpx; print(httpx.post('http://simulator/sandbox/complete', auth=('any', ''), \
data={'user_id': '7', 'course_id': '126', 'unit': 'ICTWEB304'}, trust_env=False).text)"

Press Ctrl+C to stop.
"""
PORTAL = """\
domain = "other.example"
zone = "Australia/Perth"
key = "s3cret"
"""
OTHERS = """\
TalentLMS simulator: http://simulator
-------------------------------------
Simulates  other.example
API key    the one in the portal file

Courses
-------

Groups
------

Complete a unit as a learner
----------------------------
curl --noproxy "*" -u "KEY:" -d "user_id=1" -d "course_id=COURSE" -d "unit=UNIT" \
http://simulator/sandbox/complete
python -c "import httpx; print(httpx.post('http://simulator/sandbox/complete', auth=('KEY', ''), \
data={'user_id': '1', 'course_id': 'COURSE', 'unit': 'UNIT'}, trust_env=False).text)"

Press Ctrl+C to stop.
"""


@pytest.mark.parametrize(
    ("words", "port", "page", "courses"),
    [
        ((), 8080, GUIDES, "1"),
        (("--portal", "portal.toml", "--port", "1"), 1, OTHERS, "0"),
    ],
)
def test_it_serves_the_guides_portal_or_that_of_a_file(
    words: tuple[str, ...],
    port: int,
    page: str,
    courses: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not on that port, which another program may have, nor for longer than one request."""
    served: list[tuple[int, str]] = []

    def at_once(sandbox: Sandbox, *, port: int, started: Callable[[str], None]) -> None:
        started("http://simulator")
        with serve(sandbox) as url:
            answer = httpx.get(f"{url}/api/v1/siteinfo", auth=("s3cret", ""), trust_env=False)
        served.append((port, answer.json()["total_courses"]))

    monkeypatch.setattr("talent_powerpro.sandbox.serve_until_interrupted", at_once)
    monkeypatch.chdir(tmp_path)
    Path("portal.toml").write_text(PORTAL, encoding="utf-8")
    ran = command("sandbox", *words)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, page, "")
    assert served == [(port, courses)]
    refused = command("sandbox", "--portal", str(tmp_path))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"Invalid value for '--portal': File '{tmp_path}' is a directory.\n" in refused.stderr


def test_a_port_that_another_program_has_is_refused() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ran = command("sandbox", "--port", port)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"error: Port {port} is in use. Choose another with --port N, or 0 for any free port.\n"
    )


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_what_is_no_port_is_a_usage_error(port: str) -> None:
    assert command("sandbox", "--port", port).exit_code == 2
