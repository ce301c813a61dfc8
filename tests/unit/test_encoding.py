"""One spelling for each value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.encoding import (
    base58btc_decode,
    base58btc_encode,
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
)
from openbadges_issuer.errors import InputError


@given(st.binary(max_size=80))
@settings(deadline=None)
def test_what_is_encoded_is_decoded(data: bytes) -> None:
    assert base58btc_decode(base58btc_encode(data)) == data
    assert base64url_decode(base64url_encode(data)) == data
    assert multibase_decode(multibase_encode(data)) == data


@given(st.text(max_size=40))
@settings(deadline=None)
def test_a_text_is_refused_or_the_only_spelling(text: str) -> None:
    for decode, encode in (
        (base58btc_decode, base58btc_encode),
        (base64url_decode, base64url_encode),
    ):
        try:
            data = decode(text)
        except InputError:
            continue
        assert encode(data) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a", "2g"),
        (b"bbb", "a3gV"),
        (b"\x00" * 10, "1111111111"),
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    ],
)
def test_published_base58btc_values(data: bytes, text: str) -> None:
    assert base58btc_encode(data) == text
    assert base58btc_decode(text) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", " 2g", "2g ", "2g\n", "é", "1" * 1_001])
def test_base58btc_refuses(text: str) -> None:
    with pytest.raises(InputError):
        base58btc_decode(text)


@pytest.mark.parametrize("text", ["YQ==", "Y+", "Y/", "Y", " YQ", "YQ\n", "YR", "é"])
def test_base64url_refuses(text: str) -> None:
    with pytest.raises(InputError):
        base64url_decode(text)


@pytest.mark.parametrize("text", ["", "f00", "m", "Z2g", " z2g"])
def test_multibase_refuses_other_bases(text: str) -> None:
    with pytest.raises(InputError):
        multibase_decode(text)
