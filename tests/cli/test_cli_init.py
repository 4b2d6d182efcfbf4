"""`init`: all that it prints, asks and warns of, and the files that it makes and keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner, Result

from support.cli.rto import command
from talent_powerpro import Policy
from talent_powerpro.cli.app import app
from talent_powerpro.config.bootstrap import open_settings

URL = "https://acme.talentlms.com"
PARTS = (
    *("talent-powerpro.toml", "talentlms-key.txt", "new-user-password.txt"),
    *("courses.csv", "clients.csv", "enrolments.csv", "units.csv", ".gitignore"),
    "sqlite:///powerpro.db",
)
ZONE = "The time zone is Australia/Perth. Change it under [rto] if the RTO has another.\n"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new"


def page(folder: Path, result: str, steps: str) -> str:
    """The page where each part has the same *result*."""
    table = [("File", "Result"), *((part, result) for part in PARTS)]
    lines = "".join(f"{name:<21}  {told}\n" for name, told in table)
    next_ = f"Next: {steps}import PowerPro's CSV files with `talent-powerpro import DIR`.\n"
    return lines + next_.format(settings=folder / PARTS[0], key=folder / PARTS[1])


def at_terminal(monkeypatch: pytest.MonkeyPatch, folder: Path, typed: str, *more: str) -> Result:
    """The command on a terminal, where a person types."""
    monkeypatch.setattr("talent_powerpro.cli.commands.init.can_ask", lambda *, as_json: not as_json)
    words = ["init", str(folder), *more]
    return CliRunner().invoke(app, words, input=typed, prog_name="talent-powerpro")


def test_a_new_folder_has_each_file_and_two_things_to_do(new: Path) -> None:
    made = command("init", str(new), env={})
    assert (made.exit_code, made.stderr) == (0, ZONE)
    steps = "edit {settings}, put the API key in {key}, "
    assert made.stdout == page(new, "made", f"{steps}then ")
    again = command("init", str(new), env={})
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout == page(new, "already there", f"{steps}then ")


def test_json_has_each_part(new: Path) -> None:
    made = command("init", str(new), "--json")
    assert (made.exit_code, made.stderr) == (0, ZONE)
    assert json.loads(made.stdout) == {
        "schema": 2,
        "folder": str(new),
        "parts": dict.fromkeys(PARTS, "made"),
    }


def test_without_a_folder_the_current_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert json.loads(command("init", "--json").stdout)["folder"] == "."
    assert (tmp_path / "talent-powerpro.toml").exists()


def test_what_is_given_to_a_folder_that_has_settings_is_not_written(new: Path) -> None:
    name = 'Zoë\'s "RTO" \\ 日本'
    words = ("--url", URL, "--timezone", "Australia/Perth", "--name", name)
    made = command("init", str(new), *words, env={})
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == page(new, "made", "put the API key in {key}, then ")
    written = open_settings(new / "talent-powerpro.toml").settings
    assert (written.rto.name, written.talentlms.url) == (name, URL)
    settings = (new / "talent-powerpro.toml").read_bytes()
    again = command("init", str(new), "--timezone", "Australia/Darwin")
    assert (again.exit_code, again.stderr) == (
        0,
        f"{new / 'talent-powerpro.toml'} was already there and is unchanged. Edit it instead.\n",
    )
    assert (new / "talent-powerpro.toml").read_bytes() == settings


def test_a_store_of_another_name_is_made(new: Path) -> None:
    made = command("init", str(new), "--store", "sqlite:///college.db", "--json")
    assert made.exit_code == 0
    parts = dict.fromkeys((*PARTS[:-1], "sqlite:///college.db"), "made")
    assert json.loads(made.stdout)["parts"] == parts
    assert (new / "college.db").exists()


def test_a_terminal_is_asked_each_question_until_the_answer_will_do(
    new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = at_terminal(monkeypatch, new, f"Acme\nnonsense\n{URL}\nAustralia/Darwin\n")
    assert (made.exit_code, made.stderr) == (
        0,
        "Name of the RTO: Acme\n"
        "Address of the TalentLMS portal, as in the browser: nonsense\n"
        "error: [talentlms] url: 'nonsense' is not a portal address. Write one such as "
        "https://powerpro.talentlms.com.\n"
        f"Address of the TalentLMS portal, as in the browser: {URL}\n"
        "Time zone of the RTO [Australia/Perth]: Australia/Darwin\n",
    )
    assert made.stdout == page(new, "made", "put the API key in {key}, then ")
    settings = open_settings(new / "talent-powerpro.toml").settings
    assert (settings.rto.name, settings.talentlms.url) == ("Acme", URL)
    assert settings.rto.timezone.key == "Australia/Darwin"


def test_a_terminal_is_asked_for_nothing_that_is_known(
    new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = at_terminal(monkeypatch, new, "", "--json")
    assert (made.exit_code, made.stderr) == (0, ZONE)
    again = at_terminal(monkeypatch, new, "")
    assert (again.exit_code, again.stderr) == (0, "")
    other = new / "other"
    given = at_terminal(monkeypatch, other, "\n", "--url", URL, "--name", "Acme")
    assert (given.exit_code, given.stderr) == (
        0,
        f"Time zone of the RTO [Australia/Perth]: \n{ZONE}",
    )


def test_a_terminal_is_asked_nothing_where_what_was_given_has_a_fault(
    new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = at_terminal(monkeypatch, new, "", "--url", "nonsense")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: [talentlms] url: 'nonsense' is not a portal address. Write one such as "
        "https://powerpro.talentlms.com.\n",
    )
    assert not new.exists()


# --- its files ----------------------------------------------------------------------

FILES = PARTS[3:7]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_init_makes_a_folder_that_follows_the_guide_and_can_be_imported_from(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "new" / "my-rto"
    made = command("init", str(folder))
    assert made.exit_code == 0
    secrets = {"talentlms-key.txt", "new-user-password.txt"}
    store = {"powerpro.db", "powerpro.db.lock"}
    names = {"talent-powerpro.toml", *secrets, *FILES, ".gitignore", *store}
    assert set(contents(folder)) == names
    file = folder / "talent-powerpro.toml"
    assert open_settings(file).settings.policy == Policy.guide()
    again = command("import", str(folder), "--settings", str(file))
    assert again.exit_code == 0
    assert again.stderr == ""


def test_a_folders_name_may_have_characters_that_mean_something_in_a_url(tmp_path: Path) -> None:
    folder = tmp_path / "a%20b Ünï #1 a&b=c 100%"
    assert command("init", str(folder)).exit_code == 0
    assert (folder / "powerpro.db").exists()
    assert list(tmp_path.iterdir()) == [folder]
    settings = str(folder / "talent-powerpro.toml")
    assert command("import", str(folder), "--settings", settings).exit_code == 0
    assert command("migrate", "--settings", settings).exit_code == 0


def test_init_stores_the_portals_address_without_the_apis_path(tmp_path: Path) -> None:
    assert command("init", str(tmp_path), "--url", f" {URL}/api/v1/").exit_code == 0
    settings = open_settings(tmp_path / "talent-powerpro.toml").settings
    assert settings.talentlms.url == URL


IMPORT = "import PowerPro's CSV files with `talent-powerpro import DIR`."


def next_line(folder: Path, env: Mapping[str, str]) -> str:
    return command("init", str(folder), env=env).stdout.splitlines()[-1]


def test_init_names_only_what_is_still_to_do(tmp_path: Path) -> None:
    settings, key = tmp_path / "talent-powerpro.toml", tmp_path / "talentlms-key.txt"
    edit, put = f"edit {settings}", f"put the API key in {key}"
    first = next_line(tmp_path, {})
    assert first == f"Next: {edit}, {put}, then {IMPORT}"
    assert next_line(tmp_path, {}) == first
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("https://your-portal.talentlms.com", URL), encoding="utf-8")
    assert next_line(tmp_path, {}) == f"Next: {put}, then {IMPORT}"
    assert next_line(tmp_path, {"TALENTLMS_API_KEY": "x"}) == f"Next: {IMPORT}"
    keyring = text.replace("[talentlms]", "[talentlms]\nkeyring = true")
    settings.write_text(keyring, encoding="utf-8")
    assert next_line(tmp_path, {}) == f"Next: edit {settings}, then {IMPORT}"
    settings.write_text(text.replace("https://your-portal.talentlms.com", URL), encoding="utf-8")
    key.write_text("some key\n", encoding="utf-8")
    assert next_line(tmp_path, {}) == f"Next: {IMPORT}"
    key.unlink()
    key.mkdir()
    assert next_line(tmp_path, {}) == f"Next: {put}, then {IMPORT}"
    settings.write_text(f"nonsense = 1\n{text}", encoding="utf-8")
    assert next_line(tmp_path, {}) == f"Next: {edit}, {put}, then {IMPORT}"


def test_init_names_all_faults_of_what_it_is_given_and_makes_nothing(tmp_path: Path) -> None:
    words = ("--name", " ", "--timezone", "Perth", "--url", "acme")
    refused = command("init", str(tmp_path / "new"), *words)
    assert refused.exit_code == 2
    for fault in ("[rto] name: ' '", "[rto] timezone: ", "[talentlms] url: "):
        assert fault in refused.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["plan", "run", "budget"])
def test_a_placeholder_for_the_portals_address_is_refused_and_never_called(
    tmp_path: Path, name: str
) -> None:
    made = command("init", str(tmp_path))
    assert "The time zone is Australia/Perth." in made.stderr
    ran = command(name, "--settings", str(tmp_path / "talent-powerpro.toml"))
    assert ran.exit_code == 2
    assert "[talentlms] url: https://your-portal.talentlms.com is only a placeholder" in ran.stderr


def test_a_missing_secret_names_the_file_that_init_made(tmp_path: Path) -> None:
    command("init", str(tmp_path), "--url", URL)
    settings = str(tmp_path / "talent-powerpro.toml")
    ran = command("run", "--settings", settings, env={})
    assert ran.exit_code == 2
    for name in ("talentlms-key.txt", "new-user-password.txt"):
        assert f"is missing: {tmp_path / name} is empty. Put " in ran.stderr
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_each_setting_that_init_comments_out_is_valid(tmp_path: Path) -> None:
    command("init", str(tmp_path))
    path = tmp_path / "talent-powerpro.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    used = [line[2:] if " = " in line or line.startswith("# [") else line for line in lines]
    used = [new if line.startswith("# ") else line for line, new in zip(lines, used, strict=True)]
    used.remove('use = ["mail"]')  # In place of `find = true`.
    path.write_text("\n".join(used), encoding="utf-8")
    policy = open_settings(path).settings.policy
    assert policy.export_window == 7
    assert policy.drop_conditions == {"course-exported"}
    assert attrs.evolve(policy, competent_outcomes={}).competent_outcomes == {}


def test_init_keeps_secrets_and_store_out_of_version_control(tmp_path: Path) -> None:
    command("init", str(tmp_path))
    ignored = (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"talentlms-key.txt", "new-user-password.txt"} <= set(ignored)
    beside = ("db", "db-wal", "db-shm", "db-journal", "db.lock", "db.holder", "db.new", "db.7.part")
    for end in ("", ".replaced.2026-11-27", ".schema-4.2026-11-27"):
        for name in (f"powerpro{end}.{each}" for each in beside):
            assert any(fnmatchcase(name, pattern) for pattern in ignored), name


def test_init_changes_no_existing_file(tmp_path: Path) -> None:
    command("init", str(tmp_path))
    (tmp_path / "clients.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "units.csv").unlink()
    before = contents(tmp_path)
    again = command("init", str(tmp_path), "--json")
    assert again.exit_code == 0
    parts = json.loads(again.stdout)["parts"]
    done = {"units.csv": "made"}
    assert parts == {name: done.get(name, "left as it was") for name in parts}
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before


def test_init_says_why_it_made_no_store(tmp_path: Path) -> None:
    (tmp_path / "talent-powerpro.toml").write_text("[rtoo]\n", encoding="utf-8")
    made = command("init", str(tmp_path))
    assert made.exit_code == 0
    assert "not made: [rto] timezone is missing" in made.stdout
    assert not (tmp_path / "powerpro.db").exists()


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_init_ends_with_3_where_the_store_cannot_be_used(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "powerpro.db").write_bytes(b"no store")
    made = command("init", str(tmp_path), *options)
    assert made.exit_code == 3
    assert "not made: PowerPro's store" in " ".join(made.stdout.split())
    assert (tmp_path / "units.csv").exists()


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    made = command("init", str(tmp_path / "file"))
    assert made.exit_code == 2
    assert "Choose another folder" in made.stderr
