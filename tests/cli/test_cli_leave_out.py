"""`[import] leave_out`: columns that an RTO chooses not to keep are nowhere in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.rto import GUIDE, Rto, rto
from support.sql.guide_rows import dump

USI, BORN = "JGM3EG55QE", "12/12/2000"
TITLES = '["USI", "date of  birth", "Mobile", "Preferred Name"]'


def folder(at: Path, *, born: str = BORN, usi: str = USI) -> Path:
    """The guide's files with one client, whose row has everything."""
    at.mkdir()
    for each in GUIDE.glob("*.csv"):
        (at / each.name).write_bytes(each.read_bytes())
    (at / "clients.csv").write_text(
        "Code,Surname,Given Names,Preferred Name,USI,Secondary ID,Date of Birth,Mobile,Email\n"
        f"2021000017,GOMEZ,JOANA,Jojo,{usi},DPC000129,{born},0400123456,jg11@pm.me\n"
        "2021000019,Other,Name,Nick,,,,,other@pm.me\n"
        "2021999999,Gone,Long,Nick,,,,0400654321,gone@pm.me\n"
        "2021000018,PANTHER,PINK,,,,,,pink@pm.me\n",
        encoding="utf-8",
    )
    return at


def leaving_out(of: Rto, titles: str = TITLES) -> Rto:
    text = of.settings_file.read_text(encoding="utf-8")
    of.settings_file.write_text(f"{text}\n[import]\nleave_out = {titles}\n", encoding="utf-8")
    return of


def kept(of: Rto) -> list[str]:
    files = (of.store.with_name(of.store.name + end) for end in ("", "-wal"))
    found = b"".join(each.read_bytes() for each in files if each.exists())
    return [text for text in (USI, "2000-12-12", "0400123456", "Jojo") if text.encode() in found]


def test_columns_left_out_are_not_stored(tmp_path: Path) -> None:
    of = leaving_out(rto(tmp_path))
    done = of.command("import", str(folder(tmp_path / "files")))
    assert done.exit_code == 0, done.stderr
    assert kept(of) == []
    assert dump(of.store)["clients"][0][:4] == ("2021000017", "GOMEZ", "JOANA", "")


def test_the_next_import_removes_what_is_there_also_of_clients_it_lacks(tmp_path: Path) -> None:
    of = rto(tmp_path)
    files = folder(tmp_path / "files")
    of.command("import", str(files))
    assert len(kept(of)) == 4
    leaving_out(of)
    clients = (files / "clients.csv").read_text(encoding="utf-8").splitlines()
    (files / "clients.csv").write_text(
        "\n".join(each for each in clients if "2021999999" not in each), encoding="utf-8"
    )
    for _ in range(2):
        assert of.command("import", str(files)).exit_code == 0
        assert kept(of) == []
    assert b"0400654321" not in of.store.read_bytes()


def test_once_the_setting_is_gone_the_columns_are_stored_again(tmp_path: Path) -> None:
    of = rto(tmp_path)
    before = of.settings_file.read_text(encoding="utf-8")
    files = folder(tmp_path / "files")
    leaving_out(of).command("import", str(files))
    of.settings_file.write_text(before, encoding="utf-8")
    of.command("import", str(files))
    assert len(kept(of)) == 4


def test_what_is_in_a_column_left_out_is_no_fault(tmp_path: Path) -> None:
    files = folder(tmp_path / "files", born="long ago", usi="")
    of = rto(tmp_path)
    assert of.command("import", str(files)).exit_code == 2
    assert leaving_out(of).command("import", str(files)).exit_code == 0


def test_a_faulty_import_removes_nothing(tmp_path: Path) -> None:
    of = rto(tmp_path)
    files = folder(tmp_path / "files")
    of.command("import", str(files))
    leaving_out(of)
    (files / "courses.csv").write_text("nothing\n", encoding="utf-8")
    assert of.command("import", str(files)).exit_code == 2
    assert len(kept(of)) == 4


@pytest.mark.parametrize(
    ("titles", "sentence"),
    [
        ('["UIS", "Email", "USI"]', '"Email"; "UIS". Did you mean USI?'),
        ('["Secondary ID"]', '"Secondary ID"'),
    ],
)
def test_a_column_that_cannot_be_left_out_is_named(
    tmp_path: Path, titles: str, sentence: str
) -> None:
    of = leaving_out(rto(tmp_path), titles)
    refused = of.command("import", str(GUIDE))
    assert refused.exit_code == 2
    assert "[import] leave_out: " in refused.stderr
    assert f"{sentence}. Those that can be: Preferred Name, USI" in refused.stderr
    assert not of.store.exists()
