"""The unsigned list of revoked badges: whatever is malformed in it makes all of it unusable."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbadges_issuer.errors import StatusError
from openbadges_issuer.status import RevocationList

ID = "https://badges.example/b/1"


def read(**members: object) -> RevocationList:
    return RevocationList.read(json.dumps(members).encode())


def test_a_badge_is_revoked_unless_it_says_otherwise() -> None:
    listed = read(
        revokedCredential=[
            {"id": "urn:x:1", "revoked": True},
            {"id": "urn:x:2"},
            {"id": "urn:x:3", "revoked": False},
            {"id": "urn:x:4", "revoked": False},
            {"id": "urn:x:4", "revocationReason": "by mistake"},
        ]
    )
    assert listed == RevocationList(None, None, frozenset({"urn:x:1", "urn:x:2", "urn:x:4"}))


@pytest.mark.parametrize("spelled", [ID, "https://badges.example/%62/1", f" {ID}\n"])
def test_a_badge_is_revoked_however_its_id_is_spelled(spelled: str) -> None:
    listed = read(revokedCredential=[{"id": spelled}])
    assert listed.revokes(ID)
    assert read(revokedCredential=[{"id": ID}]).revokes(spelled)
    assert not listed.revokes(ID.replace("1", "2"))


def test_an_empty_list_and_one_item_alone() -> None:
    assert read(revokedCredential=[]).revoked == frozenset()
    assert read(revokedCredential={"id": ID}).revoked == {ID}


@pytest.mark.parametrize("issuer", ["did:web:x.example", {"id": "did:web:x.example", "name": "X"}])
def test_what_a_list_says_of_itself(issuer: object) -> None:
    listed = read(id="https://x.example/list", issuer=issuer, revokedCredential=[])
    assert listed[:2] == ("https://x.example/list", "did:web:x.example")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"<html>",
        b'{"revokedCredentials": []}',
        b'{"revokedCredential": null}',
        b'{"revokedCredential": ["%s"]}' % ID.encode(),
        b'{"revokedCredential": [{}]}',
        b'{"revokedCredential": [{"id": 7}]}',
        b'{"revokedCredential": [{"id": "urn:x:1", "revoked": "false"}]}',
        b'{"revokedCredential": [{"id": "urn:x:1", "revoked": 0}]}',
        b'{"revokedCredential": [{"id": "urn:x:1", "revoked": null}]}',
        b'{"revokedCredential": [{"id": "urn:x:1", "revoked": true, "revoked": false}]}',
        b'{"revokedCredential": [], "revokedCredential": [{"id": "urn:x:1"}]}',
        b'{"revokedCredential": [], "id": 7}',
        b'{"revokedCredential": [], "issuer": 7}',
        b'{"revokedCredential": [], "issuer": {"name": "X"}}',
        b'\xef\xbb\xbf{"revokedCredential": []}',
        b'{"revokedCredential": []',
        b'{"revokedCredential": [], "n": NaN}',
    ],
)
def test_a_malformed_list_is_refused(content: bytes) -> None:
    with pytest.raises(StatusError):
        RevocationList.read(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from([ID, "urn:x:1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "revoked", "issuer", "revokedCredential"]), inner)
    ),
    max_leaves=8,
)


@given(json_values)
def test_no_json_brings_another_error(value: object) -> None:
    try:
        listed = RevocationList.read(json.dumps(value).encode())
    except StatusError:
        return
    assert all(isinstance(id_, str) for id_ in listed.revoked)
