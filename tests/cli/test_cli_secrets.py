"""No secret is in anything that the command shows, logs, writes or is started with.

Secrets are the API key, the pre-set password, the passwords that are made for each user, and
the login keys that TalentLMS answers with.
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import evolve, field, frozen

from support.cli.installed import install
from support.cli.overheard import Overheard, bytes_of, echoing
from support.cli.rto import GUIDE, KEY, PASSWORD, SECRETS, Rto, command, rto
from support.cli.server_rto import STORE_PASSWORD, VARIABLE, a_server
from support.nightly import in_part
from support.patience import PATIENCE
from support.secrets_search import found, together
from support.sql.dialect_stores import SERVERS
from support.talentlms.portal_answers import everything_logged, raised_by
from support.the_guide import JOANA, PERTH
from talent_powerpro.cli.app import app
from talent_powerpro.config.bootstrap import open_to_write
from talent_powerpro.config.secrets import Places
from talent_powerpro.model import NewTalentUser
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules
from talent_powerpro.sandbox import guide_portal, serve

PRESET = {"the API key": KEY, "the pre-set password": PASSWORD}
HEX = "c0ffee0decade"
DEMO = {"what the demo makes its secrets of": HEX}
COURSE, ENROLMENT, DAY = "ICT30120-A", "1001", "02/06/2022"

STORY = (
    ("init", "{folder}/new"),
    ("init", "{folder}/new", "--json"),
    ("import", str(GUIDE)),
    ("import", str(GUIDE), "--json"),
    ("set-export", COURSE),
    ("set-export", COURSE, "--all", "--date", DAY),
    ("set-export", COURSE, "--all", "--date", DAY, "--json"),
    ("plan", "--date", DAY, "--out", "{folder}/plan.json"),
    ("plan", "--date", DAY, "--json"),
    ("apply", "{folder}/plan.json"),
    ("apply", "{folder}/plan.json", "--json"),
    ("reconcile",),
    ("reconcile", "--json"),
    ("shadow",),
    ("shadow", "--json"),
    ("check",),
    ("check", "--json"),
    ("budget",),
    ("budget", "--json"),
    ("run", "--dry-run", "--date", DAY),
    ("run", "--date", DAY),
    ("run", "--json"),
    ("run",),
    ("holds",),
    ("holds", "--json"),
    ("status",),
    ("history",),
    ("undo", "nobodys", "--dry-run"),
    ("report", "--html", "{folder}/office.html"),
    ("report", "--html", "{folder}/office.html", "--json"),
    ("history", ENROLMENT, "--json"),
    ("engagement", "--csv", "{folder}/engagement.csv", "--json"),
    ("status", "--json"),
    ("missed", "--dismissed"),
    ("closed", "--json"),
    ("unmatched",),
    ("not-started", "--json"),
    ("withdrawn", "--json"),
    ("dismiss", "missed", ENROLMENT, "--again"),
    ("release", "nobodys", "--why", "to see what it tells"),
    ("keep", "nobodys", "--why", "to see what it tells"),
    ("portal",),
    ("portal", "--confirm-same", "--json"),
    ("explain", ENROLMENT),
    ("explain", ENROLMENT, "--json"),
    ("explain", ENROLMENT, "--offline"),
    ("tab", ENROLMENT),
    ("tab", ENROLMENT, "--json"),
    ("contact-log",),
    ("contact-log", "--json"),
    ("sync-log",),
    ("sync-log", "--json"),
    ("export", "{folder}/out"),
    ("export", "{folder}/out", "--force", "--json"),
    ("clear-export", ENROLMENT),
    ("clear-export", ENROLMENT, "--json"),
    ("support-bundle", "{folder}/bundle.zip"),
    ("support-bundle", "{folder}/bundle.zip", "--force", "--json"),
    ("plugins",),
    ("plugins", "--json"),
    ("schedule", "cron"),
    ("schedule", "systemd", "--json"),
    ("purge",),
    ("purge", "--json"),
    ("backup", "{folder}/back-up.db"),
    ("backup", "{folder}/back-up.db", "--force", "--json"),
    ("restore", "{folder}/back-up.db"),
    ("restore", "{folder}/back-up.db", "--json"),
    ("forget", "2021000017", "--yes"),
    ("forget", "2021000019", "--yes", "--json"),
    ("migrate",),
    ("migrate", "--json"),
    # In full by tests/fleet/test_separation.py, which has a database.
    ("fleet", "status", "--fleet", "{folder}/none.toml"),
    ("copy-store", "sqlite:///powerpro.db", "sqlite:///copy.db"),
    ("copy-store", "sqlite:///copy.db", "sqlite:///powerpro.db", "--json"),
    ("copy-store", "sqlite:///copy.db", "--reopen"),
    ("sandbox", "--portal", "{folder}/portal.toml"),
    ("demo",),
)
"""Every command, in an order in which each has some output."""

WITHOUT_SETTINGS = frozenset({"init", "sandbox", "demo", "fleet"})


@frozen
class Heard:
    """An RTO, its portal, and all their output so far, by where it appeared."""

    rto: Rto
    portal: Overheard
    places: dict[str, bytes] = field(factory=dict)

    def command(self, *words: str, env: Mapping[str, str] = SECRETS) -> int:
        """Run a command, and keep its output."""
        told = [word.format(folder=self.rto.folder) for word in words]
        ran = (
            command(*told, env=env)
            if words[0] in WITHOUT_SETTINGS
            else self.rto.command(*told, env=env)
        )
        self.tell(f"`{' '.join(words)}`", f"{ran.stdout}\n{ran.stderr}\n{ran.exception!r}")
        return ran.exit_code

    def tell(self, place: str, *parts: str | bytes) -> None:
        self.places[place] = together((self.places.get(place, b""), *parts))

    def found(self, more: Mapping[str, str] = PRESET) -> list[str]:
        """The secrets found where they must not be. The RTO's own files of secrets are skipped."""
        self.tell("the RTO's folder", *bytes_of(self.rto.folder))
        return found(self.places, {**more, **self.portal.secrets})


