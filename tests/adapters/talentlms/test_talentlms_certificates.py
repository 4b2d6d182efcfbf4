"""Certificate authorities: which are trusted, and what is wrong with a file or folder of them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from support.http_proxy import AUTHORITY
from talent_powerpro.adapters.talentlms.certificates import (
    CertificateFault,
    trusting,
    trusting_nobody,
)

SETTING = "[talentlms] ca_file"


def trusted(context: ssl.SSLContext | None) -> list[str]:
    """The subjects of the authorities of a file."""
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    return [dict(part[0] for part in each["subject"])["commonName"] for each in subjects(context)]


def subjects(context: ssl.SSLContext) -> list[dict[str, tuple[tuple[tuple[str, str], ...], ...]]]:
    return context.get_ca_certs()  # type: ignore[return-value]


def test_a_file_replaces_the_usual_authorities() -> None:
    context = trusting(AUTHORITY, named_by=SETTING, environ={})
    assert trusted(context) == ["An authority for tests alone"]


def test_a_file_is_read_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(AUTHORITY.read_bytes())
    first = trusting(file, named_by=SETTING, environ={})
    assert trusting(file, named_by=SETTING, environ={}) is first
    os.utime(file, ns=(1, 1))
    second = trusting(file, named_by=SETTING, environ={})
    assert second is not first
    file.write_bytes(AUTHORITY.read_bytes() + b"\n")
    os.utime(file, ns=(1, 1))
    assert trusting(file, named_by=SETTING, environ={}) is not second


def test_the_environments_file_is_the_next_choice(tmp_path: Path) -> None:
    environ = {"SSL_CERT_FILE": str(AUTHORITY), "SSL_CERT_DIR": str(tmp_path / "nowhere")}
    context = trusting(None, named_by=SETTING, environ=environ)
    assert trusted(context) == ["An authority for tests alone"]
    other = {"SSL_CERT_FILE": str(tmp_path / "nowhere")}
    assert trusted(trusting(AUTHORITY, named_by=SETTING, environ=other))


def test_the_environments_folder_is_the_last(tmp_path: Path) -> None:
    context = trusting(None, named_by=SETTING, environ={"SSL_CERT_DIR": str(tmp_path)})
    assert trusted(context) == []


@pytest.mark.parametrize("environ", [{}, {"SSL_CERT_FILE": "", "SSL_CERT_DIR": ""}])
def test_without_any_the_usual_ones_are_trusted(environ: dict[str, str]) -> None:
    assert trusting(None, named_by=SETTING, environ=environ) is None


def test_over_plain_http_nobody_is_trusted() -> None:
    assert trusted(trusting_nobody()) == []


def nothing(path: Path) -> None:
    """Leaves the file missing."""


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("the key of the office safe", encoding="utf-8")


def damaged(path: Path) -> None:
    path.write_bytes(AUTHORITY.read_bytes().replace(b"MII", b"***"))


NO_CERTIFICATE = "has no certificate in PEM format"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (nothing, "cannot be read (No such file or directory)"),
        (Path.mkdir, "cannot be read ("),
        (empty, NO_CERTIFICATE),
        (text, NO_CERTIFICATE),
        (damaged, NO_CERTIFICATE),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_setting(
    tmp_path: Path, made: Callable[[Path], object], why: str
) -> None:
    file = tmp_path / "ca.pem"
    made(file)
    for given, environ, name in (
        (file, {}, SETTING),
        (None, {"SSL_CERT_FILE": str(file)}, "SSL_CERT_FILE"),
    ):
        with pytest.raises(CertificateFault) as told:
            trusting(given, named_by=SETTING, environ=environ)
        assert str(told.value).startswith(f"{name}: the file {file} {why}")


def test_a_name_that_no_file_has_is_reported_too() -> None:
    with pytest.raises(CertificateFault, match="not a file name"):
        trusting(Path("ca\0.pem"), named_by=SETTING, environ={})


def test_each_missing_folder_is_named(tmp_path: Path) -> None:
    folders = os.pathsep.join((str(tmp_path), str(tmp_path / "one"), str(tmp_path / "two")))
    with pytest.raises(CertificateFault) as told:
        trusting(None, named_by=SETTING, environ={"SSL_CERT_DIR": folders})
    assert [line.split(".")[0] for line in str(told.value).splitlines()] == [
        f"SSL_CERT_DIR: {tmp_path / name} is not a folder" for name in ("one", "two")
    ]


def test_a_log_of_keys_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Python opens it with each context, and raises OSError where that fails."""
    with pytest.raises(CertificateFault) as told:
        trusting(tmp_path / "ca.pem", named_by=SETTING, environ={"SSLKEYLOGFILE": str(tmp_path)})
    first, second = str(told.value).splitlines()
    assert first.startswith(f"SSLKEYLOGFILE: the file {tmp_path} cannot be written (")
    assert second.startswith(f"{SETTING}: the file")
    with pytest.raises(CertificateFault) as told:
        trusting(None, named_by=SETTING, environ={"SSLKEYLOGFILE": str(tmp_path)})
    assert str(told.value) == (
        f"SSLKEYLOGFILE: the file {tmp_path} cannot be written (Is a directory). "
        "Remove the variable."
    )
    with pytest.raises(CertificateFault, match=r"cannot be written \(not a file name\)\."):
        trusting(None, named_by=SETTING, environ={"SSLKEYLOGFILE": "keys\0"})
    fine = {"SSLKEYLOGFILE": str(tmp_path / "keys")}
    assert trusting(None, named_by=SETTING, environ=fine) is None
