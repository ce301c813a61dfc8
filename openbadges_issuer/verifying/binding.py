"""Whose key is it? A key counts only if the issuer's own document lists it for signing badges.

Specification: Controlled Identifiers 1.0 section 3.3 (retrieve verification method).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from openbadges_issuer import did, timestamps
from openbadges_issuer.did import VerificationMethod
from openbadges_issuer.errors import (
    InputError,
    KeyFormatError,
    OpenBadgesError,
    Problem,
    ResolutionError,
)
from openbadges_issuer.fetching import Fetcher, Offline
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import Limits
from openbadges_issuer.proofs.data_integrity import PROOF_PURPOSE
from openbadges_issuer.report import Check, Outcome

_RETRIEVE_METHOD = "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method"
# Of several methods that hold one key the first of these decides: a stolen key is stolen, however
# often it is listed.
_DECIDES = (Problem.KEY_REVOKED, None, Problem.KEY_NOT_AUTHORIZED)


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and in whose name it speaks.

    Attributes:
        public_key: the key.
        owner: the controller that lists it, else the key itself.
        methods: where the issuer's document lists it; None when no document says anything of it.
    """

    public_key: PublicKey
    owner: str
    methods: tuple[VerificationMethod, ...] | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """Finds keys. Nobody but the issuer that a badge names is asked about them."""

    fetcher: Fetcher
    limits: Limits

    def named(self, url: str, issuer_id: str | None) -> Key:
        """Find the key of a verification method.

        Raises:
            ResolutionError: KEY_NOT_AUTHORIZED when it is not the issuer's, KEY_UNREACHABLE when
                the issuer's document was not retrieved, else as `did.resolve`.
            KeyFormatError: as `did.resolve`.
        """
        owner, _, fragment = url.partition("#")
        try:
            method = did.resolve(
                url, self.fetcher if owner == issuer_id else Offline(), limits=self.limits
            )
        except ResolutionError as error:
            if error.problem is not Problem.KEY_UNREACHABLE:
                raise
            if owner != issuer_id:
                raise _foreign(issuer_id, owner) from None
            if url.startswith("did:") or not fragment.startswith("z"):
                raise
            # An https issuer that publishes no document: the key in its URL shows that the text
            # is intact, and nothing about who wrote it.
            return Key(PublicKey.from_multikey(fragment), f"the key {fragment}")
        return Key(method.public_key, method.controller, (method,))

    def bare(self, url: str, issuer_id: str | None) -> PublicKey:
        """Fetch a key that stands by itself at a web address of the issuer's.

        Raises:
            ResolutionError: KEY_NOT_AUTHORIZED for an address of another host, KEY_UNREACHABLE
                when it was not retrieved, DID_RESOLUTION_FAILED when it is no public JWK.
            KeyFormatError: KEY_UNSUPPORTED for a kind of key that is not known.
        """
        origin = did.origin_of(issuer_id) if issuer_id else None
        if origin is None or not f"{url}/".startswith(f"{origin}/"):
            raise _foreign(issuer_id, url)
        return did.retrieve_jwk(url, self.fetcher, limits=self.limits)

    def listed(self, public_key: PublicKey, issuer_id: str | None) -> Key:
        """Look for a key that names no method in the document of the issuer."""
        itself = f"the key {public_key.thumbprint}"
        if issuer_id is None:
            return Key(public_key, itself)
        try:
            methods = did.methods_of(issuer_id, public_key, self.fetcher, limits=self.limits)
        except (ResolutionError, KeyFormatError):
            return Key(public_key, itself)
        return Key(public_key, issuer_id if methods else itself, tuple(methods))


def bound(key: Key, document: Mapping[str, Any], created: datetime | None, now: datetime) -> Check:
    """Is it the issuer's key?

    Args:
        key: what signed.
        document: the credential.
        created: when its proof says that it was made; default: the credential's first day.
        now: time of the verification.
    """
    if key.methods is None:
        return _check(
            Outcome.UNDECIDED,
            "The badge brings its key itself; nothing says that it is the issuer's.",
            Problem.KEY_UNCONFIRMED,
        )
    signed_at = created or _valid_from(document)
    issuer_id = issuer_id_of(document)
    checks = [_bound_by(method, issuer_id, signed_at, now) for method in key.methods]
    unlisted = _check(
        Outcome.FAILED,
        "The issuer's own document does not list this key.",
        Problem.KEY_NOT_AUTHORIZED,
    )
    return min(checks, key=lambda check: _DECIDES.index(check.problem), default=unlisted)


def not_bound(error: OpenBadgesError | None = None) -> Check:
    """Say that nobody can tell, or that the key named is another's."""
    if error is not None and error.problem is Problem.KEY_NOT_AUTHORIZED:
        return _check(Outcome.FAILED, error.sentence, error.problem)
    why = "Not checked, because the signature could not be confirmed."
    return _check(Outcome.UNDECIDED, why)


def issuer_id_of(document: Mapping[str, Any]) -> str | None:
    """Return the id of the issuer that a credential names, unproved; None when it names none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return identifier if isinstance(identifier, str) else None


def _bound_by(
    method: VerificationMethod, issuer_id: str | None, signed_at: datetime | None, now: datetime
) -> Check:
    if method.controller != issuer_id:
        return _check(
            Outcome.FAILED,
            f"It names {issuer_id}, but was signed with a key of {method.controller}.",
            Problem.KEY_NOT_AUTHORIZED,
        )
    if PROOF_PURPOSE not in method.relationships:
        return _check(
            Outcome.FAILED,
            f"The issuer does not list this key for signing badges ({PROOF_PURPOSE}).",
            Problem.KEY_NOT_AUTHORIZED,
        )
    if method.revoked is not None and method.revoked <= now:
        # When it was signed is only what the badge says itself, and a thief can write any day.
        return _check(
            Outcome.FAILED,
            f"The issuer withdrew this key on {method.revoked:%Y-%m-%d}.",
            Problem.KEY_REVOKED,
        )
    if method.expires is not None and (signed_at is None or signed_at > method.expires):
        return _check(
            Outcome.FAILED,
            f"The issuer had retired this key on {method.expires:%Y-%m-%d}, before it signed.",
            Problem.KEY_NOT_AUTHORIZED,
        )
    return _check(Outcome.PASSED, f"The key is published {_where(method)}.")


def _where(method: VerificationMethod) -> str:
    if method.source == did.LOCAL:
        return "in the issuer's own id"
    where = f"at {method.source}"
    if method.source.startswith("http://"):
        where += ", which is on this computer only: a trial"
    if method.stale and method.retrieved_at:
        read = method.retrieved_at.astimezone(UTC)
        where += f", in our copy of {read:%Y-%m-%d %H:%M} UTC, as the site did not answer"
    return where


def _foreign(issuer_id: str | None, owner: str) -> ResolutionError:
    return ResolutionError(
        f"it names {issuer_id}, but was signed with a key of {owner[:200]}",
        problem=Problem.KEY_NOT_AUTHORIZED,
    )


def _valid_from(document: Mapping[str, Any]) -> datetime | None:
    try:
        return timestamps.parse(document.get("validFrom", document.get("issuanceDate")))
    except InputError:
        return None


def _check(outcome: Outcome, detail: str, problem: Problem | None = None) -> Check:
    return Check("key_bound_to_issuer", outcome, detail, problem, spec=_RETRIEVE_METHOD)
