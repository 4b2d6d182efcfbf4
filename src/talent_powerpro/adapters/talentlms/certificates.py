"""The certificate authorities that are trusted: those of a file, of a folder, or the usual ones.

The environment variables are those that httpx and OpenSSL know. httpx no longer reads them,
because it raises OSError for a wrong file, and accepts a missing folder, which trusts nobody.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

FILE, FOLDER = "SSL_CERT_FILE", "SSL_CERT_DIR"
KEY_LOG = "SSLKEYLOGFILE"
"""Python's `ssl` writes the keys of each connection to the file that this variable names."""


class CertificateFault(ValueError):
    """A file or folder of certificates that cannot be used. Its text names it."""


def trusting(
    file: Path | None, *, named_by: str, environ: Mapping[str, str]
) -> ssl.SSLContext | None:
    """The context that trusts the authorities in *file* alone, which *named_by* names.

    With ``None``, those of the environment's file or folder. The context is ``None`` if there is
    neither, for the authorities that come with httpx. Raises `CertificateFault`.
    """
    faults = list(_key_log_faults(environ))
    if file is None and environ.get(FILE):
        file, named_by = Path(environ[FILE]), FILE
    if file is not None:
        return _of_file(file, named_by, faults)
    if folders := environ.get(FOLDER):
        faults += _folder_faults(folders)
        _raise(faults)
        return ssl.create_default_context(capath=folders)
    _raise(faults)
    return None


def trusting_nobody() -> ssl.SSLContext:
    """The context for a portal on this machine over plain HTTP, which needs no certificate.

    Loading the usual authorities takes longer than a call to such a portal.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _of_file(file: Path, named_by: str, faults: list[str]) -> ssl.SSLContext:
    try:
        # Opened first: on some systems OpenSSL calls a folder a file without certificates.
        file.open("rb").close()
        trusting_nobody().load_verify_locations(cafile=file)
    except ssl.SSLError:
        faults.append(
            f"{named_by}: the file {file} has no certificate in PEM format, or a damaged one. "
            "Name a file of certificates that begin with -----BEGIN CERTIFICATE-----."
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a file name"
        faults.append(
            f"{named_by}: the file {file} cannot be read ({why}). "
            "Name a file of certificates in PEM format, or remove the name."
        )
    _raise(faults)
    found = file.stat()
    return _context(os.fspath(file), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _context(file: str, *_: int) -> ssl.SSLContext:
    """The context of a file as it is now, one for all portals of the process."""
    return ssl.create_default_context(cafile=file)


def _folder_faults(folders: str) -> Iterator[str]:
    for folder in folders.split(os.pathsep):
        if not Path(folder).is_dir():
            yield (
                f"{FOLDER}: {folder} is not a folder. Name a folder of certificates that "
                "`openssl rehash` has prepared, or remove the variable."
            )


def _key_log_faults(environ: Mapping[str, str]) -> Iterator[str]:
    if not (named := environ.get(KEY_LOG)):
        return
    try:
        with open(named, "ab"):
            pass
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a file name"
        yield f"{KEY_LOG}: the file {named} cannot be written ({why}). Remove the variable."


def _raise(faults: list[str]) -> None:
    if faults:
        raise CertificateFault("\n".join(faults))
