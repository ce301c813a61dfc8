"""Bundles that an attacker puts together: archives made by hand, and files in them that lie."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from openbadges_issuer.bundles import Bundle, Entry, EntryKind
from openbadges_issuer.encoding import sha256_multibase
from tests.hostile import forge
from tests.hostile.composing import vouched
from tests.hostile.forge import NOW, badge, dumps, sign

PLAN = b"%PDF-1.7 a unit plan"
PLAN_ID = "urn:uuid:0b9e1c8a-1a60-4d0e-9a53-6c1d2f1f7a11"
EVIDENCE = {
    "id": PLAN_ID,
    "type": ["Evidence"],
    "name": "Unit plan",
    "digestMultibase": sha256_multibase(PLAN),
}


def listed() -> dict[str, Any]:
    """Give the district's badge, which is on its list and names evidence, signed."""
    return sign(badge(credentialStatus=forge.entry(), evidence=[EVIDENCE]))


def kit(
    *badges: Any,
    documents: Mapping[str, bytes] | None = None,
    endorsements: Iterable[Any] = (),
    evidence: Mapping[str, bytes] | None = None,
) -> Bundle:
    """Put files together as they are given; by default with what the district publishes.

    Args:
        badges: default: the one that is `listed`.
        documents: what was fetched, by URL.
        endorsements: signed.
        evidence: by the id of the evidence that each is said to be.
    """
    held = forge.documents() if documents is None else documents
    files = [("badges", EntryKind.BADGE, each) for each in badges or [listed()]]
    files += [("endorsements", EntryKind.ENDORSEMENT, each) for each in endorsements]
    entries = [
        Entry(f"{folder}/{number}.json", kind, each if isinstance(each, bytes) else dumps(each))
        for number, (folder, kind, each) in enumerate(files)
    ]
    entries += [
        Entry(f"other/{number}.json", EntryKind.DOCUMENT, content, url=url, retrieved=NOW)
        for number, (url, content) in enumerate(held.items())
    ]
    entries += [
        Entry(f"evidence/{number}.pdf", EntryKind.EVIDENCE, content, evidence=(id_,))
        for number, (id_, content) in enumerate((evidence or {}).items())
    ]
    return Bundle(NOW, tuple(entries))


def vouching(
    content: bytes | None = None,
    *,
    url: str = forge.DID_URL,
    about: str = forge.DISTRICT,
    **changes: Any,
) -> dict[str, Any]:
    """Give the word of the body for a document of the district's, signed."""
    stated = forge.documents()[forge.DID_URL] if content is None else content
    related = [{"id": url, "digestMultibase": sha256_multibase(stated)}]
    return vouched(about, relatedResource=related, **changes)


def archive(*files: tuple[str | zipfile.ZipInfo, bytes], packed: bool = False) -> bytes:
    """Make a ZIP archive of these files."""
    buffer = BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in files:
            made.writestr(name, content, compress_type=method)
    return buffer.getvalue()


def files_of(bundle: Bundle) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    """Take a bundle apart again."""
    with zipfile.ZipFile(BytesIO(bundle.to_bytes())) as made:
        return [(name, made.read(name)) for name in made.namelist()]


def patched(data: bytes, field: int, value: int, form: str, *, central: bool = True) -> bytes:
    """Change a number in the first header of an archive.

    Args:
        data: the archive.
        field: where it stands in the header.
        value: the new one.
        form: how it is written, as `struct` has it.
        central: in the directory at the end, or else in front of the file.
    """
    at = data.index(b"PK\x01\x02" if central else b"PK\x03\x04") + field
    size = struct.calcsize(f"<{form}")
    return data[:at] + struct.pack(f"<{form}", value) + data[at + size :]
