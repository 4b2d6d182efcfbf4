"""The system's keyring as a source of secrets, used only if the settings say so."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Lock

from talent_powerpro.errors import SettingsFault

BACKEND = "PYTHON_KEYRING_BACKEND"
"""Environment variable by which the package keyring takes another keyring."""

_INSTALL = 'Install it with: pip install "talent-powerpro[keyring]"'
_OTHERWISE = "use the environment or a file"
_one_at_a_time = Lock()


def from_keyring(service: str, user: str) -> str | None:
    """The secret that the keyring has for *user* of *service*; ``None`` if it has none.

    Raises `SettingsFault` if there is no keyring. The keyring's own messages are never shown,
    because they may contain a secret.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        raise SettingsFault(
            f"the package keyring is not installed. {_INSTALL}, or {_OTHERWISE}."
        ) from None
    try:
        with nobody_asked():
            return keyring.get_password(service, user)
    except NoKeyringError:
        raise SettingsFault(
            "the package keyring is installed, but this machine has no keyring. "
            f"{_OTHERWISE.capitalize()}."
        ) from None
    except (KeyringError, EOFError) as error:
        raise SettingsFault(
            f"the keyring does not answer ({type(error).__name__}). Unlock it, or {_OTHERWISE}."
        ) from None
    except Exception as error:
        # A back-end that is named wrongly, a broken keyringrc.cfg, or a back-end's own fault.
        raise SettingsFault(f"{_broken(type(error).__name__)}, or {_OTHERWISE}.") from None


def _broken(kind: str) -> str:
    named = os.environ.get(BACKEND)
    if named:
        return f"the keyring {named!a} cannot be used ({kind}). Correct the variable {BACKEND}"
    return f"the keyring cannot be used ({kind}). Check its set-up with: keyring diagnose"


@contextmanager
def nobody_asked() -> Iterator[None]:
    """An empty standard input during the block, unless it is a terminal.

    Some keyrings ask for their own password. Under a scheduler they would wait for ever; so they
    raise `EOFError`.
    """
    # Of two threads at once, the second would put the first one's empty input back.
    with _one_at_a_time:
        given = sys.stdin
        if given is not None and given.isatty():
            yield
            return
        sys.stdin = StringIO()
        try:
            yield
        finally:
            sys.stdin = given
