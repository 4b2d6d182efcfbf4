"""Stores on database servers by command: settings, secrets, faults, many RTOs in one database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from attrs import evolve

from support.cli.overheard import Overheard
from support.cli.rto import GUIDE, KEY, SECRETS, Rto, command, rto
from support.cli.server_rto import STORE_PASSWORD, VARIABLE, Server, a_server
from support.secrets_search import found
from support.sql.dialect_stores import SERVERS
from support.sql.forwarding import forwarded
from support.the_guide import STARTED
from talent_powerpro.cli.exits import Exit
from talent_powerpro.config.bootstrap import open_agent, open_to_write
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

pytestmark = pytest.mark.servers

WITH_STORE = {**SECRETS, VARIABLE: STORE_PASSWORD}
DAY = ("--date", "02/06/2022")


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with a_server(request.param) as it:
        yield it


@pytest.fixture
def north(server: Server, tmp_path: Path, url: str) -> Rto:
    """An RTO with settings alone."""
    return server.serving(rto(tmp_path, url))


def run(world: Rto, *words: str) -> str:
    """Run a command that has to succeed. Returns its output."""
    ran = world.command(*words, env=WITH_STORE)
    assert ran.exit_code == Exit.DONE, ran.output
    return ran.output


def fault(world: Rto, *words: str, env: dict[str, str] = WITH_STORE) -> tuple[int, str]:
    """Run a command that has to fail. Returns its exit code and errors."""
    ran = world.command(*words, env=env)
    return ran.exit_code, ran.stderr


def another(server: Server, folder: Path, url: str, name: str) -> Rto:
    folder.mkdir()
    return server.serving(rto(folder, url), name)


# --- making -----------------------------------------------------------------------


def test_import_and_init_alone_make_the_tables(north: Rto, server: Server) -> None:
    for words in (("run",), ("plan",), ("holds",), ("status",), ("migrate",), ("export", "x")):
        code, said = fault(north, *words)
        assert (code, "no PowerPro store" in said) == (3, True), words
        assert "`talent-powerpro init` or `talent-powerpro import DIR`" in said
    assert server.tables() == set()
    assert "is new in the" in run(north, "import", str(GUIDE))
    assert {"clients", "rtos"} <= server.tables()
    assert "is new in the" not in run(north, "import", str(GUIDE))


def test_init_makes_settings_and_tables(server: Server, tmp_path: Path) -> None:
    words = ("init", str(tmp_path / "new"), "--name", "North", "--store", server.address)
    first = command(*words, "--json", env=WITH_STORE)
    assert first.exit_code == Exit.DONE, first.output
    assert list(json.loads(first.stdout)["parts"].values())[-1] == "made"
    again = json.loads(command(*words, "--json", env=WITH_STORE).stdout)
    assert set(again["parts"].values()) == {"left as it was"}
    run(Rto(tmp_path / "new"), "status")


@pytest.mark.parametrize("name", ["", "--name"])
def test_init_refuses_a_password_and_a_server_without_a_name(
    server: Server, tmp_path: Path, name: str
) -> None:
    url = server.url.set(password="sesame") if name else server.url
    words = ("--store", url.render_as_string(hide_password=False), *((name, "N") if name else ()))
    ran = command("init", str(tmp_path / "new"), *words, env=WITH_STORE)
    assert ran.exit_code == Exit.SETTINGS
    assert ("--name" in ran.stderr) or (VARIABLE in ran.stderr and "sesame" not in ran.stderr)
    assert not (tmp_path / "new").exists()


# --- the password -----------------------------------------------------------------


def test_a_password_in_the_address_is_taken_with_a_warning(
    server: Server, tmp_path: Path, url: str
) -> None:
    inside = evolve(server, url=server.url.set(password=STORE_PASSWORD))
    text = inside.url.render_as_string(hide_password=False)
    world = rto(tmp_path, url)
    north = inside.serving(world)
    for words in (("import", str(GUIDE)), ("run",)):
        ran = north.command(*words)
        assert (ran.exit_code, "has a password in it" in ran.stderr) == (0, True)
        assert found({"output": ran.output.encode()}, {"it": STORE_PASSWORD, "url": text}) == []
    assert north.command("status").exit_code == Exit.DONE


def test_a_wrong_password_is_an_unusable_store(north: Rto, server: Server) -> None:
    if server.dialect == "postgresql":
        pytest.skip("The servers of tests trust everybody.")
    run(north, "import", str(GUIDE))
    for env in (SECRETS, {**SECRETS, VARIABLE: "another"}):
        code, said = fault(north, "run", env=env)
        assert (code, "refused the user or the password" in said) == (3, True)
        assert VARIABLE in said
        assert "another" not in said


def test_no_secret_is_in_what_commands_show_or_write(
    north: Rto, server: Server, tmp_path: Path
) -> None:
    run(north, "import", str(GUIDE))
    said = [run(north, *words) for words in (("run", *DAY), ("run", "--json"), ("status",))]
    said.append(run(north, "support-bundle", str(tmp_path / "b.zip"), "--offline"))
    server.execute("DROP TABLE dismissals")
    for words in (("run",), ("closed",), ("support-bundle", str(tmp_path / "c.zip"))):
        ran = north.command(*words, env={**WITH_STORE, "TALENT_POWERPRO_DEBUG": "1"})
        said += [ran.output, repr(ran.exception)]
    places = {str(each): each.read_bytes() for each in tmp_path.glob("*")}
    places["output"] = "\n".join(said).encode()
    assert found(places, {"the store's password": STORE_PASSWORD, "the key": KEY}) == []


# --- faults -----------------------------------------------------------------------


def test_a_missing_database_and_a_server_that_is_down(
    north: Rto, server: Server, tmp_path: Path
) -> None:
    for url, words in (
        (server.url.set(port=1), "cannot be reached"),
        (server.url.set(database="nowhere_at_all"), "does not exist"),
    ):
        world = evolve(server, url=url).serving(rto(tmp_path))
        for name in ("status", "run", "import"):
            code, said = fault(world, name, *([str(GUIDE)] if name == "import" else []))
            assert code == Exit.UNUSABLE
            assert words in said or "does not let this user" in said, said


def test_a_certificate_that_is_not_there_is_a_fault_of_the_settings(
    server: Server, tmp_path: Path
) -> None:
    option = {"postgresql": ("sslrootcert", "sslmode"), "mariadb": ("ssl_ca", "ssl_ca")}
    name, other = option[server.dialect]
    query = {other: "verify-full", name: "nowhere.pem"}
    url = server.url.difference_update_query(["ssl_disabled"]).update_query_dict(query)
    code, said = fault(evolve(server, url=url).serving(rto(tmp_path)), "status")
    # The test's PostgreSQL has no TLS, and says so before the file is looked for.
    assert code == {"postgresql": Exit.UNUSABLE, "mariadb": Exit.SETTINGS}[server.dialect]
    assert "after the ?" in said or "certificates" in said


def test_a_store_that_is_read_only_can_be_read(north: Rto, server: Server) -> None:
    run(north, "import", str(GUIDE))
    if server.dialect == "postgresql":
        user = server.url.username
        server.execute(f"ALTER ROLE {user} SET default_transaction_read_only = on")
    else:
        user, database = server.url.username, server.url.database
        server.execute(
            f"REVOKE ALL ON {database}.* FROM {user}", f"GRANT SELECT ON {database}.* TO {user}"
        )
    run(north, "status")
    run(north, "tab", "1001")
    ran = north.command("run", *DAY, env=WITH_STORE)
    assert ran.exit_code == Exit.UNUSABLE
    assert "takes no writes" in ran.output or "does not let this user do that" in ran.output


def test_a_table_that_somebody_dropped_is_said(north: Rto, server: Server) -> None:
    run(north, "import", str(GUIDE))
    server.execute("DROP TABLE dismissals")
    code, said = fault(north, "closed")
    assert (code, "lacks a table or a column" in said) == (3, True)


def test_a_later_schema_is_refused_and_this_one_needs_no_migration(
    north: Rto, server: Server
) -> None:
    run(north, "import", str(GUIDE))
    assert "Nothing to do" in run(north, "migrate")
    server.execute(
        "UPDATE store SET schema = 99"
        if server.dialect == "postgresql"
        else "UPDATE store SET `schema` = 99"
    )
    for words in (("migrate",), ("run",), ("import", str(GUIDE))):
        code, said = fault(north, *words)
        assert (code, "has schema 99" in said) == (3, True), said


def test_files_are_for_backup_and_restore(north: Rto, tmp_path: Path) -> None:
    for words in (("backup", str(tmp_path / "b")), ("restore", str(tmp_path / "b"))):
        code, said = fault(north, *words)
        assert (code, "is for stores in SQLite files" in said, "dump" in said) == (2, True, True)


def test_a_server_that_is_lost_in_a_run_leaves_the_next_one_usable(
    server: Server, tmp_path: Path
) -> None:
    portal = Overheard(guide_portal())
    host, port = server.url.host or "127.0.0.1", server.url.port
    with serve(portal) as url, forwarded(host, port or 0) as there:
        world = evolve(server, url=server.url.set(host="127.0.0.1", port=there.port))
        north = world.serving(rto(tmp_path, url))
        run(north, "import", str(GUIDE))
        opened = open_to_write(north.settings_file, WITH_STORE)
        portal.looking_on.append(lambda: there.down())
        with open_agent(opened, clock=lambda: STARTED) as agent:
            lost = agent.run()
        assert lost.stopped is not None
        assert "cannot be reached" in lost.stopped.message
        portal.looking_on.clear()
        assert fault(north, "run", *DAY)[0] == Exit.UNUSABLE
        there.up()
        with open_agent(opened, clock=lambda: STARTED) as agent:
            assert agent.run().stopped is None
        assert ("7", "126") in portal.enrolments


# --- many RTOs --------------------------------------------------------------------


def test_two_rtos_share_a_database_and_see_nothing_of_each_other(
    north: Rto, server: Server, tmp_path: Path
) -> None:
    portal = Sandbox(guide_portal())
    with serve(portal) as url:
        south = another(server, tmp_path / "south", url, "South College")
        run(north, "import", str(GUIDE))
        run(south, "import", str(GUIDE))
        before = run(north, "tab", "1001", "--json")
        assert "provisioned" in run(south, "run", *DAY)
        run(south, "forget", "2021000017", "--yes")
        assert run(north, "tab", "1001", "--json") == before
        assert run(south, "contact-log") == "No contact logs.\n"
        assert "provisioned" in run(north, "run", *DAY)


def test_an_rto_that_is_not_there_is_named(north: Rto, server: Server, tmp_path: Path) -> None:
    run(north, "import", str(GUIDE))
    south = another(server, tmp_path / "south", "https://south.talentlms.com", "South College")
    code, said = fault(south, "status")
    assert (code, "has no RTO 'South College'" in said, "North" in said) == (3, True, False)
    text = south.settings_file.read_text(encoding="utf-8")
    same = text.replace("[rto]", '[rto]\nid = "North College"', 1)
    south.settings_file.write_text(same, encoding="utf-8")
    assert run(south, "tab", "1001") == run(north, "tab", "1001")


def test_two_settings_files_with_one_name_by_accident(
    north: Rto, server: Server, tmp_path: Path
) -> None:
    run(north, "import", str(GUIDE))
    before = run(north, "export", str(tmp_path / "before"))
    south = another(server, tmp_path / "south", "https://south.talentlms.com", "North College")
    for words in (("import", str(GUIDE)), ("run",)):
        code, said = fault(south, *words)
        assert code == Exit.SETTINGS
        assert "south.talentlms.com" in said
    assert "name of its own" in fault(south, "import", str(GUIDE))[1]
    made = command("init", str(south.folder), "--json", env=WITH_STORE)
    assert "not made" in list(json.loads(made.stdout)["parts"].values())[-1]
    assert run(north, "export", str(tmp_path / "after")) == before.replace("before", "after")
    run(south, "portal", "--confirm-same")
    run(south, "import", str(GUIDE))


def test_a_second_run_of_an_rto_finds_the_lock_held(north: Rto, server: Server) -> None:
    run(north, "import", str(GUIDE))
    with open_to_write(north.settings_file, WITH_STORE).store() as store, store.lock.hold("run"):
        code, said = fault(north, "run")
    assert (code, "North College" in said) == (Exit.LOCKED, True)


def test_threads_of_one_process_each_run_an_rto(server: Server, tmp_path: Path) -> None:
    with open_to_write(server.serving(rto(tmp_path)).settings_file, WITH_STORE).place.create():
        pass  # Only one makes the tables, and others wait for that five seconds at most.
    ended: dict[str, bool] = {}

    def one(name: str) -> None:
        with serve(Sandbox(guide_portal())) as url:
            world = another(server, tmp_path / name, url, name)
            run_in(world)

    def run_in(world: Rto) -> None:
        from talent_powerpro.cli.commands.import_folder import import_folder

        for _ in range(2):
            opened = open_to_write(world.settings_file, WITH_STORE)
            import_folder(opened, GUIDE)
            with open_agent(opened, clock=lambda: STARTED) as agent:
                ended[world.folder.name] = agent.run().stopped is None

    threads = [Thread(target=one, args=(f"RTO {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == dict.fromkeys((f"RTO {number}" for number in range(4)), True)
