"""Naming a recipient."""

from __future__ import annotations

import re
import uuid

import pytest

from openbadges_issuer.errors import ModelError
from openbadges_issuer.identity import Comparison, Match, identity_hash, matches
from openbadges_issuer.model import (
    Achievement,
    AchievementSubject,
    Criteria,
    IdentityObject,
    Recipient,
)


def test_an_email_address_is_hashed_in_lower_case_with_a_salt_of_its_own():
    recipient = Recipient.by_email("Ann.Lee@Example.org", "ann@example.net")
    first, second = recipient.identifier
    for identifier, address in (first, "ann.lee@example.org"), (second, "ann@example.net"):
        assert isinstance(identifier, IdentityObject)
        assert identifier.hashed is True
        assert identifier.identity_type == "emailAddress"
        assert re.fullmatch(r"[0-9a-f]{32}", identifier.salt)
        assert re.fullmatch(r"sha256\$[0-9a-f]{64}", identifier.identity_hash)
        assert identifier.identity_hash == identity_hash(address, identifier.salt)
    assert first.salt != second.salt
    assert "example" not in repr(recipient)


def test_the_id_is_opaque_and_random_unless_given():
    first, second = Recipient.by_email("a@example.org"), Recipient.by_email("a@example.org")
    assert first.id.startswith("urn:uuid:")
    assert uuid.UUID(first.id.removeprefix("urn:uuid:")).version == 4
    assert first.id != second.id
    assert Recipient.by_email("a@example.org", id="urn:uuid:7").id == "urn:uuid:7"


def test_a_recipient_matches_in_a_document():
    recipient = Recipient.by_email("Ann.Lee@Example.org", "ann@example.net")
    subject = AchievementSubject(
        id=recipient.id,
        identifier=recipient.identifier,
        achievement=Achievement(
            id="urn:x:1", name="n", description="d", criteria=Criteria(narrative="x")
        ),
    ).to_json()
    assert matches("ann.lee@example.org", subject) == Comparison(Match.YES)
    assert matches("ANN@example.net", subject) == Comparison(Match.YES)
    assert matches("lee@example.org", subject) == Comparison(Match.NO)
    assert matches("Ann Lee", subject) == Comparison(Match.UNKNOWN)


def test_a_did_is_enough():
    assert Recipient.by_did("did:key:z6Mk") == Recipient("did:key:z6Mk", ())


@pytest.mark.parametrize(
    "address",
    ["", "ann", "@example.org", "ann@", "a@b@c", "ann lee@example.org", "a@b.c ", "a\n@b"],
)
def test_what_is_no_email_address_is_refused(address):
    with pytest.raises(ModelError, match=r"teacher@example\.org"):
        Recipient.by_email("a@example.org", address)


def test_an_address_and_a_right_id_are_needed():
    with pytest.raises(ModelError, match="at least one"):
        Recipient.by_email()
    with pytest.raises(ModelError, match="absolute IRI"):
        Recipient.by_email("a@example.org", id="42")


@pytest.mark.parametrize(
    "did", ["", "did:", "did:web", "did:Web:x", "web:x", "did:web:a b", "did:x:"]
)
def test_what_is_no_did_is_refused(did):
    with pytest.raises(ModelError, match="a DID is expected"):
        Recipient.by_did(did)
