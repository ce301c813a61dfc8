"""`openbadges issuer add-key` and `retire-key`: the keys that the issuer's document lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import openbadges_issuer as ob
from openbadges_issuer import strict_json, timestamps
from openbadges_issuer.cli.documents import document_url
from openbadges_issuer.cli.files import json_text, naming, read_file, replace_file
from openbadges_issuer.cli.keys import PassphraseFile, open_key
from openbadges_issuer.cli.own_issuer import DOCUMENT
from openbadges_issuer.cli.terminal import note, say
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.keys import PublicKey

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder with the published did.json of the issuer.")
]
NewKey = Annotated[Path, typer.Option("--key", metavar="NEW.pem", help="The key to be listed.")]
OldKey = Annotated[
    Path | None, typer.Option("--key", metavar="OLD.pem", help="The key that signs no more.")
]


def add_key(folder: Folder, key: NewKey, passphrase_file: PassphraseFile = None) -> None:
    """List one more key in DIR/did.json. The keys listed there stay."""
    document_file = folder / DOCUMENT
    document, url = _read(document_file)
    public_key = open_key(key, passphrase_file).public_key
    with naming(document_file):
        if _methods_of(document, public_key):
            raise SettingsError(f"the key of {key} is listed here already")
        added = ob.did_document(document["id"], [public_key])
        for name in ("@context", "verificationMethod", "assertionMethod"):
            document[name] = _joined(document.get(name, []), added[name])
        _check(document, url, added["assertionMethod"])
    replace_file(document_file, json_text(document))
    say(f"The key of {key} is listed in {document_file} beside those that were.")
    note(publishing_hint(document_file, url))


def retire_key(
    folder: Folder,
    key: OldKey = None,
    multikey: Annotated[
        str | None,
        typer.Option(metavar="z…", help="That key by its public half, as `keygen` printed it."),
    ] = None,
    stolen: Annotated[
        bool,
        typer.Option("--stolen", help="Somebody else may have it: all its badges become invalid."),
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Mark a key in DIR/did.json as used no more. Unless stolen, what it signed stays valid."""
    document_file = folder / DOCUMENT
    document, url = _read(document_file)
    methods = _methods_of(document, _old_key(key, multikey, passphrase_file))
    if not methods:
        raise SettingsError(f"{document_file}: this key is not listed here")
    mark = "revoked" if stolen else "expires"
    unmarked = [method for method in methods if mark not in method]
    if not unmarked:
        raise SettingsError(f"{document_file}: this key is marked already ({mark})")
    for method in unmarked:
        method[mark] = timestamps.format(timestamps.now())
    replace_file(document_file, json_text(document))
    if stolen:
        say(
            f"The key is marked as stolen in {document_file}. Every badge it ever signed becomes "
            "invalid, as a thief can write any date: issue them again with another key."
        )
    else:
        say(f"The key is retired in {document_file}. What it signed so far stays valid.")
    note(publishing_hint(document_file, url))


def publishing_hint(document_file: Path, url: str) -> str:
    """Say where the document has to be."""
    return f"Publish {document_file} at {url}: verifiers look for the key there."


def _read(document_file: Path) -> tuple[dict[str, Any], str]:
    """Read the issuer's document, and name its URL."""
    if not document_file.exists():
        raise SettingsError(
            f"{document_file} is not there: save the published document there. An issuer that is "
            "its key (did:key) has none, and can never have another key"
        )
    content = read_file(document_file, DEFAULT_LIMITS.document_bytes)
    with naming(document_file):
        document = strict_json.load_object(content)
        issuer_id = document.get("id")
        url = document_url(issuer_id) if isinstance(issuer_id, str) else None
        if url is None:
            raise SettingsError("the id of the document is neither did:web: nor https:")
    return document, url


def _old_key(key: Path | None, multikey: str | None, passphrase_file: Path | None) -> PublicKey:
    from openbadges_issuer.keys import PublicKey  # noqa: PLC0415  # loaded when needed

    if (key is None) is (multikey is None):
        raise SettingsError("say which key: --key OLD.pem, or --multikey z… when the file is lost")
    if key is not None:
        return open_key(key, passphrase_file).public_key
    with naming("--multikey"):
        return PublicKey.from_multikey(multikey or "")


def _methods_of(document: dict[str, Any], key: PublicKey) -> list[dict[str, Any]]:
    """Find every method of the document that holds the key, also those within a relationship."""
    entries = [entry for value in document.values() if isinstance(value, list) for entry in value]
    return [
        entry
        for entry in entries
        if isinstance(entry, dict)
        and (
            (key.multikey and entry.get("publicKeyMultibase") == key.multikey)
            or _holds_jwk(entry.get("publicKeyJwk"), key)
        )
    ]


def _holds_jwk(jwk: Any, key: PublicKey) -> bool:
    return isinstance(jwk, dict) and key.jwk.items() <= jwk.items()


def _joined(present: Any, added: Any) -> Any:
    """Put what is missing after what a member holds, each one value or a list."""
    values = strict_json.as_list(present)
    missing = [value for value in strict_json.as_list(added) if value not in values]
    return [*values, *missing] if missing else present


def _check(document: dict[str, Any], url: str, method_ids: list[str]) -> None:
    """Read the new methods as a verifier will."""
    from openbadges_issuer import did  # noqa: PLC0415  # loaded when needed

    published = ob.Prefetched({url: json_text(document)}, retrieved_at=timestamps.now())
    for method_id in method_ids:
        did.resolve(method_id, published)