@contextmanager
def heard(portal: Overheard, folder: Path, **settings: str) -> Iterator[Heard]:
    """The RTO and its portal. Also searches logs, and the store during each request."""
    folder.mkdir(exist_ok=True)
    stored: set[bytes] = set()
    with serve(portal) as url, everything_logged() as lines:
        it = Heard(rto(folder, url, **settings), portal)
        portal.looking_on.append(
            lambda: stored.update(path.read_bytes() for path in folder.glob("powerpro.db*"))
        )
        yield it
        it.tell("the logs", *lines)
        it.tell("the store during a run", *stored)


def shown_once(*_: object, started: object, port: int = 0) -> None:
    """Stands in for a sandbox, which would never end."""
    assert callable(started)
    started(f"http://127.0.0.1:{port}")


# --- all goes well ----------------------------------------------------------------


def test_the_story_has_every_command() -> None:
    """For a new command, add a line to `STORY`."""
    assert {words[0] for words in STORY} == set(app.commands)


@pytest.mark.servers
@pytest.mark.parametrize("dialect", SERVERS)
def test_every_command_works_on_a_server_and_shows_no_secret(tmp_path: Path, dialect: str) -> None:
    portal = Overheard(evolve(guide_portal(), key=KEY))
    env = {**SECRETS, VARIABLE: STORE_PASSWORD}
    with a_server(dialect) as server, heard(portal, tmp_path) as it:
        server.serving(it.rto)
        for words in STORY:
            if words[0] in (*WITHOUT_SETTINGS, "copy-store"):  # The story's is about files.
                continue
            refused = words[0] in ("release", "keep", "undo", "backup", "restore")
            code = it.command(*words, env=env)
            assert code in ((2,) if refused else (0, 1, 7, 8)), words
            if words == ("run", "--date", DAY):
                portal.complete("7", "126", "ICTWEB304")
        assert not it.rto.store.exists()
    del it.places["the store during a run"]  # There is no file.
    assert it.found({**PRESET, "the store's password": STORE_PASSWORD}) == []


