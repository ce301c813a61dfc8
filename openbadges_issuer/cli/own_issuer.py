"""The issuer in whose name a command signs: a profile, a key, and the document that lists it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.documents import document_url
from openbadges_issuer.cli.endorsements import Endorsement, with_endorsements
from openbadges_issuer.cli.files import naming, read_file, read_json
from openbadges_issuer.cli.keys import open_key
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.keys import KeySigner

PROFILE = "profile.json"
DOCUMENT = "did.json"
_CRYPTOSUITES = {
    "Ed25519": "eddsa-rdfc-2022",
    "ES256": "ecdsa-rdfc-2019",
    "ES384": "ecdsa-rdfc-2019",
}

IssuerPlace = Annotated[
    Path,
    typer.Option(
        "--issuer", metavar="DIR", help="Folder that `issuer init` made, or a profile.json."
    ),
]


@dataclass(frozen=True, slots=True)
class OwnIssuer:
    """An issuer whose key is at hand.

    Attributes:
        issuer: signs.
        securing: how this key signs when nothing else is asked for.
        cryptosuite: how it signs with an embedded proof; None when it cannot.
        documents: by URL, the document that lists the issuer's keys; none when its id is a key.
    """

    issuer: ob.Issuer
    securing: str
    cryptosuite: str | None
    documents: dict[str, bytes]


def open_issuer(
    place: Path,
    key: Path,
    passphrase_file: Path | None,
    endorsements: Sequence[Endorsement] = (),
) -> OwnIssuer:
    """Read the profile and load the key.

    Args:
        place: a folder with a profile.json, or such a file.
        key: the private key's file.
        passphrase_file: holds its passphrase.
        endorsements: those about this issuer stand in its badges.

    Raises:
        SettingsError: the profile is wrong, or the key is not one that the issuer publishes, or
            the document that it publishes is not beside the profile.
        KeyFormatError: the key cannot be read or used, or its file is open to others.
        OSError: a file cannot be read.
    """
    profile_file = place / PROFILE if place.is_dir() else place
    members = read_json(profile_file)
    with naming(profile_file):
        profile = with_endorsements(ob.Profile.of(members), endorsements)
    signer = open_key(key, passphrase_file)
    issuer = ob.Issuer(profile, signer=signer)
    return OwnIssuer(
        issuer,
        "eddsa-rdfc-2022" if signer.algorithm == "Ed25519" else "vc-jwt",
        _CRYPTOSUITES.get(signer.algorithm),
        _published(profile.id, signer, profile_file.with_name(DOCUMENT)),
    )


def _published(issuer_id: str, signer: KeySigner, document_file: Path) -> dict[str, bytes]:
    """Give the issuer's document, in which verifiers will look for the key."""
    url = document_url(issuer_id)
    if url is None:
        return {}
    if not document_file.exists():
        raise SettingsError(
            f"{document_file} is not there, so nobody can say whether {issuer_id} publishes this "
            f"key: save the document from {url} there, or, if none is published yet, "
            "write it with `openbadges issuer init`"
        )
    content = read_file(document_file, DEFAULT_LIMITS.document_bytes)
    with naming(document_file):
        _check_listed(issuer_id, signer, {url: content})
    return {url: content}


def _check_listed(issuer_id: str, signer: KeySigner, documents: dict[str, bytes]) -> None:
    """Refuse a key whose signatures nobody would accept."""
    from openbadges_issuer import did  # noqa: PLC0415  # loaded when needed

    key = signer.public_key
    multikey = did.multikey_method_id(issuer_id, key) if key.algorithm == "Ed25519" else None
    method_id = multikey or did.jwk_method_id(issuer_id, key)
    now = datetime.now(UTC)
    method = did.resolve(method_id, ob.Prefetched(documents, retrieved_at=now))
    if method.revoked or (method.expires and method.expires < now):
        raise SettingsError(
            f"the key {method_id} is marked as no longer used: sign with a newer one"
        )
