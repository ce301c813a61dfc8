"""The signing key of a command, and the passphrase that opens it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.files import read_file
from openbadges_issuer.cli.terminal import note
from openbadges_issuer.errors import KeyFormatError, SettingsError

if TYPE_CHECKING:
    from openbadges_issuer.keys import KeySigner

_MOST_BYTES = 4_096

KeyFile = Annotated[
    Path, typer.Option("--key", metavar="KEY.pem", help="The private key that signs.")
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Holds the passphrase of the key; without it you are asked for it."
    ),
]


def open_key(key: Path, passphrase_file: Path | None) -> KeySigner:
    """Load the key, with the passphrase of the file or of the person at the terminal.

    Raises:
        SettingsError, KeyFormatError: as `load_signer` and `ask_passphrase`.
        OSError: the passphrase file cannot be read.
    """
    try:
        return ob.load_signer(
            f"file:{key}", secrets=lambda _: ask_passphrase(f"Passphrase of {key}", passphrase_file)
        )
    except KeyFormatError as error:
        raise KeyFormatError(f"{key}: {error.message}", problem=error.problem) from None


def ask_passphrase(question: str, passphrase_file: Path | None, *, twice: bool = False) -> str:
    """Get a passphrase: the content of the file without the end of its line, else what is typed.

    Raises:
        SettingsError: there is neither a file nor a terminal, or the file is empty.
        InputError, OSError: the file is too large, or cannot be read.
    """
    if passphrase_file is None:
        if not sys.stdin.isatty():
            raise SettingsError(
                "there is no terminal to ask for the passphrase: give --passphrase-file FILE"
            )
        typed: str = typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
        return typed
    _warn_of_readers(passphrase_file)
    text = read_file(passphrase_file, _MOST_BYTES).decode("utf-8", "surrogateescape")
    passphrase = text.removesuffix("\n").removesuffix("\r")
    if not passphrase:
        raise SettingsError(f"{passphrase_file}: there is no passphrase in this file")
    return passphrase


def _warn_of_readers(path: Path) -> None:
    mode = path.stat().st_mode
    if sys.platform != "win32" and stat.S_ISREG(mode) and mode & 0o077:
        note(f"Others can read {path}: close it with chmod 600, unless you mean it.")
