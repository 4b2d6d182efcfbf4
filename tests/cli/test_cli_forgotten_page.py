"""The whole page of `forget`: what would be deleted and what was, in words."""

from __future__ import annotations

from pathlib import Path

from support.cli.printed import printed
from talent_powerpro.cli.pages.forgotten import show_forgetting, show_forgotten
from talent_powerpro.model import ClientCode
from talent_powerpro.services.forgetting import Forgetting

TABLES = (
    *("clients", "enrolments", "units", "contact_logs", "imported_rows", "sync_log", "journal"),
    *("runs", "standing_holds", "hold_answers", "due_marks", "pending_memberships"),
    *("written_results", "verified_links", "ids_set_aside", "last_looks", "suspensions"),
    *("written_users", "engagement", "told_topics", "looks", "waits", "tries"),
    *("standing_failures", "dismissals", "a_newer_table"),
)


def test_each_table_is_named_in_words_with_what_stays_and_what_no_longer_happens() -> None:
    deleted = {name: number for number, name in enumerate(TABLES, start=1)}
    sentences = ("Talent User 7 stays in TalentLMS.", "The next import adds the client again.")
    would = Forgetting(ClientCode("C1"), deleted, 2, sentences)
    page = printed(lambda on: show_forgetting(on, would))
    assert (
        page
        == """\
This would delete of client C1: 1 client, 2 enrolments, 3 unit rows, 4 contact logs, 5 imported \
rows, 6 sync log lines, 7 journal records, 8 run messages, 9 holds, 10 hold answers, 11 due \
marks, 12 pending group memberships, 13 last results, 14 verified links, 15 set-aside ids, 16 \
last looks, 17 suspensions, 18 written Talent users, 19 engagement rows, 20 reported topics, 21 \
remembered looks, 22 waiting records, 23 last attempts, 24 failed records, 25 dismissed rows, 26 \
a_newer_table rows.
Kept as evidence, without name and address: 2 results.
Talent User 7 stays in TalentLMS.
The next import adds the client again.
"""
    )


def test_what_was_deleted_names_the_files_that_may_still_have_it() -> None:
    done = Forgetting(ClientCode("C1"), {"clients": 2, "enrolments": 1}, 0, ())
    copies = (Path("powerpro.old.db"), Path("powerpro.db.new"))
    page = printed(lambda on: show_forgotten(on, done, copies))
    assert (
        page
        == """\
Deleted of client C1: 2 clients, 1 enrolment.
The file powerpro.old.db may still have data of the client. Delete it if it does.
The file powerpro.db.new may still have data of the client. Delete it if it does.
Back-ups, exports, plan files and saved reports are not searched.
"""
    )


def test_a_client_who_was_forgotten_before_has_only_evidence() -> None:
    page = printed(lambda on: show_forgotten(on, Forgetting(ClientCode("C1"), {}, 1, ()), ()))
    assert (
        page
        == """\
The store has no client C1 any more.
Kept as evidence, without name and address: 1 result.
Back-ups, exports, plan files and saved reports are not searched.
"""
    )
