"""What can be wrong with one badge of several that are handed over together."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    UNDECIDED,
    UNDEFINED_TERM,
    Answer,
    tampered,
    unsupported,
)
from tests.hostile.forge import ABSENT, badge, put, sign

GOOD = sign(badge(credentialStatus=forge.entry()))
OTHER = sign(badge(id="urn:uuid:2", name="Another"))
MISSING = tampered("signature", Problem.PROOF_MISSING)
MALFORMED = Answer(Verdict.MALFORMED, "schema")
UNSUPPORTED = unsupported("signature", Problem.PROOF_UNSUPPORTED)
REVOKED = Answer(Verdict.REVOKED, "status_revocation", problem=Problem.REVOKED)
STRANGER = Answer(Verdict.ISSUER_UNKNOWN, "issuer_known", problem=Problem.ISSUER_UNKNOWN)
NOT_THEIRS = Answer(Verdict.WRONG_RECIPIENT, "recipient", problem=Problem.RECIPIENT_MISMATCH)
ATTACKERS_METHOD = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
STRANGERS = sign(
    badge(id="urn:uuid:3", issuer={"id": forge.ATTACKER, "type": ["Profile"]}),
    forge.ATTACKER_KEY,
    verificationMethod=ATTACKERS_METHOD,
)
# What can be wrong with one of several, and what is said of that one.
WRONG: dict[str, tuple[dict[str, Any], Answer]] = {
    "altered": (put(GOOD, "name", to="Doctor"), SIGNATURE_INVALID),
    "unsigned": (badge(id="urn:uuid:4"), MISSING),
    "by the attacker in the district's name": (
        sign(badge(id="urn:uuid:5"), forge.ATTACKER_KEY),
        NOT_AUTHORIZED,
    ),
    "of an undefined term": (sign(badge(id="urn:uuid:6", salary=1)), UNDEFINED_TERM),
    "withdrawn": (
        sign(badge(id="urn:uuid:7", credentialStatus=forge.entry(forge.WITHDRAWN))),
        REVOKED,
    ),
    "paused": (
        sign(badge(id="urn:uuid:17", credentialStatus=forge.entry(forge.WITHDRAWN, "suspension"))),
        Answer(Verdict.SUSPENDED, "status_suspension", problem=Problem.SUSPENDED),
    ),
    "of a list that is gone": (
        sign(
            badge(
                id="urn:uuid:18",
                credentialStatus=forge.entry(
                    id=ABSENT, statusListCredential="https://gone.example/list"
                ),
            )
        ),
        Answer(Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_RETRIEVAL),
    ),
    "ended": (
        sign(badge(id="urn:uuid:8", validUntil="2026-11-01T00:00:00Z")),
        Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED),
    ),
    "not begun": (
        sign(badge(id="urn:uuid:9", validFrom="2027-01-01T00:00:00Z")),
        Answer(Verdict.NOT_YET_VALID, "not_before", problem=Problem.NOT_YET_VALID),
    ),
    "of a stranger": (STRANGERS, STRANGER),
    "of a stranger, in the name of the district": (
        put(STRANGERS, "issuer", to={"id": forge.DISTRICT, "type": ["Profile"]}),
        NOT_AUTHORIZED,
    ),
    "malformed": (sign(badge(id="urn:uuid:10", name=5)), MALFORMED),
    "of an unknown suite": (
        sign(badge(id="urn:uuid:11"), cryptosuite="other-2030"),
        UNSUPPORTED,
    ),
    "of an unknown vocabulary": (
        put(GOOD, "@context", to=[*GOOD["@context"], "https://other.example/v1"]),
        unsupported("contexts", Problem.CONTEXT_UNKNOWN),
    ),
    "a status list": (sign(forge.status_list()), Answer(Verdict.UNSUPPORTED, "schema", UNDECIDED)),
}
GONE = {"https://gone.example/list": None}
