"""A folder whose rows are read anew at each call, and one that is changed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.csv.import_files import LOGS, PERTH, SMALL, read, with_line, write
from talent_powerpro.adapters.csv import ImportFaults, fingerprints, keys, open_folder, read_folder
from talent_powerpro.ports.import_set import Kind


def test_the_rows_of_a_kind_may_be_read_again(tmp_path: Path) -> None:
    write(tmp_path, {"contact_logs.csv": LOGS})
    opened = open_folder(tmp_path, timezone=PERTH)
    first = [row for kind in Kind for row in opened.rows_of(kind)]
    assert first == [row for kind in Kind for row in opened.rows_of(kind)]
    assert tuple(first) == read(tmp_path, {"contact_logs.csv": LOGS}).rows
    assert opened.counts == dict.fromkeys(Kind, 1)
    assert opened.kinds == frozenset(Kind)
    assert opened.fingerprints == fingerprints(tmp_path)


def test_the_rows_of_each_file_are_counted(tmp_path: Path) -> None:
    lines = "1001,B,,,,,,\n1001,C,,,,,,"
    opened = open_folder(write(tmp_path, with_line("units.csv", lines)), timezone=PERTH)
    assert opened.counts == {
        Kind.COURSE: 1,
        Kind.CLIENT: 1,
        Kind.ENROLMENT: 1,
        Kind.UNIT: 3,
        Kind.CONTACT_LOG: 0,
    }


def test_a_folder_without_some_kinds_has_neither_rows_nor_files_of_them(tmp_path: Path) -> None:
    opened = open_folder(write(tmp_path, {}), timezone=PERTH).without([Kind.UNIT])
    assert opened.kinds == {Kind.COURSE, Kind.CLIENT, Kind.ENROLMENT}
    assert list(opened.rows_of(Kind.UNIT)) == []
    assert Kind.UNIT not in opened.counts
    assert len(list(opened.rows_of(Kind.CLIENT))) == 1


def test_fields_of_clients_that_are_left_out_are_in_no_row_and_whatever_they_have_is_no_fault(
    tmp_path: Path,
) -> None:
    clients = SMALL["clients.csv"].replace("12/12/2000", "soon")
    write(tmp_path, {"clients.csv": clients})
    left_out = ("date_of_birth", "usi", "mobile")
    opened = open_folder(tmp_path, timezone=PERTH, leave_out=left_out)
    (client,) = opened.rows_of(Kind.CLIENT)
    assert client.cells == {
        "code": "0021000017",
        "surname": "GOMEZ",
        "given_names": "JOANA",
        "preferred_name": "JOANA",
        "secondary_id": "DPC000129",
        "email": "jg11@pm.me",
    }
    at_once = read_folder(tmp_path, timezone=PERTH, leave_out=left_out)
    assert at_once.rows == tuple(row for kind in Kind for row in opened.rows_of(kind))


def test_a_file_may_have_the_largest_size_and_not_a_byte_more(tmp_path: Path) -> None:
    write(tmp_path, {})
    largest = max((tmp_path / name).stat().st_size for name in SMALL)
    for read_all in (open_folder, read_folder):
        read_all(tmp_path, timezone=PERTH, most=largest)
        with pytest.raises(ImportFaults) as caught:
            read_all(tmp_path, timezone=PERTH, most=largest - 1)
        assert str(caught.value) == (
            "courses.csv has 0.2 KB, and the limit is 0.2 KB. Check that it is the right file. "
            "Raise the limit with max_size under [import] in the settings."
        )


def test_a_large_size_is_told_in_megabytes(tmp_path: Path) -> None:
    write(tmp_path, {"units.csv": b"\n" * 2_560_000})
    with pytest.raises(ImportFaults, match=r"has 2\.6 MB, and the limit is 1\.0 MB"):
        open_folder(tmp_path, timezone=PERTH, most=1_000_000)


@pytest.mark.parametrize("now", [SMALL["units.csv"].replace("304", "305"), None])
def test_a_file_that_is_changed_after_the_check_is_one_fault(
    tmp_path: Path, now: str | None
) -> None:
    opened = open_folder(write(tmp_path, {}), timezone=PERTH)
    if now is None:
        (tmp_path / "units.csv").unlink()
    else:
        (tmp_path / "units.csv").write_text(now, encoding="utf-8", newline="")
    with pytest.raises(ImportFaults) as caught:
        list(opened.rows_of(Kind.UNIT))
    assert str(caught.value) == (
        "units.csv was changed while it was read. Import again when the export has ended."
    )


def test_a_file_that_a_folder_replaced_after_the_check_is_one_fault(tmp_path: Path) -> None:
    opened = open_folder(write(tmp_path, {}), timezone=PERTH)
    (tmp_path / "units.csv").unlink()
    (tmp_path / "units.csv").mkdir()
    with pytest.raises(ImportFaults) as caught:
        list(opened.rows_of(Kind.UNIT))
    assert str(caught.value) == (
        "units.csv cannot be read (it is a folder). Put the file itself in the folder."
    )


def test_rows_whose_keys_share_a_hash_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "hash", lambda _: 7, raising=False)
    units = "1001,B,,,,,,\n1001,C,,,,,,\n1001,B,Again,,,,,"
    with pytest.raises(ImportFaults) as caught:
        read(tmp_path, with_line("units.csv", units))
    (fault,) = caught.value.faults
    assert (fault.line, fault.value, fault.problem) == (5, "1001, B", "is already on line 3")
