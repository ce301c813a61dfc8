"""Where signing keys are kept: files that only their owner can read, and environment variables."""

from __future__ import annotations

import os
import re
import shlex
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from openbadges_issuer.errors import KeyFormatError, SettingsError
from openbadges_issuer.keys import private_key
from openbadges_issuer.keys.signer import KeySigner

if TYPE_CHECKING:
    from collections.abc import Callable

_GROUP_AND_OTHERS = 0o077
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")  # so narrow that no key looks like one


def load_signer(
    uri: str,
    *,
    secrets: Callable[[str], str] | None = None,
    verification_method: str | None = None,
) -> KeySigner:
    """Load a signing key: PKCS#8 PEM, encrypted or not, or a private JWK.

    Args:
        uri: ``file:PATH`` (relative or absolute, taken as it is) or ``env:NAME`` (the key's text
            stands in that environment variable, named in capitals).
        secrets: called with `uri` to get the passphrase of an encrypted key. Nothing is prompted
            for and nothing is kept.
        verification_method: URL under which verifiers find the public key; default: the key's own
            did:key method, for RSA did:jwk.

    Raises:
        SettingsError: another scheme, no such file or variable, or no `secrets` for an encrypted
            key.
        KeyFormatError: the key cannot be read or used, or its file is open to others.
    """

    def ask_passphrase() -> str:
        if secrets is None:
            raise SettingsError(
                f"the key {uri} is encrypted: pass secrets=, a function that gives its passphrase"
            )
        return secrets(uri)

    scheme, colon, place = uri.partition(":")
    match scheme, colon:
        case "file", ":":
            text = _read_file(Path(place))
        case "env", ":":
            text = _read_variable(place)
        case _:
            # what has no known scheme may be the key itself: show nothing of it
            named = f"{scheme}: is" if colon and _SCHEME.fullmatch(scheme) else "this is"
            raise SettingsError(f"{named} not a place of signing keys; use file:PATH or env:NAME")
    return KeySigner(private_key.decode(text, ask_passphrase), verification_method)


def write_key(
    path: Path, signer: KeySigner, passphrase: str | None = None, *, unencrypted: bool = False
) -> None:
    """Write a signer's private key to a new file that only its owner can read.

    Args:
        path: the new file, PKCS#8 PEM, mode 600; a missing folder is made with mode 700.
        signer: the signer whose key is kept.
        passphrase: encrypts the file.
        unencrypted: writes the key in clear, when no passphrase is given.

    Raises:
        SettingsError: neither or both of `passphrase` and `unencrypted`, a file of that name is
            there already, or it cannot be written.
    """
    if (passphrase is None) is not unencrypted:
        raise SettingsError(
            "give a passphrase, or say unencrypted=True to keep the key in clear; not both"
        )
    text = private_key.encode(signer._private_key, passphrase)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(path, "xb", opener=_open_private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise SettingsError(
            f"{error.filename} is there already and is not replaced: a lost key is lost for good"
        ) from None
    except OSError as error:
        raise SettingsError(f"{path} was not written: {error.strerror}") from None


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            _check_access(path, os.fstat(file.fileno()))
            return file.read()
    except OSError as error:
        raise SettingsError(f"the key file {path} was not read: {error.strerror}") from None
    except ValueError:
        raise SettingsError("the path of a key file holds a zero byte") from None


def _check_access(path: Path, status: os.stat_result) -> None:
    if os.name != "posix":  # modes and owners say nothing there
        return
    quoted = shlex.quote(str(path))
    if status.st_uid not in (os.geteuid(), 0):
        raise KeyFormatError(
            f"the key file {path} belongs to another user, who could change it; "
            f"make it yours: sudo chown {os.geteuid()} {quoted}"
        )
    if stat.S_IMODE(status.st_mode) & _GROUP_AND_OTHERS:
        raise KeyFormatError(
            f"the key file {path} is open to other users (mode {stat.S_IMODE(status.st_mode):o}); "
            f"close it: chmod 600 {quoted}"
        )


def _read_variable(name: str) -> bytes:
    if not _VARIABLE.fullmatch(name):
        # it may be the key itself, put there by a shell: show nothing of it
        raise SettingsError(
            "env: is followed by the name of an environment variable, such as DISTRICT_KEY: "
            "capital letters, digits and _"
        )
    value = os.environ.get(name)  # noqa: TID251 (the caller asked for this variable by name)
    if not value:
        raise SettingsError(f"the environment variable {name} holds no key")
    return value.encode("utf-8", "surrogateescape")
