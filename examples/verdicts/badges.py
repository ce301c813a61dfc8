"""The content of each file: one good badge, and what is done to it for the others.

The keys are made of sentences that everybody can read here: nobody may trust what they sign.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import openbadges_issuer as ob
from openbadges_issuer.contexts import CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.identity import identity_hash
from openbadges_issuer.proofs.draft import draft

ART = Path(__file__).resolve().parents[1] / "art" / "kettle-moraine.svg"
HOME = "https://badges.kettle-moraine.example"
DISTRICT = "did:web:badges.kettle-moraine.example"
LOOK_ALIKE = "did:web:kettle-moraine-badges.example"
SILENT = "did:web:badges.silent-springs.example"  # publishes nothing
NAME = "Kettle Moraine School District"
SIGNED = datetime(2025, 1, 13, 15, 0, tzinfo=UTC)
FAR = datetime(2125, 1, 1, tzinfo=UTC)  # no verdict changes with the calendar before
GOOD, WITHDRAWN = 7, 8  # places in the lists
TEACHER, SALT = "teacher@example.org", "FleurDeSel"
ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082"
)

Document = dict[str, Any]


def key_of(owner: str) -> ob.KeySigner:
    seed = sha256(f"The key of {owner}, which everybody knows".encode()).digest()
    return ob.KeySigner(Ed25519PrivateKey.from_private_bytes(seed))


KEY, STOLEN, FOREIGN = map(key_of, ("the district", "the district until a theft", "a stranger"))


def published() -> dict[str, Document]:
    """Give what the issuers publish, by file name."""
    keys = [KEY.public_key, STOLEN.public_key]
    made = {
        "district.json": ob.did_document(DISTRICT, keys, revoked={STOLEN.public_key: SIGNED}),
        "look-alike.json": ob.did_document(LOOK_ALIKE, [FOREIGN.public_key]),
    }
    for purpose in ("revocation", "suspension"):
        statuses = ob.StatusList.new(f"{HOME}/status/{purpose}", purpose)
        (statuses.revoke if purpose == "revocation" else statuses.suspend)(WITHDRAWN)
        unsigned = ob.status_list_credential(
            statuses, issuer=DISTRICT, valid_from=SIGNED, valid_until=FAR
        )
        made[f"{purpose}.json"] = json.loads(signed(unsigned))
    return made


def badge(issuer: str = DISTRICT, **members: Any) -> Document:
    """Write the good badge, unsigned, with other members; None leaves one out."""
    made: Document = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": "urn:uuid:6b0a2a4c-5f3e-4d57-9a4c-0d6f0f6f9c01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Flipped classroom",
        "issuer": {"id": issuer, "type": ["Profile"], "name": NAME},
        "validFrom": "2025-01-13T15:00:00Z",
        "awardedDate": "2025-01-10T15:00:00Z",
        "credentialSubject": subject(),
        "credentialStatus": entry(GOOD) if issuer == DISTRICT else None,
    }
    return {name: value for name, value in (made | members).items() if value is not None}


def subject(without: str = "") -> Document:
    """Write the teacher and the achievement, without one member of either."""
    identifier = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": identity_hash(TEACHER, SALT),
        "identityType": "emailAddress",
        "salt": SALT,
    }
    achievement = {
        "id": f"{HOME}/achievements/flipped-classroom",
        "type": ["Achievement"],
        "name": "Flipped classroom",
        "description": "Students meet new content before class, and use it together in class.",
        "criteria": {"narrative": "A panel of educators looks at artifacts from the classroom."},
    }
    achievement.pop(without, None)
    person = {
        "id": "urn:uuid:6b0a2a4c-5f3e-4d57-9a4c-0d6f0f6f9c02",
        "type": ["AchievementSubject"],
        "identifier": [identifier],
        "achievement": achievement,
    }
    person.pop(without, None)
    return person


def entry(index: int, purpose: str = "revocation", name: str = "") -> Document:
    """Write the status entry of a list of this name; default: its purpose."""
    return ob.StatusEntry(f"{HOME}/status/{name or purpose}", index, purpose).to_json()


def signed(
    document: Document, signer: ob.KeySigner = KEY, securing: str = "eddsa-rdfc-2022"
) -> str:
    """Sign as the issuer that the document names."""
    issuer = document["issuer"]
    profile = ob.Profile(id=issuer if isinstance(issuer, str) else issuer["id"], name=NAME)
    return (
        ob.Issuer(profile, signer=signer, clock=lambda: SIGNED)
        .sign(document, securing=securing)
        .text
    )


def token() -> str:
    return signed(badge(), securing="vc-jwt")


def token_of_nobody() -> str:
    """Give a token whose header says that it is not signed."""
    header = base64url_encode(b'{"alg":"none","jwk":{},"typ":"JWT"}')
    return f"{header}.{token().split('.')[1]}."


def with_proof(**members: str) -> str:
    """Give the good badge with other members in its proof."""
    document = json.loads(signed(badge()))
    document["proof"][0] |= members
    return json.dumps(document)


def with_a_member_more() -> str:
    """Give the good badge with a word that no context defines, so that it is not signed."""
    return json.dumps(json.loads(signed(badge())) | {"salaryStep": 3})


def signed_by_another() -> str:
    """Give a badge that names the district, and was signed by a stranger with his own key."""
    made = draft(
        badge(),
        securing="eddsa-rdfc-2022",
        algorithm=FOREIGN.algorithm,
        verification_method=FOREIGN.verification_method,
        created=SIGNED,
    )
    return made.complete(FOREIGN.sign(made.data))


def two_badges() -> str:
    given = [signed(badge()), signed(badge(credentialStatus=entry(WITHDRAWN)))]
    return json.dumps(
        {
            "@context": [CREDENTIALS_V2],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": list(map(json.loads, given)),
        }
    )


def of_open_badges_2() -> str:
    return json.dumps(
        {
            "@context": "https://w3id.org/openbadges/v2",
            "id": f"{HOME}/assertions/1",
            "type": "Assertion",
            "badge": f"{HOME}/badges/1",
            "recipient": {"type": "email", "hashed": False, "identity": TEACHER},
            "verification": {"type": "hosted"},
            "issuedOn": "2020-01-13T15:00:00Z",
        }
    )
