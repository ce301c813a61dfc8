"""Documents with other credentials in them: records, endorsements, presentations."""

from __future__ import annotations

from typing import Any

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.verifying import Policy, TrustList
from tests.hostile import forge
from tests.hostile.forge import badge, sign

BODY_KEY = forge.ed25519(7)
BODY = forge.did_key(BODY_KEY)
"""A body that vouches for others, and is known to who verifies."""
HOLDER_KEY = forge.ed25519(8)
HOLDER = forge.did_key(HOLDER_KEY)
KNOWING = Policy(
    trust=TrustList.from_mapping(
        {"issuers": {forge.DISTRICT: {"name": "Kettle Moraine"}, BODY: {"name": "State Board"}}}
    )
)
SUBJECT = "credentialSubject"


def own_method(signer: KeySigner) -> str:
    """Name the key of a did:key."""
    return f"{forge.did_key(signer)}#{signer.public_key.multikey}"


def record(*credentials: Any, **changes: Any) -> dict[str, Any]:
    """Give the district's record of these credentials, unsigned."""
    made = badge(
        **{
            "@context": [contexts.CREDENTIALS_V2, contexts.CLR, contexts.OPEN_BADGES],
            "id": "urn:uuid:5a0f7a64-52f5-4c6f-8a70-3c5d1c6cbb1e",
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": "Record",
            SUBJECT: {
                "id": badge()[SUBJECT]["id"],
                "type": ["ClrSubject"],
                "identifier": badge()[SUBJECT]["identifier"],
                "verifiableCredential": list(credentials),
            },
        }
    )
    return made | changes


def endorsement(about: str, **changes: Any) -> dict[str, Any]:
    """Give what the body says of something, unsigned."""
    made: dict[str, Any] = {
        "@context": badge()["@context"],
        "id": "urn:uuid:0d1c9fb5-6c7f-4be0-9f35-2f7d2f1c8a10",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": BODY, "type": ["Profile"], "name": "State Board of Education"},
        "validFrom": timestamps.format(forge.ISSUED),
        SUBJECT: {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "It asks for what our standard asks for.",
        },
    }
    return made | changes


def vouched(about: str, signer: KeySigner = BODY_KEY, **changes: Any) -> dict[str, Any]:
    """Give the same, signed by the body or by whoever has this key."""
    document = endorsement(about, **changes)
    return sign(document, signer, verificationMethod=own_method(signer))


def presentation(*credentials: Any, **changes: Any) -> dict[str, Any]:
    """Give these credentials as somebody presents them, unsigned."""
    made: dict[str, Any] = {
        "@context": [contexts.CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
    }
    return made | changes


def presented(
    *credentials: Any, signer: KeySigner = HOLDER_KEY, holder: Any = HOLDER, **proof: Any
) -> dict[str, Any]:
    """Give the same, with the proof of a holder."""
    members = {} if holder is None else {"holder": holder}
    how = {"proofPurpose": "authentication", "verificationMethod": own_method(signer)} | proof
    return sign(presentation(*credentials, **members), signer, **how)


def enveloped(token: str, **changes: Any) -> dict[str, Any]:
    """Put a token in an object, as presentations carry tokens."""
    made: dict[str, Any] = {
        "@context": contexts.CREDENTIALS_V2,
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    return made | changes
