"""The list of revoked badges by their ids, which Bitstring Status List replaces. Read only.

It is not signed: whoever can write to its URL can revoke, so a caller has to know whose that is.

Specification: 1EdTech Revocation List Status Method 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, StatusError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.status.members import at, text_of
from openbadges_issuer.strict_json import as_list, member_path


class RevocationList(NamedTuple):
    """What a list of revoked badges says.

    Attributes:
        id: URL of the list; None when it does not say.
        issuer: DID or URL of the issuer; None when it does not say.
        revoked: ids of the badges that are revoked, as they are compared.
    """

    id: str | None
    issuer: str | None
    revoked: frozenset[str]

    @classmethod
    def read(cls, content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> RevocationList:
        """Read a list: an object whose `revokedCredential` holds ids, each `revoked` unless false.

        Raises:
            StatusError: it is not JSON, a member is given twice, or any part is malformed: then
                nobody can tell which badges it means.
        """
        try:
            document = strict_json.load_object(content, limits=limits)
        except InputError as error:
            raise StatusError(error.message) from None
        listed = document.get("revokedCredential")
        if not isinstance(listed, list | dict):
            raise StatusError("expected the badges that are revoked", path="$.revokedCredential")
        revoked = [
            _read_item(item, member_path("$.revokedCredential", index))
            for index, item in enumerate(as_list(listed))
        ]
        issuer = document.get("issuer")
        if isinstance(issuer, Mapping):
            issuer = text_of(issuer.get("id"))
        return cls(
            None if "id" not in document else text_of(document["id"]),
            None if issuer is None else text_of(issuer),
            frozenset(_compared(id_) for id_, is_revoked in revoked if is_revoked),
        )

    def revokes(self, badge_id: str) -> bool:
        """Tell whether it lists a badge, in whatever spelling of its id."""
        return _compared(badge_id) in self.revoked


def _compared(id_: str) -> str:
    """Write an id as two are compared (Open Badges 3.0 section 9.2)."""
    return unquote(id_).strip()


def _read_item(item: Any, path: str) -> tuple[str, bool]:
    if not isinstance(item, Mapping):
        raise StatusError("expected an object with the id of a badge", path=path)
    with at(f"{path}.id"):
        id_ = text_of(item.get("id"))
    is_revoked = item.get("revoked", True)
    if not isinstance(is_revoked, bool):
        raise StatusError("expected true or false", path=f"{path}.revoked")
    return id_, is_revoked
