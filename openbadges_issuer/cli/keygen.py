"""`openbadges keygen`: a new signing key."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.files import check_new
from openbadges_issuer.cli.keys import ask_passphrase
from openbadges_issuer.cli.terminal import note, say
from openbadges_issuer.errors import SettingsError


class KeyType(StrEnum):
    """The kinds of key that can be made, by the names people know."""

    ED25519 = "ed25519"
    P_256 = "p-256"
    P_384 = "p-384"


_ALGORITHMS = {KeyType.ED25519: "Ed25519", KeyType.P_256: "ES256", KeyType.P_384: "ES384"}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(keygen)


def keygen(
    out: Annotated[Path, typer.Argument(metavar="OUT.pem", help="The new key file.")],
    type_: Annotated[
        KeyType,
        typer.Option("--type", help="p-256 or p-384 for systems that ask for it; else ed25519."),
    ] = KeyType.ED25519,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Holds the passphrase; without it you are asked twice."),
    ] = None,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="Keep the key in clear: for trying out only.")
    ] = False,
) -> None:
    """Make a signing key in a new file that only you can read.

    Prints the public key and the issuer id (did:key) that follows from it.
    """
    from openbadges_issuer.keys.files import write_key  # noqa: PLC0415  # loaded when needed

    check_new(out, advice="a key file is never replaced, so give another name")
    if no_passphrase and passphrase_file:
        raise SettingsError("--passphrase-file and --no-passphrase contradict each other")
    passphrase = (
        None if no_passphrase else ask_passphrase("New passphrase", passphrase_file, twice=True)
    )
    signer = ob.KeySigner.generate(_ALGORITHMS[type_])
    write_key(out, signer, passphrase, unencrypted=no_passphrase)
    note(
        f"The private key is in {out}, "
        + ("not encrypted." if no_passphrase else "encrypted with the passphrase.")
        + " Whoever has it can award badges in your name: keep a copy, and keep it apart."
    )
    say(f"multikey  {signer.public_key.multikey}")
    say(f"did:key   {signer.verification_method.partition('#')[0]}")
