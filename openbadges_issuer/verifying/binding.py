"""Whose key is it? The issuer's, when the issuer's own document lists it for signing badges.

Specification: Controlled Identifiers 1.0 section 3.3; Open Badges 3.0 section 8.2 for bare keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Self

from openbadges_issuer import did
from openbadges_issuer.did import VerificationMethod
from openbadges_issuer.errors import KeyFormatError, Problem, ResolutionError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.report import Check, Outcome
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.dates import begin_of

_LONGEST_OWNER = 200
_RETRIEVE_METHOD = "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method"


class SigningKey(NamedTuple):
    """A key, in whose name it speaks, and the method that says so.

    Attributes:
        public_key: the key.
        owner: its controller, or the key itself when nothing says whose it is.
        method: where its controller publishes it; None for a bare key, which nobody vouches for.
    """

    public_key: PublicKey
    owner: str
    method: VerificationMethod | None = None

    @classmethod
    def bare(cls, public_key: PublicKey) -> Self:
        """Take a key that came without a word about whose it is."""
        name = public_key.multikey or public_key.thumbprint
        return cls(public_key, Phrase("the key {key}", key=name))


def named_key(url: str, issuer_id: str | None, circumstances: Circumstances) -> SigningKey:
    """Find the key of a verification method; no document of anyone but the issuer is read.

    Raises:
        ResolutionError: as `did.resolve`, and KEY_NOT_AUTHORIZED for a method of another's.
        KeyFormatError: as `did.resolve`.
    """
    owner, _, fragment = url.partition("#")
    fetcher = circumstances.fetcher if owner == issuer_id else Offline()
    try:
        method = did.resolve(url, fetcher, limits=circumstances.limits)
    except ResolutionError as error:
        if error.problem is not Problem.KEY_UNREACHABLE:
            raise
        if owner != issuer_id:
            raise _foreign(issuer_id, owner) from None
        if url.startswith("did:") or not fragment.startswith("z"):
            raise
        # An https issuer that publishes no document: the key in its URL shows that the text
        # is intact, and nothing about who wrote it.
        return SigningKey.bare(PublicKey.from_multikey(fragment))
    return SigningKey(method.public_key, method.controller, method)


def key_at(url: str, issuer_id: str | None, circumstances: Circumstances) -> SigningKey:
    """Retrieve the bare JWK at an https URL; nothing is asked of anyone's origin but the issuer's.

    Raises:
        ResolutionError: as `did.resolve_jwk`.
        KeyFormatError: as `did.resolve_jwk`.
    """
    if issuer_id is None:
        raise _foreign(issuer_id, url)
    limits = circumstances.limits
    return SigningKey.bare(did.resolve_jwk(url, issuer_id, circumstances.fetcher, limits=limits))


def bind(
    key: SigningKey,
    document: Mapping[str, Any],
    created: datetime | None,
    circumstances: Circumstances,
) -> Check:
    """Is it the issuer's key? Asked only of a key whose signature fits.

    Args:
        key: a key with its method, or a bare one, which is looked for in the issuer's document.
        document: the credential, or the presentation of a holder.
        created: when the signer says it signed; None to take `validFrom`.
        circumstances: a document is fetched for a bare key only.
    """
    issuer_id = circumstances.signatory.id_of(document)
    try:
        methods = [key.method] if key.method else _methods_of(key, issuer_id, circumstances)
    except (ResolutionError, KeyFormatError) as error:
        if error.problem is Problem.KEY_NOT_AUTHORIZED:
            return bound_check(Outcome.FAILED, error.sentence, error.problem)
        return bound_check(
            Outcome.UNDECIDED,
            Phrase("Nothing confirms that the key is the issuer's: {why}.", why=error.message),
            Problem.KEY_UNCONFIRMED,
        )
    signed_at = created or begin_of(document)
    answers = [_bound(method, issuer_id, signed_at, circumstances) for method in methods]
    return next((check for check in answers if check.outcome is Outcome.PASSED), answers[0])


def bound_check(outcome: Outcome, detail: Phrase, problem: Problem | None = None) -> Check:
    """Answer the check `key_bound_to_issuer`."""
    return Check("key_bound_to_issuer", outcome, detail, problem, spec=_RETRIEVE_METHOD)


def _methods_of(
    key: SigningKey, issuer_id: str | None, circumstances: Circumstances
) -> list[VerificationMethod]:
    if issuer_id is None:
        raise ResolutionError(Phrase("it names no issuer"))
    fetcher, limits = circumstances.fetcher, circumstances.limits
    return did.find_methods(issuer_id, key.public_key, fetcher, limits=limits)


def _bound(
    method: VerificationMethod,
    issuer_id: str | None,
    signed_at: datetime | None,
    circumstances: Circumstances,
) -> Check:
    """Judge one method that holds the key."""
    if method.controller != issuer_id:
        foreign = _foreign(issuer_id, method.controller)
        return bound_check(Outcome.FAILED, foreign.sentence, foreign.problem)
    confirmed = _confirmed(method, circumstances) if method.by_holder else None
    if method.by_holder and confirmed is None:
        return _nobodys_word(method.source)
    purpose = circumstances.signatory.purpose
    if method.revoked is not None and method.revoked <= circumstances.now:
        # When it was signed is only what the badge says itself, and a thief can write any day.
        return bound_check(
            Outcome.FAILED,
            Phrase("The issuer withdrew this key on {day}.", day=Day(method.revoked)),
            Problem.KEY_REVOKED,
        )
    if purpose not in method.relationships:
        return bound_check(
            Outcome.FAILED,
            Phrase(
                "The issuer does not list this key for signing badges ({purpose}).",
                purpose=purpose,
            ),
            Problem.KEY_NOT_AUTHORIZED,
        )
    if method.expires is not None and (signed_at is None or signed_at > method.expires):
        return bound_check(
            Outcome.FAILED,
            Phrase(
                "The issuer had retired this key on {day}, before it signed.",
                day=Day(method.expires),
            ),
            Problem.KEY_NOT_AUTHORIZED,
        )
    where = _where_published(method.source, method.retrieved_at if method.stale else None)
    return bound_check(Outcome.PASSED, confirmed or where)


def _confirmed(method: VerificationMethod, circumstances: Circumstances) -> Phrase | None:
    """Say who knows that a document which came with the badge is right; None when nobody does."""
    if method.vouched_by:
        return Phrase(
            "The key is in the copy of {url} that came with the badge; {endorser} vouches for it.",
            url=method.source,
            endorser=method.vouched_by,
        )
    if circumstances.trust is None:
        return None
    lists = circumstances.trust.counting(circumstances.now.date())
    for listing in lists.listings(method.controller):
        if method.public_key.multikey in listing.issuer.keys:
            return Phrase(
                'The key is the issuer\'s by the list "{list}", and by the copy of {url} that came '
                "with the badge.",
                list=listing.list.name,
                url=method.source,
            )
    return None


def _nobodys_word(url: str) -> Check:
    """Answer where the bringer of a badge says whose key it is, which he would of his own too."""
    return bound_check(
        Outcome.UNDECIDED,
        Phrase(
            "Only the copy of {url} that came with the badge says whose key it is, and anybody can "
            "make one.",
            url=url,
        ),
        Problem.KEY_UNREACHABLE,
    )


@lru_cache(maxsize=64)  # all badges of one issuer are told the same
def _where_published(url: str, copied: datetime | None) -> Phrase:
    """Say where the key is published; as of our copy, when the site did not answer."""
    if url == did.LOCAL:
        return Phrase("The key is published in the issuer's own id.")
    published = Phrase("The key is published at {url}.", url=url)
    if copied is not None:
        published = Phrase(
            "The key is published at {url}, in our copy of {time}, as the site did not answer.",
            url=url,
            time=copied,
        )
    if url.startswith("http://"):
        return Phrase(
            "{published}. That address is on this computer only: this is a trial.",
            published=published,
        )
    return published


def _foreign(issuer_id: str | None, owner: str) -> ResolutionError:
    owner = owner if len(owner) <= _LONGEST_OWNER else owner[:_LONGEST_OWNER]
    why = (
        Phrase("it names nobody, but was signed with a key of {owner}", owner=owner)
        if issuer_id is None
        else Phrase(
            "it names {issuer}, but was signed with a key of {owner}",
            issuer=issuer_id,
            owner=owner,
        )
    )
    return ResolutionError(why, problem=Problem.KEY_NOT_AUTHORIZED)
