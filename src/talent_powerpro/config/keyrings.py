"""The system's keyring as a place for secrets, used only where the settings say so."""

from __future__ import annotations

from talent_powerpro.errors import SettingsFault

_INSTALL = 'install it with: pip install "talent-powerpro[keyring]"'
_OTHERWISE = "use the environment or a file"


def from_keyring(service: str, user: str) -> str | None:
    """The secret that the keyring has for *user* of *service*; ``None``: none.

    `SettingsFault` where there is no keyring. Its own messages are not shown: they may hold
    anything.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        raise SettingsFault(
            f"the package keyring is not installed; {_INSTALL}, or {_OTHERWISE}"
        ) from None
    try:
        return keyring.get_password(service, user)
    except NoKeyringError:
        raise SettingsFault(
            f"the extra keyring is installed, but this machine has no keyring; {_OTHERWISE}"
        ) from None
    except KeyringError as error:
        raise SettingsFault(
            f"the keyring does not answer ({type(error).__name__}); unlock it, or {_OTHERWISE}"
        ) from None
