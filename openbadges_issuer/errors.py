"""One error tree, and the stable codes that errors and checks share.

Issuing raises; verifying reports. Every error that the library raises on purpose is an
`OpenBadgesError`: it says what was wrong, where (a JSON path such as
``$.credentialSubject.achievement.criteria``), and carries a `Problem`, the machine-readable code.
"""

from __future__ import annotations

from enum import StrEnum

from openbadges_issuer.phrases import Phrase

_VCDM = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS_LIST = "https://www.w3.org/ns/credentials/status-list#"


class Problem(StrEnum):
    """What was wrong. The value is the W3C problem type where one exists, else a code of ours."""

    # reading
    MALFORMED_INPUT = _VCDM + "PARSING_ERROR"
    TOO_LARGE = "TOO_LARGE"
    TOO_COMPLEX = "TOO_COMPLEX"
    UNSAFE_MEDIA = "UNSAFE_MEDIA"
    NOT_A_BADGE = "NOT_A_BADGE"
    CREDENTIAL_UNSUPPORTED = "CREDENTIAL_UNSUPPORTED"
    OPEN_BADGES_2 = "OPEN_BADGES_2"  # a badge, of the version before
    # the document
    UNDEFINED_TERM = _SECURITY + "DATA_LOSS_DETECTION_ERROR"
    CONTEXT_NOT_ALLOWED = "CONTEXT_NOT_ALLOWED"
    CONTEXT_UNKNOWN = "CONTEXT_UNKNOWN"
    MALFORMED_VALUE = _VCDM + "MALFORMED_VALUE_ERROR"
    # proofs and keys
    PROOF_MISSING = "PROOF_MISSING"
    BASE_PROOF = "BASE_PROOF"  # the holder's own, which leaks a secret when it is shown
    PROOF_PURPOSE = "PROOF_PURPOSE"
    PROOF_UNSUPPORTED = "PROOF_UNSUPPORTED"
    PROOF_EXPIRED = "PROOF_EXPIRED"
    SIGNATURE_INVALID = _SECURITY + "PROOF_VERIFICATION_ERROR"
    KEY_INVALID = _SECURITY + "INVALID_VERIFICATION_METHOD"
    KEY_UNSUPPORTED = "KEY_UNSUPPORTED"
    KEY_NOT_AUTHORIZED = _SECURITY + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"
    KEY_REVOKED = "KEY_REVOKED"
    KEY_UNCONFIRMED = "KEY_UNCONFIRMED"
    KEY_UNREACHABLE = "KEY_UNREACHABLE"
    DID_RESOLUTION_FAILED = _SECURITY + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
    # VC-JWT
    ALG_NOT_ALLOWED = "ALG_NOT_ALLOWED"
    JOSE_HEADER_FORBIDDEN = "JOSE_HEADER_FORBIDDEN"
    CLAIM_MISMATCH = "CLAIM_MISMATCH"
    # network
    FETCH_FAILED = "FETCH_FAILED"
    SSRF_BLOCKED = "SSRF_BLOCKED"  # for a fetcher that refuses an address
    # evidence
    EVIDENCE_CHANGED = "EVIDENCE_CHANGED"
    # validity and status
    NOT_YET_VALID = "NOT_YET_VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    STATUS_RETRIEVAL = _STATUS_LIST + "STATUS_RETRIEVAL_ERROR"
    STATUS_INVALID = _STATUS_LIST + "STATUS_VERIFICATION_ERROR"
    STATUS_LENGTH = _STATUS_LIST + "STATUS_LIST_LENGTH_ERROR"
    STATUS_UNSUPPORTED = "STATUS_UNSUPPORTED"
    RANGE = _VCDM + "RANGE_ERROR"
    # policy
    ISSUER_UNKNOWN = "ISSUER_UNKNOWN"
    RECIPIENT_MISMATCH = "RECIPIENT_MISMATCH"
    RECIPIENT_UNKNOWN = "RECIPIENT_UNKNOWN"
    # work in several processes
    WORKER_LOST = "WORKER_LOST"


class OpenBadgesError(Exception):
    """Root of the tree.

    Attributes:
        message: one plain sentence: what was wrong, what was expected, what to do; with its
            pattern where it can be said in other languages.
        problem: the stable code.
        path: JSON path of the offending member, ``""`` when the whole input is meant.
    """

    default_problem = Problem.MALFORMED_INPUT

    def __init__(self, message: str, *, problem: Problem | None = None, path: str = "") -> None:
        """Keep the sentence, the code and the place."""
        super().__init__(message)
        self.message = Phrase.of(message)
        self.problem = problem or self.default_problem
        self.path = path

    def __str__(self) -> str:
        """Put the place before the sentence."""
        return f"{self.path}: {self.message}" if self.path else self.message

    @property
    def sentence(self) -> Phrase:
        """The message as a sentence of its own: with a capital and a full stop."""
        return self.message.sentence


class InputError(OpenBadgesError):
    """Bytes or text that cannot be read: not JSON, not a multibase value, too large, too deep."""


class TermError(OpenBadgesError):
    """A key, type or IRI that JSON-LD would drop or invent, or a context that is not allowed."""

    default_problem = Problem.UNDEFINED_TERM


class ModelError(OpenBadgesError):
    """A document that breaks a rule of the Open Badges data model."""

    default_problem = Problem.MALFORMED_VALUE


class KeyFormatError(OpenBadgesError):
    """A key that is malformed, weak, of an unknown kind, or stored unsafely."""

    default_problem = Problem.KEY_INVALID


class ResolutionError(OpenBadgesError):
    """A verification method or controller document that cannot be had, or contradicts itself."""

    default_problem = Problem.DID_RESOLUTION_FAILED


class FetchError(OpenBadgesError):
    """The only error a `Fetcher` raises: the resource was not retrieved."""

    default_problem = Problem.FETCH_FAILED


class ProofError(OpenBadgesError):
    """A proof that cannot be made, or that does not hold."""

    default_problem = Problem.SIGNATURE_INVALID


class StatusError(OpenBadgesError):
    """A status list or entry that cannot be used."""

    default_problem = Problem.STATUS_INVALID


class BakingError(OpenBadgesError):
    """An image that cannot take or give a credential."""

    default_problem = Problem.UNSAFE_MEDIA


class SettingsError(OpenBadgesError):
    """A file or argument of the caller's that is wrong: a trust list, a profile, a signer."""

    default_problem = Problem.MALFORMED_VALUE


class WorkerError(OpenBadgesError):
    """A worker process that ended before its work was done."""

    default_problem = Problem.WORKER_LOST
