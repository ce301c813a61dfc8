"""The document an issuer publishes is one that resolves, here and in stricter readers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from openbadges_issuer.did import did_document, jwk_method_id, multikey_method_id, resolve
from openbadges_issuer.did.did_web import document_url
from openbadges_issuer.errors import ResolutionError, SettingsError
from openbadges_issuer.fetching import Prefetched
from openbadges_issuer.keys import KeySigner, PublicKey

DID = "did:web:badges.district.example"
HTTPS = "https://badges.district.example/issuers/1"
NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)
KEYS = [KeySigner.generate(name).public_key for name in ("Ed25519", "ES256", "ES384", "RS256")]
ED25519, P256, P384, RSA = KEYS


def fetcher(did: str, document: dict[str, object]) -> Prefetched:
    url = document_url(did) if did.startswith("did:") else did
    return Prefetched({url: json.dumps(document).encode()}, retrieved_at=NOW)


@pytest.mark.parametrize("did", [DID, "did:web:localhost%3A5000:issuers:1", HTTPS])
def test_every_published_key_resolves_in_both_forms(did: str) -> None:
    published = fetcher(did, did_document(did, KEYS))
    for key in KEYS:
        ids = [jwk_method_id(did, key)]
        if key is not RSA:
            ids.append(f"{did}#{key.multikey}")
        for method_id in ids:
            method = resolve(method_id, published)
            assert (method.public_key, method.controller) == (key, did)
            assert method.relationships == {"assertionMethod"}


def test_the_form_of_a_published_document() -> None:
    document = did_document(DID, [ED25519, RSA])
    multikey, thumbprint = f"{DID}#{ED25519.multikey}", f"{DID}#{ED25519.thumbprint}"
    assert document == {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": DID,
        "verificationMethod": [
            {
                "id": multikey,
                "type": "Multikey",
                "controller": DID,
                "publicKeyMultibase": ED25519.multikey,
            },
            {
                "id": thumbprint,
                "type": "JsonWebKey",
                "controller": DID,
                "publicKeyJwk": ED25519.jwk,
            },
            {
                "id": f"{DID}#{RSA.thumbprint}",
                "type": "JsonWebKey",
                "controller": DID,
                "publicKeyJwk": RSA.jwk,
            },
        ],
        "assertionMethod": [multikey, thumbprint, f"{DID}#{RSA.thumbprint}"],
    }


def test_an_https_identifier_has_the_context_of_controlled_identifiers() -> None:
    document = did_document(HTTPS, [P256])
    assert (document["@context"], document["id"]) == ("https://www.w3.org/ns/cid/v1", HTTPS)


def test_names_of_methods() -> None:
    assert multikey_method_id(DID, P384) == f"{DID}#{P384.multikey}"
    assert multikey_method_id(DID, RSA) is None
    assert jwk_method_id(HTTPS, RSA) == f"{HTTPS}#{RSA.thumbprint}"


def test_retired_and_stolen_keys_stay_with_their_times() -> None:
    retired, stolen = NOW - timedelta(days=400), NOW - timedelta(days=2)
    document = did_document(
        DID, [ED25519, P256, P384], expires={P256: retired}, revoked={P384: stolen}
    )
    published = fetcher(DID, document)
    for key, expires, revoked in [
        (ED25519, None, None),
        (P256, retired, None),
        (P384, None, stolen),
    ]:
        for method_id in (f"{DID}#{key.multikey}", jwk_method_id(DID, key)):
            method = resolve(method_id, published)
            assert (method.expires, method.revoked) == (expires, revoked)
            assert "assertionMethod" in method.relationships


def test_a_document_without_keys_is_possible() -> None:
    assert did_document(DID, [])["verificationMethod"] == []


def test_what_cannot_be_published() -> None:
    same = PublicKey.from_jwk(ED25519.jwk)
    with pytest.raises(SettingsError, match="twice"):
        did_document(DID, [ED25519, same])
    with pytest.raises(SettingsError, match="not among"):
        did_document(DID, [ED25519], revoked={P256: NOW})
    with pytest.raises(SettingsError, match="time zone"):
        did_document(DID, [ED25519], expires={ED25519: NOW.replace(tzinfo=None)})


@pytest.mark.parametrize(
    "did",
    ["did:web:127.0.0.1", "did:key:z6Mk", "http://district.example/", HTTPS + "#key", "x", ""],
)
def test_an_identifier_that_nobody_can_resolve_is_not_published(did: str) -> None:
    with pytest.raises(ResolutionError):
        did_document(did, [ED25519])
