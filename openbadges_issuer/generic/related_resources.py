"""The digests by which a credential names other files. Those of VC 2.0's context are compared.

Nothing is fetched, and of the other bundled contexts some have other white space than published,
so of another resource only the form of its digests is checked.

Specification: VC Data Model 2.0 section 5.3 (integrity of related resources); Controlled
Identifiers 1.0 section 2.5 (Multihash).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.encoding import multibase_decode
from openbadges_issuer.errors import InputError, ModelError
from openbadges_issuer.jsonld import are_plain_iris

_DIGEST_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})")
_MULTIHASHES = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_LONGEST = 200  # characters


def check_related_resources(resources: Iterable[tuple[str, Any]]) -> None:
    """Check each related resource.

    Args:
        resources: as they stand in a credential, each with its JSON path.

    Raises:
        ModelError: no object with a URL of its own and a digest, or a digest that is malformed or
            not that of the resource.
    """
    seen: set[str] = set()
    for path, resource in resources:
        url = resource.get("id") if isinstance(resource, dict) else None
        if not isinstance(url, str) or not are_plain_iris([url]):
            raise ModelError("a related resource is an object with a URL as its id", path=path)
        if url in seen:
            raise ModelError("each related resource is named once", path=f"{path}.id")
        seen.add(url)
        _check_digests(resource, url, path)


def _check_digests(resource: Mapping[str, Any], url: str, path: str) -> None:
    read = {"digestSRI": _read_sri, "digestMultibase": _read_multibase}
    given = [name for name in read if name in resource]
    if not given:
        raise ModelError("a related resource has a digestSRI or a digestMultibase", path=path)
    for name in given:
        text, where = resource[name], f"{path}.{name}"
        found = read[name](text) if isinstance(text, str) and len(text) <= _LONGEST else None
        if found is None:
            raise ModelError("this is not a digest by SHA-256, SHA-384 or SHA-512", path=where)
        hash_name, digest = found
        if url == contexts.CREDENTIALS_V2 and digest != _of_credentials_v2(hash_name):
            raise ModelError("this is not the digest of that context", path=where)


@cache
def _of_credentials_v2(hash_name: str) -> bytes:
    name = contexts.bundled()[contexts.CREDENTIALS_V2]
    return hashlib.new(hash_name, contexts.read(name)).digest()


def _read_sri(text: str) -> tuple[str, bytes] | None:
    match = _DIGEST_SRI.fullmatch(text)
    if match is None:
        return None
    try:
        digest = base64.b64decode(match[2], validate=True)
    except ValueError:
        return None
    return (match[1], digest) if len(digest) == hashlib.new(match[1]).digest_size else None


def _read_multibase(text: str) -> tuple[str, bytes] | None:
    try:
        multihash = multibase_decode(text, max_chars=_LONGEST)
    except InputError:
        return None
    hash_name, digest = _MULTIHASHES.get(multihash[:2]), multihash[2:]
    if hash_name is None or len(digest) != multihash[1]:
        return None
    return hash_name, digest
