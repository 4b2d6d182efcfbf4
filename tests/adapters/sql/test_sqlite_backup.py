"""Names that a back-up may not have, and files of which a back-up is made up, one by one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.sql.guide_rows import a_set, by_hand, client, dump, make
from talent_powerpro.adapters.sql.dialects.sqlite_backup import back_up_file, copy_back_up
from talent_powerpro.errors import PowerProUnusable, SettingsFault


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "powerpro.db"


@pytest.mark.parametrize(
    "end", ["-journal", "-wal", "-shm", ".lock", ".holder", ".new", "-SHM", ".Lock"]
)
def test_the_name_of_a_file_beside_the_store_is_refused_before_anything_is_read(
    path: Path, end: str
) -> None:
    path.write_bytes(b"no store at all")
    file = path.with_name(f"{path.name}{end}")
    with pytest.raises(SettingsFault) as caught:
        back_up_file(path, file, replace=True, busy_seconds=0)
    assert caught.value.message == (
        f"{file} is a name that the store's own files beside it have. Name another file."
    )
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_log_that_lies_beside_the_name_is_refused_before_anything_is_read(
    path: Path, end: str
) -> None:
    path.write_bytes(b"no store at all")
    file, log = path.with_name("back-up.db"), path.with_name(f"back-up.db{end}")
    log.touch()
    with pytest.raises(SettingsFault) as caught:
        back_up_file(path, file, replace=True, busy_seconds=0)
    assert caught.value.message == (
        f"SQLite would read {log}, which is already there, together with the back-up."
    )


def test_a_copy_made_by_hand_is_read_with_its_log(path: Path, tmp_path: Path) -> None:
    copy, new = tmp_path / "copy.db", tmp_path / "new.db"
    with make(path) as powerpro:
        powerpro.take_in(a_set(client("1000")))
        for end in ("", "-wal"):
            shutil.copyfile(f"{path}{end}", f"{copy}{end}")
    before = {end: Path(f"{copy}{end}").read_bytes() for end in ("", "-wal")}
    assert before["-wal"]
    assert copy_back_up(copy, new, 0) == 5
    assert dump(new) == dump(path)
    assert {end: Path(f"{copy}{end}").read_bytes() for end in before} == before


def test_a_copy_made_by_hand_in_the_middle_of_a_write_is_refused(
    path: Path, tmp_path: Path
) -> None:
    make(path).close()
    copy, new = tmp_path / "copy.db", tmp_path / "new.db"
    topics = [(f"{number:0900}", "2022-06-02") for number in range(100)]
    with by_hand(path) as writer:
        writer.execute("PRAGMA journal_mode = DELETE")
        writer.execute("PRAGMA cache_size = 1")  # What does not fit is written before the commit.
        writer.execute("UPDATE clients SET surname = 'HALF'")
        writer.executemany("INSERT INTO told_topics VALUES (?, ?)", topics)
        for end in ("", "-journal"):
            shutil.copyfile(f"{path}{end}", f"{copy}{end}")
        writer.rollback()
    assert b"HALF" in copy.read_bytes()
    with pytest.raises(PowerProUnusable, match=r"The back-up .*copy\.db is read-only"):
        copy_back_up(copy, new, 0)


def test_a_back_up_in_a_folder_that_stays_as_it_is(path: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "back-up.db", tmp_path / "new"
    make(path).close()
    back_up_file(path, file, replace=False, busy_seconds=0)
    before = sorted(tmp_path.iterdir())
    new.mkdir()
    assert copy_back_up(file, new / "new.db", 0) == 5
    assert dump(new / "new.db") == dump(path)
    assert sorted(tmp_path.iterdir()) == sorted([*before, new])
