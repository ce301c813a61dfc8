"""The parts that Open Badges takes from Verifiable Credentials (OB 3.0, section "Data Models")."""

from __future__ import annotations

from openbadges_issuer.model.base import View
from openbadges_issuer.model.values import DateTimeZ, Iri, Many, String, Text


class Proof(View):
    """An embedded proof. What its members must be is the affair of each cryptosuite."""

    type: String
    created: DateTimeZ | None = None
    cryptosuite: String | None = None
    challenge: String | None = None
    domain: String | None = None
    nonce: String | None = None
    proof_purpose: String | None = None
    proof_value: String | None = None
    verification_method: Iri | None = None


class CredentialSchema(View):
    """A schema that the credential follows, as its issuer says."""

    id: Iri
    type: String


class CredentialStatus(View):
    """Where the status of the credential is found; its other members are those of its type."""

    id: Iri | None = None
    type: String


class RefreshService(View):
    """Where a newer form of the credential is found."""

    id: Iri
    type: String


class TermsOfUse(View):
    """Terms under which the credential was issued."""

    id: Iri | None = None
    type: String


class Evidence(View):
    """What the issuer looked at. `narrative` may hold Markdown."""

    id: Iri | None = None
    type: Many[String] = ("Evidence",)
    name: Text | None = None
    description: Text | None = None
    genre: Text | None = None
    audience: Text | None = None
    narrative: Text | None = None
