"""The example plugin that mails: what it sends in a week of runs, and what it never loses."""

from __future__ import annotations

import json
import sqlite3
import stat
import tomllib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from rto_mail import Mail
from rto_mail.items import Item, items_of
from rto_mail.letter import MOST, letter
from rto_mail.memory import Known, Memory
from rto_mail.settings import PASSWORD, checked

from support.cli.rto import rto as command_rto
from support.mail_server import MailServer, mail_server
from support.the_guide import (
    EXPORT_DATE,
    JOANA,
    LEN,
    PINK,
    STARTED,
    Rto,
    enrolment,
    finished,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy, RunReport
from talent_powerpro.errors import FaultKind, SettingsFault
from talent_powerpro.records.report import Stopped
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.rules.saving import Saving
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

PACKAGE = Path(__file__).parents[2] / "examples" / "mail_plugin"
BETWEEN_RUNS = timedelta(minutes=90)
WEEK = timedelta(days=7)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


def table(server: MailServer, **changes: Any) -> dict[str, Any]:
    """The table ``[plugins.mail]`` for a server on this machine."""
    return {
        "server": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "from": "agent@rto.example",
        "to": ["office@rto.example", "boss@rto.example"],
        **changes,
    }


def plugin(server: MailServer, folder: Path, **changes: Any) -> Mail:
    return Mail.from_settings(table(server, **changes), folder)


def world() -> Rto:
    """An RTO in which one student is held, because she is deferred, and one was missed."""
    policy = evolve(Policy.guide(), deferred_enrolments=Reaction.HOLD)
    made = rto(
        enrolment("1001", deferment_date=date(2022, 8, 1)),
        enrolment("1002", client=PINK, export_date=EXPORT_DATE - timedelta(days=5)),
    )
    made.policy, made.saving = policy, Saving()
    made.clock.now = STARTED.replace(hour=9, minute=0, second=0)
    return made


def run(world: Rto, mail: Mail) -> RunReport:
    return world.agent(plugins=[mail]).run()


def runs(world: Rto, mail: Mail, until: datetime) -> None:
    """Runs, one after the other."""
    while world.clock.now < until:
        report = run(world, mail)
        assert report.remarks == ()
        world.clock.now += BETWEEN_RUNS


# --- a week -----------------------------------------------------------------------


def test_a_week_of_runs_with_standing_holds_sends_few_mails(
    tmp_path: Path, server: MailServer
) -> None:
    there, mail = world(), plugin(server, tmp_path)
    monday = there.clock.now
    runs(there, mail, monday + timedelta(days=2, hours=3))
    # On the third day at noon somebody else is held.
    late = evolve(LEN, email=JOANA.email)
    third_day = monday.date() + timedelta(days=2)
    there.powerpro.put_client(late)
    there.powerpro.put_enrolment(
        enrolment("1003", client=late, export_date=third_day, deferment_date=date(2022, 9, 1))
    )
    runs(there, mail, monday + WEEK)
    subjects = [str(each["Subject"]) for each in server.mails]
    assert subjects == [
        "PowerPro and TalentLMS: 2 new",
        "PowerPro and TalentLMS: 2 waiting",
        "PowerPro and TalentLMS: 1 new",
        "PowerPro and TalentLMS: 3 waiting",
    ]
    first, second, third, fourth = server.texts
    assert first.startswith("New since the last mail:\n\n* Missed its export date: PINK PANTHER (")
    assert "* Held: JOANA GOMEZ (2021000017), ICT30120-A: " in first
    assert second.startswith(
        "Still waiting, the oldest first:\n\n* 6 days: Missed its export date: "
    )
    assert "\n* 1 day: Held: JOANA GOMEZ" in second
    assert third.startswith("New since the last mail:\n\n* Held: LEN CASTER")
    assert "JOANA" not in third
    assert [line.split(":")[0] for line in fourth.splitlines() if line.startswith("*")] == [
        "* 8 days",
        "* 3 days",
        "* 1 day",
    ]
    assert server.mails[0]["Date"].datetime == monday
    assert all(each["Message-ID"].endswith("@rto.example>") for each in server.mails)
    assert {each["To"] for each in server.mails} == {"office@rto.example, boss@rto.example"}


def test_where_nothing_waits_no_mail_is_sent(tmp_path: Path, server: MailServer) -> None:
    there, mail = rto(), plugin(server, tmp_path)
    for _ in range(3):
        run(there, mail)
        there.clock.now += timedelta(days=1)
    assert server.mails == []


def test_what_is_new_when_a_digest_is_due_shares_its_mail(
    tmp_path: Path, server: MailServer
) -> None:
    there, mail = world(), plugin(server, tmp_path)
    run(there, mail)
    there.clock.now += timedelta(days=1)
    there.powerpro.put_client(LEN)
    there.powerpro.put_enrolment(
        enrolment(
            "1003", client=LEN, export_date=there.clock.now.date(), deferment_date=date(2022, 9, 1)
        )
    )
    run(there, mail)
    assert str(server.mails[-1]["Subject"]) == "PowerPro and TalentLMS: 1 new, 2 waiting"


def test_a_digest_that_would_say_the_same_is_repeated_after_the_days_that_are_set(
    tmp_path: Path, server: MailServer
) -> None:
    there, mail = world(), plugin(server, tmp_path, repeat_days=3)
    days = []
    for day in range(9):
        before = len(server.mails)
        run(there, mail)
        days += [day] * (len(server.mails) - before)
        there.clock.now += timedelta(days=1)
    assert days == [0, 1, 4, 7]


def test_the_digest_waits_for_its_time_of_day(tmp_path: Path, server: MailServer) -> None:
    there, mail = world(), plugin(server, tmp_path, digest_at="13:30")
    runs(there, mail, there.clock.now + timedelta(days=1, hours=4, minutes=30))
    assert len(server.mails) == 1
    run(there, mail)
    assert len(server.mails) == 2


def test_what_is_gone_is_not_in_the_digest(tmp_path: Path, server: MailServer) -> None:
    there, mail = world(), plugin(server, tmp_path)
    run(there, mail)
    there.powerpro.put_enrolment(enrolment("1001"))
    there.clock.now += timedelta(days=1)
    run(there, mail)
    assert "JOANA" not in server.texts[-1]


def test_a_run_for_single_students_makes_no_digest_and_ends_nothing(
    tmp_path: Path, server: MailServer
) -> None:
    there, mail = world(), plugin(server, tmp_path)
    run(there, mail)
    there.clock.now += timedelta(days=1)
    there.agent(plugins=[mail]).run(only="results")
    assert len(server.mails) == 1
    run(there, mail)
    assert str(server.mails[-1]["Subject"]) == "PowerPro and TalentLMS: 2 waiting"


# --- a mail server that is down ---------------------------------------------------


def test_a_server_that_is_down_loses_nothing(tmp_path: Path, server: MailServer) -> None:
    there, mail = world(), plugin(server, tmp_path)
    server.down()
    report = run(there, mail)
    assert report.stopped is None
    (remark,) = report.remarks
    assert remark.message.endswith("raised MailNotSent in the hook run_finished.")
    # What is gone again is in the next mail too: nobody has heard of it.
    there.powerpro.put_enrolment(enrolment("1001"))
    there.clock.now += BETWEEN_RUNS
    run(there, mail)
    server.up()
    there.clock.now += BETWEEN_RUNS
    assert run(there, mail).remarks == ()
    (text,) = server.texts
    assert "PINK PANTHER" in text
    (gone,) = (line for line in text.splitlines() if "JOANA" in line)
    assert gone.endswith(" (no longer so)")
    run(there, mail)
    assert len(server.mails) == 1


def test_a_digest_that_was_not_taken_is_sent_by_the_next_run(
    tmp_path: Path, server: MailServer
) -> None:
    there, mail = world(), plugin(server, tmp_path)
    run(there, mail)
    there.clock.now += timedelta(days=1)
    server.down()
    run(there, mail)
    server.up()
    run(there, mail)
    assert str(server.mails[-1]["Subject"]) == "PowerPro and TalentLMS: 2 waiting"


def test_the_words_of_a_server_that_refuses_are_not_repeated(
    tmp_path: Path, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    there, mail = world(), plugin(server, tmp_path)
    server.refuses = True
    run(there, mail)
    assert "MailNotSent: SMTPDataError" in caplog.text
    assert "welcome" not in caplog.text


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's entry point, as pip writes it. The package itself is on the path already."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (offered,) = project["entry-points"]["talent_powerpro"].items()
    info = tmp_path / "site" / f"rto_mail-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    (info / "entry_points.txt").write_text(f"[talent_powerpro]\n{' = '.join(offered)}\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("is_up", [True, False])
def test_the_command_s_exit_code_is_that_of_the_run(
    tmp_path: Path, server: MailServer, is_up: bool
) -> None:
    with serve(Sandbox(guide_portal())) as url:
        made = command_rto(tmp_path, url, policy='deferred_enrolments = "hold"').imported()
        with made.settings_file.open("a", encoding="utf-8") as settings:
            lines = [f"{name} = {json.dumps(value)}" for name, value in table(server).items()]
            settings.write('\n[plugins]\nuse = ["mail"]\n[plugins.mail]\n' + "\n".join(lines))
        with closing(sqlite3.connect(made.store)) as hand, hand:
            hand.execute("UPDATE enrolments SET deferment_date = '2022-08-01' WHERE id = '1001'")
        if not is_up:
            server.down()
        ran = made.command("run", "--date", "02/06/2022")
    assert ran.exit_code == 1
    assert ("raised MailNotSent in the hook run_finished" in ran.stdout) is not is_up
    assert len(server.mails) == is_up
    assert (made.folder / "mail-memory.json").exists(), "beside the settings"


# --- the memory -------------------------------------------------------------------


def test_the_memory_names_nobody_once_all_is_mailed(tmp_path: Path, server: MailServer) -> None:
    run(world(), plugin(server, tmp_path))
    file = tmp_path / "mail-memory.json"
    assert [each["text"] for each in json.loads(file.read_text())["known"]] == ["", ""]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"known": [{"key": 1}]}', '{"known": 1}'])
def test_a_damaged_memory_makes_everything_new_again(
    tmp_path: Path, server: MailServer, content: str
) -> None:
    (tmp_path / "mail-memory.json").write_text(content)
    run(world(), plugin(server, tmp_path))
    assert str(server.mails[0]["Subject"]) == "PowerPro and TalentLMS: 2 new"


def test_what_is_back_within_two_days_is_no_news(tmp_path: Path) -> None:
    """A report leaves out what its run did not look at."""
    memory, day = Memory(), date(2022, 6, 2)
    memory.note([Item("a", "A")], day, complete=True)
    memory.mark_mailed(memory.news(), day)
    memory.note([], day + timedelta(days=1), complete=True)
    assert memory.waiting(day + timedelta(days=1)) == ()
    memory.note([Item("a", "A")], day + timedelta(days=2), complete=True)
    waiting = memory.waiting(day + timedelta(days=2))
    assert (memory.news(), [each.key for each in waiting]) == ((), ["a"])
    memory.note([], day + timedelta(days=5), complete=True)
    assert memory.known == {}


# --- the mail ---------------------------------------------------------------------


def test_every_kind_of_thing_that_waits_is_an_item() -> None:
    there = rto(provisioned(unit("HLTAID011")))
    there.talent = finished("ICTWEB304")
    (item,) = items_of(there.run())
    assert item.text.startswith("No unit matches ICTWEB304 Build simple web pages in ICT30120-A: ")


@pytest.mark.parametrize("kind", FaultKind)
def test_a_run_that_was_stopped_is_an_item_unless_the_next_one_mends_it(kind: FaultKind) -> None:
    report = evolve(rto().run(), stopped=Stopped(kind, "why", "It stopped.", "Do this."))
    texts = [item.text for item in items_of(report)]
    passing = kind in (FaultKind.QUOTA, FaultKind.INTERRUPTED, FaultKind.LOCKED)
    assert texts == ([] if passing else ["The run stopped: It stopped. Do this."])


def test_a_hostile_name_starts_no_line_and_no_header(tmp_path: Path, server: MailServer) -> None:
    there = world()
    there.powerpro.put_client(evolve(JOANA, given_names="X\r\nBcc: all@rto.example\r\n\r\n* Y"))
    run(there, plugin(server, tmp_path))
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert len([line for line in mail.get_content().splitlines() if line.startswith("*")]) == 2


def test_a_long_mail_says_how_many_more_there_are() -> None:
    news = [Known(f"{n}", f"item {n}", "2022-06-02", "2022-06-02") for n in range(MOST + 2)]
    text = letter(news, (), date(2022, 6, 2)).get_content()
    assert "item 99\n* 2 more." in text
    assert "0 more" not in letter(news[:MOST], (), date(2022, 6, 2)).get_content()


def test_what_began_today_says_so() -> None:
    known = Known("1", "item", "2022-06-02", "2022-06-02")
    assert "* today: item" in letter((), [known], date(2022, 6, 2)).get_content()


# --- settings ---------------------------------------------------------------------


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    wrong = {
        "port": 0,
        "security": "ssl",
        "user": "a\nb",
        "from": "agent",
        "to": [],
        "digest_at": "noon",
        "repeat_days": True,
        "sever": "x",
    }
    with pytest.raises(SettingsFault) as raised:
        checked(wrong, tmp_path)
    assert raised.value.faults == (
        "sever is not a setting.",
        "server: is missing.",
        "port: 0 is no whole number from 1 to 65535.",
        "security: 'ssl' is not one of starttls, tls, none.",
        "user: is no text on one line.",
        "from: 'agent' is not an e-mail address.",
        'to: is missing. Write a list such as ["office@example.com"].',
        "digest_at: 'noon' is no time of day. Write it as \"07:00\".",
        "repeat_days: True is no whole number from 0 to 366.",
    )


def test_an_open_connection_is_for_this_machine_alone(tmp_path: Path) -> None:
    elsewhere = {"server": "mail.example", "security": "none", "from": "a@b.c", "to": ["a@b.c"]}
    with pytest.raises(SettingsFault, match="on this machine alone"):
        checked(elsewhere, tmp_path)


def test_the_password_comes_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"server": "mail.example", "from": "a@b.c", "to": ["a@b.c"], "user": "a"}
    with pytest.raises(SettingsFault, match=f"the password is missing. Set {PASSWORD}"):
        checked({**own, "password_file": "none.txt"}, tmp_path)
    (tmp_path / "word.txt").write_text("from a file\n")
    made = checked({**own, "password_file": "word.txt", "digest_at": time(6)}, tmp_path)
    assert (made.password.reveal(), made.digest_at) == ("from a file", time(6))
    assert "from a file" not in repr(made)
    monkeypatch.setenv(PASSWORD, "from the environment")
    assert checked(own, tmp_path).password.reveal() == "from the environment"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_without_encryption_gets_no_mail(
    tmp_path: Path, server: MailServer, security: str
) -> None:
    there = world()
    report = run(there, plugin(server, tmp_path, security=security))
    assert len(report.remarks) == 1
    assert server.mails == []


def test_a_server_that_takes_no_login_gets_no_mail(
    tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "word")
    report = run(world(), plugin(server, tmp_path, user="agent"))
    assert len(report.remarks) == 1
    assert server.mails == []