@pytest.mark.parametrize("profile", ["guide", "careful"])
def test_no_command_shows_or_stores_a_secret(
    tmp_path: Path, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.cli.demo.demonstration.token_hex", lambda _: HEX)
    monkeypatch.setattr("talent_powerpro.sandbox.serve_until_interrupted", shown_once)
    portal = Overheard(evolve(guide_portal(), key=KEY))
    saved = tmp_path / "portal.toml"
    portal.save(saved)
    # Those without settings have no policy, so one profile is enough for them.
    left_out = frozenset() if profile == "guide" else WITHOUT_SETTINGS
    with heard(portal, tmp_path, policy=f'profile = "{profile}"') as it:
        for words in (each for each in STORY if each[0] not in left_out):
            assert it.command(*words) in (
                (2,) if words[0] in ("release", "keep", "undo", "fleet") else (0, 1, 7, 8)
            ), words
            if words == ("run", "--date", DAY):
                portal.complete("7", "126", "ICTWEB304")
        portal.save(saved)
        without_key = saved.read_text(encoding="utf-8").replace(f'key = "{KEY}"\n', "")
        saved.write_text(without_key, encoding="utf-8")
    assert it.found({**PRESET, **DEMO}) == []
    assert portal.login_keys
    assert (PASSWORD in portal.passwords) == (profile == "guide")
    assert b"SQLite format 3" in it.places["the store during a run"]
    assert b"talent_powerpro.talentlms: usersignup" in it.places["the logs"]
    assert b"POST usersignup -> 200" in it.places["the logs"], "the sandbox's own"


def test_no_help_shows_the_environment() -> None:
    pages = {name: command(*name.split(), "--help").output for name in ("", *app.commands)}
    assert found(pages, PRESET) == []


def test_no_argument_of_the_process_is_a_secret(tmp_path: Path) -> None:
    """Every process of the machine can read arguments."""
    portal, arguments = Overheard(guide_portal()), list[bytes]()
    with serve(portal) as url:
        joana = rto(tmp_path, url).imported()
        words = ("run", "--date", DAY, "--settings", str(joana.settings_file))
        run = subprocess.Popen(
            [sys.executable, "-c", "from talent_powerpro.cli import main; main()", *words],
            env={**os.environ, **SECRETS},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        line = Path(f"/proc/{run.pid}/cmdline")
        if line.exists():
            portal.looking_on.append(lambda: arguments.append(line.read_bytes()))
        told = run.communicate(timeout=PATIENCE)[0]
    assert run.returncode == 0
    assert "usersignup" in {call.action for call in portal.calls}
    assert found({"arguments": together((*arguments, *words)), "output": told}, PRESET) == []


# --- something goes wrong ---------------------------------------------------------


def test_a_wrong_key_is_reported_without_it(tmp_path: Path) -> None:
    other = Overheard(evolve(guide_portal(), key=KEY[::-1]))
    with heard(other, tmp_path) as it:
        it.command("import", str(GUIDE))
        assert it.command("run", "--date", DAY) == 3
        assert it.command("plan", "--json") == 3
    assert it.found() == []


REPEATING = [
    (500, "usersignup", "Internal error"),
    (400, "usersignup", "Password is not strong enough"),
    (200, "usersignup", "Something new"),
    (400, "courses", "Something new"),
    (401, "users", "Invalid API Key provided"),
    (403, "users", "Forbidden"),
]


@pytest.mark.parametrize(
    ("status", "action", "sentence", "profile"),
    in_part(2, [(*each, profile) for each in REPEATING for profile in ("guide", "careful")]),
)
def test_secrets_that_a_portal_repeats_are_masked(
    tmp_path: Path, status: int, action: str, sentence: str, profile: str
) -> None:
    portal = Overheard(guide_portal(), answering=echoing(status, action, sentence))
    with heard(portal, tmp_path, policy=f'profile = "{profile}"') as it:
        it.command("import", str(GUIDE))
        it.command("set-export", COURSE, "--all", "--date", DAY)
        assert it.command("run", "--date", DAY) in (1, 3)
        for words in (("run", "--json"), ("sync-log",), ("sync-log", "--json")):
            it.command(*words)
    assert it.found() == []
    assert b"***" in together(it.places.values()), "it was repeated, and masked"


PLUGIN = f"""
from talent_powerpro.plugins.hooks import hookimpl

@hookimpl
def {{hook}}:
    raise ValueError({PASSWORD!r})
"""


@pytest.mark.parametrize(
    "hook",
    [
        "talent_password(client)",
        "talent_login(client)",
        "display_name(client)",
        "veto(enrolment, write)",
    ],
)
def test_a_plugins_exception_is_reported_by_its_type_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: str
) -> None:
    install(tmp_path / "site", monkeypatch, raising=PLUGIN.format(hook=hook))
    with heard(Overheard(guide_portal()), tmp_path / "rto") as it:
        it.rto.settings_file.write_text(
            it.rto.settings_file.read_text(encoding="utf-8") + "[plugins]\nfind = true\n",
            encoding="utf-8",
        )
        it.command("import", str(GUIDE))
        assert it.command("run", "--date", DAY) == 1
        it.command("run", "--json")
        it.command("sync-log")
    assert it.found() == []
    assert b"raised ValueError" in together(it.places.values())


def created(*_: object) -> None:
    raise RuntimeError("a fault of our own")


def test_a_traceback_of_an_internal_error_has_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.adapters.talentlms.responses.created", created)
    with heard(Overheard(guide_portal()), tmp_path) as it:
        it.command("import", str(GUIDE))
        env = {**SECRETS, "TALENT_POWERPRO_DEBUG": "1"}
        assert it.command("run", "--date", DAY, env=env) == 70
    assert b"Traceback" in it.places[f"`run --date {DAY}`"]
    assert it.found() == []


def test_no_frame_has_a_secret_when_an_internal_error_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("talent_powerpro.adapters.talentlms.responses.created", created)
    with serve(Overheard(guide_portal())) as url:
        assert rto(tmp_path, url).imported().command("run", "--date", DAY).exit_code == 70
    (logged,) = (each.exc_info[1] for each in caplog.records if each.exc_info)
    assert logged
    assert "create_user" in frames_without_secrets(logged)


def test_no_frame_has_a_secret_when_settings_have_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    joana = rto(tmp_path).imported()
    joana.settings_file.write_text("[rto]\n", encoding="utf-8")
    words = ["--date", DAY, "--settings", str(joana.settings_file)]
    raised = raised_by(lambda: app.commands["run"].main(words, standalone_mode=False))
    assert "_connected" in frames_without_secrets(raised)


def frames_without_secrets(raised: BaseException) -> set[str]:
    """The functions of ours that a traceback shows; none of their variables is a secret.

    A host may let tracebacks show them. What httpx's frames hold never leaves as a traceback.
    """
    link: traceback.TracebackException | None = traceback.TracebackException.from_exception(
        raised, capture_locals=True
    )
    frames: list[traceback.FrameSummary] = []
    while link:
        frames += [each for each in link.stack if "talent_powerpro" in each.filename]
        link = link.__cause__ or link.__context__
    assert found({each.name: f"{each.line} {each.locals}" for each in frames}, PRESET) == []
    return {each.name for each in frames}


# --- settings ---------------------------------------------------------------------

WEAK = "weak password of theirs"
FILES = {
    "no-text.txt": KEY.encode() + b"\xff",
    "two.txt": f"{KEY} {KEY}".encode(),
    "weak.txt": WEAK.encode(),
    "good.txt": KEY.encode(),
}


@pytest.mark.parametrize(
    "settings",
    [
        f'key_file = "{KEY}"',
        f'key_file = "{KEY}\\u0000"',
        'key_file = "no-text.txt"',
        'key_file = "two.txt"',
        'key_file = "good.txt"\npassword_file = "weak.txt"',
        f'key_file = "good.txt"\npassword_file = "{PASSWORD}"',
        f'api_key = "{KEY}"',
        f'key_file = ["{KEY}"]',
        f"keyring = {KEY!r}",
    ],
)
def test_faulty_secrets_are_reported_by_their_place(tmp_path: Path, settings: str) -> None:
    (tmp_path / "rto").mkdir()
    for name, content in FILES.items():
        (tmp_path / "rto" / name).write_bytes(content)
    it = rto(tmp_path / "rto", talentlms=settings)
    env = {"TALENT_POWERPRO_DEBUG": "1"}
    told = [it.command(*words, env=env) for words in (("run",), ("plan",), ("import", str(GUIDE)))]
    assert told[0].exit_code == 2
    places = {f"command {number}": each.output for number, each in enumerate(told)}
    assert found(places, {**PRESET, "a weak password": WEAK}) == []


# --- values -----------------------------------------------------------------------


def test_no_value_that_holds_a_secret_shows_it(tmp_path: Path) -> None:
    opened = open_to_write(rto(tmp_path).settings_file, SECRETS)
    new = Rules(Policy.careful(), PERTH).new_user(JOANA)
    assert isinstance(new, NewTalentUser)
    assert new.password is not None
    with opened.talent() as talent:
        values = (
            opened,
            Places(SECRETS, tmp_path),
            talent,
            new,
            new.password,
            evolve(guide_portal(), key=KEY),
            Overheard(evolve(guide_portal(), key=KEY)),
        )
        shown = {type(each).__name__: f"{each!r} {each} {[each]} {each!a}" for each in values}
    secrets = {**PRESET, "a generated password": new.password.reveal()}
    assert found(shown, secrets) == []
