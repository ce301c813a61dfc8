"""Issuing: an achievement and a recipient become a signed credential. Issuing raises.

Specification: Open Badges 3.0 sections 7 and 8; VC Data Model 2.0 section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import Any

from openbadges_issuer import bulk, did, timestamps
from openbadges_issuer.award import Award
from openbadges_issuer.did import jwk_method_id, multikey_method_id
from openbadges_issuer.drafting import Drafter
from openbadges_issuer.endorsing import Endorsement, identified
from openbadges_issuer.errors import OpenBadgesError, SettingsError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.keys import Signer
from openbadges_issuer.model import Achievement, Evidence, Image, Profile, Recipient, Result
from openbadges_issuer.proofs import SECURING_MECHANISMS, eddsa_rdfc_2022, selective
from openbadges_issuer.proofs.draft import Draft, check_key
from openbadges_issuer.signed import Issued, SignedCredential
from openbadges_issuer.status import StatusEntry

_LOCAL_METHODS = ("did:key:", "did:jwk:")


class Issuer:
    """Signs credentials in one issuer's name with one key.

    Keep one for all of an issuer's badges: it remembers what comes again in them.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        signer: Signer,
        clock: Callable[[], datetime] = timestamps.now,
    ) -> None:
        """Keep what issuing depends on.

        Args:
            profile: the issuer; its id is a DID or an https URL.
            signer: holds the key. A signer that speaks only for its own key (did:key, did:jwk)
                signs under the method that the issuer's document gives that key, see
                `did.did_document`.
            clock: gives the time of signing, with offset; default: the system's.

        Raises:
            SettingsError: the signer speaks for another issuer.
            ResolutionError: the issuer's id is none at which a verifier could find a key.
        """
        self.profile = profile
        self._signer = signer
        self._clock = clock
        self._drafters = {
            securing: Drafter(profile, securing, signer.algorithm, method)
            for securing, method in _methods_of(profile.id, signer).items()
        }

    def issue(
        self,
        achievement: Achievement,
        *,
        to: Recipient,
        evidence: Iterable[Evidence] = (),
        results: Iterable[Result] = (),
        status: StatusEntry | None = None,
        narrative: str | None = None,
        image: Image | None = None,
        awarded_date: datetime | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        id: str | None = None,
        securing: str = eddsa_rdfc_2022.CRYPTOSUITE,
    ) -> SignedCredential:
        """Award an achievement to a recipient and sign the credential.

        Args:
            achievement: what was achieved.
            to: who achieved it.
            evidence: what was handed in.
            results: how it was judged; each names a result description of the achievement.
            status: where a later withdrawal or pause will be published. Open Badges has one.
            narrative: how this recipient earned it, in Markdown.
            image: a picture of this one award, in place of the achievement's.
            awarded_date: day of the award, with offset; left out when not given.
            valid_from: default: now.
            valid_until: default: it has no end.
            id: URI of the credential; default: a random ``urn:uuid:``.
            securing: one of `SECURING_MECHANISMS`. With ``ecdsa-sd-2023`` the credential is for
                its holder alone, who shows copies that `derive` makes.

        Raises:
            ModelError: the credential would break a rule of the data model; with its JSON path.
            TermError: something in it would not be signed; with its JSON path.
            SettingsError: `securing` is not known, or an argument is of another type.
            KeyFormatError: the signer's key does not fit `securing`.
            InputError: a bound was reached.
        """
        award = Award(
            achievement=achievement,
            to=to,
            evidence=evidence,
            results=results,
            status=status,
            narrative=narrative,
            image=image,
            awarded_date=awarded_date,
            valid_from=valid_from,
            valid_until=valid_until,
            id=id,
        )
        return self._complete(self._drafter(securing).award(award, self._clock()))

    def issue_many(
        self,
        awards: Iterable[Award],
        *,
        securing: str = eddsa_rdfc_2022.CRYPTOSUITE,
        workers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> Generator[Issued, None, None]:
        """Issue any number of awards, in order and as they are asked for.

        An award that cannot be issued is told in its place, and the others are issued. What
        awards share (one `Achievement` object, the issuer) is read once. Memory does not grow
        with the number of awards. Workers end with the last award, or when what is returned is
        closed or dropped.

        Args:
            awards: taken as needed: one at a time, with more processes up to 128 ahead for each.
            securing: one of `SECURING_MECHANISMS`.
            workers: processes that prepare the credentials, of which this is one. The signer stays
                in this process, whatever it is, and signs what the others prepare, so it needs no
                lock and no key leaves it: they have neither the memory nor the environment
                variables of this process, and do not run its script. An award that cannot be sent
                to them, as when its class is made in that script, is prepared here.
            progress: called with the number of awards done so far.

        Raises:
            SettingsError: `securing` is not known, or fewer than one process.
            KeyFormatError: the signer's key does not fit `securing`.
            WorkerError: while it runs: a worker did not start, or was killed.
        """
        check_key(securing, self._signer.algorithm)
        bulk.check_workers(workers)
        return self._issue_many(awards, self._drafter(securing), workers, progress)

    def sign(
        self, document: Mapping[str, Any], *, securing: str = eddsa_rdfc_2022.CRYPTOSUITE
    ) -> SignedCredential:
        """Sign any credential of this issuer: a badge made elsewhere, or a status list.

        Args:
            document: the unsecured credential; left unchanged.
            securing: one of `SECURING_MECHANISMS`.

        Raises:
            ModelError: it has a proof already, names another issuer, or a text has a control
                character; with its JSON path.
            InputError: it is not JSON, or a bound was reached.
            ProofError: `vc-jwt`, and nothing is there for a claim (the subject's id, say).
            TermError, SettingsError, KeyFormatError: as `issue`.
        """
        return self._complete(self._drafter(securing).document(document, self._clock()))

    def endorse(
        self,
        endorsed: Profile | Achievement | SignedCredential | Mapping[str, Any] | str,
        *,
        comment: str | None = None,
        name: str | None = None,
        documents: Mapping[str, bytes] | None = None,
        status: StatusEntry | None = None,
        awarded_date: datetime | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        id: str | None = None,
        securing: str = eddsa_rdfc_2022.CRYPTOSUITE,
    ) -> SignedCredential:
        """Vouch for an issuer, an achievement or a badge of another: sign an endorsement.

        It goes into badges by `endorsed`, or travels beside them in a presentation or a bundle.

        Args:
            endorsed: a profile, an achievement, a badge (as issued, or its document), or the id of
                one of these.
            comment: what is said of it, in Markdown.
            name: of the endorsement; default: by the name of what is endorsed.
            documents: by URL, documents that are vouched for as they are now, byte for byte: of an
                issuer above all the DID document with its keys, so that these are believed when
                the issuer's web site is gone.
            status: where a later withdrawal will be published. In a bundle, offline, nobody can
                ask there: an endorsement that should count then has `valid_until` in its place.
            awarded_date: day of the endorsement, with offset; left out when not given.
            valid_from: default: now.
            valid_until: default: it has no end.
            id: URI of the endorsement; default: a random ``urn:uuid:``.
            securing: one of `SECURING_MECHANISMS` but ``ecdsa-sd-2023``.

        Raises:
            ModelError: what is endorsed has no id, or is the issuer itself, or the endorsement
                would break a rule of the data model; with its JSON path.
            SettingsError: `securing` is not known, or for a holder alone; a date without offset.
            TermError, KeyFormatError, InputError: as `issue`.
        """
        if securing == selective.CRYPTOSUITE:
            raise SettingsError(
                f"an endorsement is for everybody, and {securing} is for a holder alone"
            )
        about, called = identified(endorsed)
        endorsement = Endorsement(
            about=about,
            comment=comment,
            name=f"Endorsement of {called}" if name is None else name,
            documents=documents or {},
            status=status,
            awarded_date=awarded_date,
            valid_from=valid_from,
            valid_until=valid_until,
            id=id,
        )
        now = self._clock()
        document = endorsement.document(self.profile, now)
        return self._complete(self._drafter(securing).document(document, now))

    def _issue_many(
        self,
        awards: Iterable[Award],
        drafter: Drafter,
        workers: int,
        progress: Callable[[int], None] | None,
    ) -> Generator[Issued, None, None]:
        dated = ((award, self._clock()) for award in awards)
        work = partial(_drafting, drafter)
        with closing(bulk.in_order(work, dated, workers=workers)) as drafts:
            for index, made in enumerate(drafts):
                issued = self._issued(index, made)
                if progress:
                    progress(index + 1)
                yield issued

    def _issued(self, index: int, made: Draft | OpenBadgesError) -> Issued:
        if isinstance(made, OpenBadgesError):
            return Issued(index, error=made)
        try:
            return Issued(index, self._complete(made))
        except OpenBadgesError as error:
            return Issued(index, error=_alone(error))

    def _complete(self, made: Draft) -> SignedCredential:
        return SignedCredential(made.complete(self._signer.sign(made.data)), made.securing)

    def _drafter(self, securing: str) -> Drafter:
        check_key(securing, self._signer.algorithm)
        return self._drafters[securing]


def _drafting(
    drafter: Drafter, ask: bulk.Ask
) -> Callable[[tuple[Award, datetime]], Draft | OpenBadgesError]:
    """Make the work of one process."""

    def work(dated: tuple[Award, datetime]) -> Draft | OpenBadgesError:
        try:
            return drafter.award(*dated)
        except OpenBadgesError as error:
            return _alone(error)
        except Exception as error:  # noqa: BLE001  # harms no other award
            return SettingsError(
                f"this award was not drafted because of a {type(error).__name__}; "
                "issue it alone, by `Issuer.issue`, to see where that comes from"
            )

    return work


def _alone(error: OpenBadgesError) -> OpenBadgesError:
    """Take from an error that is kept what it holds on to: the award, and all that read it."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _methods_of(issuer_id: str, signer: Signer) -> dict[str, str]:
    """Say under which URL each securing mechanism names the signer's key."""
    method = signer.verification_method
    if method.partition("#")[0] == issuer_id:
        return dict.fromkeys(SECURING_MECHANISMS, method)
    if not method.startswith(_LOCAL_METHODS) or issuer_id.startswith(_LOCAL_METHODS):
        raise SettingsError(
            f"the signer speaks for {method.partition('#')[0]}, and the issuer is {issuer_id}"
        )
    did.document_url(issuer_id)
    key = did.resolve(method, Offline()).public_key
    as_jwk = jwk_method_id(issuer_id, key)
    return {
        name: as_jwk if name == "vc-jwt" else multikey_method_id(issuer_id, key) or as_jwk
        for name in SECURING_MECHANISMS
    }
