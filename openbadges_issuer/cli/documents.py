"""Documents of issuers: where they stand on the web, and files that stand for them."""

from __future__ import annotations

from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.cli.files import naming, read_file
from openbadges_issuer.errors import OpenBadgesError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

_LIST_TYPES = ("BitstringStatusListCredential", "StatusList2021Credential")


def document_url(issuer_id: str) -> str | None:
    """Name the URL of an issuer's document; None when the id is the key itself.

    Raises:
        ResolutionError: it is a did:web identifier that names no address.
    """
    from openbadges_issuer.did import did_web  # noqa: PLC0415  # loaded when needed

    if issuer_id.startswith("did:web:"):
        return did_web.document_url(issuer_id)
    return issuer_id if issuer_id.startswith("https://") else None


def given_documents(
    did_documents: tuple[str, ...], status_lists: tuple[str, ...]
) -> dict[str, bytes]:
    """Read the files that stand for what would be fetched, by URL.

    Raises:
        SettingsError: one is not what it should be, or two stand for one URL; with the file.
        InputError: one is too large (TOO_LARGE).
        OSError: one cannot be read.
    """
    documents: dict[str, bytes] = {}
    for read, files in ((_did_document, did_documents), (_status_list, status_lists)):
        for file in files:
            url, content = read(file)
            if url in documents:
                raise SettingsError(f"{file}: a document for {url} was given already")
            documents[url] = content
    return documents


def _did_document(path: str) -> tuple[str, bytes]:
    """Read a DID document, and name the URL at which a verifier looks for it."""
    content = read_file(path, DEFAULT_LIMITS.document_bytes)
    with naming(path):
        members = strict_json.load_object(content)
        if not members.keys() & {"verificationMethod", "assertionMethod"}:
            raise SettingsError("this is not a DID document: it lists no keys")
        issuer_id = members.get("id")
        url = document_url(issuer_id) if isinstance(issuer_id, str) else None
        if url is None:
            raise SettingsError("the id of the document is neither did:web: nor https:")
    return url, content


def _status_list(path: str) -> tuple[str, bytes]:
    """Read a published status list, JSON or JWT, and name its URL."""
    from openbadges_issuer.verifying.reader import read_credential  # noqa: PLC0415  # when needed

    content = read_file(path, DEFAULT_LIMITS.status_list_bytes)
    try:
        document: dict[str, Any] = read_credential(content, limits=DEFAULT_LIMITS).document
    except OpenBadgesError:
        document = {}
    types, url = document.get("type"), document.get("id")
    if (
        not isinstance(types, list)
        or not any(type_ in types for type_ in _LIST_TYPES)
        or not isinstance(url, str)
    ):
        raise SettingsError(
            f"{path}: this is not a published status list; "
            "a BitstringStatusListCredential is expected, as JSON or JWT"
        )
    return url, content
